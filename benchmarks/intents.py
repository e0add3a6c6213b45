"""The intent classifier on another domain's data: `python -m benchmarks.intents --train FILE [--test FILE]`.

Trained by Rasa itself with this project's `config.yml`. Files are `text<TAB>label` lines or Rasa NLU YAML. Without a
test file every example is judged by a model that was trained without its fold.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.report import CannotRun, ms, percentile, table, write
from benchmarks.understanding import macro_f1, pairs, percent
from bot import settings as configuration
from bot.settings import PROJECT
from bot.training import ENGINE_PYTHON, environment

OUTSIDE = ("oos", "out_of_scope", "NO_NODES_DETECTED")
LONGEST = 7200
Example = tuple[str, str]
# What was said about one message: (best intent, its confidence).
Said = tuple[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks intents", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--train", type=Path, help="examples: text<TAB>label, or Rasa NLU YAML")
    parser.add_argument("--test", type=Path, nargs="*", default=[], help="messages to judge, in the same formats")
    parser.add_argument("--folds", type=int, default=5, help="of the cross-validation without --test (5)")
    parser.add_argument(
        "--config", type=Path, default=PROJECT / "config.yml", help="another Rasa pipeline to compare with"
    )
    parser.add_argument("--threshold", type=float, default=0.5, help="below it nothing is recognised (0.5)")
    chosen = parser.parse_args()
    try:
        if chosen.train is None:
            raise CannotRun("no data: name the examples by --train FILE")
        found = measure(chosen)
    except CannotRun as error:
        print(f"intents: did not run: {error}")
        return 2
    print(f"intents: {chosen.train.name}, {found['examples']} examples, {found['tested']} judged")
    table(["", ""], [[name, _cell(name, value)] for name, value in found.items() if isinstance(value, float)])
    write("intents", {"train": str(chosen.train.name), "config": chosen.config.name, "found": found})
    return 0


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    if not ENGINE_PYTHON.exists():
        raise CannotRun("the engine environment is missing (make setup)")
    examples = [one for one in examples_of(chosen.train) if one[1] not in OUTSIDE]
    if chosen.test:
        test = [one for path in chosen.test for one in examples_of(path)]
        said, seconds, turns = judged(chosen.config, examples, [text for text, _ in test])
    else:
        test, said, seconds, turns = [], [], 0.0, []
        for fold in range(chosen.folds):
            kept = [one for at, one in enumerate(examples) if at % chosen.folds != fold]
            part = [one for at, one in enumerate(examples) if at % chosen.folds == fold]
            answers, took, each = judged(chosen.config, kept, [text for text, _ in part])
            test, said, seconds, turns = test + part, said + answers, seconds + took / chosen.folds, turns + each
    truth = [label for _, label in test]
    return {
        "examples": len(examples),
        "tested": len(test),
        "training_seconds": seconds,
        "parse_p50": percentile(turns, 0.5),
        "parse_p95": percentile(turns, 0.95),
        **scores(truth, said, chosen.threshold),
    }


def scores(truth: Sequence[str], said: Sequence[Said], threshold: float) -> dict[str, float]:
    """Accuracy and macro-F1 in scope; MCC and what stays out of scope at the threshold, and the best MCC of any."""
    inside = [at for at, label in enumerate(truth) if label not in OUTSIDE]
    labels, best = [truth[at] for at in inside], [said[at][0] for at in inside]
    found = {
        "accuracy": sum(a == b for a, b in zip(labels, best)) / len(inside),
        "macro_f1": macro_f1(labels, best),
        "threshold": threshold,
        "accuracy_at_threshold": sum(truth[at] == said[at][0] and said[at][1] >= threshold for at in inside)
        / len(inside),
    }
    outside = [at for at, label in enumerate(truth) if label in OUTSIDE]
    if outside:
        found["out_of_scope_recall"] = sum(said[at][1] < threshold for at in outside) / len(outside)
    known = ["-" if label in OUTSIDE else label for label in truth]
    curve = [
        (mcc(known, [name if sure >= step / 100 else "-" for name, sure in said]), step / 100) for step in range(100)
    ]
    found["mcc_at_threshold"] = mcc(known, [name if sure >= threshold else "-" for name, sure in said])
    found["best_mcc"], found["best_mcc_at"] = max(curve, key=lambda pair: pair[0])
    return found


def mcc(truth: Sequence[str], said: Sequence[str]) -> float:
    """Matthews' correlation coefficient over several classes."""
    from sklearn.metrics import matthews_corrcoef

    return float(matthews_corrcoef(truth, said))


def judged(config: Path, examples: Sequence[Example], texts: Sequence[str]) -> tuple[list[Said], float, list[float]]:
    """(what was said to each text, seconds of training, seconds of each parse), by Rasa in the engine's environment."""
    with tempfile.TemporaryDirectory(prefix="supportbot-intents-") as name:
        folder = Path(name)
        env = environment(configuration.load(folder, {}))
        (folder / "nlu.yml").write_text(as_rasa(examples), "utf-8")
        began = time.perf_counter()
        _run(
            [
                "-m", "rasa", "train", "nlu", "--config", str(config), "--nlu", str(folder / "nlu.yml"), "--out", name,
                "--fixed-model-name", "intents",
            ],
            env, "",
        )  # fmt: skip
        seconds = time.perf_counter() - began
        lines = "\n".join(" ".join(text.split()) for text in texts)
        answers = _run(["-m", "bot.engine.parse", "--model", str(folder / "intents.tar.gz")], env, lines)
    found = [json.loads(line) for line in answers.splitlines() if line.startswith("{")]
    if len(found) != len(texts):
        raise CannotRun(f"{len(found)} of {len(texts)} messages were parsed")
    best = [(str(one["intent"]["name"]), float(one["intent"]["confidence"])) for one in found]
    return best, seconds, [one["seconds"] for one in found]


def _run(arguments: list[str], env: dict[str, str], said: str) -> str:
    command = [str(ENGINE_PYTHON), *arguments]
    done = subprocess.run(
        command, cwd=PROJECT, env=env, input=said, timeout=LONGEST, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotRun(f"{arguments[1]} failed: {' '.join(done.stderr.split())[-400:]}")
    return done.stdout


def examples_of(path: Path) -> list[Example]:
    if path.suffix not in (".yml", ".yaml"):
        return pairs(path)
    if not path.exists():
        raise CannotRun(f"{path} is missing")
    whole = yaml.safe_load(path.read_text("utf-8")) or {}
    return [
        (line.removeprefix("- ").strip(), one["intent"])
        for one in whole.get("nlu", [])
        if "intent" in one
        for line in str(one["examples"]).splitlines()
        if line.startswith("- ")
    ]


def as_rasa(examples: Sequence[Example]) -> str:
    """Training data in Rasa's format; brackets, which mark entities there, become blanks."""
    by_intent: dict[str, list[str]] = {}
    for text, label in examples:
        plain = " ".join(text.translate(str.maketrans("[]", "  ")).split())
        if plain:
            by_intent.setdefault(label, []).append(f"- {plain}\n")
    nlu = [{"intent": label, "examples": "".join(lines)} for label, lines in sorted(by_intent.items())]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False, width=10_000)


def _cell(name: str, value: float) -> str:
    if name.startswith("parse"):
        return ms(value)
    if name == "training_seconds":
        return f"{value:.0f} s"
    return f"{value:.3f}" if "mcc" in name or "threshold" == name else percent(value)


if __name__ == "__main__":
    sys.exit(main())
