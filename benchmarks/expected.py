"""Does a scene hold what a script expects? Plain comparisons; each returns what is amiss, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks.scene import Scene

_DAY = re.compile(r"^\+(\d+)(.*)$")
# Payloads behind which a person, or a message to the team, stands.
_DOORS = {"person": ("/ask_person", "/accept_offer"), "request": ("/leave_request",)}


@dataclass(frozen=True)
class Around:
    """What a turn is judged by besides itself: the scene before, the shop's date, the answers of safety articles."""

    before: Scene
    today: date
    answer_of: Callable[[str, str], str | None]
    by_bot: bool = True


def amiss(expect: Mapping[str, Any], now: Scene, around: Around) -> list[str]:
    """Everything that is not as expected in this turn, what goes without saying included."""
    wrong = _stated(expect, now, around)
    ways = expect.get("any")
    if ways and all(_stated(one, now, around) for one in ways):
        wrong.append("none of these: " + " | ".join("; ".join(_stated(one, now, around)) for one in ways))
    return [*wrong, *_unsaid([expect, *(ways or ())], now, around)]


def amiss_at_the_end(end: Mapping[str, Any], now: Scene, told: Sequence[str], today: date) -> list[str]:
    wrong = []
    if now.owner != end.get("owner", "bot"):
        wrong.append(f"the conversation should be with {end.get('owner', 'bot')}, it is with {now.owner}")
    form = end.get("form", "none")
    if form not in ("any", now.form or "none"):
        wrong.append(f"the form should be {form}, it is {now.form or 'none'}")
    wrong += _tickets(end.get("tickets") or (), now.tickets, today)
    wrong += [f"{name} was never told" for name in end.get("told") or () if name not in told]
    for name, helped in (end.get("verdicts") or {}).items():
        if now.verdicts.get(name) is not helped:
            wrong.append(f"the verdict on {name} should be {helped}, it is {now.verdicts.get(name)}")
    if end.get("language", now.language) != now.language:
        wrong.append(f"the language should be {end['language']}, it is {now.language}")
    return wrong


def _stated(expect: Mapping[str, Any], now: Scene, around: Around) -> list[str]:
    wrong: list[str] = []

    def one_of(what: str, wanted: Any, found: Sequence[Any]) -> None:
        if not set(_list(wanted)) & set(found):
            wrong.append(f"{what} should be {_or(wanted)}, it was {_or(found)}")

    for name, wanted in expect.items():
        if name == "article":
            one_of("the article", wanted, now.articles)
        elif name == "finds":
            one_of("the article or a title", wanted, [*now.articles, *now.titles])
        elif name == "said":
            one_of("said", wanted, now.said)
        elif name == "never":
            wrong += [f"{one} should not be said" for one in _list(wanted) if one in now.said]
        elif name in ("form", "asks", "owner", "urgency", "nature"):
            one_of(name, wanted, [getattr(now, name) or "none"])
        elif name == "language":
            one_of("the language", wanted, [now.spoken])
        elif name == "slots":
            wrong += _values(wanted, now.slots, around.today)
        elif name == "ticket":
            wrong += _tickets([wanted], _new(now.tickets, around.before.tickets), around.today)
        elif name == "queued":
            wrong += _queued(wanted or {}, now, around)
        elif name == "advice":
            wrong += _advice(_list(wanted), now, around)
        elif name == "offers":
            if not any(payload.startswith(_DOORS[wanted]) for payload in now.buttons.values()):
                wrong.append(f"no button for a {wanted} was shown")
        elif name == "silent" and now.texts:
            wrong.append(f"nothing should be said, said was {_or(now.said or now.notices)}")
    return wrong


def _unsaid(expected: Sequence[Mapping[str, Any]], now: Scene, around: Around) -> list[str]:
    """What every turn owes: an answer from the bot, and nothing that nobody asked for."""
    asked = {name for one in expected for name in one}
    wrong = []
    if around.by_bot and around.before.owner == "bot" and not now.texts:
        wrong.append("nothing was said")
    made = _new(now.tickets, around.before.tickets)
    if made and not asked & {"ticket", "queued"}:
        wrong.append(f"no ticket should be made, it was {_or([one['kind'] for one in made])}")
    if around.by_bot and now.owner != around.before.owner and not asked & {"owner", "queued"}:
        wrong.append(f"the conversation should stay with {around.before.owner}, it went to {now.owner}")
    if now.advice and "advice" not in asked:
        wrong.append("no safety advice should be given")
    return wrong


def _queued(wanted: Mapping[str, Any], now: Scene, around: Around) -> list[str]:
    calls = _new(now.handoffs, around.before.handoffs)
    if len(calls) != 1 or now.owner != "queue":
        return [f"a person should be called, there are {len(calls)} calls and it is with {now.owner} ({_or(now.said)})"]
    wrong = []
    if "queued" not in now.notices:
        wrong.append("the notice of the queue is missing")
    for name in ("reason", "urgency", "nature"):
        if name in wanted and calls[0][name] not in _list(wanted[name]):
            wrong.append(f"the call's {name} should be {_or(wanted[name])}, it is {calls[0][name]}")
    packet = calls[0]["packet"] or {}
    # The agent sees both: what the form had taken down, and what was recognised in the last words.
    facts = {**{one["entity"]: one["value"] for one in packet.get("entities") or ()}, **(packet.get("form") or {})}
    wrong += _values(wanted.get("facts") or {}, facts, around.today, "the packet's ")
    return wrong + _tickets([{"kind": "handoff"}], _new(now.tickets, around.before.tickets), around.today)


def _advice(wanted: Sequence[str], now: Scene, around: Around) -> list[str]:
    answers = [around.answer_of(name, now.language) for name in wanted]
    if not any(text and text in answers for text in now.advice):
        given = "something else" if now.advice else "nothing"
        return [f"the advice should be {_or(wanted)}, it was {given}"]
    return [] if now.advice_first else ["the advice came after the notice"]


def _tickets(wanted: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]], today: date) -> list[str]:
    kinds = sorted(one["kind"] for one in wanted), sorted(one["kind"] for one in found)
    if kinds[0] != kinds[1]:
        return [f"the tickets should be {_or(kinds[0])}, they are {_or(kinds[1])}"]
    left, wrong = list(found), []
    for one in wanted:
        rivals = [row for row in left if row["kind"] == one["kind"]]
        best = min(rivals, key=lambda row: len(_ticket(one, row, today)))
        wrong += _ticket(one, best, today)
        left.remove(best)
    return wrong


def _ticket(wanted: Mapping[str, Any], row: Mapping[str, Any], today: date) -> list[str]:
    wrong = [
        f"the {row['kind']} ticket's {name} should be {_or(wanted[name])}, it is {row[name]}"
        for name in ("urgency", "nature", "state")
        if name in wanted and row[name] not in _list(wanted[name])
    ]
    return wrong + _values(wanted.get("fields") or {}, row["fields"] or {}, today, f"the {row['kind']} ticket's ")


def _values(wanted: Mapping[str, Any], found: Mapping[str, Any], today: date, whose: str = "") -> list[str]:
    return [
        f"{whose}{name} should be {value}, it is {found.get(name)}"
        for name, value in wanted.items()
        if not any(_fits(one, found.get(name), today) for one in _list(value))
    ]


def _fits(wanted: Any, found: Any, today: date) -> bool:
    text, given = str(wanted), "" if found is None else str(found)
    if text.startswith("~"):
        return text[1:].lower() in given.lower()
    day = _DAY.match(text)
    if day:
        text = (today + timedelta(days=int(day[1]))).isoformat() + day[2]
    return text == given


def _new(now: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    known = {one["id"] for one in before}
    return [one for one in now if one["id"] not in known]


def _list(one: Any) -> Sequence[Any]:
    return one if isinstance(one, (list, tuple)) else [one]


def _or(some: Any) -> str:
    return " or ".join(str(one) for one in _list(some)) or "nothing"
