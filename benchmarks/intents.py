"""The intent classifier on another domain's data: `python -m benchmarks.intents --train FILE [--test FILE] [--oos FILE]`.

Trained by Rasa itself with this project's `config.yml`, and with `rasa init`'s own pipeline on the same folds if asked.
Files are `text<TAB>label` lines or Rasa NLU YAML. Without a test file every example is judged by a model that was
trained without its fold.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from benchmarks.intent_folds import OUTSIDE, Example, Fold, drawn, folds
from benchmarks.intent_scores import Said, curve, scores
from benchmarks.report import CannotRun, ms, percentile, table, write
from benchmarks.understanding import pairs, percent
from bot import settings as configuration
from bot.settings import PROJECT
from bot.training import ENGINE_PYTHON, environment

DIET = Path(__file__).with_name("diet.yml")
LONGEST = 7200
LONGEST_OF_DIET = 1800


def main() -> int:
    chosen = arguments()
    try:
        if chosen.train is None:
            raise CannotRun("no data: name the examples by --train FILE")
        if not ENGINE_PYTHON.exists():
            raise CannotRun("the engine environment is missing (make setup)")
        parts = parted(chosen)
        for name, config, seconds in pipelines(chosen):
            found, steps = measure(config, parts, chosen.threshold, seconds)
            print(f"intents: {chosen.train.name} by {name}, {found['examples']} examples, {found['tested']} judged")
            table(["", ""], [[one, _cell(one, value)] for one, value in found.items() if isinstance(value, float)])
            if "out_of_scope_recall" in found:
                head = ["threshold", "right and sure, in scope", "left alone, out of scope", "MCC"]
                table(head, [[f"{a:.2f}", percent(b), percent(c), f"{d:.3f}"] for a, b, c, d in steps])
            kept = {"train": chosen.train.name, "options": _options(chosen), "config": config.name}
            write("intents", {**kept, "found": found, "curve": steps})
    except CannotRun as error:
        print(f"intents: did not run: {error}")
        return 2
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks intents", description=(__doc__ or "").partition("\n")[0]
    )
    add = parser.add_argument
    add("--train", type=Path, help="examples: text<TAB>label, or Rasa NLU YAML")
    add("--test", type=Path, nargs="*", default=[], help="messages to judge, in the same formats")
    add(
        "--oos",
        type=Path,
        nargs="*",
        default=[],
        help="messages to judge that belong to no intent; labels are not read",
    )
    add("--learn-oos", action="store_true", help=f"learn the examples called {', '.join(OUTSIDE)} as an intent too")
    add("--folds", type=int, default=5, help="of the cross-validation without --test (5)")
    add("--first", type=int, help="judge only the first so many folds")
    add("--leave-out", action="store_true", help="in each fold a share of the intents is not learned, but out of scope")
    add("--shots", type=int, help="learn only so many examples an intent, drawn at random")
    add("--threshold", type=float, default=0.5, help="below it nothing is recognised (0.5)")
    add("--config", type=Path, default=PROJECT / "config.yml", help="another Rasa pipeline to compare with")
    add("--with-diet", action="store_true", help="`rasa init`'s DIET on the same folds too: minutes to hours")
    return parser.parse_args()


def pipelines(chosen: argparse.Namespace) -> list[tuple[str, Path, int]]:
    """(name, configuration, seconds it may take to train or judge a fold)"""
    found = [(chosen.config.stem, chosen.config, LONGEST)]
    return [*found, ("DIET", DIET, LONGEST_OF_DIET)] if chosen.with_diet else found


def parted(chosen: argparse.Namespace) -> list[Fold]:
    """What is learned and judged; messages of --oos are judged in every fold."""
    examples = [one for one in examples_of(chosen.train) if chosen.learn_oos or one[1] not in OUTSIDE]
    strangers = [(text, OUTSIDE[0]) for path in chosen.oos for text, _ in examples_of(path)]
    if chosen.test:
        learned = drawn(examples, chosen.shots, 0) if chosen.shots else examples
        return [(learned, [one for path in chosen.test for one in examples_of(path)] + strangers)]
    found = islice(folds(examples, chosen.folds, chosen.leave_out, chosen.shots), chosen.first)
    return [(learned, test + strangers) for learned, test in found]


def measure(config: Path, parts: Sequence[Fold], threshold: float, longest: int) -> tuple[dict[str, Any], list[Any]]:
    truth: list[str] = []
    said: list[Said] = []
    turns: list[float] = []
    seconds = 0.0
    for learned, test in parts:
        answers, took, each = judged(config, learned, [text for text, _ in test], longest)
        truth, said, seconds, turns = truth + [label for _, label in test], said + answers, seconds + took, turns + each
    found = {
        "examples": sum(len(learned) for learned, _ in parts) // len(parts),
        "tested": len(truth),
        "training_seconds": seconds / len(parts),
        "parse_p50": percentile(turns, 0.5),
        "parse_p95": percentile(turns, 0.95),
        **scores(truth, said, threshold),
    }
    return found, curve(truth, said)


def judged(
    config: Path, examples: Sequence[Example], texts: Sequence[str], longest: int = LONGEST
) -> tuple[list[Said], float, list[float]]:
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
            env, "", longest,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        lines = "\n".join(" ".join(text.split()) for text in texts)
        answers = _run(["-m", "bot.engine.parse", "--model", str(folder / "intents.tar.gz")], env, lines, longest)
    found = [json.loads(line) for line in answers.splitlines() if line.startswith("{")]
    if len(found) != len(texts):
        raise CannotRun(f"{len(found)} of {len(texts)} messages were parsed")
    best = [(str(one["intent"]["name"]), float(one["intent"]["confidence"])) for one in found]
    return best, seconds, [one["seconds"] for one in found]


def _run(arguments: list[str], env: dict[str, str], said: str, longest: int) -> str:
    command = [str(ENGINE_PYTHON), *arguments]
    try:
        done = subprocess.run(
            command, cwd=PROJECT, env=env, input=said, timeout=longest, capture_output=True, text=True, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CannotRun(
            f"{arguments[1]} took longer than {longest} s; take fewer examples or --first 1, or a quieter machine"
        ) from error
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


def _options(chosen: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(chosen, name) for name in ("folds", "first", "leave_out", "shots", "learn_oos")}


def _cell(name: str, value: float) -> str:
    if name.startswith("parse"):
        return ms(value)
    if name == "training_seconds":
        return f"{value:.0f} s"
    return f"{value:.3f}" if "mcc" in name or "threshold" == name else percent(value)


if __name__ == "__main__":
    sys.exit(main())
