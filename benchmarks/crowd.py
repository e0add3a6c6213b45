"""Thousands of idle open conversations: copies of a few real ones, row by row, under names of their own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from benchmarks.ours import House
from benchmarks.questions import endless
from benchmarks.report import CannotRun
from bot.core.words import BOT
from bot.store.database import Store
from bot.store.schema import conversation, event, inbox, message

ORIGINALS = 20
TURNS = 3
PORTION = 500
DAY = 86_400.0
SEED = 20261122
TIMES = ("created_at", "updated_at", "customer_seen_at", "done_at")
TABLES = (conversation, message, inbox, event)
Row = dict[str, Any]


def fill(house: House, count: int) -> int:
    """Add `count` open conversations of the bot, idle for up to a day; returns how many messages they have."""
    supply = endless()
    played = [house.conversation() for _ in range(ORIGINALS)]
    for one in played:
        for _ in range(TURNS):
            house.ask(one, next(supply))
    return copy(house.store, played, count)


def copy(store: Store, originals: Sequence[str], count: int) -> int:
    """`count` copies of these conversations, as far as the bot still has them; returns how many messages they have."""
    whole = [rows for one in originals if (rows := _rows_of(store, one))["conversation"][0]["owner"] == BOT]
    if not whole:
        raise CannotRun("every conversation that was to be copied has called a person")
    chance = random.Random(SEED)
    messages = 0
    for start in range(0, count, PORTION):
        with store.begin() as tx:
            # The engine may write between two portions, so the last numbers are asked for each time.
            last = {one: int(tx.execute(sa.select(sa.func.max(one.c.id))).scalar() or 0) for one in (message, inbox)}
            made: dict[str, list[Row]] = {table.name: [] for table in TABLES}
            for number in range(start, min(count, start + PORTION)):
                rows = _copied(whole[number % len(whole)], f"idle-{number:06d}", chance.uniform(0, DAY), last)
                for name, copied in rows.items():
                    made[name] += copied
            for table in TABLES:
                if made[table.name]:
                    tx.execute(sa.insert(table), made[table.name])
            if tx.dialect.name == "postgresql":
                for numbered in (message, inbox):
                    tx.execute(
                        sa.text(f"SELECT setval(pg_get_serial_sequence('{numbered.name}', 'id'), {last[numbered]})")
                    )
            messages += len(made["message"])
    return messages


def _rows_of(store: Store, one: str) -> dict[str, list[Row]]:
    with store.read() as tx:
        found = {
            "conversation": [_plain(row) for row in tx.execute(sa.select(conversation).where(conversation.c.id == one))]
        }
        for table in (message, inbox, event):
            rows = tx.execute(sa.select(table).where(table.c.conversation_id == one))
            found[table.name] = [_plain(row) for row in rows]
    return found


def _plain(row: Any) -> Row:
    return dict(row._mapping)


def _copied(original: dict[str, list[Row]], name: str, idle: float, last: dict[sa.Table, int]) -> dict[str, list[Row]]:
    """The rows under another name and `idle` seconds older; `last` are the last numbers taken, and rise."""
    messages = _numbered(original["message"], message, last)
    leases = _numbered(original["inbox"], inbox, last)

    def renewed(row: Row, **changed: Any) -> Row:
        older = {at: row[at] - idle for at in TIMES if row.get(at) is not None}
        return row | older | changed

    return {
        "conversation": [renewed(row, id=name) for row in original["conversation"]],
        "message": [
            # What was said in answer to an inbox row carries its number.
            renewed(row, id=messages[row["id"]], conversation_id=name, src=leases.get(row["src"]))
            for row in original["message"]
        ],
        "inbox": [
            renewed(row, id=leases[row["id"]], conversation_id=name, message_id=messages[row["message_id"]])
            for row in original["inbox"]
        ],
        "event": [renewed(row, conversation_id=name) for row in original["event"]],
    }


def _numbered(rows: Sequence[Row], table: sa.Table, last: dict[sa.Table, int]) -> dict[int, int]:
    """Each row's own number → a new one."""
    found = {row["id"]: last[table] + at for at, row in enumerate(rows, 1)}
    last[table] += len(rows)
    return found
