"""The migrations make exactly the schema that the code queries, and a second run changes nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.store.migrate import _config, is_current, upgrade
from bot.store.schema import article, metadata, timer


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


def test_deadlines_of_a_former_release_go_on_waiting_and_the_way_back_works(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        command.downgrade(_config(connection), "0004")
        connection.exec_driver_sql(
            "INSERT INTO conversation (id, channel, created_at, updated_at) VALUES ('c', 'web', 0, 0)"
        )
        for ref, fired in ((1, "5"), (2, "NULL")):
            connection.exec_driver_sql(
                f"INSERT INTO timer (conversation_id, kind, ref, due_at, fired_at) VALUES ('c', 'claim', {ref}, 4, {fired})"
            )
    assert upgrade(database_url)
    with engine.begin() as connection:
        # Fired once, the same step may come again.
        again = sa.insert(timer).values(conversation_id="c", kind="claim", ref=1, due_at=9)
        connection.execute(again)
    with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.execute(again)
    with engine.begin() as connection:
        command.downgrade(_config(connection), "0004")
        kept = connection.exec_driver_sql("SELECT ref, due_at, fired_at FROM timer ORDER BY ref").all()
    engine.dispose()
    assert [tuple(row) for row in kept] == [(1, 9, None), (2, 4, None)]
