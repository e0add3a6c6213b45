"""How a customer is called and reached, put right at the desk; who changed what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core import contact
from bot.core.sentence import Sentence
from bot.core.text import clean
from bot.core.words import agent_id
from bot.store import conversations, people, same_customers
from bot.store.bell import CONVERSATION, DESK, Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, Held, holder_name
from bot.usecases.receive import Refused

FIELDS = ("name", "phone", "email")
LONGEST_NAME = 64
LONGEST_EMAIL = 254


def edit_contact(
    store: Store, bell: Bell, conversation_id: str, agent: Agent, wanted: Mapping[str, Any], now: float
) -> dict[str, str | None]:
    """Take the fields that are given; an empty one is forgotten. Returns all three. What another agent has stays theirs."""
    new = {field: _checked(field, wanted[field]) for field in FIELDS if field in wanted}
    if not new:
        raise Refused("nothing_given", "Give a name, a phone or an email.", 400)
    with store.begin(durable=True) as tx:
        row = conversations.get_locked(tx, conversation_id)
        if row is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        if agent_id(row.owner) not in (None, agent.id) and agent.role not in people.LEADS:
            raise Held(holder_name(tx, row.owner))
        before = {"name": row.name, **{field: (row.contact or {}).get(field) for field in ("phone", "email")}}
        changed = {field: value for field, value in new.items() if (before[field] or None) != value}
        after = {**before, **changed}
        if changed:
            reach = {**(row.contact or {}), "phone": after["phone"], "email": after["email"]}
            kept = {field: value for field, value in reach.items() if value}
            conversations.update(tx, conversation_id, name=after["name"], contact=kept)
            for field, value in changed.items():
                same_customers.contact_changed(tx, conversation_id, field, before[field], value, agent.id, now)
            # Which, not what: the trail is kept longer than customers' data.
            people.record(tx, f"user:{agent.id}", "edit_contact", conversation_id, now, {"fields": sorted(changed)})
    if changed:
        bell.ring(CONVERSATION, conversation_id)
        bell.ring(DESK, conversation_id)
    return after


def _checked(field: str, value: object) -> str | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise Refused("bad_value", Sentence("`{field}` must be a text.", field=field), 400)
    if field == "name":
        return clean(" ".join(value.split()), LONGEST_NAME)
    if field == "phone":
        number = contact.phone(value)
        if number is None:
            raise Refused("bad_phone", "This is no phone number: 7 to 15 digits, with + before a country's code.", 400)
        return number
    address = contact.email(value)
    if address is None or len(address) > LONGEST_EMAIL:
        raise Refused("bad_email", "This is no e-mail address, such as name@example.com.", 400)
    return address
