"""An agent knows better: urgency, nature or complexity corrected, the queue follows, the lesson is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.promises import promise
from bot.core.words import Complexity, Nature, Urgency
from bot.store import conversations, corrections, handoffs, people, tickets
from bot.store.bell import CONVERSATION, DESK, Bell
from bot.store.database import Store
from bot.usecases.desk import Agent
from bot.usecases.desk_settings import DeskRules, moment
from bot.usecases.receive import Refused
from bot.usecases.service_levels import service_levels

FIELDS: dict[str, type[Urgency] | type[Nature] | type[Complexity]] = {
    "urgency": Urgency,
    "nature": Nature,
    "complexity": Complexity,
}

# A level comes from one of the last messages; a longer look back would cost more than it finds.
LOOK_BACK = 50


def correct_triage(
    store: Store, bell: Bell, rules: DeskRules, conversation_id: str, agent: Agent, wanted: dict[str, Any], now: float
) -> dict[str, str]:
    """Set the given levels on the conversation, its open handoff and that one's ticket; returns what changed."""
    new = _checked(wanted)
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        handoff = handoffs.open_of(tx, conversation_id)
        before = {name: getattr(handoff or conversation, name) for name in FIELDS}
        changed = {name: value for name, value in new.items() if before[name] != value}
        if not changed:
            return {}
        conversations.update(tx, conversation_id, **changed)
        if handoff is not None:
            after = {**before, **changed}
            due = promise(
                Urgency(after["urgency"]), Nature(after["nature"]), moment(handoff.asked_at), rules.hours, True,
                service_levels(tx), rules.clocks,
            )  # fmt: skip
            rank = Urgency(after["urgency"]).rank
            first = due.first_response.timestamp()
            handoffs.update(tx, handoff.id, urgency_rank=rank, due_at=first, **changed)
            ticket = tickets.of_handoff(tx, handoff.id)
            if ticket is not None:
                tickets.update(
                    tx,
                    ticket.id,
                    now,
                    urgency=after["urgency"],
                    nature=after["nature"],
                    first_response_due=first,
                    resolution_due=due.resolution.timestamp(),
                )
        said = conversations.last_messages(tx, conversation_id, LOOK_BACK, authors="customer")
        for name, value in changed.items():
            text = _meant(said, name, before[name], corrections.last_of(tx, conversation_id, name))
            corrections.add(tx, conversation_id, f"user:{agent.id}", name, before[name], value, text, now)
        people.record(tx, f"user:{agent.id}", "triage_corrected", conversation_id, now, changed)
        # A line for colleagues; as a note it never reaches the customer.
        conversations.append(
            tx,
            conversation_id,
            now,
            author=agent.owner,
            kind="note",
            text="",
            epoch=conversation.epoch,
            data={
                "event": "corrected",
                "agent": agent.name,
                "changes": {n: [before[n], v] for n, v in changed.items()},
            },
        )
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
    return changed


def _meant(said: Sequence[Any], field: str, was: str | None, former: Any | None) -> str:
    """The customer's words that the corrected level came from: what follows them is often only "ok".

    A second thought about a level that an agent has set means the message that the first one meant.
    """
    set_by_agent = former is not None and former.now == was
    for one in reversed(said):
        if set_by_agent and former is not None and one.created_at <= former.created_at:
            break
        judged = ((one.analysis or {}).get("triage") or {}).get(field) or {}
        if was is not None and was in (judged.get("level"), judged.get("label")):
            return str(one.text)
    if set_by_agent and former is not None:
        return str(former.text)
    return str(said[-1].text) if said else ""


def _checked(wanted: dict[str, Any]) -> dict[str, str]:
    new: dict[str, str] = {}
    for name, values in FIELDS.items():
        value = wanted.get(name)
        if value is None:
            continue
        known = [one.value for one in values]
        if value not in known:
            raise Refused("bad_value", f"{name} must be one of {', '.join(known)}.", 400)
        new[name] = value
    if not new:
        raise Refused("bad_value", f"Give at least one of {', '.join(FIELDS)}.", 400)
    return new
