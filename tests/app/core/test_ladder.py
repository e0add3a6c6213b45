"""The same words mean different things at different moments."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.ladder import Understood, decide

QUIET: dict[str, Any] = {
    "intents": [("faq", 0.9)], "knowledge_status": "none", "articles": [("a", 0.1)], "urgency": "normal",
    "urgency_confidence": 0.9, "nature": "consult", "wants_person": False,
}  # fmt: skip


def intent(text: str, **more: Any) -> str:
    return decide(Understood(text, **{**QUIET, **more})).intent


@pytest.mark.parametrize(
    ("asked", "words", "meant"),
    [
        ("helped", "affirm", "helped"),
        ("helped", "deny", "not_helped"),
        ("offer_person", "affirm", "accept_offer"),
        ("offer_person", "deny", "decline_offer"),
        ("offer_request", "affirm", "leave_request"),
        ("choose", "deny", "none_of_these"),
        ("choose", "none_of_these", "none_of_these"),
        (None, "affirm", "affirm"),
    ],
)
def test_yes_and_no_answer_what_was_asked(asked: str | None, words: str, meant: str) -> None:
    assert intent("好的", intents=[(words, 0.9)], asked=asked) == meant


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("仍然排队等待", True),
        ("那我等着", True),
        ("我可以等人工客服", True),
        ("Wait anyway", True),
        ("I'll wait", True),
        ("put me in the queue please", True),
        ("要等多久？", False),
        ("不想排队", False),
        ("我等得不耐烦了", False),
        ("等一下", False),
        ("wait a minute", False),
        ("I can’t wait", False),
        ("how long would I wait", False),
    ],
)
def test_who_is_offered_a_request_may_say_that_they_wait(text: str, waits: bool) -> None:
    assert (intent(text, asked="offer_request", wants_person="人工" in text) == "wait_anyway") == waits
    assert intent(text, asked="helped") != "wait_anyway", "only when nobody was there"


def test_the_ladder_by_certainty() -> None:
    assert intent("退款多久", knowledge_status="answer", articles=[("refund.time", 0.9)]) == "faq"
    assert intent("退款", knowledge_status="suggest", articles=[("refund.time", 0.4)]) == "faq_choice"
    assert intent("嗯哼", intents=[("faq", 0.2)]) == "not_understood"
    assert intent("今天天气如何", intents=[("out_of_scope", 0.9)]) == "not_understood"


def test_danger_and_people_go_before_everything() -> None:
    sure = {"knowledge_status": "answer", "articles": [("a", 0.99)]}
    assert intent("冒烟了", urgency="critical", **sure) == "report_danger"
    assert intent("转人工", wants_person=True, **sure) == "ask_person"
    assert intent("人工费多少", intents=[("ask_person", 0.6), ("faq", 0.3)], **sure) == "faq"
    assert intent("冒烟了", urgency="critical", form="repair_form", slot="problem") == "report_danger"


def test_a_choice_by_number() -> None:
    seen = Understood("第二个", **{**QUIET, "asked": "choose", "offered": ["a", "b", "c"]})
    assert decide(seen).article == "b"


def test_a_request_is_not_a_question() -> None:
    known = {"knowledge_status": "answer", "articles": [("return.how", 0.9)]}
    assert intent("我要退货", intents=[("request_return", 0.8)], **known) == "request_return"
    assert intent("怎么退货", intents=[("faq", 0.8)], **known) == "faq"


def test_an_article_worded_exactly_so_wins_over_a_request_only_as_a_question() -> None:
    known = {"knowledge_status": "answer", "articles": [("repair.book", 0.98)]}
    assert intent("我要报修", intents=[("request_repair", 0.95)], **known) == "request_repair"
    assert intent("怎么报修？", intents=[("request_repair", 0.95)], **known) == "faq"
    assert intent("保修政策", intents=[("request_repair", 0.6)], **known) == "faq"


@pytest.mark.parametrize(
    ("text", "slot", "more", "meant"),
    [
        (
            "不制冷了，一直吹热风",
            "problem",
            {"knowledge_status": "answer", "articles": [("trouble.ac", 0.9)]},
            "inform",
        ),
        ("上门要收费吗？", "problem", {"knowledge_status": "answer", "articles": [("repair.fee", 0.9)]}, "faq"),
        ("13912345678", "phone", {"entities": {"phone": "13912345678"}}, "inform"),
        ("我不想说", "phone", {"intents": [("inform", 0.3)]}, "inform"),
        ("T-10001到哪了", "phone", {"entities": {"ticket_number": "T-10001"}}, "ask_ticket_status"),
        ("算了不修了", "phone", {"intents": [("stop", 0.9)]}, "stop"),
        ("没错", "confirmed", {"intents": [("affirm", 0.8)]}, "affirm"),
        (
            "电话错了，是13912345678",
            "confirmed",
            {"intents": [("correct_details", 0.8)], "entities": {"phone": "1"}},
            "correct_details",
        ),
    ],
)
def test_inside_a_form(text: str, slot: str, more: dict[str, Any], meant: str) -> None:
    assert intent(text, form="repair_form", slot=slot, **more) == meant


@pytest.mark.parametrize("text", ["请说中文", "please speak English", "switch to chinese"])
def test_asking_for_a_language(text: str) -> None:
    assert intent(text) == "switch_language"


def test_a_doubtful_alarm_needs_a_second_witness() -> None:
    alarm = {"urgency": "critical", "knowledge_status": "answer"}
    assert intent("充电宝充得太慢", urgency_confidence=0.4, articles=[("trouble.powerbank", 0.97)], **alarm) == "faq"
    assert (
        intent("充电宝冒烟", urgency_confidence=0.4, articles=[("safety.smoke_fire", 0.97)], near_danger=True, **alarm)
        == "report_danger"
    )
    assert (
        intent("充电宝冒烟", urgency_confidence=0.95, articles=[("trouble.powerbank", 0.97)], **alarm)
        == "report_danger"
    )
    assert intent("救命", urgency="critical", urgency_confidence=0.6) == "report_danger"
    assert intent("在吗在吗", urgency="critical", urgency_confidence=0.4) != "report_danger", "a person is offered"


def test_another_matter_in_a_form_is_answered_without_a_question_mark() -> None:
    sure = {"knowledge_status": "answer", "articles": [("invoice.where", 0.9)], "form": "return_form"}
    assert intent("invoice never landed in my inbox", slot="order_number", **sure) == "faq"
    assert intent("invoice never landed in my inbox", slot="problem", **sure) == "inform"
