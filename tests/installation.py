"""A complete installation in a folder of its own, ready to be started: for tests of the whole product.

The model is trained once per state of its sources and kept in `var/test-model`; the articles are imported once
per test session. A new installation then takes well under a second on SQLite, a few seconds on PostgreSQL.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import settings as configuration
from bot.settings import PROJECT, Settings

PASSWORD = "correct-horse-battery"  # noqa: S105
USERS = (
    ("admin", "管理员", "admin"),
    ("xiaowang", "小王", "agent"),
    ("amy", "Amy", "agent"),
    ("ben", "Ben", "agent"),
)
ALWAYS_OPEN = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@dataclass(frozen=True)
class Installation:
    """Start it with `bot.supervisor.start(installation.settings, prepared=True)`."""

    settings: Settings
    password: str = PASSWORD
    logins: tuple[str, ...] = field(default=tuple(login for login, _, _ in USERS))

    @property
    def url(self) -> str:
        return self.settings.public_url


@dataclass(frozen=True)
class Trained:
    """What all installations of a test session share."""

    model: Path
    fingerprint: str
    database: Path


def train_once(workshop: Path = PROJECT / "var" / "test-model") -> Trained:
    """A model of today's sources and a SQLite file with the shipped articles; slow only when something changed."""
    import fcntl

    from bot import first_start, training
    from bot.store import migrate

    workshop.mkdir(parents=True, exist_ok=True)
    with (workshop / "lock").open("a") as door:
        # Two test runs at once on one checkout train once.
        fcntl.flock(door, fcntl.LOCK_EX)
        settings = configuration.load(workshop, {})
        _forget_old_articles(workshop)
        migrate.upgrade(settings.database_url)
        first_start.prepare(settings)
        model = training.ensure_model(settings)
        return Trained(model, training.fingerprint(), workshop / "supportbot.db")


def _forget_old_articles(workshop: Path) -> None:
    """First content is imported into an empty database only, so a changed knowledge base or schema begins anew."""
    made_from = hashlib.sha256()
    for folder, pattern in (("knowledge_base", "*.yml"), ("bot/store", "**/*.py"), ("bot", "first_start.py")):
        for path in sorted((PROJECT / folder).glob(pattern)):
            made_from.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    note = workshop / "articles.sha256"
    if not note.exists() or note.read_text("ascii") != made_from.hexdigest():
        for path in workshop.glob("supportbot.db*"):
            path.unlink()
        note.write_text(made_from.hexdigest(), "ascii")


def install(trained: Trained, folder: Path, database_url: str | None = None, **chosen: Any) -> Installation:
    """A fresh installation in `folder`; `chosen` are lines of its settings.yml, `database_url` an empty database."""
    import yaml

    from bot import training
    from bot.store import migrate

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    web, engine, actions, redis = free_ports(4)
    values = {
        "web_port": web,
        "engine_port": engine,
        "actions_port": actions,
        "redis_port": redis,
        "opening_hours": ALWAYS_OPEN,
        "new_conversations_per_hour": 100_000,
        **({"database_url": database_url} if database_url else {}),
        **chosen,
    }
    (folder / "settings.yml").write_text(yaml.safe_dump(values, allow_unicode=True), "utf-8")
    settings = configuration.load(folder, {})
    settings.models.mkdir(exist_ok=True)
    shutil.copyfile(trained.model, settings.models / training.MODEL)
    training.sign(settings, trained.fingerprint)
    if settings.is_sqlite:
        _copy_sqlite(trained.database, folder / "supportbot.db")
    else:
        migrate.upgrade(settings.database_url)
        _copy_articles(trained.database, settings.database_url)
    _add_users(settings)
    return Installation(settings)


def _copy_sqlite(source: Path, target: Path) -> None:
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # First accounts of the workshop have passwords that nobody knows.
        for table in ("session", "audit", "app_user"):
            new.execute(f"DELETE FROM {table}")
        new.commit()


def _copy_articles(source: Path, database_url: str) -> None:
    import sqlalchemy as sa

    from bot.store.schema import article, counter, embedding, revision

    old, new = sa.create_engine(f"sqlite:///{source}"), sa.create_engine(database_url)
    with old.connect() as reading, new.begin() as writing:
        for table in (article, revision, embedding, counter):
            rows = [dict(row._mapping) for row in reading.execute(sa.select(table))]
            if rows:
                writing.execute(sa.insert(table), rows)
    old.dispose()
    new.dispose()


def _add_users(settings: Settings) -> None:
    from bot.store.database import Store
    from bot.usecases.users import add_user

    store = Store(settings.database_url)
    try:
        for login, name, role in USERS:
            add_user(store, login, name, role, PASSWORD)
    finally:
        store.close()


def free_ports(how_many: int) -> list[int]:
    """Below the range from which the kernel lends ports to clients: a killed server must find its port free again."""
    chance = random.SystemRandom()
    found: list[int] = []
    while len(found) < how_many:
        port = chance.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found
