"""An agent's reply becomes a draft; nobody's words are lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from bot.knowledge.article import Article
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, claim, reply
from bot.usecases.desk_settings import DeskRules
from bot.usecases.editing import Editor, NotGood, discard, publish, save_draft, versions
from bot.usecases.knowledge import import_articles
from bot.usecases.proposing import Proposal, name_for, nearest, open_proposals, propose, reply_to_propose
from bot.usecases.reading import messages_for_desk
from bot.usecases.receive import Refused, receive
from bot.usecases.shelf import history, listed
from tests.app.usecases.conftest import NOON
from tests.app.usecases.talk import Talk

WANG = Editor("wang", "小王", "agent")
LI = Editor("li", "李编辑", "editor")
REFUND = Article("refund.time", "zh", "refund", "退款多久到账？", ("退款时间",), "1 到 3 个工作日。", ("退款",), "low")
QUESTION, ANSWER = "海外信用卡退款要多久", "海外卡要 10 个工作日。"


class Desk:
    """A customer whom the bot could not help, and the agent who did."""

    def __init__(self, store: Store, bell: Bell, rules: DeskRules, agent: Agent) -> None:
        self.store, self.bell, self.rules, self.agent = store, bell, rules, agent

    def talk(self, *asked: str, answer: str = ANSWER, at: float = NOON) -> tuple[str, int]:
        """(conversation, number of the agent's reply)."""
        talk = Talk(self.store, self.bell, self.rules, at)
        talk.asks("你好呀你好呀", "greet")
        for text in asked:
            talk.asks(text, "not_understood")
        talk.asks("我要转人工服务", "request_person")
        claim(self.store, self.bell, self.rules, talk.id, self.agent, talk.at)
        sent = reply(self.store, self.bell, talk.id, self.agent, "r1", answer, talk.at)
        return talk.id, sent.seq

    def proposes(self, *asked: str, answer: str = ANSWER, who: Editor = WANG, **more: Any) -> dict[str, Any]:
        name, seq = self.talk(*(asked or (QUESTION,)), answer=answer)
        chosen = {"article_id": "refund.time", "language": "zh", **more}
        return propose(self.store, Proposal(name, seq, asked or (QUESTION,), answer, **chosen), who, NOON)

    def of(self, language: str = "zh", article: str = "refund.time") -> dict[str, Any]:
        return versions(self.store, article)["versions"][language]  # type: ignore[no-any-return]


@pytest.fixture
def desk(store: Store, bell: Bell, rules: DeskRules, wang: Agent) -> Desk:
    import_articles(store, [REFUND], "test", "", True, NOON)
    return Desk(store, bell, rules, wang)


def test_the_dialog_begins_with_the_customers_questions_and_nobodys_data(desk: Desk, store: Store) -> None:
    name, seq = desk.talk(
        "能刻字吗", "QH2025110001能刻字吗，我电话13812345678", answer="李娜您好，QH2025110001 可以刻字。"
    )
    found = reply_to_propose(store, name, seq)
    assert found["questions"] == [
        {"text": "[订单号]能刻字吗，我电话[电话]", "wording": "订单能刻字吗"},
        {"text": "能刻字吗", "wording": "能刻字吗"},
    ], "neither greetings nor the wish for a person; the newest first"
    assert found["reply"] == "李娜您好，[订单号] 可以刻字。"
    assert (found["language"], found["topics"], found["made"]) == ("zh", ["refund"], [])


def test_what_was_said_to_the_person_counts(desk: Desk, store: Store, bell: Bell) -> None:
    name, _ = desk.talk("能刻字吗")
    receive(store, bell, name, "late", "你好", NOON + 900)
    receive(store, bell, name, "later", "那可以包装成礼物吗", NOON + 901)
    second = reply(store, bell, name, desk.agent, "r2", "可以。", NOON + 902)
    wordings = [one["wording"] for one in reply_to_propose(store, name, second.seq)["questions"]]
    assert wordings == ["那可以包装成礼物吗", "能刻字吗"]


def test_what_was_taken_for_something_else_is_offered_after_the_questions(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent
) -> None:
    talk = Talk(store, bell, rules, NOON).asks("能绣名字吗", "not_understood")
    talk.asks("你好呀你好呀", "greet").asks("我的机器要修一下外壳颜色", "request_repair")
    claim(store, bell, rules, talk.id, wang, talk.at)
    sent = reply(store, bell, talk.id, wang, "r1", ANSWER, talk.at)
    wordings = [one["wording"] for one in reply_to_propose(store, talk.id, sent.seq)["questions"]]
    assert wordings == ["能绣名字吗", "我的机器要修一下外壳颜色"]


@pytest.mark.parametrize("which", ["customer", "missing", "note"])
def test_only_a_reply_can_be_proposed(desk: Desk, store: Store, bell: Bell, which: str) -> None:
    name, seq = desk.talk("能刻字吗")
    note = reply(store, bell, name, desk.agent, "n", "备注", NOON, note=True)
    number = {"customer": 1, "missing": 99, "note": note.seq}[which]
    with pytest.raises(Refused) as caught:
        reply_to_propose(store, name, number)
    assert caught.value.status == (404 if which == "missing" else 409)
    assert reply_to_propose(store, name, seq)["questions"]


def test_an_edit_holds_the_old_answer_and_the_reply(desk: Desk, store: Store) -> None:
    done = desk.proposes(why="常被问到")
    assert done == {"id": "refund.time", "language": "zh", "kind": "edit", "draft_by": None}
    found = desk.of()
    assert found["draft"]["answer"] == f"1 到 3 个工作日。\n\n{ANSWER}"
    assert found["draft"]["variants"] == ["退款时间", QUESTION]
    assert (found["draft_state"], found["draft_by"]) == ("proposed", "小王 (wang)")
    assert found["live"]["answer"] == "1 到 3 个工作日。", "customers are told what they were told"
    (line,) = open_proposals(store, "refund.time", True)
    assert (line["who"], line["why"], line["questions"], line["reply"]) == (
        "小王 (wang)",
        "常被问到",
        [QUESTION],
        ANSWER,
    )
    assert line["conversation"] and open_proposals(store, "refund.time", False)[0]["conversation"] is None
    newest = history(store, "refund.time", "zh")[0]
    assert (newest["kind"], newest["why"]) == ("proposed", "常被问到")


def test_somebody_elses_draft_only_learns_the_wording(desk: Desk, store: Store) -> None:
    before = desk.of()
    save_draft(store, "refund.time", "zh", {**before["live"], "answer": "李编辑正在写。"}, LI, "", before["etag"], NOON)
    done = desk.proposes()
    assert done["kind"] == "variant" and done["draft_by"] == "李编辑 (li)"
    found = desk.of()
    assert found["draft"]["answer"] == "李编辑正在写。" and QUESTION in found["draft"]["variants"]
    assert found["draft_state"] == "draft", "an editor's draft does not become a proposal"
    assert open_proposals(store, "refund.time", True)[0]["reply"] == ANSWER, "the reply waits beside it"
    assert [one["id"] for one in listed(store, status="proposed")["articles"]] == ["refund.time"]


def test_a_new_article_and_a_new_language_version(desk: Desk, store: Store) -> None:
    first = desk.proposes("能刻字吗", "可以刻字不", answer="可以刻字。", article_id=None, topic="service")
    assert first["kind"] == "new"
    found = desk.of(article=first["id"])
    assert found["live"] is None and found["draft_state"] == "proposed"
    assert (found["draft"]["question"], found["draft"]["variants"]) == ("能刻字吗", ["可以刻字不"])
    again = desk.proposes("能刻字吗", answer="可以刻字。", article_id=None, topic="service")
    assert again["id"] != first["id"], "another customer's is another article; nothing is overwritten"
    english = desk.proposes("refunds to foreign cards?", answer="Ten days.", language="en")
    assert english["kind"] == "new"
    draft = desk.of("en")["draft"]
    assert (draft["topic"], draft["tags"], draft["urgency"], draft["answer"]) == (
        "refund",
        ["退款"],
        "low",
        "Ten days.",
    )


def test_the_same_reply_joins_an_article_once_until_it_is_dropped(desk: Desk, store: Store) -> None:
    name, seq = desk.talk(QUESTION)
    new = Proposal(name, seq, [QUESTION], ANSWER, "zh", "refund.time")
    assert propose(store, new, WANG, NOON)["kind"] == "edit"
    assert propose(store, new, WANG, NOON)["kind"] == "repeated"
    assert desk.of()["draft"]["answer"].count(ANSWER) == 1
    (said,) = [one for one in messages_for_desk(store, name, 0) if one["proposed"]]
    assert said["seq"] == seq and said["proposed"] == {"id": "refund.time", "language": "zh"}
    discard(store, "refund.time", "zh", LI, desk.of()["etag"], NOON)
    assert open_proposals(store, "refund.time", True) == []
    assert propose(store, new, WANG, NOON)["kind"] == "edit"


def test_publishing_settles_it(desk: Desk, store: Store, bell: Bell) -> None:
    desk.proposes()
    assert listed(store)["counts"]["proposed"] == 1
    publish(store, bell, "refund.time", "zh", LI, "", desk.of()["etag"], NOON)
    assert open_proposals(store, "refund.time", True) == [] and listed(store)["counts"]["proposed"] == 0


def test_personal_data_goes_no_further(desk: Desk, store: Store) -> None:
    desk.proposes("QH2025110001退款到海外卡要多久", answer="QH2025110001 已退，10 天到账，电话 13812345678。")
    found = desk.of()["draft"]
    assert found["variants"][-1] == "订单退款到海外卡要多久"
    (line,) = open_proposals(store, "refund.time", True)
    assert "13812345678" not in found["answer"] + line["reply"] and "QH2025" not in found["answer"] + line["reply"]


def test_what_cannot_be_proposed_is_refused_clearly(desk: Desk, store: Store) -> None:
    for code, more in {
        "no_question": {"questions": ["我电话13812345678"]},
        "no_topic": {"article_id": None},
        "unknown_article": {"article_id": "no.such"},
        "bad_language": {"language": "fr"},
    }.items():
        name, seq = desk.talk(QUESTION)
        plain: dict[str, Any] = {
            "questions": [QUESTION],
            "reply": ANSWER,
            "language": "zh",
            "article_id": "refund.time",
        }
        with pytest.raises(Refused) as caught:
            propose(store, Proposal(name, seq, **{**plain, **more}), WANG, NOON)
        assert caught.value.code == code
    with pytest.raises(NotGood):
        desk.proposes(answer="```\nopen", article_id=None, topic="service")
    done = desk.proposes(answer="```\nopen")
    assert done["kind"] == "edit" and desk.of()["draft"]["answer"] == "1 到 3 个工作日。", "the reply waits beside it"


def test_the_nearest_say_what_stands_there(desk: Desk, store: Store) -> None:
    before = desk.of()
    save_draft(store, "refund.time", "zh", before["live"], LI, "", before["etag"], NOON)

    def rank(_text: str) -> list[tuple[str, str, float]]:
        return [("refund.time", "退款多久到账？", 0.61234)]

    (here,) = nearest(store, rank, QUESTION, "zh")
    assert (here["topic"], here["score"], here["written"]) == ("refund", 0.612, True)
    assert here["draft"]["who"] == "李编辑 (li)"
    (other,) = nearest(store, rank, "foreign cards", "en")
    assert (other["topic"], other["written"], other["draft"]) == ("refund", False, None)


def test_short_names() -> None:
    assert (
        name_for("Refunds & money", "How long do refunds to foreign cards take?", NOON)
        == "refunds_money.long_refunds_foreign"
    )
    assert name_for("退款", "海外卡呢", NOON) == "article.261123_0400"
