"""Drafts, publishing, history: nobody's words are overwritten, and customers see only what was published."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bot.knowledge.article import Article
from bot.store import drafts
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.editing import (
    Changed,
    NotGood,
    add_variant,
    archive,
    discard,
    publish,
    restore,
    save_draft,
    versions,
)
from bot.usecases.editor import Editor
from bot.usecases.knowledge import PublishedArticles, import_articles
from bot.usecases.receive import Refused
from bot.usecases.shelf import history, listed, revision

LI = Editor("li", "李编辑", "editor")
AMY = Editor("amy", "Amy", "agent")
NOW = 1_800_000_000.0
CONTENT: dict[str, Any] = {
    "topic": "refund",
    "question": "退款多久到账？",
    "variants": ["钱什么时候退", "退款到账时间", "几天退款", "退款多久"],
    "answer": "1 到 3 个工作日。",
    "tags": ["退款"],
}


def told(store: Store) -> dict[str, str]:
    return {one.id: one.answer for one in PublishedArticles(store, lambda: NOW).published()}


def written(store: Store, etag: str = "", **more: Any) -> dict[str, Any]:
    return save_draft(store, "refund.time", "zh", {**CONTENT, **more}, LI, "", etag, NOW)[0]


def test_a_draft_is_not_told_until_it_is_published(store: Store, bell: Bell) -> None:
    first = written(store)
    assert told(store) == {} and first["live"] is None and first["status"] == "draft"
    shown, number = publish(store, bell, "refund.time", "zh", LI, "new", first["etag"], NOW)
    assert told(store) == {"refund.time": "1 到 3 个工作日。"} and shown["draft"] is None
    second = written(store, shown["etag"], answer="当天到账。")
    assert told(store) == {"refund.time": "1 到 3 个工作日。"}, "an edit lies beside what is told"
    assert second["live"]["answer"] == "1 到 3 个工作日。" and second["draft"]["answer"] == "当天到账。"
    _, after = publish(store, bell, "refund.time", "zh", LI, "quicker", second["etag"], NOW)
    assert told(store) == {"refund.time": "当天到账。"} and after > number


def test_the_second_of_two_editors_is_shown_the_first_ones_words(store: Store) -> None:
    base = written(store)
    mine = written(store, base["etag"], answer="我的说法。")
    with pytest.raises(Changed) as caught:
        written(store, base["etag"], answer="别人的说法。")
    assert caught.value.status == 412
    assert caught.value.more["version"]["draft"]["answer"] == "我的说法。"
    assert caught.value.more["version"]["etag"] == mine["etag"]


def test_of_many_at_once_exactly_one_is_saved(store: Store) -> None:
    base, outcome = written(store), []

    def save(number: int) -> None:
        try:
            written(store, base["etag"], answer=f"第 {number} 个人写的。")
            outcome.append("saved")
        except Changed:
            outcome.append("changed")

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcome) == ["changed"] * 7 + ["saved"]


def test_history_says_who_when_why_and_what_and_can_be_restored(store: Store, bell: Bell) -> None:
    shown, _ = publish(store, bell, "refund.time", "zh", LI, "first", written(store)["etag"], NOW)
    later = written(store, shown["etag"], answer="1 到 5 个工作日。")
    publish(store, bell, "refund.time", "zh", LI, "slower", later["etag"], NOW + 60)
    lines = history(store, "refund.time", "zh")
    assert [(one["kind"], one["live"]) for one in lines] == [
        ("published", True),
        ("saved", False),
        ("published", False),
        ("saved", False),
    ]
    assert lines[0]["why"] == "slower" and lines[0]["who"] == "李编辑 (li)"
    change = revision(store, "refund.time", "zh", lines[1]["n"])["diff"]
    assert [(one["field"], ["-", "3"] in one["parts"], ["+", "5"] in one["parts"]) for one in change] == [
        ("answer", True, True)
    ]
    now = versions(store, "refund.time")["versions"]["zh"]
    back = restore(store, "refund.time", "zh", lines[2]["n"], LI, "", now["etag"], NOW + 90)
    assert back["draft"]["answer"] == "1 到 3 个工作日。" and back["live"]["answer"] == "1 到 5 个工作日。"
    publish(store, bell, "refund.time", "zh", LI, "", back["etag"], NOW + 99)
    assert told(store) == {"refund.time": "1 到 3 个工作日。"}


def test_what_cannot_be_an_article_is_refused_by_field(store: Store) -> None:
    with pytest.raises(NotGood) as caught:
        written(store, answer="")
    assert caught.value.status == 422 and caught.value.more["problems"][0]["field"] == "answer"
    for content in (
        None,
        [],
        {"answer": 3},
        {"nothing": "known"},
        {"variants": "one"},
        {"urgency": "very"},
        {"nature": "other"},
        {"channels": "web"},
    ):
        with pytest.raises(Refused) as refused:
            save_draft(store, "a.b", "zh", content, LI, "", "", NOW)  # type: ignore[arg-type]
        assert refused.value.status in (400, 422)
    with pytest.raises(Refused):
        save_draft(store, "a.b", "fr", CONTENT, LI, "", "", NOW)


def test_agents_propose_and_do_not_publish(store: Store, bell: Bell) -> None:
    found, _ = save_draft(store, "refund.time", "zh", CONTENT, AMY, "", "", NOW)
    assert found["draft_state"] == "proposed"
    for deed in (publish, archive):
        with pytest.raises(Refused) as caught:
            deed(store, bell, "refund.time", "zh", AMY, "", found["etag"], NOW)
        assert caught.value.status == 403
    assert told(store) == {}


def test_archived_articles_are_told_no_more_and_come_back(store: Store, bell: Bell) -> None:
    shown, before = publish(store, bell, "refund.time", "zh", LI, "", written(store)["etag"], NOW)
    gone, after = archive(store, bell, "refund.time", "zh", LI, "old", shown["etag"], NOW)
    assert told(store) == {} and gone["status"] == "archived" and after > before
    publish(store, bell, "refund.time", "zh", LI, "again", gone["etag"], NOW)
    assert "refund.time" in told(store)


def test_a_discarded_draft_leaves_what_is_told(store: Store, bell: Bell) -> None:
    shown, _ = publish(store, bell, "refund.time", "zh", LI, "", written(store)["etag"], NOW)
    later = written(store, shown["etag"], answer="别的。")
    left = discard(store, "refund.time", "zh", LI, later["etag"], NOW)
    assert left["draft"] is None and left["live"]["answer"] == "1 到 3 个工作日。"


def test_articles_come_and_go_by_their_dates(store: Store, bell: Bell) -> None:
    soon = written(store, valid_from=NOW + 100, valid_until=NOW + 200)
    publish(store, bell, "refund.time", "zh", LI, "", soon["etag"], NOW)
    seen = []
    for at in (NOW, NOW + 150, NOW + 250):
        source = PublishedArticles(store, lambda at=at: at)  # type: ignore[misc]
        seen.append((source.version(), len(source.published())))
    assert [count for _, count in seen] == [0, 1, 0]
    assert seen[0][0] < seen[1][0] < seen[2][0], "engines load again when the day has come"


def test_an_imported_draft_is_an_editors_draft(store: Store, bell: Bell) -> None:
    article = Article("a.b", "zh", "refund", "问？", ("一", "二"), "答。")
    import_articles(store, [article], "cli", "", False, NOW)
    found = versions(store, "a.b")["versions"]["zh"]
    assert found["live"] is None and found["draft"]["answer"] == "答。"
    publish(store, bell, "a.b", "zh", LI, "", found["etag"], NOW)
    assert told(store) == {"a.b": "答。"}


def test_a_taught_wording_joins_the_draft(store: Store, bell: Bell) -> None:
    publish(store, bell, "refund.time", "zh", LI, "", written(store)["etag"], NOW)
    found, _ = add_variant(store, "refund.time", "zh", "钱啥时候回来", AMY, NOW)
    assert found["draft"]["variants"][-1] == "钱啥时候回来"
    assert "钱啥时候回来" not in found["live"]["variants"]


def test_the_shelf_finds_by_every_word(store: Store, bell: Bell) -> None:
    publish(store, bell, "refund.time", "zh", LI, "", written(store)["etag"], NOW)
    save_draft(store, "invoice.how", "zh", {**CONTENT, "question": "怎么开发票？", "topic": "invoice"}, LI, "", "", NOW)
    assert [one["id"] for one in listed(store, "退款 工作日")["articles"]] == ["refund.time", "invoice.how"]
    assert [one["id"] for one in listed(store, "發票")["articles"]] == ["invoice.how"]
    assert listed(store, "没有这个词")["total"] == 0
    assert [one["id"] for one in listed(store, status="draft")["articles"]] == ["invoice.how"]
    assert listed(store)["counts"] == {"published": 1, "draft": 1, "archived": 0, "review": 0, "proposed": 0}


def test_who_asks_it_stands_before_who_only_mentions_it(store: Store) -> None:
    import_articles(
        store,
        [
            Article("a.account", "zh", "account", "怎么注销账号？", ("销户",), "注销前请先下载发票。"),
            Article("b.billing", "zh", "billing", "抬头怎么填？", ("发票抬头写谁",), "写公司全称。"),
            Article("c.invoice", "zh", "invoice", "怎么开发票？", ("开票",), "在订单里申请。"),
        ],
        "test", "", True, NOW,
    )  # fmt: skip
    assert [one["id"] for one in listed(store, "发票")["articles"]] == ["c.invoice", "b.billing", "a.account"]
    assert [one["id"] for one in listed(store)["articles"]] == ["a.account", "b.billing", "c.invoice"]


def test_nature_and_channels_go_from_draft_to_article_to_history(store: Store, bell: Bell) -> None:
    saved, problems = save_draft(
        store, "refund.time", "zh", {**CONTENT, "nature": "complaint", "channels": ["web", " web ", "pigeon"]}, LI, "",
        "", NOW,
    )  # fmt: skip
    assert saved["draft"]["nature"] == "complaint" and saved["draft"]["channels"] == ["web", "pigeon"]
    assert [(one["level"], one["field"]) for one in problems] == [("warning", "channels")]
    shown, _ = publish(store, bell, "refund.time", "zh", LI, "", saved["etag"], NOW)
    assert (shown["live"]["nature"], shown["live"]["channels"]) == ("complaint", ["web", "pigeon"])
    [told_now] = PublishedArticles(store, lambda: NOW).published()
    assert (told_now.nature, told_now.channels) == ("complaint", ("web", "pigeon"))
    written(store, shown["etag"], channels=["rest"])
    change = revision(store, "refund.time", "zh", history(store, "refund.time", "zh")[0]["n"])
    assert {one["field"] for one in change["diff"]} == {"nature", "channels"}
    assert change["content"]["channels"] == ["rest"] and change["content"]["nature"] is None


def test_a_draft_and_a_revision_of_a_former_release_can_be_opened(store: Store) -> None:
    with store.begin() as tx:
        drafts.put(
            tx, "refund.time", "zh", content=dict(CONTENT), base=0, number=1, state="draft", who="li", updated_at=NOW
        )
        number = drafts.remember(tx, "refund.time", "zh", CONTENT, "saved", "li", "", NOW)
    draft = versions(store, "refund.time")["versions"]["zh"]["draft"]
    assert (draft["nature"], draft["channels"]) == (None, [])
    assert revision(store, "refund.time", "zh", number)["content"]["channels"] == []
    assert [one["id"] for one in listed(store, channel="rest")["articles"]] == ["refund.time"]


def test_the_shelf_shows_what_may_be_told_in_a_channel(store: Store, bell: Bell) -> None:
    publish(store, bell, "refund.time", "zh", LI, "", written(store, channels=["web"])["etag"], NOW)
    save_draft(store, "invoice.how", "zh", {**CONTENT, "question": "怎么开发票？"}, LI, "", "", NOW)
    found = {name: [one["id"] for one in listed(store, channel=name)["articles"]] for name in ("web", "rest")}
    assert found == {"web": ["refund.time", "invoice.how"], "rest": ["invoice.how"]}
    assert [one["channels"] for one in listed(store)["articles"]] == [["web"], []]
