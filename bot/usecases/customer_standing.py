"""How a customer stands with the shop: VIP or not, and the agent of their own. Agents set it in the customer pane."""

from __future__ import annotations

from typing import Any

from bot.core.queue_order import Tier
from bot.store import conversations, people, profiles
from bot.store.bell import CONVERSATION, DESK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.receive import Refused


def standing_of(tx: Transaction, conversation_id: str) -> dict[str, Any]:
    """`tier` and `dedicated`: {"id", "name"} or None."""
    profile = profiles.customers(tx, [conversation_id]).get(conversation_id)
    agent = people.get(tx, profile.dedicated_id) if profile is not None and profile.dedicated_id is not None else None
    return {
        "tier": profile.tier if profile is not None else Tier.NORMAL.value,
        "dedicated": {"id": agent.id, "name": agent.name} if agent is not None else None,
    }


def set_standing(
    store: Store, bell: Bell, conversation_id: str, who: int, wanted: dict[str, Any], now: float
) -> dict[str, Any]:
    """`wanted`: `tier` and/or `dedicated` (a user id, or None for nobody). Returns how the customer stands now."""
    changed: dict[str, Any] = {}
    if "tier" in wanted:
        known = [one.value for one in Tier]
        if wanted["tier"] not in known:
            raise Refused("bad_value", f"tier must be one of {', '.join(known)}.", 400)
        changed["tier"] = wanted["tier"]
    if "dedicated" in wanted:
        number = wanted["dedicated"]
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise Refused("bad_value", "dedicated must be the id of an agent, or null for nobody.", 400)
        changed["dedicated_id"] = number
    if not changed:
        raise Refused("bad_value", "Give tier, dedicated, or both.", 400)
    with store.begin() as tx:
        if conversations.get_locked(tx, conversation_id) is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        number = changed.get("dedicated_id")
        if number is not None and number not in {one.id for one in answering(tx)}:
            raise Refused("unknown_agent", "This person does not answer customers. Choose somebody else.", 422)
        profiles.put_customer(tx, conversation_id, **changed)
        people.record(tx, f"user:{who}", "customer_standing", conversation_id, now, changed)
        found = standing_of(tx, conversation_id)
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
    return found


def answering(tx: Transaction) -> list[Any]:
    """Everybody with a working account who answers customers, by name."""
    rows = [one for one in people.everyone(tx) if one.role in people.ANSWERING and not one.disabled]
    return sorted(rows, key=lambda one: (one.name, one.id))


def who_answers(store: Store) -> list[dict[str, Any]]:
    """`id` and `name` of everybody who may be a customer's own agent."""
    with store.read() as tx:
        return [{"id": one.id, "name": one.name} for one in answering(tx)]
