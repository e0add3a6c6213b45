"""Managers look at the service levels and change them; every change says who made it and when.

A change holds for clocks that start after it. Those that run keep the target they started with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.sentence import Sentence
from bot.core.service_levels import ANY, LONGEST_MINUTES, NORMAL_TIER, STANDARD, ClockKind, Level, ServiceLevels
from bot.core.words import Nature, Urgency
from bot.store import people, sla
from bot.store.database import Store
from bot.usecases.desk import Agent
from bot.usecases.receive import Refused
from bot.usecases.service_levels import service_levels

CLOCKS = tuple(one.value for one in ClockKind)
NATURES = (ANY, *(one.value for one in Nature))
URGENCIES = tuple(one.value for one in Urgency)
MOST_CHANGES = 200
_CELL = ("clock", "nature", "urgency", "tier")


class WrongLevel(Refused):
    """422; `cell` names what cannot be saved like this: {"clock", "nature", "urgency", "tier"}."""

    def __init__(self, level: Level, told: Sentence) -> None:
        super().__init__("not_good", told, 422)
        self.more = {"cell": _cell(level)}


def levels_room(store: Store) -> dict[str, Any]:
    """The whole table: the standard, what was changed (by whom, when), the words for rows and columns, its version."""
    with store.read() as tx:
        # Read first: a change in between is then seen by whoever saves.
        version = sla.version(tx)
        rows = sla.targets(tx)
    return {
        "version": version,
        "clocks": list(CLOCKS),
        "natures": list(NATURES),
        "urgencies": list(URGENCIES),
        "longest": LONGEST_MINUTES,
        "standard": [{**_cell(level), "minutes": minutes} for level, minutes in STANDARD.items()],
        "changed": [
            {
                **{name: getattr(row, name) for name in _CELL},
                "minutes": row.minutes,
                "by": row.who,
                "at": row.changed_at,
            }
            for row in rows
        ],
    }


def change_levels(store: Store, agent: Agent, version: object, changes: object, now: float) -> dict[str, Any]:
    """Save all of them or none; `changes`: cells with `minutes`, null goes back to the standard.

    `version` is what the table was shown with: 412 when somebody else has saved since.
    """
    wanted = _read(changes)
    with store.begin(durable=True) as tx:
        raised = sla.raise_version(tx)
        if version != raised - 1 or isinstance(version, bool):
            raise Refused(
                "changed",
                Sentence(
                    "Somebody else has changed the service levels meanwhile. Look at the new ones and save again."
                ),
                412,
            )
        before = service_levels(tx)
        after = dict(before.changed)
        for level, minutes in wanted.items():
            after.pop(level, None)
            if minutes is not None:
                after[level] = minutes
        _fits(ServiceLevels(after), wanted)
        for level, minutes in wanted.items():
            sla.put_target(tx, _cell(level), minutes, agent.name, now)
            was = {**_cell(level), "was": before.own(level), "now": minutes}
            people.record(tx, f"user:{agent.id}", "service_level", level.clock.value, now, was)
    return levels_room(store)


def _read(changes: object) -> dict[Level, int | None]:
    if not isinstance(changes, Sequence) or isinstance(changes, str) or not 1 <= len(changes) <= MOST_CHANGES:
        raise Refused(
            "bad_value", Sentence("changes must be a list of 1 to {most} cells.", most=MOST_CHANGES), 400
        )  # fmt: skip
    found: dict[Level, int | None] = {}
    for one in changes:
        if not isinstance(one, Mapping):
            raise Refused(
                "bad_value", Sentence("Each change must be an object with a clock, an urgency and minutes."), 400
            )
        level = Level(
            ClockKind(_known("clock", one.get("clock"), CLOCKS)),
            _known("nature", one.get("nature", ANY), NATURES),
            _known("urgency", one.get("urgency"), URGENCIES),
            _tier(one.get("tier", NORMAL_TIER)),
        )
        minutes = one.get("minutes")
        whole = isinstance(minutes, int) and not isinstance(minutes, bool) and 1 <= minutes <= LONGEST_MINUTES
        if minutes is not None and not whole:
            raise WrongLevel(
                level, Sentence("Write whole minutes from 1 to {longest} (30 days).", longest=LONGEST_MINUTES)
            )
        found[level] = minutes
    return found


def _fits(levels: ServiceLevels, wanted: Mapping[Level, Any]) -> None:
    """Nothing may be solved before it is answered, in every cell that a change reaches."""
    for level in wanted:
        natures = NATURES if level.nature == ANY else (level.nature,)
        for nature in natures:
            solved = levels.minutes(ClockKind.RESOLUTION, level.urgency, nature, level.tier)
            for clock in (ClockKind.FIRST, ClockKind.CALLBACK):
                answered = levels.minutes(clock, level.urgency, nature, level.tier)
                if solved < answered:
                    raise WrongLevel(
                        Level(ClockKind.RESOLUTION, level.nature, level.urgency, level.tier),
                        Sentence(
                            "{solved} minutes to solve it are fewer than {answered} to answer. "
                            "Make the time for the solution the longer one.",
                            solved=solved, answered=answered,
                        ),
                    )  # fmt: skip


def _known(name: str, value: object, values: Sequence[str]) -> str:
    if value not in values or not isinstance(value, str):
        raise Refused("bad_value", _unknown(name, value, values), 400)
    return value


def _unknown(name: str, value: object, values: Sequence[str]) -> Sentence:
    names = ", ".join(map(repr, values))
    return Sentence("{name} is {value!r}; use one of {names}.", name=name, value=str(value)[:50], names=names)


def _tier(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 32 or not value.isascii() or not value.isprintable():
        raise Refused(
            "bad_value", Sentence("tier is {value!r}; use 1 to 32 plain letters or digits.", value=str(value)[:50]), 400
        )
    return value


def _cell(level: Level) -> dict[str, str]:
    return {"clock": level.clock.value, "nature": level.nature, "urgency": level.urgency, "tier": level.tier}
