"""How things stand in a conversation after a turn: facts from the store, no wording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.core.text import language_of
from bot.core.words import agent_id
from bot.store import conversations, handoffs, tickets, tracker
from bot.store.database import Store
from bot.store.schema import feedback, inbox, message

ANSWERED = ("done", "human", "dead")


@dataclass(frozen=True)
class Scene:
    """`said` to `advice` are of the last turn alone, the rest is as it stands. Forms without `_form`."""

    owner: str = "bot"
    language: str = "zh"
    form: str | None = None
    asks: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    # Names of responses; ids of articles answered, and offered as titles; payloads of buttons by their ids.
    said: Sequence[str] = ()
    articles: Sequence[str] = ()
    titles: Sequence[str] = ()
    buttons: Mapping[str, str] = field(default_factory=dict)
    # What was said by bot and system, in order; the language of it, None when nothing was said.
    texts: Sequence[str] = ()
    spoken: str | None = None
    # Texts of safety advice, and whether they all came before the queue's notice.
    advice: Sequence[str] = ()
    advice_first: bool = True
    notices: Sequence[str] = ()
    urgency: str | None = None
    nature: str | None = None
    tickets: Sequence[Mapping[str, Any]] = ()
    handoffs: Sequence[Mapping[str, Any]] = ()
    verdicts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """Up to where a conversation had been read: a message's number, a Rasa event's number."""

    seq: int = 0
    event: int = -1


def is_answered(store: Store, client_id: str) -> bool:
    """Whether the turn of this customer's message is over."""
    query = sa.select(inbox.c.state).join(message, message.c.id == inbox.c.message_id)
    with store.read() as tx:
        return tx.execute(query.where(message.c.client_id == client_id)).scalar() in ANSWERED


def conversation_with(store: Store, client_id: str) -> str | None:
    with store.read() as tx:
        return tx.execute(sa.select(message.c.conversation_id).where(message.c.client_id == client_id)).scalar()


def open_form(store: Store, conversation_id: str) -> str | None:
    with store.read() as tx:
        return _form(tracker.events(tx, conversation_id))[0]


def look(store: Store, conversation_id: str, since: Mark) -> tuple[Scene, Mark]:
    """The scene now, the last turn being all that came after `since`."""
    with store.read() as tx:
        here = conversations.get(tx, conversation_id)
        rows = conversations.messages_after(tx, conversation_id, since.seq, False, 500)
        events = tracker.events(tx, conversation_id)
        files = [dict(row._mapping) for row in reversed(tickets.of_conversation(tx, conversation_id))]
        calls = [dict(row._mapping) for row in reversed(handoffs.past_of(tx, conversation_id))]
        judged = tx.execute(sa.select(feedback).where(feedback.c.conversation_id == conversation_id)).all()
    assert here is not None
    spoken = [row for row in rows if row.author in ("bot", "system")]
    heard = next((row for row in reversed(rows) if row.author == "customer"), None)
    triage = ((heard.analysis or {}).get("triage") or {}) if heard is not None else {}
    form, asks, slots = _form(events)
    safety = [row.seq for row in spoken if (row.data or {}).get("safety")]
    notices = [row for row in spoken if row.kind == "event"]
    scene = Scene(
        owner="human" if agent_id(here.owner) is not None else here.owner,
        language=here.language,
        form=form,
        asks=asks,
        slots=slots,
        said=[str(name) for one in events[since.event + 1 :] for name in _response(one)],
        articles=[row.data["article"]["id"] for row in spoken if (row.data or {}).get("article")],
        titles=[name for row in spoken for name in (row.data or {}).get("offered") or ()],
        buttons={one["id"]: one["payload"] for row in spoken for one in row.buttons or ()},
        texts=[row.text for row in spoken],
        spoken=_language(spoken, slots),
        advice=[row.text for row in spoken if (row.data or {}).get("safety")],
        advice_first=all(number < row.seq for number in safety for row in notices),
        notices=[str((row.data or {}).get("event")) for row in notices],
        urgency=(triage.get("urgency") or {}).get("level"),
        nature=(triage.get("nature") or {}).get("label"),
        tickets=files,
        handoffs=calls,
        verdicts={row.article_id: bool(row.helped) for row in judged},
    )
    return scene, Mark(max([since.seq, *(row.seq for row in rows)]), len(events) - 1)


def _form(events: Sequence[Mapping[str, Any]]) -> tuple[str | None, str | None, dict[str, Any]]:
    """The open form, the slot it asks for, and everything known."""
    form: str | None = None
    slots: dict[str, Any] = {}
    for one in events:
        if one["event"] == "session_started":
            form, slots = None, {}
        elif one["event"] == "active_loop":
            form = one.get("name")
        elif one["event"] == "slot":
            slots[one["name"]] = one.get("value")
    known = {name: value for name, value in slots.items() if value is not None}
    return (form.removesuffix("_form") if form else None), known.get("requested_slot") if form else None, known


def _response(event: Mapping[str, Any]) -> Sequence[str]:
    name = (event.get("metadata") or {}).get("utter_action") if event["event"] == "bot" else None
    return [name] if name else []


def _language(spoken: Sequence[Any], slots: Mapping[str, Any]) -> str | None:
    """Of our own words: what the customer told and is read back may be in another language."""
    text = "\n".join(row.text for row in spoken)
    for value in sorted((str(one) for one in slots.values()), key=len, reverse=True):
        text = text.replace(value, "") if len(value) > 1 else text
    return language_of(text) if re.search(r"\w", text) else None
