"""Agents and waiting matters as `bot/core/routing.py` looks at them, read from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.core.routing import LANGUAGES, Candidate, Matter, needs_of, tag_of, weight_of
from bot.core.words import ReturnReason, Urgency, agent_owner
from bot.store import conversations, handoffs, offers, people, profiles
from bot.store.database import Transaction
from bot.usecases.desk_settings import DeskRules

# Who was asked and did not take it is asked about the same customer again after this many seconds.
ASK_AGAIN = 120.0


def candidates(tx: Transaction, rules: DeskRules, now: float, push: bool = False) -> list[Candidate]:
    """Everybody at the desk; who takes nobody new is not `online`, who writes up a matter just resolved has no room.

    With `push` open offers are part of the load.
    """
    there = [(row, True) for row in people.online(tx, now)] + [(row, False) for row in people.busy(tx, now)]
    known = profiles.agents(tx)
    held = profiles.urgencies_held(tx, [agent_owner(row.id) for row, _ in there])
    writing = handoffs.wrapping_up(tx, now)
    found = {}
    for row, online in there:
        profile = known.get(row.id)
        counts = held.get(agent_owner(row.id), {})
        capacity = (profile.capacity if profile else None) or rules.capacity
        load = sum(weight_of(Urgency(level), rules.routing) * count for level, count in counts.items())
        found[row.id] = Candidate(
            row.id,
            online,
            frozenset(profile.languages if profile else LANGUAGES),
            frozenset(profile.skills if profile else ()),
            capacity,
            max(load, capacity) if row.id in writing else load,
            profile.assigned_at if profile else 0.0,
        )
    if push:
        for one in offers.all_open(tx):
            if one.agent_id in found:
                before = found[one.agent_id]
                load = before.load + weight_of(Urgency(one.urgency), rules.routing)
                found[one.agent_id] = replace(before, load=load, asked=True)
    return list(found.values())


def tags_of(handoff: Any) -> set[str]:
    """What a skill may match: reason, nature and complexity, the topics of what the bot tried, and the product."""
    packet: Mapping[str, Any] = handoff.packet or {}
    product = {
        str(one.get(name)) for one in packet.get("entities") or () if one.get("entity") == "product"
        for name in ("value", "text") if one.get(name)
    }  # fmt: skip
    return {
        tag_of(one) for one in (handoff.reason, handoff.nature, handoff.complexity, *packet.get("topics", ()), *product)
    }


def matters(tx: Transaction, waiting: Sequence[Any], now: float) -> dict[int, Matter]:
    """Of these handoffs, by id."""
    ids = [row.conversation_id for row in waiting]
    rows = conversations.many(tx, ids)
    skills = profiles.skills(tx)
    customers = profiles.customers(tx, ids)
    former = profiles.former_agents(tx, ids)
    passed = offers.passed_by(tx, [row.id for row in waiting], now - ASK_AGAIN)
    return {
        row.id: Matter(
            rows[row.conversation_id].language,
            needs_of(tags_of(row), skills),
            Urgency(row.urgency),
            max(0.0, now - row.asked_at),
            customers[row.conversation_id].dedicated_id if row.conversation_id in customers else None,
            former.get(row.conversation_id),
            frozenset(passed.get(row.id, ())) | _lost_by(row, now),
        )
        for row in waiting
    }


def _lost_by(handoff: Any, now: float) -> frozenset[int]:
    """Who has just lost it by silence is not the first to be asked."""
    lost = (ReturnReason.AGENT_SILENT.value, ReturnReason.AGENT_GONE.value)
    recent = handoff.return_reason in lost and handoff.returned_at is not None and now - handoff.returned_at < ASK_AGAIN
    return frozenset({handoff.former_agent_id} if recent and handoff.former_agent_id is not None else ())
