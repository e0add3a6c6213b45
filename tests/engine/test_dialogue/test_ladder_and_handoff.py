"""The ladder of answers, calling a person, tickets and small talk."""

from __future__ import annotations

import time

import pytest


def test_unsure_twice_ends_with_a_person(customer, agent_online):
    assert "换个说法" in customer.says("那个那个", "not_understood")[-1]
    assert customer.says("就是那个", "not_understood")[-1].endswith("要不要我为您转人工客服？")
    said = customer.presses("转人工客服")
    assert len(said) == 1 and "排在第" in said[0] and customer.handoff.reason == "not_understood"


def test_a_refused_answer_brings_the_next_best_titles_and_the_second_no_a_person(customer, agent_online):
    customer.says("退款问题", "faq", ranking=("refund.time", "refund.partial", "refund.where"))
    assert "下面的问题" in customer.presses("没解决")[-1]
    assert customer.buttons == ["可以部分退款吗？", "退款退到哪里？", "都不是"]
    customer.presses("可以部分退款吗？")
    assert "转人工客服" in customer.presses("没解决")[-1]
    customer.says("好的", "accept_offer")
    assert customer.handoff.reason == "not_helped"
    assert {one["id"]: one["helped"] for one in customer.handoff.packet["articles"]} == {
        "refund.time": False, "refund.partial": False,
    }  # fmt: skip


def test_none_of_the_titles_counts_as_a_miss(customer):
    customer.says("退款", "faq_choice", ranking=("refund.time", "refund.where"))
    assert "换个说法" in customer.presses("都不是")[-1]
    customer.says("退款", "faq_choice", ranking=("refund.time", "refund.where"))
    assert "转人工客服" in customer.presses("都不是")[-1]


def test_an_answer_that_was_not_refused_forgives(customer):
    customer.says("那个", "not_understood")
    customer.says("退款多久", "faq", ranking=("refund.time",))
    customer.says("这个", "not_understood")
    assert "换个说法" in customer.heard[-1].text


def test_a_helpful_answer_is_noted(customer):
    customer.says("退款多久", "faq", ranking=("refund.time",))
    assert customer.presses("有帮助") == ["太好了，很高兴帮到您。还有别的问题随时问我。"]
    from bot.store import articles

    with customer.engine.store.read() as tx:
        verdicts = articles.verdicts(tx, customer.conversation)
    assert [(one.article_id, bool(one.helped)) for one in verdicts] == [("refund.time", True)]


def test_something_urgent_that_is_not_understood_offers_a_person_at_once(english, agent_online):
    assert english.says("it must work by tonight, the baby cannot sleep", "not_understood", urgency="high")[
        -1
    ].startswith("This sounds urgent")
    english.says("yes", "accept_offer")
    assert english.handoff.reason == "high_urgency" and english.handoff.urgency == "high"


def test_asking_for_a_person_carries_what_was_said_before(customer, agent_online):
    customer.says("你们扣了我两次钱，QH2025110001", "faq", urgency="high", nature="complaint", ranking=("refund.time",))
    customer.says("人工", "ask_person", urgency="normal", nature="request")
    handoff = customer.handoff
    assert (handoff.urgency, handoff.nature, handoff.reason) == ("high", "complaint", "asked")
    assert [one["value"] for one in handoff.packet["entities"] if one["entity"] == "order_number"] == ["QH2025110001"]


def test_danger_without_an_article_still_brings_advice(english):
    said = english.says("sparks everywhere", "report_danger", urgency="critical")
    assert "Safety first" in said[0] and "119" in said[0]
    assert english.handoff.urgency == "critical" and english.handoff.reason == "critical"


def test_advice_for_another_danger_is_worse_than_general_advice(customer, english):
    near, far = ("safety.smoke_fire",), (*(f"other.{number}" for number in range(6)), "safety.smoke_fire")
    fits = customer.says("冒烟了", "report_danger", urgency="critical", ranking=near)
    assert "请先保证安全" not in fits[0]
    assert "Safety first" in english.says("it exploded", "report_danger", urgency="critical", ranking=far)[0]


def test_a_ticket_is_told_in_words_and_a_strange_one_does_not_exist(engine, customer, english):
    customer.says("我要投诉，师傅约好了三次都没来，电话也不接", "make_complaint", nature="complaint")
    customer.says("没有", "deny")
    customer.says("13912345678", "inform")
    customer.says("对", "affirm")
    number = customer.tickets[0].number
    said = customer.says(f"{number} 怎么样了", "ask_ticket_status")[-1]
    assert number in said and "投诉" in said and "前会有人联系您" in said
    assert customer.says("我的投诉到哪了", "ask_ticket_status")[-1] == said
    assert "cannot find" in english.says(f"status of {number}", "ask_ticket_status")[-1]


@pytest.mark.parametrize(
    ("text", "intent", "said"),
    [
        ("你好", "greet", "青禾电器"),
        ("hi there", "greet", "Greenleaf Home"),
        ("拜拜", "goodbye", "再见"),
        ("thanks!", "thank", "welcome"),
        ("你是机器人吗", "ask_capabilities", "智能助手"),
        ("tell me a joke", "chitchat", "orders and appliances"),
        ("你们太烂了", "abuse", "转人工"),
        ("客服很好", "give_praise", "谢谢"),
        ("you should sell spare parts", "give_suggestion", "suggestion"),
        ("13912345678", "inform", "您想办理什么"),
        ("好的", "affirm", "帮您做什么"),
        ("no", "deny", "anything else"),
        ("算了", "stop", "没有正在办理"),
        ("改成明天", "correct_details", "修改哪件事"),
        ("请说英文", "switch_language", "in English"),
        ("please speak Chinese", "switch_language", "中文"),
    ],
)
def test_small_talk_in_one_message(engine, text, intent, said):
    customer = engine.customer()
    answer = customer.says(text, intent)
    assert len(answer) == 1 and said in answer[0]


def with_a_person(customer, solved=True):
    """The customer's matter in the hands of an agent and back again; returns the agent's name."""
    from bot.core.hours import DAYS, parse_hours
    from bot.core.words import HandoffReason
    from bot.store import people
    from bot.store.bell import Bell
    from bot.usecases.desk import Agent, claim, release, resolve
    from bot.usecases.desk_settings import DeskRules
    from bot.usecases.handing_off import HandoffRequest, request_handoff

    store = customer.engine.store
    rules = DeskRules(parse_hours({day: [["00:00", "24:00"]] for day in DAYS}, "Asia/Shanghai"), "Asia/Shanghai")
    with store.begin() as tx:
        agent = Agent(people.add(tx, f"agent{time.time_ns()}", "小王", "agent", "-", time.time()), "小王", "agent")
    request = HandoffRequest(customer.conversation, HandoffReason.ASKED, insist=True)
    request_handoff(store, Bell(None), rules, request, time.time())
    claim(store, Bell(None), rules, customer.conversation, agent, time.time())
    if solved:
        resolve(store, Bell(None), customer.conversation, agent, "已安排上门", time.time())
    else:
        release(store, Bell(None), customer.conversation, agent, time.time())
    return agent.name


@pytest.mark.parametrize(
    ("language", "first", "hello", "solved", "still"),
    [
        ("zh", "洗衣机不排水，怎么办", "你好", "处理好了", "还在处理中"),
        (
            "en",
            "my washing machine does not drain",
            "hello there",
            "dealt with your last matter",
            "still being worked on",
        ),
    ],
)
def test_who_comes_back_hears_where_the_last_matter_stands(engine, language, first, hello, solved, still):
    for is_solved, words in ((True, solved), (False, still)):
        customer = engine.customer(language)
        customer.says(first, "request_repair")
        product = customer.slot("product")
        assert product
        with_a_person(customer, is_solved)
        answer = customer.says(hello, "greet")
        assert (
            len(answer) == 1
            and words in answer[0]
            and first[:8] in answer[0]
            and customer.tickets[0].number in answer[0]
        )
        assert len(customer.buttons) == 4
        assert customer.slot("product") == product, "what was told once is known"


def test_a_question_after_a_person_is_simply_answered(engine):
    customer = engine.customer()
    customer.says("洗衣机不排水，怎么办", "not_understood")
    with_a_person(customer)
    answer = customer.says("退款多久到账", "faq", ranking=("refund.time",))
    assert "1–7" in answer[0] and not any("欢迎回来" in one for one in answer)
