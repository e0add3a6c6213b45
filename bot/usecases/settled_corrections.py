"""Which corrections of agents are clear enough to learn from, and why the others are not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.core.masking import masked, says_something
from bot.knowledge.normal import key
from bot.triage.corrected import FIELDS
from bot.triage.rows import LEVELS, Row


class LeftOut(Enum):
    """Why a correction is not learned from; the value is shown."""

    NO_WORDS = "without words once personal data is masked"
    SMALL_TALK = "of a greeting or the like, which says nothing of the matter"
    UNKNOWN_LEVEL = "to a level that no longer exists"
    REPLACED = "replaced by a later one of the same conversation"
    TAKEN_BACK = "taken back in the same conversation"
    REPEATED = "the same as a newer one"
    CONFLICT = "against another one of the same text"


@dataclass(frozen=True)
class Conflict:
    """One text, corrected to several levels of one field: `said` has the level, who and when (UTC seconds)."""

    text: str
    field: str
    said: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Settled:
    """`read` = `used` + all that was left out; `rows` has one row a text, so it may have fewer."""

    read: int
    used: int
    rows: tuple[Row, ...]
    left_out: Mapping[LeftOut, int]
    conflicts: tuple[Conflict, ...]


def settled(corrections: Sequence[Any], is_small_talk: Callable[[str], bool]) -> Settled:
    """`corrections` are rows of `triage_correction`, the oldest first."""
    left_out: Counter[LeftOut] = Counter()
    about: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
    for one in corrections:
        text = words_of(one.text)
        why = _unclear(one, text, is_small_talk)
        if why is not None:
            left_out[why] += 1
        else:
            about[key(text), one.field].append((text, one))
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    texts: dict[str, tuple[float, str]] = {}
    conflicts = []
    for (name, field), said in about.items():
        last = _last_words(said, left_out)
        levels = {one.now for _, one in last}
        if len(levels) > 1:
            left_out[LeftOut.CONFLICT] += len(last)
            told = tuple((one.now, one.who, one.created_at) for _, one in last)
            conflicts.append(Conflict(last[-1][0], field, told))
        elif last:
            left_out[LeftOut.REPEATED] += len(last) - 1
            text, newest = last[-1]
            labels[name][field] = newest.now
            texts[name] = max(texts.get(name, (0.0, "")), (newest.created_at, text))
    rows = tuple(
        Row(texts[name][1], {field: mine[field] for field in FIELDS if field in mine}, by_hand=True)
        for name, mine in labels.items()
    )
    return Settled(len(corrections), sum(len(row.labels) for row in rows), rows, dict(+left_out), tuple(conflicts))


def words_of(text: str) -> str:
    """The whole message on one line, without anything of a person's own."""
    # Masked before and after: an address ends where its line does, and a number may go over two lines.
    return masked(" ".join(masked(text).split()))


def _unclear(one: Any, text: str, is_small_talk: Callable[[str], bool]) -> LeftOut | None:
    if one.now not in LEVELS.get(one.field, ()):
        return LeftOut.UNKNOWN_LEVEL
    if not key(text) or not says_something(text):
        return LeftOut.NO_WORDS
    return LeftOut.SMALL_TALK if is_small_talk(text) else None


def _last_words(said: Sequence[tuple[str, Any]], left_out: Counter[LeftOut]) -> list[tuple[str, Any]]:
    """Of each conversation what its agents decided in the end, the newest last; nothing where all is as it was."""
    of_conversation: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for text, one in said:
        of_conversation[one.conversation_id].append((text, one))
    last = []
    for mine in of_conversation.values():
        if mine[-1][1].now == mine[0][1].was:
            left_out[LeftOut.TAKEN_BACK] += len(mine)
            continue
        left_out[LeftOut.REPLACED] += len(mine) - 1
        last.append(mine[-1])
    return sorted(last, key=lambda entry: entry[1].created_at)
