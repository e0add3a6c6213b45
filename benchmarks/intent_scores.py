"""What is said about recognised intents: right in scope, silent out of scope, and what each threshold makes of both."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.intent_folds import OUTSIDE
from benchmarks.understanding import macro_f1

# What was said about one message: (best intent, its confidence).
Said = tuple[str, float]
# (threshold, share of those in scope that are right and sure, share of those out of scope left alone, MCC)
Step = tuple[float, float, float, float]


def scores(truth: Sequence[str], said: Sequence[Said], threshold: float) -> dict[str, float]:
    """Accuracy and macro-F1 in scope; MCC and what stays out of scope at the threshold, and the best MCC of any."""
    labels = [label for label in truth if label not in OUTSIDE]
    best = [name for (name, _), label in zip(said, truth) if label not in OUTSIDE]
    _, sure, silent, matthews = step(truth, said, threshold)
    found = {
        "accuracy": sum(a == b for a, b in zip(labels, best)) / max(1, len(labels)),
        "macro_f1": macro_f1(labels, best) if labels else 0.0,
        "threshold": threshold,
        "accuracy_at_threshold": sure,
        "mcc_at_threshold": matthews,
    }
    if len(labels) < len(truth):
        found["out_of_scope_recall"] = silent
    found["best_mcc"], found["best_mcc_at"] = max((one[3], one[0]) for one in curve(truth, said, 100))
    return found


def curve(truth: Sequence[str], said: Sequence[Said], steps: int = 20) -> list[Step]:
    return [step(truth, said, at / steps) for at in range(steps)]


def step(truth: Sequence[str], said: Sequence[Said], threshold: float) -> Step:
    """As HINT3 counts: below the threshold a message is called out of scope, whatever intent was best."""
    known = ["-" if label in OUTSIDE else label for label in truth]
    called = [name if sure >= threshold and name not in OUTSIDE else "-" for name, sure in said]
    right_in = sum(a == b for a, b in zip(known, called) if a != "-")
    right_out = sum(a == b for a, b in zip(known, called) if a == "-")
    outside = known.count("-")
    return threshold, right_in / max(1, len(known) - outside), right_out / max(1, outside), mcc(known, called)


def mcc(truth: Sequence[str], said: Sequence[str]) -> float:
    """Matthews' correlation coefficient over several classes."""
    from sklearn.metrics import matthews_corrcoef

    return float(matthews_corrcoef(truth, said))
