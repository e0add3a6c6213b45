"""Nobody can answer now: the customer leaves a request with a way to be reached, and gets a ticket."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core import contact
from bot.core.notices import clock, notice
from bot.core.text import LONGEST_ID, BadText, clean, shorten
from bot.core.words import Nature, TicketKind, Urgency
from bot.store import conversations, tickets
from bot.store.bell import CONVERSATION, DESK, WORK, Bell
from bot.store.database import Store
from bot.usecases.desk_settings import DeskRules
from bot.usecases.receive import Refused
from bot.usecases.tickets import ticket_in

LONGEST_NAME = 100
LONGEST_REQUEST = 2000


@dataclass(frozen=True)
class FiledRequest:
    ticket: str
    due: float
    repeated: bool


def leave_request(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    conversation_id: str,
    client_id: object,
    name: object,
    reach: object,
    text: object,
    now: float,
) -> FiledRequest:
    """A ticket of kind request and a line in the conversation that names it; once per client id.

    `reach` is a phone number or an e-mail address. Raises BadText or Refused (400) for what cannot be used.
    """
    key = _client_id(client_id)
    said = clean(text, LONGEST_REQUEST)
    who = clean(name, LONGEST_NAME) if name not in (None, "") else None
    fields = _reach(reach)
    if who:
        fields["name"] = who
    with store.begin(durable=True) as tx:
        conversation = conversations.get_locked(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        ticket_key = f"request:{conversation_id}:{key}"
        known = tickets.by_key(tx, ticket_key)
        if known is not None:
            return FiledRequest(known.number, known.first_response_due, True)
        conversations.update(
            tx,
            conversation_id,
            contact={
                **(conversation.contact or {}),
                **{one: fields[one] for one in ("phone", "email") if one in fields},
            },
            **({"name": who} if who else {}),
        )
        made = ticket_in(
            tx, rules, conversation, ticket_key, TicketKind.REQUEST, shorten(said, 120), said, fields,
            Urgency(conversation.urgency or "normal"), Nature(conversation.nature or "request"), now,
        )  # fmt: skip
        conversations.append(
            tx, conversation_id, now, author="system", kind="event", epoch=conversation.epoch,
            text=notice(
                "request_filed", conversation.language, ticket=made.number,
                due=clock(made.first_response_due, rules.zone, conversation.language, now),
                reach=fields.get("phone") or fields["email"],
            ),
            data={"event": "request_filed", "ticket": made.number, "due": made.first_response_due},
        )  # fmt: skip
    bell.ring(WORK)
    bell.ring(CONVERSATION, conversation_id)
    bell.ring(DESK, conversation_id)
    return FiledRequest(made.number, made.first_response_due, False)


def _client_id(client_id: object) -> str:
    if not isinstance(client_id, str) or not 1 <= len(client_id) <= 64:
        raise Refused("bad_id", "The request needs a `client_id`: a text of 1 to 64 characters.", 400)
    return clean(client_id, LONGEST_ID)


def _reach(reach: object) -> dict[str, str]:
    if not isinstance(reach, str) or not reach.strip():
        raise BadText("no_contact", "Please leave a phone number or an e-mail address.")
    text = clean(reach, 200)
    address = contact.email(text)
    if address:
        return {"email": address}
    number = contact.phone(text)
    if number:
        return {"phone": number}
    raise BadText("bad_contact", "This is neither a phone number nor an e-mail address.")
