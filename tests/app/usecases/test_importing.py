"""An import does what its plan said or nothing, and never takes anybody's words."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.knowledge.article import Article
from bot.store.database import Store
from bot.store.schema import audit
from bot.usecases.editing import Changed, Editor, save_draft, versions
from bot.usecases.importing import LookAgain, Plan, apply_import, plan_import
from bot.usecases.knowledge import PublishedArticles, export_articles, import_articles
from bot.usecases.regression import add_question
from bot.usecases.shelf import history

NOW = 1_800_000_000.0
LI = Editor("li", "李编辑", "editor")
REFUND = Article("refund.time", "zh", "refund", "退款多久到账？", ("退款几天到",), "3 天。")
INVOICE = Article("invoice.how", "zh", "invoice", "怎么开发票？", ("我要发票",), "在订单里开。", position=0)
NEW = Article("new.one", "en", "misc", "Do you sell maps?", ("maps?",), "Yes.")


@pytest.fixture
def shop(store: Store) -> Store:
    import_articles(store, [REFUND, INVOICE], "test", "", True, NOW)
    return store


def version(store: Store) -> int:
    return PublishedArticles(store).version()


def content(article: Article, **other: Any) -> dict[str, Any]:
    whole = {"topic": article.topic, "question": article.question, "variants": list(article.variants)}
    return {**whole, "answer": article.answer, **other}


def drafted(store: Store, article: Article, answer: str) -> str:
    """The etag of an editor's draft of this article."""
    etag = "0.0"
    if any((one.id, one.language) == (article.id, article.language) for one in export_articles(store)):
        etag = versions(store, article.id)["versions"][article.language]["etag"]
    saved, _ = save_draft(store, article.id, article.language, content(article, answer=answer), LI, "", etag, NOW + 1)
    return str(saved["etag"])


def applied(store: Store, plan: Plan, **more: Any) -> bool:
    return apply_import(store, plan, "lin", "林经理 (lin)", "import of x.csv", NOW + 9, **more)


@pytest.mark.parametrize("status", ["published", "draft", "archived"])
@pytest.mark.parametrize("before", ["published", "draft", "archived", None])
def test_without_publish_customers_are_told_what_they_were(store: Store, before: str | None, status: str) -> None:
    import_articles(store, [INVOICE], "test", "", True, NOW)
    if before:
        import_articles(store, [replace(REFUND, status=before)], "test", "", True, NOW)
    told, edition = PublishedArticles(store).published(), version(store)
    plan = plan_import(store, [replace(REFUND, answer="5 天。", status=status)], publish=False)
    assert plan.told == () and not applied(store, plan)
    assert (PublishedArticles(store).published(), version(store)) == (told, edition)
    assert [line.what for line in plan.lines] == [{None: "added", "published": "waiting"}.get(before, "changed")]


@pytest.mark.parametrize("publish", [True, False])
def test_what_was_exported_changes_nothing_whatever_its_state(store: Store, publish: bool) -> None:
    articles = [REFUND, replace(INVOICE, status="archived"), replace(NEW, status="draft")]
    import_articles(store, articles, "test", "", True, NOW)
    plan = plan_import(store, export_articles(store), publish)
    assert [line.what for line in plan.lines] == ["same"] * 3 and not applied(store, plan)
    with store.read() as tx:
        assert not [row for row in tx.execute(sa.select(audit)) if row.who == "lin"]


def test_what_came_in_without_publishing_is_published_by_the_same_file(store: Store) -> None:
    kept = replace(INVOICE, status="draft")
    assert not applied(store, plan_import(store, [NEW, kept], publish=False)), "customers are told nothing new"
    again = plan_import(store, [NEW, kept], publish=False)
    assert ([line.what for line in again.lines], again.unpublished) == (["same", "same"], 1)
    published = plan_import(store, [NEW, kept], publish=True)
    assert [one.id for one in published.told] == [NEW.id] and applied(store, published)
    assert plan_import(store, [NEW, kept], publish=False).unpublished == 0


def test_every_imported_article_is_a_revision(shop: Store) -> None:
    drafted(shop, REFUND, "2 天。")
    assert applied(shop, plan_import(shop, [replace(REFUND, answer="5 天。"), NEW, INVOICE], publish=True))
    assert [(one["n"], one["kind"]) for one in history(shop, "refund.time", "zh")] == [
        (3, "imported"), (2, "saved"), (1, "imported"),
    ]  # fmt: skip
    assert (
        history(shop, "refund.time", "zh")[0]["live"] and history(shop, "refund.time", "zh")[0]["who"] == "林经理 (lin)"
    )
    assert [one["n"] for one in history(shop, "new.one", "en")] == [1]
    assert [one["n"] for one in history(shop, "invoice.how", "zh")] == [1]


@pytest.mark.parametrize("publish", [True, False])
def test_a_draft_that_somebody_writes_is_named_and_kept(shop: Store, publish: bool) -> None:
    etag = drafted(shop, REFUND, "2 天。")
    new_etag = drafted(shop, NEW, "Not yet.")
    plan = plan_import(shop, [replace(REFUND, answer="5 天。"), NEW, INVOICE], publish)
    assert [(one.id, one.who, one.at) for one in plan.drafts] == [
        ("new.one", "李编辑 (li)", NOW + 1), ("refund.time", "李编辑 (li)", NOW + 1),
    ]  # fmt: skip
    applied(shop, plan)
    assert versions(shop, "refund.time")["versions"]["zh"]["draft"]["answer"] == "2 天。"
    assert versions(shop, "new.one")["versions"]["en"]["draft"]["answer"] == "Not yet."
    # Who went on writing is shown both versions before anything is saved over the import.
    with pytest.raises(Changed):
        save_draft(shop, "new.one", "en", content(NEW, answer="Soon."), LI, "", new_etag, NOW + 20)
    if publish:
        with pytest.raises(Changed):
            save_draft(shop, "refund.time", "zh", content(REFUND, answer="1 天。"), LI, "", etag, NOW + 20)


def edits_it(store: Store) -> None:
    import_articles(store, [replace(INVOICE, answer="打电话。")], "other", "", True, NOW + 5)


def begins_a_draft(store: Store) -> None:
    drafted(store, REFUND, "2 天。")


def adds_a_question(store: Store) -> None:
    add_question(store, "钱呢", "zh", "refund.time", "editor", "li", NOW + 5)


def adds_an_article(store: Store) -> None:
    import_articles(store, [replace(NEW, id="new.two")], "other", "", False, NOW + 5)


@pytest.mark.parametrize("meanwhile", [edits_it, begins_a_draft, adds_a_question, adds_an_article])
def test_what_somebody_changed_since_the_look_stops_all_of_it(shop: Store, meanwhile: Any) -> None:
    plan = plan_import(shop, [replace(REFUND, answer="5 天。"), NEW], publish=True)
    meanwhile(shop)
    before, edition = export_articles(shop), version(shop)
    with pytest.raises(LookAgain, match="Look again"):
        applied(shop, plan)
    assert (export_articles(shop), version(shop)) == (before, edition)
    assert applied(shop, plan_import(shop, [replace(REFUND, answer="5 天。"), NEW], publish=True))


def test_a_draft_elsewhere_disturbs_nobody(shop: Store) -> None:
    plan = plan_import(shop, [replace(REFUND, answer="5 天。")], publish=True)
    drafted(shop, INVOICE, "打电话。")
    assert applied(shop, plan)


def test_of_two_at_once_one_succeeds_and_the_other_is_told(shop: Store) -> None:
    plans = [
        plan_import(shop, [replace(NEW, answer=f"{number}"), replace(REFUND, answer=f"{number} 天。")], True)
        for number in range(2)
    ]
    start = threading.Barrier(2)
    said: list[str] = []

    def run(plan: Plan) -> None:
        start.wait(10)
        try:
            applied(shop, plan)
            said.append("done")
        except LookAgain:
            said.append("again")

    threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == ["again", "done"]
    assert len(history(shop, "new.one", "en")) == 1 and len(history(shop, "refund.time", "zh")) == 2


class Enough(Exception):
    pass


@pytest.mark.parametrize("at", [0, 500, 1200])
def test_stopped_while_it_writes_it_leaves_nothing(shop: Store, at: int) -> None:
    many = [replace(NEW, id=f"n.{number}", question=f"q {number}", variants=()) for number in range(1200)]
    plan = plan_import(shop, many, publish=True)
    edition, heard = version(shop), []

    def tell(stage: str, done: int, total: int) -> None:
        heard.append((stage, done, total))
        if done >= at:
            raise Enough

    with pytest.raises(Enough):
        applied(shop, plan, tell=tell)
    assert heard[-1] == ("writing", at, 1200)
    assert len(export_articles(shop)) == 2 and version(shop) == edition
    assert applied(shop, plan) and len(export_articles(shop)) == 1202


def test_an_override_is_recorded_where_people_look(shop: Store) -> None:
    plan = plan_import(shop, [replace(REFUND, answer="5 天。")], publish=True)
    applied(shop, plan, override="the new rule holds from today", failing=[{"question": "钱呢"}])
    assert "the new rule holds from today" in history(shop, "refund.time", "zh")[0]["why"]
    with shop.read() as tx:
        [row] = [row for row in tx.execute(sa.select(audit)) if row.what == "articles_imported" and row.who == "lin"]
    assert row.data["override"] == "the new rule holds from today" and row.data["failing"] == ["钱呢"]
    assert row.data["changed"] == 1 and row.data["publish"] is True
