"""The migrations make exactly the schema that the code queries, and a second run changes nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.store.migrate import is_current, upgrade
from bot.store.schema import metadata


def test_migrations_and_schema_agree(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
    assert is_current(database_url) and not upgrade(database_url)
