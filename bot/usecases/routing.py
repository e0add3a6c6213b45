"""Who gets whom: the name beside a waiting customer, and in `push` one agent after the other asked.

An offer is a row: it survives a restart, and there is at most one open of each handoff. `bot/worker/deadlines.py` calls
`route_waiting` every half second; each step is a transaction that looks again under the conversation's lock.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.core.routing import Mode, Objection, choose, may_take, ranked, weight_of
from bot.core.words import QUEUE, Urgency
from bot.store import conversations, handoffs, offers, people, waiting
from bot.store.bell import DESK, Bell
from bot.store.database import Store, Transaction
from bot.store.offers import Outcome
from bot.usecases.candidates import candidates, matters
from bot.usecases.desk_settings import DeskRules
from bot.usecases.receive import Refused

log = logging.getLogger(__name__)
# Those at the front of a long queue; a name far behind them would be another one by the time it counts.
MOST_NAMED = 50
LEADS = ("manager", "admin")


class Asked(Refused):
    """Somebody else is being asked to take it; `holder` is that person's name."""

    def __init__(self, holder: str) -> None:
        super().__init__("offered", f"{holder} is being asked to take this conversation. Try again in a moment.", 409)
        self.holder = holder


def meant_for(tx: Transaction, rules: DeskRules, queue: Sequence[Any], now: float) -> dict[int, dict[str, Any]]:
    """For whom each of these waiting handoffs is, in this order, by handoff: `id`, `name`, `until` (of an offer)."""
    if rules.routing.mode is Mode.PUSH:
        return {
            one.handoff_id: {"id": one.agent_id, "name": _name(tx, one.agent_id), "until": one.until}
            for one in offers.all_open(tx)
        }
    there = {one.id: one for one in candidates(tx, rules, now)}
    first = queue[:MOST_NAMED]
    known = matters(tx, first, now)
    names = {row.id: row.name for row in people.online(tx, now)}
    found = {}
    for row in first:
        best = choose(known[row.id], list(there.values()), rules.routing)
        if best is not None:
            found[row.id] = {"id": best.id, "name": names[best.id], "until": None}
            # The next one is not meant for the same person only because the first has not been taken yet.
            weight = weight_of(known[row.id].urgency, rules.routing)
            there[best.id] = replace(best, load=best.load + weight, assigned_at=now)
    return found


def route_waiting(store: Store, bell: Bell, rules: DeskRules, now: float) -> int:
    """End offers that nobody took, and ask the next ones; returns how many steps were taken."""
    push = rules.routing.mode is Mode.PUSH
    with store.read() as tx:
        asked = offers.all_open(tx)
        if not push and not asked:
            return 0
        there = {row.id for row in people.online(tx, now)}
        over = [one for one in asked if not push or one.until <= now or one.agent_id not in there]
    steps = sum(_step(store, bell, one.conversation_id, now, _end, rules) for one in over)
    if push:
        with store.read() as tx:
            planned = _plan(tx, rules, now)
        steps += sum(_step(store, bell, one, now, _offer, rules) for one in planned)
    return steps


def _step(store: Store, bell: Bell, conversation_id: str, now: float, step: Any, rules: DeskRules) -> bool:
    """One that fails does not hold up the others: the next round tries again."""
    try:
        with store.begin(durable=True) as tx:
            conversation = conversations.get_locked(tx, conversation_id)
            handoff = handoffs.open_of(tx, conversation_id)
            done = conversation is not None and handoff is not None and step(tx, rules, conversation, handoff, now)
    except Exception as error:
        log.error("routing of %s failed: %s", conversation_id, error.__class__.__name__)
        return False
    if done:
        bell.ring(DESK, conversation_id)
    return bool(done)


def _end(tx: Transaction, rules: DeskRules, _conversation: Any, handoff: Any, now: float) -> bool:
    asked = offers.open_of(tx, handoff.id)
    if asked is None:
        return False
    here = any(row.id == asked.agent_id for row in people.online(tx, now))
    if rules.routing.mode is Mode.PUSH and here and asked.until > now:
        return False
    outcome = Outcome.PASSED if here and asked.until <= now else Outcome.WITHDRAWN
    return _close(tx, handoff, asked.agent_id, outcome, now)


def _plan(tx: Transaction, rules: DeskRules, now: float) -> list[str]:
    """Conversations that wait, of which nobody is asked, and that somebody may be asked about, the next one first."""
    busy = {one.handoff_id for one in offers.all_open(tx)}
    there = candidates(tx, rules, now, push=True)
    if not any(one.online for one in there):
        return []
    queue = [row for row in waiting.queue(tx, now, rules.routing.ageing_step) if row.id not in busy]
    known = matters(tx, queue[:MOST_NAMED], now)
    found: list[str] = []
    for row in queue[:MOST_NAMED]:
        best = choose(known[row.id], there, rules.routing)
        if best is not None:
            found.append(row.conversation_id)
            there = [replace(one, asked=True) if one.id == best.id else one for one in there]
    return found


def _offer(tx: Transaction, rules: DeskRules, conversation: Any, handoff: Any, now: float) -> bool:
    if conversation.owner != QUEUE or offers.open_of(tx, handoff.id) is not None:
        return False
    matter = matters(tx, [handoff], now)[handoff.id]
    best = choose(matter, candidates(tx, rules, now, push=True), rules.routing)
    if best is None:
        return False
    # Another worker may be asking the same person about somebody else: whoever comes second looks again.
    people.lock(tx, best.id)
    there = candidates(tx, rules, now, push=True)
    if best.id not in [one.id for one in ranked(matter, there, rules.routing)]:
        return False
    if not offers.add(tx, handoff.id, best.id, now, now + rules.routing.offer_timeout):
        return False
    people.record(tx, "system", "offered", conversation.id, now, {"handoff": handoff.id, "agent": best.id})
    return True


def decline(store: Store, bell: Bell, conversation_id: str, agent_id: int, now: float) -> None:
    """Who is asked says no: the next one is asked."""
    with store.begin(durable=True) as tx:
        conversations.get_locked(tx, conversation_id)
        handoff = handoffs.open_of(tx, conversation_id)
        asked = offers.open_of(tx, handoff.id) if handoff is not None else None
        if handoff is None or asked is None or asked.agent_id != agent_id:
            raise Refused("not_offered", "You are not asked about this conversation any more.")
        _close(tx, handoff, agent_id, Outcome.DECLINED, now)
    bell.ring(DESK, conversation_id)


def _close(tx: Transaction, handoff: Any, agent_id: int, outcome: Outcome, now: float) -> bool:
    done = offers.end(tx, handoff.id, outcome, now)
    if done:
        data = {"handoff": handoff.id, "agent": agent_id}
        people.record(tx, "system", f"offer_{outcome.value}", handoff.conversation_id, now, data)
    return done


def let_take(tx: Transaction, rules: DeskRules, handoff: Any, agent_id: int, role: str) -> None:
    """Raises Asked while somebody else is being asked. Danger is taken by whoever is quicker; team leads may always."""
    if rules.routing.mode is not Mode.PUSH or role in LEADS or handoff.urgency == Urgency.CRITICAL.value:
        return
    asked = offers.open_of(tx, handoff.id)
    if asked is not None and asked.agent_id != agent_id:
        raise Asked(_name(tx, asked.agent_id))


def objection(tx: Transaction, rules: DeskRules, handoff: Any, agent_id: int, now: float) -> Objection | None:
    """Why this person should not be given this matter now, None when nothing speaks against it."""
    one = next((one for one in candidates(tx, rules, now) if one.id == agent_id), None)
    if one is None:
        return Objection.AWAY
    return may_take(one, matters(tx, [handoff], now)[handoff.id], rules.routing)


def _name(tx: Transaction, user_id: int) -> str:
    row = people.get(tx, user_id)
    return row.name if row is not None else ""
