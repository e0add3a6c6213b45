"""Real databases for the tests: SQLite always, PostgreSQL where `make test` started one."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.migrate import upgrade

POSTGRES = os.environ.get("SUPPORTBOT_TEST_POSTGRES")
DATABASES = ["sqlite"] + (["postgresql"] if POSTGRES else [])


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database after all migrations; copying it takes a hundredth of making it."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template() -> Iterator[str]:
    """The same as a database of PostgreSQL that others are made from."""
    with _made_in_postgres() as name:
        upgrade(_url(name))
        yield name


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database, gone afterwards."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "test.db")
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    with _made_in_postgres(request.getfixturevalue("migrated_template")) as name:
        yield _url(name)


@contextmanager
def _made_in_postgres(template: str = "template0") -> Iterator[str]:
    assert POSTGRES
    name = f"t{uuid.uuid4().hex[:12]}"
    # Its own connections end at once: an idle one to a template would forbid copies of it.
    admin = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield name
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def _url(name: str) -> str:
    assert POSTGRES
    return sa.make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def bell() -> Bell:
    return Bell(None)
