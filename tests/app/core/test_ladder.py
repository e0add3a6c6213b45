"""The same words mean different things at different moments."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.ladder import decide
from bot.core.understood import Understood

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


def test_the_classifier_may_speak_against_a_doubtful_alarm() -> None:
    doubtful: dict[str, Any] = {
        "urgency": "critical",
        "urgency_confidence": 0.7,
        "form": "repair_form",
        "slot": "address",
    }
    assert intent("绍兴市越城区鲁迅中路204号1602", intents=[("inform", 0.98)], **doubtful) == "inform"
    assert intent("墙里冒烟了", intents=[("report_danger", 0.6)], **doubtful) == "report_danger"
    assert intent("墙里冒烟了", intents=[("inform", 0.6)], **doubtful) == "report_danger"
    assert (
        intent("墙里冒烟了", intents=[("inform", 0.98)], **{**doubtful, "urgency_confidence": 0.95}) == "report_danger"
    )
    question: dict[str, Any] = {"urgency": "critical", "urgency_confidence": 0.55, "intents": [("faq", 0.7)]}
    assert (
        intent("手表怎么绑不上", knowledge_status="suggest", articles=[("trouble.app_pairing", 0.4)], **question)
        == "faq_choice"
    )
    assert (
        intent("手表怎么绑不上", knowledge_status="none", articles=[("trouble.app_pairing", 0.1)], **question)
        == "report_danger"
    )
    near = {**doubtful, "near_danger": True}
    assert intent("墙里冒烟了", intents=[("inform", 0.98)], **near) == "report_danger"


@pytest.mark.parametrize(
    ("form", "slot", "text", "intents", "meant"),
    [
        ("repair_form", "address", "算了，扔了得了", [("inform", 0.4)], "stop"),
        ("repair_form", "problem", "不报修了，师傅别来了", [("faq", 0.5)], "stop"),
        ("repair_form", "phone", "oh forget it, I'll throw it out", [("inform", 0.5)], "stop"),
        ("return_form", "return_reason", "我们不退了", [("request_return", 0.6)], "stop"),
        ("return_form", "phone", "actually we're keeping it", [("request_return", 0.6)], "stop"),
        ("return_form", "phone", "I don't want to return it any more", [("request_return", 0.6)], "stop"),
        ("complaint_form", "phone", "气消了，不投诉了", [("make_complaint", 0.9)], "stop"),
        ("return_form", "confirmed", "不换了，给我退款", [("stop", 0.7)], "correct_details"),
        ("request_form", "contact", "never mind", [("inform", 0.3)], "stop"),
        # Something else instead, and named.
        ("return_form", "order_number", "不退了，找人来修", [("request_repair", 0.6)], "request_repair"),
        ("repair_form", "phone", "不修了，给我退货", [("request_return", 0.6)], "request_return"),
        ("repair_form", "phone", "forget it, I'll get a new one", [("request_return", 0.6)], "stop"),
        # The form goes on.
        ("return_form", "confirmed", "算了，还是换货吧", [("correct_details", 0.8)], "correct_details"),
        ("return_form", "return_reason", "不想要了", [("inform", 0.5)], "inform"),
        ("complaint_form", "complaint_details", "说好能退，到店又不退了", [("make_complaint", 0.6)], "inform"),
        ("repair_form", "phone", "算了，13912345678", [("inform", 0.9)], "inform"),
        ("repair_form", "problem", "师傅来看过，说不修了", [("inform", 0.5)], "inform"),
        ("repair_form", "confirmed", "算了，就这样提交吧", [("affirm", 0.6)], "affirm"),
        ("repair_form", "confirmed", "never mind, send it", [("affirm", 0.6)], "affirm"),
    ],
)
def test_giving_a_form_up(form: str, slot: str, text: str, intents: list[tuple[str, float]], meant: str) -> None:
    entities = {"phone": "13912345678"} if "139" in text else {}
    assert intent(text, form=form, slot=slot, intents=intents, entities=entities) == meant


@pytest.mark.parametrize("text", ["想不起来了", "订单号忘了", "I don't remember", "sorry, can't find it", "no idea"])
def test_not_knowing_a_number_is_no_wish_to_stop(text: str) -> None:
    assert intent(text, form="complaint_form", slot="order_number", intents=[("stop", 0.7)]) == "deny"


@pytest.mark.parametrize("text", ["我没有收到发票", "不知道发票在哪", "I can't find my invoice", "I don't have a lift"])
def test_another_thing_that_is_not_there_is_another_matter(text: str) -> None:
    known = {"knowledge_status": "answer", "articles": [("invoice.resend", 0.9)]}
    assert intent(text, form="return_form", slot="order_number", **known) == "faq"


def test_a_question_left_for_the_team_is_not_answered_but_kept() -> None:
    known = {"knowledge_status": "answer", "articles": [("refund.partial", 0.9)], "form": "request_form"}
    assert intent("为什么只退了我一半的钱？", slot="request_details", **known) == "inform"
    assert intent("为什么只退了我一半的钱？", slot="contact", **known) == "faq"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("就这样，发吧", "affirm"),
        ("all good, send it", "affirm"),
        ("可以再改个时间吗", "goodbye"),
        ("ok but wait", "goodbye"),
    ],
)
def test_sending_in_other_words(text: str, meant: str) -> None:
    said = intent(text, form="repair_form", slot="confirmed", intents=[("goodbye", 0.4)])
    assert (said == "affirm") == (meant == "affirm")


@pytest.mark.parametrize(
    ("text", "left"),
    [("行，给你们留言", True), ("I'd like to leave a message", True), ("不留言", False), ("留言有人看吗", False)],
)
def test_who_is_offered_a_request_may_say_so(text: str, left: bool) -> None:
    assert (intent(text, asked="offer_request") == "leave_request") == left


def test_a_complaint_that_names_nobody_is_taken_down_first() -> None:
    angry = {"intents": [("make_complaint", 0.95)], "wants_person": True}
    assert intent("投诉！送货的把门撞坏了就跑", **angry) == "make_complaint"
    assert intent("我要投诉，叫你们经理来", **angry) == "ask_person"
    assert intent("我要投诉，叫你们经理来", **{**angry, "intents": [("faq", 0.9)]}) == "ask_person"


def test_a_question_about_a_wish_is_a_question() -> None:
    known = {"knowledge_status": "answer", "articles": [("return.no_reason", 0.8)]}
    assert intent("请问退货是几天之内", intents=[("request_return", 0.6)], **known) == "faq"
    assert intent("能不能帮我退货", intents=[("request_return", 0.6)], **known) == "request_return"


def test_praise_for_an_answer_is_a_verdict() -> None:
    assert intent("太棒了", intents=[("give_praise", 0.8)], asked="helped") == "helped"
    assert intent("太棒了", intents=[("give_praise", 0.8)]) == "give_praise"


def test_a_wish_among_many_facts_is_heard() -> None:
    told = "烤箱门合不上，绍兴市鲁迅中路204号，13912345678，后天派人修"
    mixed = [("inform", 0.5), ("request_repair", 0.25)]
    assert intent(told, intents=mixed, entities={"phone": "13912345678", "product": "oven"}) == "request_repair"
    assert intent(told, intents=mixed) == "inform"
    assert intent("13912345678", intents=mixed, entities={"phone": "13912345678"}) == "inform"


def test_my_ticket_is_looked_up_and_tickets_are_explained() -> None:
    known: dict[str, Any] = {"knowledge_status": "answer", "articles": [("contact.ticket", 0.98)]}
    sure = [("ask_ticket_status", 0.95)]
    assert intent("is there news about my ticket?", intents=sure, **known) == "ask_ticket_status"
    assert intent("what is a ticket number?", intents=sure, **known) == "faq"


def test_who_takes_leave_begins_no_form() -> None:
    assert intent("ok sorry, goodbye!", intents=[("make_complaint", 0.6)]) == "goodbye"
    assert intent("我要投诉，再见", intents=[("make_complaint", 0.9)]) == "make_complaint"


def test_a_cross_question_is_no_complaint() -> None:
    near: dict[str, Any] = {"knowledge_status": "suggest", "articles": [("delivery.large", 0.3)]}
    assert intent("下这么大雪还能不能送", intents=[("make_complaint", 0.6)], **near) == "faq_choice"
    assert intent("下这么大雪还能不能送", intents=[("make_complaint", 0.9)], **near) == "make_complaint"
    assert intent("我能不能投诉送货的", intents=[("make_complaint", 0.6)], **near) == "make_complaint"


def test_an_insult_in_plain_words_is_heard() -> None:
    assert intent("what a useless shop", intents=[("abuse", 0.55)]) == "abuse"
    assert intent("blah blah shop", intents=[("abuse", 0.55)]) == "not_understood"
    assert intent("where does the garbage go", intents=[("faq", 0.9)]) == "not_understood"


def test_in_a_letter_the_wish_for_a_person_must_stand_in_words() -> None:
    letter = (
        "My neighbour told me about your shop, so we went and asked around, and what she said was quite right. " * 3
    )
    assert intent(letter, wants_person=True) != "ask_person"
    assert intent(letter + "Could somebody call me?", wants_person=True) == "ask_person"
    assert intent("My neighbour told me to call", wants_person=True) == "ask_person"


@pytest.mark.parametrize(
    ("slot", "text", "more", "meant"),
    [
        # What cannot be an address is read as what it says.
        ("address", "send it", {"intents": [("affirm", 0.8)]}, "affirm"),
        ("address", "the blue house behind the school", {"intents": [("affirm", 0.6)]}, "inform"),
        ("address", "12 Mill Lane", {"intents": [("affirm", 0.6)]}, "inform"),
        # Courtesy, where nearly anything is an answer.
        ("problem", "thank you so much", {"intents": [("thank", 0.98)]}, "thank"),
        (
            "problem",
            "thank you, so it leaks at the door and also from the hose",
            {"intents": [("thank", 0.95)]},
            "inform",
        ),
        # Another matter that is named; not in a story, which is for people to read.
        ("problem", "third time now, I want to complain", {"intents": [("make_complaint", 0.95)]}, "make_complaint"),
        ("problem", "third time now it fails", {"intents": [("make_complaint", 0.95)]}, "inform"),
        # Something put right while something else is asked.
        ("address", "no sorry, I meant the dryer", {"entities": {"product": "dryer"}}, "correct_details"),
        ("phone", "说错了，是烘干机", {"entities": {"product": "dryer"}}, "correct_details"),
        # Dropped and asked in one breath.
        (
            "phone",
            "不修了，保修多久啊",
            {"knowledge_status": "answer", "articles": [("repair.warranty_period", 0.9)]},
            "faq",
        ),
        ("phone", "稍等，我找一下", {"wants_person": True, "person_confidence": 0.6}, "inform"),
        ("phone", "hang on, let me look", {"wants_person": True, "person_confidence": 0.6}, "inform"),
        ("phone", "没意思", {"wants_person": True, "person_confidence": 0.6, "intents": [("deny", 0.4)]}, "inform"),
        ("phone", "叫客服来", {"wants_person": True, "person_confidence": 0.6}, "ask_person"),
        ("phone", "烦死了", {"wants_person": True, "person_confidence": 0.95}, "ask_person"),
        ("confirmed", "好的，谢谢", {"intents": [("thank", 0.95)]}, "affirm"),
        ("confirmed", "thanks", {"intents": [("thank", 0.95)]}, "thank"),
        ("phone", "continue", {}, "go_on"),
        ("problem", "用一会就停", {"intents": [("stop", 0.6)]}, "inform"),
        ("phone", "不弄了吧", {"intents": [("stop", 0.6)]}, "stop"),
        ("confirmed", "看着没问题", {"intents": [("deny", 0.5)]}, "affirm"),
    ],
)
def test_what_is_no_answer_to_the_form(slot: str, text: str, more: dict[str, Any], meant: str) -> None:
    assert intent(text, form="repair_form", slot=slot, **{"intents": [("inform", 0.3)], **more}) == meant


def test_a_question_with_words_before_it_is_a_question() -> None:
    known = {"knowledge_status": "answer", "articles": [("promo.points", 0.9)], "form": "repair_form"}
    for text in ("and do my points expire", "ok, by the way how do points work", "积分过期了归谁"):
        assert intent(text, slot="problem", **known) == "faq", text
    assert intent("and it smells", slot="problem", **known) == "inform"


def test_who_sends_for_a_repairman_wants_no_person_to_talk_to() -> None:
    fridge: dict[str, Any] = {"entities": {"product": "fridge"}, "wants_person": True}
    wish = [("request_repair", 0.6)]
    assert intent("I need someone to fix my fridge", intents=wish, **fridge) == "request_repair"
    assert intent("I need someone to talk to about my fridge", intents=wish, **fridge) == "ask_person"
    known: dict[str, Any] = {"knowledge_status": "answer", "articles": [("trouble.fridge", 0.95)]}
    assert intent("冰箱不冷了，能来人看看吗", entities={"product": "fridge"}, **known) == "request_repair"
    assert intent("冰箱不冷了怎么办", entities={"product": "fridge"}, **known) == "faq"


def test_when_somebody_calls_is_no_wish_for_a_call() -> None:
    assert intent("when will somebody call me about it", wants_person=True) == "ask_ticket_status"
    assert intent("什么时候有人联系我", wants_person=True) == "ask_ticket_status"
    assert intent("call me about it", wants_person=True) == "ask_person"


def test_an_address_and_a_habitual_leak_are_no_emergencies() -> None:
    alarm: dict[str, Any] = {"urgency": "critical", "urgency_confidence": 0.98}
    asked: dict[str, Any] = {"form": "repair_form", "slot": "address", "intents": [("inform", 0.9)]}
    assert intent("Room 7, 3 Lake Road, Wuxi", **asked, **alarm) == "inform"
    assert intent("Room 7, 3 Lake Road, it burns!", **asked, **alarm) == "report_danger"
    assert intent("shut off the gas at 3 Lake Road", **asked, **alarm) == "report_danger"
    assert intent("Room 7, 3 Lake Road, Wuxi", **asked, **alarm, near_danger=True) == "report_danger"
    assert intent("it floods the floor every time", **alarm, near_danger=True) != "report_danger"
    assert intent("it keeps snapping and is wet inside whenever I use it", **alarm, near_danger=True) == "report_danger"
    assert intent("it floods the floor", **alarm, near_danger=True) == "report_danger"
    assert intent("every time it leaks I get a shock", **alarm, near_danger=True) == "report_danger"
    sent = {**alarm, "urgency_confidence": 0.7, "intents": [("request_repair", 0.5)]}
    assert intent("灶打不着，叫师傅来修", entities={"product": "gas_stove"}, **sent) == "request_repair"
    assert intent("灶有煤气味，叫师傅来修", **{**sent, "near_danger": True}) == "report_danger"


def test_no_means_no_whatever_it_sounds_like() -> None:
    assert intent("nah I'm fine", asked="offer_person", intents=[("affirm", 0.4)]) == "decline_offer"
    assert intent("没问题", asked="offer_person", intents=[("affirm", 0.9)]) == "accept_offer"


def test_asked_to_say_more_a_no_means_that_nothing_helped() -> None:
    assert intent("no, still the same", asked="details", intents=[("deny", 0.6)]) == "not_helped"


def test_what_was_set_aside_goes_on() -> None:
    assert intent("好了，继续吧") == "go_on"
    assert intent("let's continue with the return") == "go_on"
    assert intent("it continues to leak") != "go_on"
    assert intent("yes", asked="set_aside", intents=[("affirm", 0.9)]) == "go_on"


def test_a_question_far_nearer_to_one_article_is_worth_its_title() -> None:
    near = {"articles": [("contact.hours", 0.11), ("refund.partial", 0.04)]}
    assert intent("and when do your folks pack up", intents=[("faq", 0.75)], **near) == "faq_choice"
    assert intent("and when do your folks pack up", intents=[("faq", 0.5)], **near) == "not_understood"
    two = {"articles": [("contact.hours", 0.11), ("install.time", 0.08)]}
    assert intent("and when do your folks pack up", intents=[("faq", 0.75)], **two) == "not_understood"


def test_an_alarm_like_a_coin_needs_somebody_on_its_side() -> None:
    alarm: dict[str, Any] = {
        "urgency": "critical",
        "urgency_confidence": 0.55,
        "knowledge_status": "suggest",
        "articles": [("delivery.time", 0.25), ("a", 0.02)],
    }
    split = [("faq", 0.4), ("ask_ticket_status", 0.3)]
    assert intent("几天能到啊", intents=[*split, ("report_danger", 0.05)], **alarm) == "faq_choice"
    assert intent("几天能到啊", intents=[*split, ("report_danger", 0.2)], **alarm) == "report_danger"
    assert intent("几天能到啊", intents=split, **{**alarm, "urgency_confidence": 0.65}) == "report_danger"
    assert intent("几天能到啊", intents=split, near_danger=True, **alarm) == "report_danger"


def test_a_faint_alarm_in_answer_to_a_form_is_an_answer() -> None:
    told: dict[str, Any] = {"urgency": "critical", "urgency_confidence": 0.4, "near_danger": True}
    asked = {"form": "repair_form", "slot": "problem"}
    assert intent("不出雾", intents=[("inform", 0.5)], **told, **asked) == "inform"
    assert intent("不出雾", intents=[("report_danger", 0.5)], **told, **asked) == "report_danger"
    assert intent("不出雾", intents=[("inform", 0.5)], **told) == "report_danger"


def test_an_insult_without_a_story_begins_no_complaint() -> None:
    unsure = [("make_complaint", 0.6)]
    assert intent("rubbish shop, utter trash", intents=unsure) == "abuse"
    assert intent("rubbish shop, I want to complain", intents=unsure) == "make_complaint"
    assert intent("rubbish shop", intents=[("make_complaint", 0.9)]) == "make_complaint"


def test_a_time_told_while_giving_up_is_no_time_of_a_visit() -> None:
    told: dict[str, Any] = {"intents": [("inform", 0.4)], "entities": {"when": "2026-11-23"}}
    assert intent("算了，明天再说", form="request_form", slot="request_details", **told) == "stop"
    assert intent("算了，明天吧", form="repair_form", slot="confirmed", **told) == "correct_details"


@pytest.mark.parametrize(
    ("text", "best", "meant"),
    [
        ("yes i looked", "affirm", "not_helped"),
        ("嗯我找过了", "affirm", "not_helped"),
        ("that didnt work", "inform", "not_helped"),
        ("试了没用", "inform", "not_helped"),
        ("no still flashing", "deny", "not_helped"),
        ("还是在闪", "inform", "not_helped"),
        ("ok what do i do then", "faq", "not_helped"),
        ("那怎么办", "faq", "not_helped"),
        ("now what?", "faq", "not_helped"),
        ("yes thanks mate", "affirm", "helped"),
        ("好的谢谢", "affirm", "helped"),
        ("yes it works now", "affirm", "helped"),
        ("对，这个管用", "affirm", "helped"),
        ("嗯就是这个", "affirm", "helped"),
        ("we are Brill & Sons Ltd", "give_praise", "not_understood"),
        ("我们是上海博睿贸易有限公司", "affirm", "not_understood"),
        ("does it still have warranty?", "faq", "not_understood"),
        ("还是算了，我要退货", "request_return", "request_return"),
    ],
)
def test_after_an_answer_tried_in_vain_is_no_thanks(text: str, best: str, meant: str) -> None:
    sure = 0.3 if best == "give_praise" else 0.8
    assert intent(text, intents=[(best, sure)], asked="helped") == meant


@pytest.mark.parametrize(
    ("text", "asked", "best", "meant"),
    [
        ("forget it then", "helped", "stop", "stop"),
        ("ok that worked cheers", "choose", "affirm", "thank"),
        ("yes exchange", None, "affirm", "request_return"),
        ("对，报修", None, "affirm", "request_repair"),
        ("yes please", None, "affirm", "affirm"),
    ],
)
def test_a_yes_with_more_in_it_means_what_it_names(text: str, asked: str | None, best: str, meant: str) -> None:
    assert intent(text, intents=[(best, 0.8)], asked=asked, offered=("a", "b") if asked == "choose" else ()) == meant


def test_titles_that_were_tried_in_vain_are_none_of_these() -> None:
    assert intent("试了没用", intents=[("inform", 0.6)], asked="choose", offered=("a", "b")) == "none_of_these"
    assert intent("no still flashing", intents=[("deny", 0.8)]) == "not_understood", "no farewell"
    assert intent("no", intents=[("deny", 0.8)]) == "deny"


@pytest.mark.parametrize("text", ["can someone come and look at it", "能不能派个人来看看"])
def test_after_an_article_somebody_who_comes_is_a_repairman(text: str) -> None:
    wish = {"intents": [("ask_person", 0.8), ("request_repair", 0.02)], "wants_person": True}
    assert intent(text, asked="helped", **wish) == "request_repair"
    assert intent("can i talk to somebody", asked="helped", **wish) == "ask_person"


@pytest.mark.parametrize(
    ("form", "slot", "text", "meant"),
    [
        ("return_form", "order_number", "yes start a return please", "request_return"),
        ("return_form", "phone", "帮我申请退货吧", "request_return"),
        ("return_form", "order_number", "how long does a return take?", "faq"),
        ("complaint_form", "order_number", "yes I'd like to complain formally", "make_complaint"),
        ("complaint_form", "order_number", "he never came on Tuesday and I took a day off", "inform"),
        ("complaint_form", "order_number", "when do I get compensation?", "faq"),
    ],
)
def test_inside_a_form_its_own_name_is_no_question_about_it(form: str, slot: str, text: str, meant: str) -> None:
    answered = {"knowledge_status": "answer", "articles": [("a", 0.9)]}
    assert intent(text, form=form, slot=slot, **answered) == meant


@pytest.mark.parametrize(
    ("text", "best", "nature", "meant"),
    [
        ("sorry for shouting earlier", "make_complaint", "other", "not_understood"),
        ("nobody ever answers", "make_complaint", "complaint", "make_complaint"),
        ("my toaster died", "request_repair", "fault", "request_repair"),
        ("i lost my charger", "request_return", "fault", "not_understood"),
        ("退了吧", "request_return", "other", "request_return"),
        ("you rock", "abuse", "praise", "give_praise"),
    ],
)
def test_a_faint_wish_needs_triage_to_hear_the_like(text: str, best: str, nature: str, meant: str) -> None:
    assert intent(text, intents=[(best, 0.45)], nature=nature) == meant


@pytest.mark.parametrize("text", ["hi can i leave a message for your team", "我想留言", "能不能给客服留个言"])
def test_a_message_may_be_left_at_any_time(text: str) -> None:
    assert intent(text, knowledge_status="suggest", articles=[("a", 0.3)]) == "leave_request"
    assert intent("why did nobody read my message", articles=[("a", 0.3)]) != "leave_request"


def test_a_fault_is_no_complaint_unless_it_is_called_one() -> None:
    guesses = [("make_complaint", 0.6), ("request_repair", 0.4)]
    assert intent("it stopped working after 3 weeks", intents=guesses, nature="fault") == "request_repair"
    assert intent("it stopped working, I complain", intents=guesses, nature="fault") == "make_complaint"
    assert intent("nobody called me back", intents=guesses, nature="complaint") == "make_complaint"


def test_anger_is_not_answered_with_titles() -> None:
    near = {"knowledge_status": "suggest", "articles": [("a", 0.3)], "intents": [("faq", 0.3)]}
    assert intent("what a crap shop, absolute garbage", **near) == "abuse"
    assert intent("is this rubbish still covered?", **near) == "faq_choice"
