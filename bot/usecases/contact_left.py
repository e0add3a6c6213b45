"""Who waits in vain is asked for a phone number or an e-mail address: what is typed then is kept, inside T1."""

from __future__ import annotations

from typing import Any

from bot.core import contact
from bot.core.notices import notice
from bot.core.words import BOT, QUEUE
from bot.store import conversations, handoffs, tickets
from bot.store.database import Transaction

ASKED = "contact"


def contact_left(tx: Transaction, conversation: Any, owner: str, said: str, now: float) -> bool:
    """True when `said` is nothing but a way to reach the customer and we asked for one: then nobody has to answer.

    Asked for is it in the queue, and with the bot as long as its last word was the question.
    """
    email, number = contact.email(said), contact.phone(said)
    if not (email or number) or owner not in (BOT, QUEUE):
        return False
    if owner == BOT:
        last = conversations.last_messages(tx, conversation.id, 1, authors=BOT)
        if not last or (last[0].data or {}).get("asked") != ASKED:
            return False
    found = {"email": email} if email else {"phone": number}
    conversations.update(tx, conversation.id, contact={**(conversation.contact or {}), **found})
    matter = next(iter(handoffs.past_of(tx, conversation.id)), None)
    ticket = tickets.of_handoff(tx, matter.id) if matter is not None else None
    reach = email or number
    if ticket is not None:
        tickets.add_note(tx, ticket.id, "The customer left a way to be reached; it stands in the conversation.", now)
    conversations.append(
        tx,
        conversation.id,
        now,
        author="system",
        kind="event",
        epoch=conversation.epoch,
        text=notice("contact_kept", conversation.language, reach=reach, ticket=ticket.number if ticket else ""),
        data={"event": "contact_kept"},
    )
    return True
