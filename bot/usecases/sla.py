"""The clocks of a conversation follow what is said in it.

They begin in the transaction that makes their ticket. From then on the worker reads the messages that they do not know
yet and lays the rules of `bot/core/sla.py` over the whole course: whatever changed the conversation, and however late
the worker looks, the result is the same. What falls due is fired by `bot/usecases/sla_alarms.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.core.service_levels import NORMAL_TIER, ClockKind, ServiceLevels
from bot.core.sla import Clock, Happened, Matter, Moment, Standing, due_at, follow, standing, warn_at
from bot.core.words import agent_id
from bot.store import conversations, sla, tickets
from bot.store.bell import DESK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.desk_settings import DeskRules
from bot.usecases.service_levels import service_levels

log = logging.getLogger(__name__)

# What the conversation's own lines say of a call for a person; those of earlier calls do not concern a later one.
_OF_THE_CALL = {
    "agent_silent": Happened.RETURNED,
    "agent_gone": Happened.RETURNED,
    "put_back": Happened.RETURNED,
    "sent_back": Happened.RETURNED,
    "released": Happened.RELEASED,
    "nobody_came": Happened.RELEASED,
    "left_queue": Happened.LEFT,
    "customer_silent": Happened.WENT_QUIET,
    "resumed": Happened.RESUMED,
}
CALLED_BACK = "called_back"
_REOPENED = ("reopened", "reopened_queued")


def begin_clocks(tx: Transaction, rules: DeskRules, levels: ServiceLevels, conversation: Any, ticket: Any) -> None:
    """A ticket was made in this transaction; `conversation` is its locked row from before."""
    seq = conversation.next_seq - 1
    starter = _Starter(rules, levels, ticket, [])
    for clock in follow(_matter(ticket, []), [], starter, rules.hours):
        _save(tx, rules, ticket, clock, None, seq, seq)


def follow_conversation(tx: Transaction, rules: DeskRules, conversation: Any, reopened: Any = None) -> None:
    """Bring its clocks up to the last message; the conversation is locked.

    `reopened`: a ticket that was solved, so that none of its clocks runs, and whose customer has just said otherwise.
    """
    matters = sla.open_matters(tx, conversation.id)
    if reopened is not None and reopened.id not in [one.id for one in matters]:
        matters.append(reopened)
    if not matters:
        return
    # Of the calls that are over only the beginning matters: what was said after it does not concern earlier ones.
    rows = sla.clocks_of(tx, conversation.id)
    first: dict[int, int] = {}
    for row in rows:
        first.setdefault(row.ticket_id, row.from_seq)
    # A ticket from before there were clocks has none to go on with.
    matters = [one for one in matters if one.id in first]
    if not matters:
        return
    calls = [one.id for one in tickets.of_conversation(tx, conversation.id) if one.handoff_id and one.id in first]
    said = sla.said_after(tx, conversation.id, min(first[one.id] for one in matters))
    last = said[-1].seq if said else conversation.next_seq - 1
    levels = service_levels(tx)
    for ticket in matters:
        mine = [row for row in rows if row.ticket_id == ticket.id]
        moments = list(_moments(said, ticket, calls, first))
        if all(row.kind != ClockKind.RESOLUTION.value for row in mine):
            _follow_old(tx, mine, moments, last)
            continue
        known = {(row.kind, row.number): row for row in mine}
        starter = _Starter(rules, levels, ticket, mine)
        for clock in follow(_matter(ticket, mine), moments, starter, rules.hours):
            _save(tx, rules, ticket, clock, known.get((clock.kind.value, clock.number)), first[ticket.id], last)
    sla.followed(tx, conversation.id, last)


def keep_clocks(store: Store, bell: Bell, rules: DeskRules, now: float) -> int:
    """What the worker does at every look; returns how many conversations were followed and alarms given."""
    from bot.usecases.sla_alarms import fire_alarms

    with store.read() as tx:
        waiting = sla.behind(tx)
    for conversation_id in waiting:
        try:
            with store.begin() as tx:
                conversation = conversations.get_locked(tx, conversation_id)
                if conversation is not None:
                    follow_conversation(tx, rules, conversation)
            bell.ring(DESK, conversation_id)
        except Exception as error:
            # It stays behind: the next round tries again, and the others do not wait for it.
            log.error("clocks of %s failed: %s", conversation_id, error.__class__.__name__)
    return len(waiting) + fire_alarms(store, bell, rules, now)


class _Starter:
    """New clocks get the levels of now; those that are in the database keep the target they began with.

    Unless an agent has corrected urgency or nature: then what still runs is measured anew, from its beginning.
    """

    def __init__(self, rules: DeskRules, levels: ServiceLevels, ticket: Any, rows: Sequence[Any]) -> None:
        self.rules, self.levels, self.ticket = rules, levels, ticket
        self.known = {(row.kind, row.number): row for row in rows}

    def __call__(self, kind: ClockKind, number: int, at: float) -> Clock:
        row = self.known.get((kind.value, number))
        level = (self.ticket.urgency, self.ticket.nature)
        if row is not None and (row.ended_at is not None or (row.urgency, row.nature) == level):
            target, by_wall = row.target, bool(row.by_wall)
        else:
            target = 60.0 * self.levels.minutes(kind, *level, tier=row.tier if row is not None else NORMAL_TIER)
            by_wall = self.rules.clocks.by_wall(kind, self.ticket.urgency)
        return Clock(kind, number, target, by_wall, started_at=at, since=at)


def _matter(ticket: Any, rows: Sequence[Any]) -> Matter:
    if ticket.handoff_id is not None:
        return Matter(ticket.created_at, is_call=True)
    # A broken promise is followed by another one, at the ticket too; the first stands in its clock.
    told = next((row.fixed for row in rows if row.kind == ClockKind.CALLBACK.value and row.number == 1), None)
    return Matter(ticket.created_at, is_call=False, promised=told or ticket.first_response_due)


def _moments(said: Sequence[Any], ticket: Any, calls: Sequence[int], first: Mapping[int, int]) -> Iterator[Moment]:
    """What concerns this ticket's clocks of what was said after it was made."""
    for row in said:
        if row.seq is None or row.seq <= first[ticket.id]:
            continue
        data = row.data or {}
        event = data.get("event")
        if row.kind == "text" and row.author == "customer":
            yield Moment(row.created_at, Happened.CUSTOMER_WROTE)
        elif row.kind == "text" and agent_id(row.author) is not None:
            yield Moment(row.created_at, Happened.AGENT_WROTE)
        elif event == CALLED_BACK:
            yield Moment(row.created_at, Happened.CALLED_BACK)
        elif row.kind == "event":
            mine = ticket.id == max((one for one in calls if first[one] < row.seq), default=None)
            if data.get("due") and (data.get("ticket") == ticket.number or (mine and not data.get("ticket"))):
                yield Moment(row.created_at, Happened.PROMISED, float(data["due"]))
            if event == "resolved":
                yield Moment(row.created_at, Happened.RESOLVED)
            elif event in _REOPENED and data.get("ticket") == ticket.number:
                yield Moment(row.created_at, Happened.REOPENED)
            elif event in _OF_THE_CALL and mine:
                yield Moment(row.created_at, _OF_THE_CALL[event])


def _follow_old(tx: Transaction, rows: Sequence[Any], moments: Sequence[Moment], last: int) -> None:
    """Of a call from before this release only what it waited for is measured; any word of ours ends that."""
    ours = (Happened.AGENT_WROTE, Happened.RESOLVED, Happened.CALLED_BACK, Happened.RELEASED, Happened.LEFT)
    over = next((one for one in moments if one.what in ours), None)
    if over is None:
        return
    for row in rows:
        if row.ended_at is None:
            late = row.due_at is not None and over.at > row.due_at
            met = over.what in ours[:3]
            outcome = "breached" if late else "met" if met else "void"
            _end(tx, row, ended_at=over.at, outcome=outcome, spent=max(0.0, over.at - row.started_at), seq=last)


def _save(tx: Transaction, rules: DeskRules, ticket: Any, clock: Clock, row: Any, from_seq: int, seq: int) -> None:
    if row is not None and row.ended_at is not None:
        return
    over = standing(clock, rules.hours, clock.ended_at) if clock.ended_at is not None else None
    due = due_at(clock, rules.hours)
    values = {
        "urgency": ticket.urgency,
        "nature": ticket.nature,
        "target": clock.target,
        "by_wall": clock.by_wall,
        "spent": clock.spent,
        "since": clock.since,
        "due_at": due,
        "fixed": clock.fixed,
        "seq": seq,
    }
    if over is not None:
        # What was called late stays late, also if the opening hours have been changed since.
        told_late = row is not None and row.breached_at is not None
        late = told_late or over is Standing.BREACHED
        values |= {"ended_at": clock.ended_at, "outcome": "breached" if late else over.value}
        if late and not told_late:
            values["breached_at"] = clock.ended_at
    if row is None:
        new = {
            "conversation_id": ticket.conversation_id,
            "ticket_id": ticket.id,
            "kind": clock.kind.value,
            "number": clock.number,
            "tier": NORMAL_TIER,
            "started_at": clock.started_at,
            "from_seq": from_seq,
            **values,
        }
        clock_id = sla.add(tx, new)
    else:
        clock_id = row.id
        sla.update(tx, clock_id, **values)
    told = row is not None and row.breached_at is not None
    warned = told or (row is not None and row.warned_at is not None)
    warning = None if due is None or warned else warn_at(clock, rules.hours, rules.clocks)
    sla.set_timer(tx, ticket.conversation_id, sla.WARN, clock_id, warning)
    sla.set_timer(tx, ticket.conversation_id, sla.BREACH, clock_id, None if told else due)


def _end(tx: Transaction, row: Any, **values: Any) -> None:
    sla.update(tx, row.id, since=None, due_at=None, **values)
    for kind in sla.TIMERS:
        sla.set_timer(tx, row.conversation_id, kind, row.id, None)
