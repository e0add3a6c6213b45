"""Scripted customers: `benchmarks/data/dialogues/*.yml`, read and checked for slips of the pen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.report import CannotRun
from bot.settings import PROJECT

FOLDER = PROJECT / "benchmarks" / "data" / "dialogues"
DESKS = ("open", "nobody", "closed")
DOES = ("say", "press", "choose", "fill", "agent", "leave_queue")
BESIDES = frozenset({"until", "text", "if", "expect"})
EXPECTED = frozenset(
    {
        "article", "finds", "said", "never", "form", "asks", "slots", "ticket", "queued", "advice", "offers", "owner",
        "language", "urgency", "nature", "silent", "any",
    }
)  # fmt: skip
ENDS = frozenset({"owner", "form", "tickets", "told", "verdicts", "language"})


@dataclass(frozen=True)
class Turn:
    """`does` is one of DOES, `what` belongs to it; `when` is the condition under which the turn is played at all."""

    does: str
    what: Any
    expect: Mapping[str, Any]
    when: str | None = None
    until: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Dialogue:
    name: str
    journey: str
    language: str
    desk: str
    held_out: bool
    turns: Sequence[Turn]
    end: Mapping[str, Any]


def dialogues(folder: Path = FOLDER) -> list[Dialogue]:
    """All of them, in the order of their files; raises CannotRun naming what nobody can play."""
    found = [one for path in sorted(folder.glob("*.yml")) for one in _of_file(path)]
    names = [one.name for one in found]
    for name in {name for name in names if names.count(name) > 1}:
        raise CannotRun(f"two dialogues are called {name!r}; rename one of them")
    return found


def _of_file(path: Path) -> list[Dialogue]:
    journey, language = path.stem.split(".")
    return [_dialogue(raw, f"{path.name}: {raw.get('name')}", journey, language) for raw in yaml.safe_load(
        path.read_text("utf-8")
    )]  # fmt: skip


def _dialogue(raw: Mapping[str, Any], where: str, journey: str, language: str) -> Dialogue:
    _only(raw, {"name", "held_out", "desk", "turns", "end"}, where)
    _only(raw["end"], ENDS, f"{where}, end")
    desk = raw.get("desk", "open")
    if desk not in DESKS:
        raise CannotRun(f"{where}: desk is {desk!r}; write one of {', '.join(DESKS)}")
    turns = [_turn(one, f"{where}, turn {number}") for number, one in enumerate(raw["turns"], 1)]
    return Dialogue(str(raw["name"]), journey, language, desk, bool(raw.get("held_out")), turns, raw["end"])


def _turn(raw: Mapping[str, Any], where: str) -> Turn:
    _only(raw, {*DOES, *BESIDES}, where)
    does = [one for one in DOES if one in raw]
    if len(does) != 1:
        raise CannotRun(f"{where}: write exactly one of {', '.join(DOES)}")
    expect = raw.get("expect") or {}
    _only(expect, EXPECTED, where)
    for one in expect.get("any", ()):
        _only(one, EXPECTED, where)
    return Turn(does[0], raw[does[0]], expect, raw.get("if"), raw.get("until"), str(raw.get("text") or ""))


def _only(raw: Mapping[str, Any], known: set[str] | frozenset[str], where: str) -> None:
    for name in raw:
        if name not in known:
            raise CannotRun(f"{where}: {name!r} is not known; write one of {', '.join(sorted(known))}")
