"""What agents propose: never over somebody else's words, taken back by themselves, asked once accepted."""

from __future__ import annotations

from typing import Any

from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.editing import discard, publish, save_draft, versions
from bot.usecases.editor import Editor
from bot.usecases.regression import add_question, must_answer, questions
from bot.usecases.shelf import history
from bot.usecases.teaching import teach
from tests.app.usecases.test_editing import CONTENT, LI, NOW
from tests.app.usecases.test_reviewing import refused

AMY = Editor("amy", "Amy", "agent")
WANG = Editor("wang", "王敏", "agent")
WHERE = ("refund.time", "zh")


def saved(store: Store, editor: Editor, etag: str, **more: Any) -> dict[str, Any]:
    return save_draft(store, *WHERE, {**CONTENT, **more}, editor, "", etag, NOW)[0]


def published(store: Store, bell: Bell) -> dict[str, Any]:
    return publish(store, bell, *WHERE, LI, "", saved(store, LI, "")["etag"], NOW)[0]


def now(store: Store) -> dict[str, Any]:
    found: dict[str, Any] = versions(store, "refund.time")["versions"]["zh"]
    return found


def sources(store: Store) -> list[tuple[str, str]]:
    return [(one["question"], one["source"]) for one in questions(store)]


def test_an_agent_takes_back_their_own_proposal_and_nobody_elses(store: Store, bell: Bell) -> None:
    proposed = saved(store, AMY, published(store, bell)["etag"], answer="当天到账。")
    assert refused(lambda: discard(store, *WHERE, WANG, proposed["etag"], NOW)) == ("not_yours", 403)
    left = discard(store, *WHERE, AMY, proposed["etag"], NOW)
    assert left["draft"] is None and history(store, *WHERE)[0]["kind"] == "discarded"
    draft = saved(store, LI, left["etag"], answer="两天到账。")
    assert refused(lambda: discard(store, *WHERE, AMY, draft["etag"], NOW)) == ("not_yours", 403)


def test_a_proposal_an_editor_went_on_with_is_the_editors(store: Store, bell: Bell) -> None:
    proposed = saved(store, AMY, published(store, bell)["etag"], answer="当天到账。")
    mended = saved(store, LI, proposed["etag"], answer="当天到账，节假日除外。")
    assert refused(lambda: discard(store, *WHERE, AMY, mended["etag"], NOW)) == ("not_yours", 403)


def test_a_proposal_never_takes_the_place_of_somebody_elses_draft(store: Store, bell: Bell) -> None:
    draft = saved(store, LI, published(store, bell)["etag"], answer="两天到账。")
    assert refused(lambda: saved(store, AMY, draft["etag"], answer="我说。")) == ("others_draft", 409)
    assert now(store)["draft"]["answer"] == "两天到账。"
    discard(store, *WHERE, LI, draft["etag"], NOW)
    proposed = saved(store, AMY, now(store)["etag"], answer="当天到账。")
    assert refused(lambda: saved(store, WANG, proposed["etag"], answer="我说。")) == ("others_draft", 409)
    assert saved(store, AMY, proposed["etag"], answer="当天就到账。")["draft"]["answer"] == "当天就到账。"
    assert now(store)["draft_state"] == "proposed"


def test_a_taught_question_is_asked_once_its_article_is_published(store: Store, bell: Bell) -> None:
    published(store, bell)
    done = teach(store, "钱啥时候回来", *WHERE, AMY, NOW)
    assert done.variant and done.question == "proposed" and done.version["draft_state"] == "proposed"
    assert must_answer(store) == [] and sources(store) == [("钱啥时候回来", "proposal")]
    publish(store, bell, *WHERE, LI, "", done.version["etag"], NOW)
    assert [one.question for one in must_answer(store)] == ["钱啥时候回来"]
    assert sources(store) == [("钱啥时候回来", "taught")]


def test_an_editor_who_strikes_the_wording_out_has_not_accepted_it(store: Store, bell: Bell) -> None:
    published(store, bell)
    done = teach(store, "钱啥时候回来", *WHERE, AMY, NOW)
    without = saved(store, LI, done.version["etag"], answer="当天到账。")
    publish(store, bell, *WHERE, LI, "", without["etag"], NOW)
    assert must_answer(store) == [] and sources(store) == [("钱啥时候回来", "proposal")]


def test_a_question_goes_with_the_proposal_it_came_with(store: Store, bell: Bell) -> None:
    published(store, bell)
    done = teach(store, "钱啥时候回来", *WHERE, AMY, NOW)
    discard(store, *WHERE, AMY, done.version["etag"], NOW)
    assert sources(store) == []


def test_over_an_editors_draft_only_the_question_is_proposed(store: Store, bell: Bell) -> None:
    draft = saved(store, LI, published(store, bell)["etag"], answer="两天到账。")
    done = teach(store, "钱啥时候回来", *WHERE, AMY, NOW)
    assert not done.variant and done.question == "proposed"
    assert now(store)["etag"] == draft["etag"] and "钱啥时候回来" not in now(store)["draft"]["variants"]


def test_an_agent_never_changes_a_question_that_is_asked(store: Store, bell: Bell) -> None:
    published(store, bell)
    save_draft(store, "invoice.how", "zh", {**CONTENT, "question": "怎么开发票？"}, LI, "", "", NOW)
    add_question(store, "钱啥时候回来", "zh", "invoice.how", "editor", LI.who, NOW)
    assert teach(store, "钱啥时候回来", *WHERE, AMY, NOW).question == "known"
    assert [one.article_id for one in must_answer(store)] == ["invoice.how"]
    assert teach(store, "钱啥时候回来", *WHERE, LI, NOW).question == "added"
    assert [one.article_id for one in must_answer(store)] == ["refund.time"]
