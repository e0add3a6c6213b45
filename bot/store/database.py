"""The door to the database: one engine a process, one transaction a use case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

Transaction = Connection


class Store:
    """SQLite or PostgreSQL by URL.

    `begin()` is for writing: on SQLite it takes the write lock at once (BEGIN IMMEDIATE), so that a
    transaction never fails half-way because another one wrote in between. With `durable=True` SQLite
    also waits for the disk before it returns: for what a customer or an agent was told is safe.
    """

    def __init__(self, url: str, pool_size: int = 8) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self._write = _sqlite(url, "BEGIN IMMEDIATE", "NORMAL", pool_size)
            self._durable = _sqlite(url, "BEGIN IMMEDIATE", "FULL", pool_size)
            self._read = _sqlite(url, "BEGIN", "NORMAL", pool_size)
        else:
            engine = sa.create_engine(
                url,
                future=True,
                pool_pre_ping=True,
                hide_parameters=True,
                pool_size=pool_size,
                max_overflow=2,
                connect_args={"options": "-c statement_timeout=8000 -c lock_timeout=8000", "connect_timeout": 5},
            )
            self._write = self._durable = self._read = engine

    @contextmanager
    def begin(self, durable: bool = False) -> Iterator[Transaction]:
        with (self._durable if durable else self._write).begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self._read.connect() as connection:
            yield connection

    def close(self) -> None:
        for engine in {self._write, self._durable, self._read}:
            engine.dispose()


def _sqlite(url: str, begin: str, synchronous: str, pool_size: int) -> Engine:
    engine = sa.create_engine(
        url,
        future=True,
        poolclass=QueuePool,
        # Errors must not carry customers' words into the log.
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=8,
        connect_args={"check_same_thread": False, "timeout": 15},
    )

    @sa.event.listens_for(engine, "connect")
    def connected(raw: Any, _record: Any) -> None:
        # pysqlite must not open transactions by itself: the BEGIN below is the only one.
        raw.isolation_level = None
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(f"PRAGMA synchronous={synchronous}")
        raw.execute("PRAGMA busy_timeout=15000")
        raw.execute("PRAGMA foreign_keys=ON")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def locked(tx: Transaction, query: Any, skip: bool = False) -> Any:
    """`query` with row locks where the database has them; SQLite's writer is alone anyway."""
    return query.with_for_update(skip_locked=skip) if tx.dialect.name == "postgresql" else query


def insert_or_ignore(tx: Transaction, table: sa.Table) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect: Any = postgresql if tx.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def inserted_id(done: Any) -> int:
    """The primary key of the row that an INSERT has just made."""
    return int(done.inserted_primary_key[0])


def next_number(tx: Transaction, name: str, first: int = 1) -> int:
    """The next value of a counter, under its row's lock until the transaction ends."""
    from bot.store.schema import counter

    raised = tx.execute(sa.update(counter).where(counter.c.name == name).values(value=counter.c.value + 1))
    if not raised.rowcount:
        tx.execute(insert_or_ignore(tx, counter).values(name=name, value=first - 1))
        tx.execute(sa.update(counter).where(counter.c.name == name).values(value=counter.c.value + 1))
    return int(tx.execute(sa.select(counter.c.value).where(counter.c.name == name)).scalar_one())
