"""The verdict over a campaign: what people remember against what the database holds (docs/reliability.md, I1 to I8)."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.core.confirming import pressed
from bot.core.deadlines import Deadline
from bot.processes import ENGINE_PYTHON, MANNERS
from bot.settings import PROJECT
from bot.store import schema
from bot.store.database import Store
from tests.crash.campaign import Campaign
from tests.crash.ownership import Ownership, ownership

FINAL = ("done", "human", "dead")
INVARIANTS = {
    "I1": "every acknowledged message once, in order",
    "I2": "answered, with people, or dead with a handoff; never twice",
    "I3": "one ticket a handoff, delivered once",
    "I4": "one owner; nobody writes but the owner",
    "I5": "readers: no gap, no repeat, equal to the database",
    "I6": "an agent's message once however often it is sent",
    "I7": "no bot message after a takeover",
    "I8": "trackers load, have each message once, end in action_listen",
    "I9": "deadlines fire once",
    "5xx": "no server error",
    "harness": "the campaign itself",
}


@dataclass
class Rows:
    """The whole database, read once when all is over."""

    conversations: dict[str, Any]
    messages: dict[str, list[Any]]
    inbox: list[Any]
    handoffs: list[Any]
    tickets: list[Any]
    jobs: list[Any]
    timers: list[Any]
    events: dict[str, list[dict[str, Any]]]
    owners: dict[str, Ownership]
    users: dict[int, str]


@dataclass
class Verdict:
    counts: dict[str, int] = field(default_factory=dict)
    violations: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_clean(self) -> bool:
        return not any(self.violations.values())

    def table(self, campaign: Campaign) -> str:
        plan, kills = campaign.plan, campaign.kills
        kind = "SQLite" if campaign.installation.settings.is_sqlite else "PostgreSQL"
        lines = [
            f"crash campaign on {kind}, seed {plan.seed} (SUPPORTBOT_SEED={plan.seed} repeats it)",
            f"  {'kills':<34}{sum(kills.values()):>6}   "
            + ", ".join(f"{name} {kills[name]}" for name in sorted(kills)),
            *(f"  {name:<34}{number:>6}" for name, number in self.counts.items()),
            "  " + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in campaign.seconds.items()),
            *(f"  {name:<8}{what:<62}{len(self.violations[name]):>4}" for name, what in INVARIANTS.items()),
        ]
        return "\n".join(lines)

    def explained(self, most: int = 8) -> str:
        return "\n".join(f"{name}: {what}" for name, found in self.violations.items() for what in found[:most])


def judge(campaign: Campaign) -> Verdict:
    rows = read_all(campaign.installation.settings.database_url)
    verdict = Verdict()
    for invariant, what in campaign.diary.complaints:
        verdict.violations[invariant].append(what)
    for invariant, check in (
        ("I1", acknowledged_once),
        ("I2", ended_once),
        ("I3", one_ticket),
        ("I4", only_owners_write),
        ("I5", readers_saw_it_all),
        ("I6", agents_once),
        ("I7", bot_is_silent),
        ("I8", trackers_are_whole),
        ("I9", deadlines_once),
    ):
        verdict.violations[invariant] += list(check(campaign, rows))
    verdict.counts = count(campaign, rows)
    return verdict


def read_all(url: str) -> Rows:
    store = Store(url)
    with store.read() as tx:

        def all_of(table: sa.Table, *order: Any) -> list[Any]:
            return list(tx.execute(sa.select(table).order_by(*order)))

        messages: dict[str, list[Any]] = defaultdict(list)
        for row in all_of(schema.message, schema.message.c.conversation_id, schema.message.c.seq, schema.message.c.id):
            messages[row.conversation_id].append(row)
        events: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in all_of(schema.event, schema.event.c.conversation_id, schema.event.c.n):
            events[row.conversation_id].append({**json.loads(row.data), "n": row.n})
        conversations = {row.id: row for row in all_of(schema.conversation, schema.conversation.c.id)}
        handoffs = all_of(schema.handoff, schema.handoff.c.id)
        rows = Rows(
            conversations=conversations,
            messages=messages,
            inbox=all_of(schema.inbox, schema.inbox.c.id),
            handoffs=handoffs,
            tickets=all_of(schema.ticket, schema.ticket.c.id),
            jobs=all_of(schema.ticket_job, schema.ticket_job.c.ticket_id),
            timers=all_of(schema.timer, schema.timer.c.id),
            events=events,
            owners={one: ownership([row for row in messages[one] if row.seq]) for one in conversations},
            users={row.id: row.name for row in all_of(schema.user, schema.user.c.id)},
        )
    store.close()
    return rows


def _conversation_of(campaign: Campaign, rows: Rows) -> dict[str, str]:
    """Customer's name → conversation: by the ids of its messages."""
    return {
        row.client_id.rpartition("-")[0]: one
        for one, messages in rows.messages.items()
        for row in messages
        if row.author == "customer"
    }


def acknowledged_once(campaign: Campaign, rows: Rows) -> Iterator[str]:
    stored = Counter(
        (row.conversation_id, row.client_id)
        for found in rows.messages.values()
        for row in found
        if row.author == "customer"
    )
    where = _conversation_of(campaign, rows)
    sent_at_all = 0
    for customer in campaign.customers:
        one = where.get(customer.name, "")
        by_id = {row.client_id: row for row in rows.messages.get(one, ())}
        sent_at_all += len(customer.sent)
        for sent in customer.sent:
            row = by_id.get(sent.client_id)
            if row is None:
                yield f"{sent.client_id} was acknowledged and is lost"
            elif (row.seq, row.text, row.author) != (sent.seq, sent.text, "customer"):
                yield f"{sent.client_id} was acknowledged as {sent.seq} {sent.text!r} and is {row.seq} {row.text!r}"
            if stored[(one, sent.client_id)] != 1:
                yield f"{sent.client_id} is stored {stored[(one, sent.client_id)]} times"
        numbers = [sent.seq for sent in customer.sent]
        if numbers != sorted(set(numbers)):
            yield f"{customer.name}'s messages are out of order: {numbers}"
    if sum(stored.values()) != sent_at_all:
        yield f"{sum(stored.values())} messages are stored, {sent_at_all} were acknowledged"


def ended_once(campaign: Campaign, rows: Rows) -> Iterator[str]:
    said: dict[int, list[Any]] = defaultdict(list)
    for messages in rows.messages.values():
        for row in messages:
            if row.author == "bot" and not asked_whether_solved(row):
                said[row.src].append(row)
    of_inbox = {row.inbox_id: row for row in rows.handoffs if row.inbox_id is not None}
    with_inbox = {row.message_id for row in rows.inbox}
    for messages in rows.messages.values():
        for row in messages:
            if row.author == "customer" and row.id not in with_inbox:
                yield f"message {row.client_id} was never queued"
    for row in rows.inbox:
        here = f"inbox {row.id} ({row.state}, {row.tries} tries, {row.text[:30]!r})"
        if row.state not in FINAL:
            yield f"{here} was never answered"
        turn = [one for one in said[row.id] if one.n < 1000]
        if row.state == "done" and not said[row.id] and row.id not in of_inbox:
            yield f"{here} is done without an answer or a handoff"
        if row.state == "human" and turn:
            yield f"{here} went to people and was answered by the bot too"
        if row.state == "dead" and not _was_with_people(rows, row):
            yield f"{here} is dead and no person was called"
        if len({one.created_at for one in turn}) > 1:
            yield f"{here} was answered in two commits"
        if sorted(one.n for one in turn) != list(range(len(turn))):
            yield f"{here}: its answers are numbered {[one.n for one in turn]}"
    asked = [row.buttons[0]["id"] for those in rows.messages.values() for row in those if asked_whether_solved(row)]
    for one in {one for one in asked if asked.count(one) > 1}:
        yield f"{one}: asked more than once whether it is solved"
    for source in set(said) - {row.id for row in rows.inbox}:
        yield f"{len(said[source])} bot messages answer nothing (src {source})"


def asked_whether_solved(row: Any) -> bool:
    """The question after a resolve: the bot's words, but no answer to any message."""
    return row.src is None and bool(row.buttons) and pressed(row.buttons[0]["payload"]) is not None


def _was_with_people(rows: Rows, row: Any) -> bool:
    return any(
        one.conversation_id == row.conversation_id
        and one.asked_at <= (row.done_at or 0) <= (one.ended_at or float("inf"))
        for one in rows.handoffs
    )


def one_ticket(campaign: Campaign, rows: Rows) -> Iterator[str]:
    tickets = Counter(row.handoff_id for row in rows.tickets if row.handoff_id is not None)
    for row in rows.handoffs:
        if tickets[row.id] != 1:
            yield f"handoff {row.id} has {tickets[row.id]} tickets"
    jobs = {row.ticket_id: row for row in rows.jobs}
    for row in rows.tickets:
        job = jobs.get(row.id)
        if job is None or job.state != "done" or not job.external_ref:
            yield f"ticket {row.number} was not delivered: {job.state if job else 'no job'} {job.error if job else ''}"
    if len({row.key for row in rows.tickets}) != len(rows.tickets):
        yield "two tickets have one key"
    openings = Counter(row.conversation_id for row in rows.handoffs if row.ended_at is None)
    for one, number in openings.items():
        if number > 1:
            yield f"{number} open handoffs in {one}"


def only_owners_write(campaign: Campaign, rows: Rows) -> Iterator[str]:
    for one, messages in rows.messages.items():
        owners = rows.owners[one]
        yield from (f"{one}: {problem}" for problem in owners.problems)
        if owners.epoch != rows.conversations[one].epoch:
            yield f"{one}: its events explain {owners.epoch} changes of owner, it had {rows.conversations[one].epoch}"
        for row in messages:
            if not row.author.startswith("agent:") or row.kind == "note":
                continue
            holder = owners.at(row.seq)
            name = rows.users[int(row.author.partition(":")[2])]
            if holder.agent != name or holder.epoch != row.epoch:
                yield f"{one} {row.seq}: {name} wrote in epoch {row.epoch}, but it was {holder}"


def readers_saw_it_all(campaign: Campaign, rows: Rows) -> Iterator[str]:
    where = _conversation_of(campaign, rows)
    for customer in campaign.customers:
        kept = [row for row in rows.messages.get(where.get(customer.name, ""), ()) if row.seq and row.kind != "note"]
        for reader in customer.readers:
            numbers = [message["seq"] for message in reader.shown]
            if numbers != sorted(set(numbers)):
                yield f"{reader.name} ({type(reader).__name__}) was shown {numbers}"
            elif [(message["seq"], message["text"]) for message in reader.shown] != [
                (row.seq, row.text) for row in kept
            ]:
                missing = sorted({row.seq for row in kept} - set(numbers))
                yield f"{reader.name} ({type(reader).__name__}) differs from the database; missing {missing}"
    for agent in campaign.agents:
        for one, numbers in agent.read.items():
            wanted = [row.seq for row in rows.messages[one] if row.seq and numbers and row.seq <= numbers[-1]]
            if numbers != wanted:
                yield f"{agent.name} read {numbers} of {one}, not {wanted}"


def agents_once(campaign: Campaign, rows: Rows) -> Iterator[str]:
    stored: dict[str, list[Any]] = defaultdict(list)
    for messages in rows.messages.values():
        for row in messages:
            if row.author.startswith("agent:"):
                stored[row.client_id].append(row)
    for sent in campaign.diary.replies:
        found = stored[sent.client_id]
        if len(found) != 1:
            yield f"{sent.client_id} is stored {len(found)} times"
        elif (found[0].conversation_id, found[0].seq, found[0].text) != (sent.conversation_id, sent.seq, sent.text):
            yield f"{sent.client_id} is not stored as it was sent"
    known = {sent.client_id for sent in campaign.diary.replies}
    for client_id in set(stored) - known:
        yield f"{client_id} is stored and was never acknowledged"


def bot_is_silent(campaign: Campaign, rows: Rows) -> Iterator[str]:
    by_epoch = {(row.conversation_id, row.epoch): row for row in rows.handoffs}
    for one, messages in rows.messages.items():
        for row in messages:
            if row.author != "bot" or row.seq is None:
                continue
            holder = rows.owners[one].at(row.seq)
            # What calls the person may still be said while the customer waits, by that very turn.
            calling = by_epoch.get((one, holder.epoch)) if holder.owner == "queue" else None
            if holder.owner != "bot" and not (calling is not None and calling.inbox_id == row.src):
                yield f"{one} {row.seq}: the bot spoke while {holder} had the conversation: {row.text[:40]!r}"


def trackers_are_whole(campaign: Campaign, rows: Rows) -> Iterator[str]:
    yield from events_are_whole(campaign, rows)
    yield from _loaded_by_rasa(rows)


def events_are_whole(campaign: Campaign, rows: Rows) -> Iterator[str]:
    heard: Counter[tuple[str, str]] = Counter()
    for one, events in rows.events.items():
        if [event["n"] for event in events] != list(range(len(events))):
            yield f"{one}: its events are not numbered one after the other"
        heard.update((one, str(event.get("message_id"))) for event in events if event["event"] == "user")
    for (one, key), times in heard.items():
        if times > 1:
            yield f"{one}: {key} is {times} times in the tracker"
    of_inbox = {row.inbox_id for row in rows.handoffs}
    for row in rows.inbox:
        there = heard[(row.conversation_id, f"inbox-{row.id}")]
        if row.state == "done" and not there and row.id not in of_inbox:
            yield f"inbox {row.id} is done and not in the tracker"
        if row.state != "done" and there:
            yield f"inbox {row.id} is {row.state} and in the tracker"


def _loaded_by_rasa(rows: Rows) -> Iterator[str]:
    given = "".join(json.dumps({"id": one, "events": events}) + "\n" for one, events in rows.events.items())
    command = [str(ENGINE_PYTHON), str(PROJECT / "tests" / "crash" / "trackers.py"), str(PROJECT / "domain.yml")]
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **MANNERS}, input=given, capture_output=True, text=True, timeout=120
    )
    if done.returncode:
        yield f"trackers could not be examined: {done.stderr[-500:]}"
    for line in done.stdout.splitlines():
        found = json.loads(line)
        yield f"{found['id']}: the tracker {found['problem']}"


def deadlines_once(campaign: Campaign, rows: Rows) -> Iterator[str]:
    ladder = {one.value for one in Deadline}
    fired = Counter(row.conversation_id for row in rows.timers if row.fired_at is not None and row.kind in ladder)
    for one, messages in rows.messages.items():
        told = sum(1 for row in messages if (row.data or {}).get("event") == "still_waiting")
        if told > fired[one]:
            yield f"{one}: told {told} times to go on waiting, {fired[one]} deadlines fired"


def count(campaign: Campaign, rows: Rows) -> dict[str, int]:
    messages = [row for found in rows.messages.values() for row in found]
    states = Counter(row.state for row in rows.inbox)
    counts = campaign.diary.counts
    return {
        "customers' messages": sum(len(one.sent) for one in campaign.customers),
        "  answered by the bot": states["done"],
        "  seen by people": states["human"],
        "  dead, handed to people": states["dead"],
        "  needed more than one turn": sum(1 for row in rows.inbox if row.tries > 1),
        "  turns cut by a takeover": sum(1 for row in rows.inbox if row.state == "human" and row.lease_by),
        "bot messages": sum(1 for row in messages if row.author == "bot"),
        "  suppressed": sum(1 for row in messages if row.suppressed),
        "agents' messages, each sent twice": len(campaign.diary.replies),
        "claims": counts["claims"],
        "claims lost to a colleague": counts["claims lost to a colleague"],
        "intrusions refused": counts["intrusions refused"],
        "handoffs": len(rows.handoffs),
        "tickets": len(rows.tickets),
        "deadlines fired": sum(1 for row in rows.timers if row.fired_at is not None),
        "messages shown to readers": sum(len(one.shown) for who in campaign.customers for one in who.readers),
        "requests cut by a kill": counts["requests cut by a kill"] + counts["readers' connections cut"],
        "answers 503 / 429": counts["503"] + counts["429"],
    }
