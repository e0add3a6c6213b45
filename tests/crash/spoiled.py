"""Is the verdict awake? Each entry spoils a copy of a clean campaign's database in one way that must be seen."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from tests.crash import verdict
from tests.crash.campaign import Campaign

AGENTS_WORD = "(SELECT id FROM message WHERE author LIKE 'agent:%' AND kind = 'text' LIMIT 1)"
BOTS_WORD = "(SELECT id FROM message WHERE author = 'bot' AND n = 0 AND seq IS NOT NULL LIMIT 1)"
CUSTOMERS_WORD = "(SELECT id FROM message WHERE author = 'customer' LIMIT 1)"
SPOILS = (
    ("a message is lost", verdict.acknowledged_once, f"DELETE FROM message WHERE id = {CUSTOMERS_WORD}"),
    ("a message is changed", verdict.acknowledged_once, f"UPDATE message SET text = '?' WHERE id = {CUSTOMERS_WORD}"),
    (
        "a message is stored twice",
        verdict.acknowledged_once,
        "INSERT INTO message (conversation_id, seq, author, kind, text, client_id, epoch, suppressed, created_at) "
        f"SELECT conversation_id, 9999, author, kind, text, client_id || 'x', epoch, 0, 0 FROM message WHERE id = {CUSTOMERS_WORD}",
    ),
    ("a message is never answered", verdict.ended_once, "UPDATE inbox SET state = 'new' WHERE id = 1"),
    ("an answer is missing", verdict.ended_once, "DELETE FROM message WHERE author = 'bot'"),
    (
        "a message is answered twice",
        verdict.ended_once,
        "INSERT INTO message (conversation_id, seq, author, kind, text, src, n, epoch, suppressed, created_at) "
        f"SELECT conversation_id, 9999, author, kind, text, src, n + 77, epoch, 0, 0 FROM message WHERE id = {BOTS_WORD}",
    ),
    ("a dead message has no person", verdict.ended_once, "UPDATE inbox SET state = 'dead', done_at = 1 WHERE id = 1"),
    ("a ticket is missing", verdict.one_ticket, "DELETE FROM ticket WHERE id = (SELECT max(id) FROM ticket WHERE handoff_id > 0)"),
    ("a ticket is not delivered", verdict.one_ticket, "UPDATE ticket_job SET state = 'sending' WHERE ticket_id = 1"),
    ("a stranger wrote", verdict.only_owners_write, f"UPDATE message SET epoch = epoch + 2 WHERE id = {AGENTS_WORD}"),
    (
        "an owner changed without a word",
        verdict.only_owners_write,
        "UPDATE conversation SET epoch = epoch + 1 WHERE id = (SELECT conversation_id FROM handoff LIMIT 1)",
    ),
    (
        "two people had it",
        verdict.only_owners_write,
        "UPDATE message SET data = replace(data, '\"resolved\"', '\"joined\"') WHERE kind = 'event' AND data LIKE '%resolved%'",
    ),
    ("a reader saw something else", verdict.readers_saw_it_all, f"UPDATE message SET text = '?' WHERE id = {BOTS_WORD}"),
    ("an agent's word is lost", verdict.agents_once, f"DELETE FROM message WHERE id = {AGENTS_WORD}"),
    (
        "the bot interrupted a person",
        verdict.bot_is_silent,
        f"UPDATE message SET author = 'bot', src = 1, n = 500 WHERE id = {AGENTS_WORD}",
    ),
    ("an event is missing", verdict.events_are_whole, "DELETE FROM event WHERE n = 3"),
    (
        "a message is twice in the tracker",
        verdict.events_are_whole,
        "INSERT INTO event SELECT conversation_id, (SELECT max(n) + 1 FROM event AS o WHERE o.conversation_id = e.conversation_id), "
        "type_name, timestamp, data FROM event AS e WHERE type_name = 'user' LIMIT 1",
    ),
    (
        "a deadline fired twice",
        verdict.deadlines_once,
        "UPDATE message SET data = '{\"event\": \"still_waiting\"}' WHERE kind = 'event'",
    ),
)  # fmt: skip


def unseen(campaign: Campaign) -> Iterator[str]:
    """What was spoiled without the verdict saying so."""
    settings = campaign.installation.settings
    for name, check, spoil in SPOILS:
        copy = settings.data / "spoiled.db"
        copy.unlink(missing_ok=True)
        whole = sqlite3.connect(settings.data / "supportbot.db")
        with contextlib.closing(whole), contextlib.closing(sqlite3.connect(copy)) as raw:
            whole.backup(raw)
            raw.execute("PRAGMA journal_mode=DELETE")
            changed = raw.execute(spoil).rowcount
            raw.commit()
        if not changed:
            yield f"{name}: nothing there to spoil"
        elif not list(check(campaign, verdict.read_all(f"sqlite:///{copy}"))):
            yield name
