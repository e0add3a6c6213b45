"""Search at the desk. It shows what agents may open anyway: every conversation, notes included."""

from __future__ import annotations

import re
from typing import Any

from bot.core.text import clean, has_cjk
from bot.core.words import agent_id
from bot.store import conversations, people, search
from bot.store.database import Store, Transaction
from bot.usecases.receive import Refused

PAGE = 50
MOST_CUSTOMERS = 20
LONGEST = 1000
BEFORE_MATCH = 40
SNIPPET = 160


def search_desk(store: Store, words: object, before: int | None = None) -> dict[str, Any]:
    """What holds these words. `customers`: matches of name, contact or ticket number, on the first page only.
    `messages`: up to 50, the newest first, each with its line; `next`: give it as `before`, 0 at the end.
    `whole`: False when the oldest messages were left out.
    """
    wanted = clean(words, LONGEST)
    if len(wanted) < 2 and not has_cjk(wanted):
        raise Refused("too_short", "Search for at least two characters, or one Chinese character.", 400)
    with store.read() as tx:
        found = search.messages(tx, wanted, before, PAGE + 1)
        shown = found[:PAGE]
        known = conversations.many(tx, list({row.conversation_id for row in shown}))
        names = {row.id: row.name for row in people.everyone(tx)}
        return {
            "customers": _customers(tx, wanted, names) if before is None else [],
            "messages": [
                {
                    **_about(known[row.conversation_id], names),
                    "seq": row.seq,
                    "author": row.author,
                    "agent": names.get(agent_id(row.author) or 0),
                    "note": row.kind == "note",
                    "text": snippet(row.text, wanted),
                    "at": row.created_at,
                }
                for row in shown
            ],
            "next": shown[-1].id if len(found) > PAGE else 0,
            "whole": search.reaches_back(tx),
        }


def _customers(tx: Transaction, wanted: str, names: dict[int, str]) -> list[dict[str, Any]]:
    by_ticket = search.tickets(tx, wanted, MOST_CUSTOMERS)
    rows = conversations.many(tx, [row.conversation_id for row in by_ticket])
    found = [{**_about(rows[row.conversation_id], names), "what": "ticket", "text": row.number} for row in by_ticket]
    for row in search.customers(tx, wanted, MOST_CUSTOMERS):
        values = [("name", row.name), *(("contact", (row.contact or {}).get(one)) for one in search.CONTACTS)]
        what, text = next((pair for pair in values if pair[1] and wanted.lower() in str(pair[1]).lower()), values[0])
        found.append({**_about(row, names), "what": what, "text": text or ""})
    return found[:MOST_CUSTOMERS]


def _about(row: Any, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "channel": row.channel,
        "owner": row.owner,
        "holder": names.get(agent_id(row.owner) or 0),
        "updated_at": row.updated_at,
    }


def snippet(text: str, words: str) -> str:
    """The line around the first match, in one line; an ellipsis where something was left out."""
    flat = re.sub(r"\s+", " ", text)
    at = max(0, flat.lower().find(re.sub(r"\s+", " ", words).lower()))
    start = max(0, at - BEFORE_MATCH) if at > BEFORE_MATCH else 0
    end = start + max(SNIPPET, at - start + min(len(words), SNIPPET))
    return ("…" if start else "") + flat[start:end] + ("…" if end < len(flat) else "")
