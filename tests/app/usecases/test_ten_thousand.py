"""Ten thousand articles go round through every form of file, on both databases, and nothing changes on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from bot.knowledge.articles import Article, as_csv, as_xlsx, as_yaml, check, read_bytes, read_files
from bot.store.database import Store
from bot.store.schema import article, audit, counter, revision
from bot.usecases.importing import apply_import, plan_import
from bot.usecases.knowledge import export_articles, import_articles
from tests.app.many import many_articles

NOW = 1_800_000_000.0
Files = dict[str, bytes]


def yaml_files(articles: list[Article]) -> Files:
    return {name: text.encode() for name, text in as_yaml(articles).items()}


FORMS: dict[str, Callable[[list[Article]], Files]] = {
    "yaml": yaml_files,
    "csv": lambda articles: {"all.csv": as_csv(articles)},
    "xlsx": lambda articles: {"all.xlsx": as_xlsx(articles)},
}


@pytest.fixture(scope="module")
def many() -> list[Article]:
    return many_articles()


def state(store: Store) -> list[object]:
    """All that an import may write: contents, numbers of revisions, the version, the audit trail."""
    with store.read() as tx:
        rows = [tuple(row) for row in tx.execute(sa.select(article).order_by(article.c.id, article.c.language))]
        counts = [tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in (revision, audit)]
        return [rows, counts, [tuple(row) for row in tx.execute(sa.select(counter).order_by(counter.c.name))]]


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is asked of the database meanwhile; many rows given at once are one statement."""
    heard: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    engines = {store._read, store._durable}
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        yield heard
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", listen)


def test_there_are_as_many_as_the_name_says_and_nothing_is_wrong_with_them(many: list[Article]) -> None:
    assert (len(many), sum(len(one.phrases) for one in many)) == (10_000, 33_000)
    assert many == many_articles(), "the same seed makes the same articles"
    assert [one for one in check(many) if one.level == "error"] == []
    whole = "\n".join([*(one.answer for one in many), *(phrase for one in many for phrase in one.phrases)])
    assert all(
        mark in whole for mark in ('"', "'", "\n\n", "|", "\\", "=SUM", "👩‍👩‍👧‍👦", "_x0041_", "```", "长" * 3000)
    )


@pytest.mark.timeout(300)
def test_out_and_in_again_changes_nothing(store: Store, many: list[Article]) -> None:
    began = time.monotonic()
    with statements(store) as heard:
        assert import_articles(store, many, "lin", "first", True, NOW).added == 10_000
    assert len(heard) < 150, "no statement for each article"
    first, before = export_articles(store), state(store)
    assert sorted(first, key=lambda one: (one.id, one.language)) == sorted(many, key=lambda one: (one.id, one.language))
    for form, written in FORMS.items():
        files = written(first)
        read = read_files(files.items(), form)
        for publish in (True, False):
            with statements(store) as heard:
                plan = plan_import(store, read, publish)
                assert (plan.count("same"), plan.writes, plan.drafts) == (10_000, (), ()), form
                assert apply_import(store, plan, "lin", "lin", "again", NOW + 60) is False
            assert len(heard) < 10 and state(store) == before, form
        if form == "yaml":
            assert written(read) == files, "the second export has the bytes of the first"
    print(f"{store.url.partition(':')[0]}: all forms in {time.monotonic() - began:.1f} s")


@pytest.mark.timeout(120)
def test_all_of_them_changed_are_ten_thousand_revisions_in_few_statements(store: Store, many: list[Article]) -> None:
    from dataclasses import replace

    import_articles(store, many, "lin", "first", True, NOW)
    changed = [replace(one, answer=f"{one.answer}\n+") for one in many]
    began = time.monotonic()
    with statements(store) as heard:
        assert import_articles(store, changed, "lin", "second", True, NOW + 60).changed == 10_000
    assert len(heard) < 150
    with store.read() as tx:
        twice = sa.select(sa.func.count()).select_from(revision).where(revision.c.n == 2)
        assert tx.execute(twice).scalar_one() == 10_000
        assert {row.revision for row in tx.execute(sa.select(article.c.revision))} == {2}
    print(f"{store.url.partition(':')[0]}: changed in {time.monotonic() - began:.1f} s")


def test_one_bad_row_among_ten_thousand_is_found_by_its_line(many: list[Article]) -> None:
    table = as_csv(many).replace(b"made.03333,zh", b"made.03333,xx", 1)
    [wrong] = [one for one in check(read_bytes("all.csv", table)) if one.level == "error"]
    assert "'xx'" in wrong.what and wrong.where.startswith("all.csv:") and "made.03333" in wrong.where
