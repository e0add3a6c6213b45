"""Where articles are reviewed: draft, in review, published or sent back, and always a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.knowledge.article import Article
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit
from bot.usecases.editing import Changed, archive, discard, publish, restore, save_draft, versions
from bot.usecases.editor import Editor
from bot.usecases.knowledge import import_articles
from bot.usecases.receive import Refused
from bot.usecases.reviewing import send_back, submit
from bot.usecases.shelf import history, listed
from tests.app.usecases.test_editing import CONTENT, NOW, told

LI = Editor("li", "李编辑", "editor", review=True)
RUI = Editor("rui", "芮审阅", "reviewer", review=True)
RED = Editor("red", "Red", "reviewer", review=True)
CHEN = Editor("chen", "陈经理", "manager", review=True)
AMY = Editor("amy", "Amy", "agent", review=True)
WHERE = ("refund.time", "zh")


def written(store: Store, editor: Editor = LI, etag: str = "", **more: Any) -> dict[str, Any]:
    return save_draft(store, *WHERE, {**CONTENT, **more}, editor, "", etag, NOW)[0]


def submitted(store: Store, editor: Editor = LI, note: str = "") -> dict[str, Any]:
    return submit(store, *WHERE, editor, note, written(store, editor)["etag"], NOW)


def refused(deed: Callable[[], Any]) -> tuple[str, int]:
    with pytest.raises(Refused) as caught:
        deed()
    return caught.value.code, caught.value.status


def test_an_editor_submits_and_a_reviewer_publishes(store: Store, bell: Bell) -> None:
    draft = written(store)
    assert refused(lambda: publish(store, bell, *WHERE, LI, "", draft["etag"], NOW)) == ("needs_review", 403)
    waiting = submit(store, *WHERE, LI, "please look", draft["etag"], NOW + 1)
    assert waiting["draft_state"] == "review" and waiting["draft_by"] == LI.who
    assert waiting["review"] == {"kind": "submitted", "note": "please look", "who": LI.who, "at": NOW + 1}
    assert refused(lambda: publish(store, bell, *WHERE, LI, "", waiting["etag"], NOW)) == ("needs_review", 403)
    assert told(store) == {}
    shown, _ = publish(store, bell, *WHERE, RUI, "looked", waiting["etag"], NOW + 2)
    assert told(store) == {"refund.time": "1 到 3 个工作日。"} and shown["review"] is None
    assert [one["kind"] for one in history(store, *WHERE)] == ["published", "submitted", "saved"]
    assert [one["why"] for one in history(store, *WHERE)] == ["looked", "please look", ""]
    with store.read() as tx:
        lines = list(tx.execute(sa.select(audit.c.who, audit.c.what).order_by(audit.c.id)))
    assert [tuple(line) for line in lines] == [("li", "draft_submitted"), ("rui", "article_published")]


def test_what_is_sent_back_tells_the_writer_why_until_it_is_submitted_again(store: Store, bell: Bell) -> None:
    waiting = submitted(store)
    assert refused(lambda: send_back(store, *WHERE, RUI, "", waiting["etag"], NOW)) == ("no_note", 400)
    assert refused(lambda: send_back(store, *WHERE, LI, "no", waiting["etag"], NOW)) == ("needs_review", 403)
    back = send_back(store, *WHERE, RUI, "which days?", waiting["etag"], NOW + 5)
    assert back["draft_state"] == "returned" and back["draft_by"] == LI.who
    assert refused(lambda: publish(store, bell, *WHERE, RUI, "", back["etag"], NOW)) == ("not_in_review", 409)
    mended = written(store, etag=back["etag"], answer="1 到 3 个工作日（周一至周五）。")
    assert mended["draft_state"] == "draft"
    assert mended["review"] == {"kind": "returned", "note": "which days?", "who": RUI.who, "at": NOW + 5}
    again = submit(store, *WHERE, LI, "", mended["etag"], NOW + 9)
    assert again["review"]["kind"] == "submitted"
    left = discard(store, *WHERE, LI, again["etag"], NOW)
    assert left["draft"] is None
    assert [one["kind"] for one in history(store, *WHERE)][:3] == ["discarded", "submitted", "saved"]
    assert written(store)["review"] is None, "a new draft begins without the old note"


def test_editing_takes_it_out_of_review(store: Store, bell: Bell) -> None:
    waiting = submitted(store)
    edited = written(store, etag=waiting["etag"], answer="当天到账。")
    assert edited["draft_state"] == "draft"
    with pytest.raises(Changed):
        publish(store, bell, *WHERE, RUI, "", waiting["etag"], NOW)
    assert refused(lambda: publish(store, bell, *WHERE, RUI, "", edited["etag"], NOW)) == ("not_in_review", 409)
    again = submit(store, *WHERE, LI, "", edited["etag"], NOW)
    first = history(store, *WHERE)[-1]["n"]
    restored = restore(store, *WHERE, first, LI, "", again["etag"], NOW)
    assert restored["draft_state"] == "draft", "restoring is editing"


def test_four_eyes(store: Store, bell: Bell) -> None:
    own = submitted(store, RUI)
    assert refused(lambda: publish(store, bell, *WHERE, RUI, "", own["etag"], NOW)) == ("own_words", 403)
    renamed = Editor("rui", "芮新名", "reviewer", review=True)
    assert refused(lambda: publish(store, bell, *WHERE, renamed, "", own["etag"], NOW)) == ("own_words", 403)
    publish(store, bell, *WHERE, RED, "", own["etag"], NOW)
    assert "refund.time" in told(store)


def test_who_submits_is_not_the_writer(store: Store, bell: Bell) -> None:
    draft = written(store, RUI)
    waiting = submit(store, *WHERE, LI, "", draft["etag"], NOW)
    assert refused(lambda: publish(store, bell, *WHERE, RUI, "", waiting["etag"], NOW)) == ("own_words", 403)
    left = discard(store, *WHERE, LI, waiting["etag"], NOW)
    proposed = written(store, AMY, left["etag"], answer="当天到账。")
    ready = submit(store, *WHERE, RUI, "", proposed["etag"], NOW)
    publish(store, bell, *WHERE, RUI, "", ready["etag"], NOW)
    assert told(store) == {"refund.time": "当天到账。"}, "an agent wrote it, a reviewer looked at it"


def test_a_manager_needs_nobody(store: Store, bell: Bell) -> None:
    publish(store, bell, *WHERE, CHEN, "", written(store, CHEN)["etag"], NOW)
    assert "refund.time" in told(store)


def test_taking_off_the_shelf_and_bringing_back(store: Store, bell: Bell) -> None:
    shown, _ = publish(store, bell, *WHERE, RUI, "", submitted(store)["etag"], NOW)
    assert refused(lambda: submit(store, *WHERE, LI, "", shown["etag"], NOW)) == ("no_draft", 409)
    assert refused(lambda: archive(store, bell, *WHERE, LI, "", shown["etag"], NOW)) == ("needs_review", 403)
    gone, _ = archive(store, bell, *WHERE, RUI, "old", shown["etag"], NOW)
    assert told(store) == {}
    assert refused(lambda: publish(store, bell, *WHERE, RUI, "", gone["etag"], NOW)) == ("not_in_review", 409)
    waiting = submit(store, *WHERE, LI, "again", gone["etag"], NOW)
    publish(store, bell, *WHERE, RUI, "", waiting["etag"], NOW)
    assert "refund.time" in told(store)


def test_an_imported_draft_goes_the_same_way(store: Store, bell: Bell) -> None:
    import_articles(store, [Article("a.b", "zh", "refund", "问？", ("一", "二"), "答。")], RUI.who, "", False, NOW)
    found = versions(store, "a.b")["versions"]["zh"]
    waiting = submit(store, "a.b", "zh", LI, "", found["etag"], NOW)
    assert waiting["draft_by"] == RUI.who and waiting["draft"]["answer"] == "答。"
    assert refused(lambda: publish(store, bell, "a.b", "zh", RUI, "", waiting["etag"], NOW)) == ("own_words", 403)
    publish(store, bell, "a.b", "zh", RED, "", waiting["etag"], NOW)
    assert told(store) == {"a.b": "答。"}


def test_two_steps_at_once_are_noticed(store: Store) -> None:
    draft = written(store)
    submit(store, *WHERE, LI, "", draft["etag"], NOW)
    with pytest.raises(Changed):
        submit(store, *WHERE, LI, "", draft["etag"], NOW)
    assert refused(lambda: submit(store, "no.such", "zh", LI, "", "", NOW)) == ("unknown_article", 404)


def test_the_shelf_shows_what_waits_for_a_reviewer(store: Store) -> None:
    submitted(store)
    save_draft(store, "invoice.how", "zh", {**CONTENT, "question": "怎么开发票？"}, LI, "", "", NOW)
    assert [one["id"] for one in listed(store, status="review")["articles"]] == ["refund.time"]
    assert listed(store)["counts"] == {"published": 0, "draft": 2, "archived": 0, "review": 1, "proposed": 0}


def test_without_review_everything_is_as_before(store: Store, bell: Bell) -> None:
    plain, rui = Editor("li", "李编辑", "editor"), Editor("rui", "芮审阅", "reviewer")
    draft = written(store, plain)
    assert refused(lambda: submit(store, *WHERE, plain, "", draft["etag"], NOW)) == ("no_review", 409)
    publish(store, bell, *WHERE, plain, "", draft["etag"], NOW)
    own = written(store, rui, versions(store, "refund.time")["versions"]["zh"]["etag"], answer="当天到账。")
    publish(store, bell, *WHERE, rui, "", own["etag"], NOW)
    assert told(store) == {"refund.time": "当天到账。"}


def test_a_discarded_drafts_etag_never_comes_back(store: Store) -> None:
    first = written(store)
    discard(store, *WHERE, LI, first["etag"], NOW)
    written(store, RUI, answer="别人的说法。")
    with pytest.raises(Changed):
        written(store, LI, first["etag"], answer="我的说法。")
