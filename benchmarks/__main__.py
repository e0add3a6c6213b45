"""`make bench`, or `python -m benchmarks [faq|triage|reasons|person|turn|edit|dialogues|desk|routing|growth|all] [options of that benchmark]`."""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys

from bot.settings import PROJECT

KNOWN = {
    "faq": "is the right article found, and nothing answered that has none",
    "triage": "urgency, nature and complexity against labels by hand",
    "reasons": "do the reasons point to the words that a person would point to",
    "person": "is a wish for a person heard, and only that",
    "intents": "the intent classifier on another domain's data (--train FILE [--test FILE] [--oos FILE])",
    "turn": "how long a customer waits, against Rasa's default bot, nlp.js and the least our own house can do",
    "edit": "how soon customers are told what an editor has published",
    "dialogues": "do whole conversations end as they should",
    "desk": "the desk with ten thousand conversations: search, first paint, a new message",
    "routing": "who gets whom: does nobody wait for ever, do the urgent come first, is the work even",
    "growth": "does a turn cost more in a long conversation, with many articles or conversations; does memory grow",
}


def main() -> int:
    listed = "\n".join(f"  {name:9} {what}" for name, what in KNOWN.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=f"Each prints a table and keeps dated JSON in results/:\n{listed}\n  all       one after the other",
        epilog="Options after the name go to that benchmark: python -m benchmarks growth memory --minutes 3",
    )
    parser.add_argument("name", nargs="?", default="all", choices=[*KNOWN, "all"])
    chosen, options = parser.parse_known_args()
    if chosen.name == "all" and options:
        parser.error(f"{options[0]} belongs to one benchmark; name it")
    names = list(KNOWN) if chosen.name == "all" else [chosen.name]
    codes = {name: _run(name, options) for name in names}
    failed = [name for name, code in codes.items() if code]
    if len(names) > 1:
        print(f"\n{len(names) - len(failed)} of {len(names)} benchmarks ran and met what is wanted" + (
            f"; look at {', '.join(failed)}" if failed else ""
        ))  # fmt: skip
    return 1 if failed else 0


def _run(name: str, options: list[str]) -> int:
    """In a process of its own: what one loads must not slow down the next."""
    if importlib.util.find_spec(f"benchmarks.{name}") is None:
        print(f"{name}: did not run: benchmarks/{name}.py is missing", flush=True)
        return 2
    # The working folder stays the caller's: the names of data files are relative to it.
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    code = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *options], env=environment, check=False
    ).returncode
    if code not in (0, 1, 2):
        print(f"{name}: did not run: it ended with code {code}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
