from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge.articles import Article, read_any, write_yaml
from bot.knowledge.changes import changes
from bot.store import articles as rows
from bot.store.database import Store
from bot.usecases.knowledge import DatabaseVectors, ImportOutcome, PublishedArticles, export_articles, import_articles

REFUND = Article("refund.time", "zh", "refunds", "退款多久到账？", ("退款多久",), "3 天 {原样}", ("退款",), None)
SMOKE = Article("safety.smoke", "zh", "safety", "冒烟了怎么办？", (), "先断电", (), "critical")


def imported(store: Store, *articles: Article, publish: bool = True) -> ImportOutcome:
    return import_articles(store, articles, "lin", "test", publish, 1000.0)


def version(store: Store) -> int:
    return PublishedArticles(store).version()


def test_published_articles_are_served_as_they_were_written(store: Store) -> None:
    assert imported(store, REFUND, SMOKE) == ImportOutcome(added=2, changed=0, same=0)
    assert PublishedArticles(store).published() == [REFUND, SMOKE]


def test_importing_the_same_again_changes_nothing(store: Store) -> None:
    imported(store, REFUND, SMOKE)
    before = version(store)
    assert imported(store, REFUND, SMOKE) == ImportOutcome(0, 0, same=2)
    assert imported(store, REFUND, publish=False) == ImportOutcome(0, 0, same=1)
    assert version(store) == before


def test_a_change_raises_the_version_and_keeps_the_history(store: Store) -> None:
    imported(store, REFUND)
    before = version(store)
    assert imported(store, replace(REFUND, answer="5 天")).changed == 1
    assert version(store) > before
    with store.read() as tx:
        assert rows.get(tx, "refund.time", "zh").revision == 2


def test_another_channel_or_nature_is_a_change(store: Store) -> None:
    imported(store, REFUND)
    assert imported(store, replace(REFUND, channels=("web",))).changed == 1
    assert imported(store, replace(REFUND, channels=("web",), nature="fault")).changed == 1
    assert changes([REFUND], [replace(REFUND, channels=("web",), nature="fault")])[0].fields == ("nature", "channels")
    assert imported(store, replace(REFUND, channels=("web",), nature="fault")).same == 1


def test_drafts_reach_nobody(store: Store) -> None:
    before = version(store)
    assert imported(store, REFUND, publish=False).added == 1
    assert PublishedArticles(store).published() == []
    assert version(store) == before
    assert imported(store, REFUND).changed == 1
    assert PublishedArticles(store).published() == [REFUND]


def test_what_customers_are_told_changes_only_on_purpose(store: Store) -> None:
    imported(store, REFUND)
    assert imported(store, replace(REFUND, answer="5 天"), publish=False).waiting == 1
    assert PublishedArticles(store).published() == [REFUND]


def test_a_withdrawn_article_is_no_longer_served(store: Store) -> None:
    imported(store, REFUND)
    before = version(store)
    imported(store, replace(REFUND, status="draft"))
    assert PublishedArticles(store).published() == []
    assert version(store) > before


def test_an_import_that_fails_half_way_leaves_nothing(store: Store) -> None:
    broken = replace(SMOKE, question=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="question"):
        imported(store, REFUND, broken)
    assert export_articles(store) == []
    assert version(store) == 0


def test_exported_articles_are_the_imported_ones(store: Store, tmp_path: Path) -> None:
    limited = replace(REFUND, id="b", question="别的", position=7, nature="fault", channels=("web",))
    imported(store, REFUND, SMOKE, limited)
    assert limited in export_articles(store)
    write_yaml(export_articles(store), tmp_path)
    assert import_articles(store, read_any([tmp_path]), "lin", "", True, 2000.0) == ImportOutcome(0, 0, same=3)


def test_vectors_are_kept_for_every_process(store: Store) -> None:
    cache = DatabaseVectors(store)
    cache.put("use", {"a" * 32: b"12", "b" * 32: b"34"})
    cache.put("use", {"a" * 32: b"12"})
    assert DatabaseVectors(store).get("use", ["a" * 32, "c" * 32]) == {"a" * 32: b"12"}
    assert cache.get("e5", ["a" * 32]) == {}
