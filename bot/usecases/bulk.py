"""One verb for several conversations at once. Each is a matter of its own: what cannot be done for one is told with its
reason and holds up no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.sentence import Sentence
from bot.core.text import clean
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, Held, claim, release, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.read_marks import mark_seen
from bot.usecases.receive import Refused
from bot.usecases.snoozing import check_moment, snooze

log = logging.getLogger(__name__)

MOST = 100
ACTIONS = ("claim", "snooze", "seen", "release", "resolve")
HIGHEST = 2**31 - 1


@dataclass(frozen=True)
class Outcome:
    """What became of one conversation; without a code it is done."""

    id: str
    code: str = ""
    message: str = ""
    holder: str | None = None


def do_to_all(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    action: object,
    ids: object,
    more: Mapping[str, Any],
    agent: Agent,
    now: float,
) -> list[Outcome]:
    """`more`: `until` (UTC seconds or None) to snooze, `reason` to resolve, `seen` {id: number of the last message shown}.

    One transaction each, in the order of `ids`; a repeated id counts once. What is wrong with the request itself is
    refused before anything is done.
    """
    chosen = _ids(ids)
    verb = _verb(store, bell, rules, action, more, agent, now)
    return [_outcome(verb, one) for one in chosen]


def _outcome(verb: Callable[[str], object], conversation_id: str) -> Outcome:
    try:
        verb(conversation_id)
    except Refused as error:
        return Outcome(conversation_id, error.code, error.message, error.holder if isinstance(error, Held) else None)
    except Exception:
        # What is done already must be told, so the rest goes on; this one took back all it had begun.
        log.exception("a deed for several failed for conversation %s", conversation_id)
        return Outcome(conversation_id, "failed", Sentence("The server failed at this one. Try it again."))
    return Outcome(conversation_id)


def _verb(
    store: Store, bell: Bell, rules: DeskRules, action: object, more: Mapping[str, Any], agent: Agent, now: float
) -> Callable[[str], object]:
    if action == "claim":
        return lambda one: claim(store, bell, rules, one, agent, now)
    if action == "release":
        return lambda one: release(store, bell, one, agent, now)
    if action == "resolve":
        reason = more.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise Refused("reason_missing", Sentence("Say in a few words how the matter was solved."), 400)
        said = clean(reason, 500)
        return lambda one: resolve(store, bell, one, agent, said, now, rules.patience)
    if action == "snooze":
        until = more.get("until")
        check_moment(until, now)
        return lambda one: snooze(store, bell, one, agent, until, now)
    if action == "seen":
        seen = more.get("seen")
        if not isinstance(seen, Mapping) or not all(_is_number(seq) for seq in seen.values()):
            raise Refused(
                "bad_value", Sentence("`seen` must give the number of the last message shown for each id."), 400
            )
        return lambda one: mark_seen(store, one, agent.id, seen.get(one, 0))
    raise Refused("bad_value", Sentence("action must be one of {names}.", names=", ".join(ACTIONS)), 400)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST


def _ids(ids: object) -> Sequence[str]:
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) and 0 < len(one) <= 64 for one in ids):
        raise Refused("bad_value", Sentence("ids must be a list of conversations."), 400)
    if len(ids) > MOST:
        raise Refused(
            "too_many",
            Sentence("At most {most} conversations at once; these are {count}.", most=MOST, count=len(ids)),
            400,
        )
    return list(dict.fromkeys(ids))
