"""The migrations make exactly the schema that the code queries, and a second run changes nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.store.migrate import _config, is_current, upgrade
from bot.store.schema import article, metadata


def test_migrations_and_schema_agree(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
    assert is_current(database_url) and not upgrade(database_url)


def test_articles_of_a_former_release_are_told_everywhere(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        command.downgrade(_config(connection), "0002")
        connection.exec_driver_sql(
            "INSERT INTO article (id, language, topic, question, variants, answer, tags, updated_at)"
            " VALUES ('a', 'zh', 't', '问', '[]', '答', '[]', 0)"
        )
    assert upgrade(database_url)
    with engine.connect() as connection:
        row = connection.execute(sa.select(article)).one()
    engine.dispose()
    assert (row.answer, row.nature, row.channels) == ("答", None, [])
