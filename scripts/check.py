"""`make check`: format, lint, types, layers, locks, links, dialogue data, knowledge base. Reports all, stops at none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bot.processes import APP_PYTHON, ENGINE_PYTHON, MANNERS  # noqa: E402

BIN = APP_PYTHON.parent


def tool(*command: str | Path, seconds: int = 600) -> str:
    """What the tool complained about; nothing when it is content."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=PROJECT, env=env | MANNERS, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"no end after {seconds} s"
    return "" if done.returncode == 0 else done.stdout.strip() or f"ended with code {done.returncode}"


def own_files(*endings: str) -> list[Path]:
    """What is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    files = [PROJECT / name for name in dict.fromkeys(listed) if name and (not endings or name.endswith(endings))]
    return [file for file in files if file.is_file()]


def locks() -> str:
    """Every requirement is locked, with hashes, and no lock names a registry."""
    wrong = []
    for source in sorted((PROJECT / "requirements").glob("*.in")):
        lock = source.with_suffix(".lock").read_text("utf-8")
        locked = {line.split("==")[0].lower().replace("_", "-") for line in lock.splitlines() if re.match(r"\w", line)}
        for line in source.read_text("utf-8").splitlines():
            name = re.match(r"[A-Za-z0-9_.-]+", line)
            if name and not line.startswith(("#", "-")) and name[0].lower().replace("_", "-") not in locked:
                wrong.append(f"{source.name}: {name[0]} is not in the lock; run `make lock`")
        if "--hash=" not in lock:
            wrong.append(f"{source.stem}.lock has no hashes; run `make lock`")
        if re.search(r"https?://|--(extra-)?index-url|--find-links", lock):
            wrong.append(f"{source.stem}.lock names a registry")
    if '"resolved"' in (PROJECT / "package-lock.json").read_text("utf-8"):
        wrong.append('package-lock.json names a registry ("resolved"); `npm install` with the .npmrc of this folder')
    return "\n".join(wrong)


def places() -> str:
    """Nothing in the repository may name the machine it was written on."""
    pattern = re.compile(r"(?<![\w.~}>-])/(?:root|home/\w+|Users/\w+|work|farm)/[a-z.]")
    wrong = []
    for file in own_files(".py", ".md", ".yml", ".yaml", ".toml", ".sh", ".js", ".html", ".json", ".in", "Makefile"):
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                wrong.append(f"{file.relative_to(PROJECT)}:{number}: {line.strip()[:100]}")
    return "\n".join(wrong)


def links() -> str:
    """Relative links in our Markdown lead somewhere."""
    wrong = []
    for file in own_files(".md"):
        text = re.sub(r"```.*?```|`[^`\n]*`", "", file.read_text("utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path = target.split("#")[0]
            if path and not re.match(r"[a-z]+:|/", path) and not (file.parent / path).exists():
                wrong.append(f"{file.relative_to(PROJECT)}: {target} leads nowhere")
    return "\n".join(wrong)


def dialogue() -> str:
    return tool(
        ENGINE_PYTHON, "-m", "rasa", "data", "validate", "--fail-on-warnings", "--config", "config.yml",
        "--domain", "domain.yml", "--data", "data/nlu", "data/stories",
    )  # fmt: skip


CHECKS: dict[str, tuple[Callable[[], str], str]] = {
    # name: what to do, and a file without which there is nothing to check yet
    "lint": (lambda: tool(BIN / "ruff", "check", "--output-format=concise", "."), ""),
    "format": (lambda: tool(BIN / "ruff", "format", "--check", "."), ""),
    "types": (lambda: tool(BIN / "mypy"), ""),
    "layers": (lambda: tool(BIN / "lint-imports", "--no-logo"), ""),
    "locks": (locks, ""),
    "places": (places, ""),
    "links": (links, ""),
    "knowledge": (lambda: tool(APP_PYTHON, "-m", "bot.cli", "kb", "check"), "bot/cli.py"),
    "dialogue": (dialogue, "domain.yml"),
}


def main(chosen: list[str]) -> int:
    unknown = [name for name in chosen if name not in CHECKS]
    if unknown:
        print(f"There is no check {unknown[0]!r}; there are: {', '.join(CHECKS)}.")
        return 2
    failed = []
    for name in chosen or CHECKS:
        check, needed = CHECKS[name]
        if needed and not (PROJECT / needed).exists():
            print(f"  - {name}: no {needed} yet", flush=True)
            continue
        began = time.monotonic()
        complaint = check()
        print(f"  {'✗' if complaint else '✓'} {name}  {time.monotonic() - began:.1f} s", flush=True)
        if complaint:
            failed.append(name)
            print("\n".join(f"    {line}" for line in complaint.splitlines()[-60:]), flush=True)
    if failed:
        print(f"Not in order: {', '.join(failed)}. `make format` mends what can be mended by itself.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
