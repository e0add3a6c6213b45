"""Bring a database to the current schema. Needs Alembic, so only the app environment does it."""

from __future__ import annotations

import logging
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory


def _config(connection: sa.engine.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(url: str) -> bool:
    """Apply what is missing; True when something was."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            before = MigrationContext.configure(connection).get_current_revision()
            command.upgrade(_config(connection), "head")
            return before != _head(connection)
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == _head(connection)
    finally:
        engine.dispose()


def revise(url: str, message: str) -> None:
    """Write the next migration from the difference between schema.py and the database (for developers)."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)
    engine.dispose()


def _head(connection: sa.engine.Connection) -> str | None:
    return ScriptDirectory.from_config(_config(connection)).get_current_head()
