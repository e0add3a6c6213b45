"""The gate says what a publish would change before it happens, with the real encoders and index."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.knowledge.article import Article
from bot.store.database import Store
from bot.usecases.judging import Judge
from bot.usecases.knowledge import import_articles
from bot.usecases.knowledge_room import KnowledgeRoom
from bot.usecases.regression import add_question, questions
from tests.app import understanding

NOW = 1_800_000_000.0
REFUND = Article(
    "refund.time", "zh", "refund", "退款多久到账？",
    ("钱什么时候退回来", "退款到账时间", "退款几天到", "我的退款到哪了"), "1 到 3 个工作日。",
)  # fmt: skip
INVOICE = Article(
    "invoice.how", "zh", "invoice", "怎么开发票？",
    ("我要发票", "电子发票在哪里开", "发票怎么弄", "能开票吗"), "在订单里开。",
)  # fmt: skip
DELIVERY = Article(
    "delivery.when", "zh", "delivery", "什么时候发货？",
    ("多久能到", "快递几天", "怎么还不发货", "包裹到哪了"), "24 小时内。",
)  # fmt: skip


def room(store: Store) -> KnowledgeRoom:
    import_articles(store, [REFUND, INVOICE, DELIVERY], "test", "", True, NOW)
    add_question(store, "钱啥时候退我", "zh", "refund.time", "editor", "li", NOW)
    add_question(store, "发票咋开", "zh", "invoice.how", "editor", "li", NOW)
    return KnowledgeRoom(store, understanding.vectors())


def test_an_edit_that_takes_nothing_away_passes(store: Store) -> None:
    gate = room(store).gate(replace(REFUND, answer="当天到账。"))
    assert (gate["blocks"], gate["failing"], gate["passed"]) == (False, [], 2)


def test_a_question_that_loses_its_article_blocks(store: Store) -> None:
    here = room(store)
    stolen = replace(DELIVERY, variants=("发票咋开", "发票怎么开", "开发票", "我要开票"))
    gate = here.gate(stolen)
    assert gate["blocks"]
    assert [(one["question"], one["wanted"], one["now"]["id"]) for one in gate["failing"]] == [
        ("发票咋开", "invoice.how", "delivery.when")
    ]
    assert any(one["nearer_to"]["id"] == "invoice.how" for one in gate["nearer"])


def test_taking_an_article_away_is_asked_too(store: Store) -> None:
    gate = room(store).gate(INVOICE, published=False)
    assert gate["blocks"] and gate["failing"][0]["wanted"] == "invoice.how"


def test_the_same_words_in_two_articles_are_a_conflict(store: Store) -> None:
    gate = room(store).gate(replace(DELIVERY, variants=(*DELIVERY.variants, "我的退款到哪了？")))
    assert [(one["question"], [a["id"] for a in one["articles"]]) for one in gate["conflicts"]] == [
        ("我的退款到哪了？", ["refund.time"])
    ]


def test_customers_own_questions_show_what_would_change(store: Store) -> None:
    here = room(store)
    assert here.gate(REFUND, ["能不能货到付款", "发票怎么开"])["changed"] == []
    cash = Article("payment.cash", "zh", "payment", "可以货到付款吗？", ("货到付款行不行", "收到再付钱"), "可以。")
    changed = here.gate(cash, ["能不能货到付款", "发票怎么开"])["changed"]
    assert [(one["question"], one["after"]["id"]) for one in changed] == [("能不能货到付款", "payment.cash")]


def test_trying_a_draft_shows_what_a_customer_would_be_told(store: Store) -> None:
    here = room(store)
    assert here.try_it("货到付款行吗", None)["ranking"][0]["id"] != "payment.cash"
    cash = Article("payment.cash", "zh", "payment", "可以货到付款吗？", ("货到付款行不行", "收到再付钱"), "可以。")
    found = here.try_it("货到付款行吗", cash)
    assert found["status"] == "answer" and found["shown"]["text"] == "可以。"
    assert found["ranking"][0]["id"] == "payment.cash"
    assert here.try_it("货到付款行吗", None)["ranking"][0]["id"] != "payment.cash", "trying changes nothing"


def test_trying_in_a_channel_leaves_out_what_is_not_told_there(store: Store) -> None:
    here = room(store)
    only_web = replace(REFUND, channels=("web",))
    counter = Article("refund.counter", "zh", "refund", "柜台退款多久到账？", ("在柜台退款",), "马上。")
    import_articles(store, [only_web, counter], "test", "", True, NOW)
    asked = "退款多久到账"
    assert here.try_it(asked, None, "web")["shown"]["text"] == REFUND.answer
    assert here.try_it(asked, None, "rest")["shown"]["text"] == "马上。"
    assert "refund.time" not in {one["id"] for one in here.try_it(asked, None, "rest")["ranking"]}
    assert here.try_it(asked, None)["shown"]["text"] == REFUND.answer, "without a channel nothing has a limit"
    draft = replace(counter, channels=("callback",))
    assert here.try_it(asked, draft, "rest")["shown"]["kind"] == "rephrase", "the draft's limit counts too"


def test_trying_shows_the_nature_that_the_article_gives(store: Store, tmp_path: Path) -> None:
    # Triage half takes these words for a question; of anger it is sure.
    drain = Article(
        "trouble.drain", "zh", "trouble", "洗衣机不排水怎么回事", ("排不了水",), "清洗过滤器。", nature="fault"
    )
    anger = Article("anger", "zh", "trouble", "你们太差劲了，我要投诉你们", (), "很抱歉。", nature="consult")
    import_articles(store, [drain, anger], "test", "", True, NOW)
    here = KnowledgeRoom(store, understanding.vectors(), Judge(store, tmp_path))

    def told(text: str) -> tuple[str, str]:
        triage = here.try_it(text, None)["triage"]
        return triage["nature"], triage["nature_from"]

    assert told(drain.question) == ("fault", "article")
    assert told(anger.question) == ("complaint", "triage")


def test_a_known_regression_question_changes_its_article(store: Store) -> None:
    room(store)
    add_question(store, "发票咋开？", "zh", "delivery.when", "editor", "li", NOW)
    found = {one["question"]: one["article"] for one in questions(store)}
    assert found["发票咋开？"] == "delivery.when" and len(found) == 2


def many(here: KnowledgeRoom, *changed: Article, asked: tuple[str, ...] = ()) -> tuple[dict[str, Any], list[str]]:
    """The gate's word on an import, and the stages that it went through."""
    stages: list[str] = []
    return here.gate_of_many(changed, asked, lambda stage, _done, _total: stages.append(stage)), stages


def test_an_import_passes_the_same_gate_as_an_edit(store: Store) -> None:
    here = room(store)
    stolen = replace(DELIVERY, variants=("发票咋开", "发票怎么开", "开发票", "我要开票"))
    gate, stages = many(here, stolen)
    single = here.gate(stolen)
    assert {**gate, "seconds": 0} == {**single, "seconds": 0}
    assert list(dict.fromkeys(stages)) == ["building", "encoding", "asking"]


def test_two_articles_that_are_right_together_pass_together(store: Store) -> None:
    """The invoice's question goes to another article, and with it what the question must find."""
    here = room(store)
    alone, _ = many(here, replace(INVOICE, status="archived"))
    assert alone["blocks"] and alone["failing"][0]["wanted"] == "invoice.how"
    moved = replace(
        INVOICE, language="en", question="发票怎么弄？", variants=("发票咋开", "我要发票", "电子发票在哪里开")
    )
    gate, _ = many(here, replace(INVOICE, status="archived"), moved)
    assert not gate["blocks"] and gate["passed"] == 2


def test_an_import_tells_of_phrases_that_two_of_its_own_articles_share(store: Store) -> None:
    one = Article("a.one", "zh", "t", "能不能上门取件", ("上门来拿",), "能。")
    other = Article("a.two", "zh", "t", "可以预约吗", ("能不能上门取件？",), "可以。")
    gate, _ = many(room(store), one, other)
    assert {(found["question"], found["articles"][0]["id"]) for found in gate["conflicts"]} == {
        ("能不能上门取件", "a.two"), ("能不能上门取件？", "a.one"),
    }  # fmt: skip


def test_with_nothing_to_ask_nothing_is_encoded(store: Store) -> None:
    import_articles(store, [REFUND], "test", "", True, NOW)
    gate, stages = many(
        KnowledgeRoom(store, understanding.vectors()), INVOICE, replace(DELIVERY, variants=("退款到账时间",))
    )
    assert not gate["blocks"] and gate["asked"] == 0 and stages == ["comparing"]
    assert [found["question"] for found in gate["conflicts"]] == ["退款到账时间"]
