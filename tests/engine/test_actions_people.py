"""When a person is offered, why one is called, what goes along, and what is said when nobody is there."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import house
from actions.answers import language_asked_for
from actions.forms.begin import known_before, unanswered
from actions.handoff import Handoff, nature_of, urgency_of
from actions.heard import Heard
from actions.patience import misses_in_a_row, offer_now, why_called
from actions.tickets import standing
from bot import settings as configuration
from bot.core.hours import parse_hours
from bot.core.words import HandoffReason, Nature, Urgency
from bot.settings import DEFAULTS
from bot.store import handoffs
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import metadata
from bot.usecases.desk_settings import desk_rules
from bot.usecases.holidays import public_days
from bot.usecases.receive import start_conversation


@pytest.mark.parametrize(
    ("intents", "misses"),
    [
        (["not_understood"], 1),
        (["not_understood", "not_understood"], 2),
        (["not_understood", "greet", "not_understood"], 2),
        (["not_understood", "faq", "not_understood"], 1),
        (["not_understood", "faq", "not_helped"], 2),
        (["faq", "not_helped", "choose_article", "not_helped"], 2),
        (["faq", "not_helped", "faq", "helped", "faq", "not_helped"], 1),
        (["faq_choice", "none_of_these", "faq_choice", "none_of_these"], 2),
        (["not_understood", "not_understood", "decline_offer", "not_understood"], 1),
        (["faq", "thank"], 0),
        ([], 0),
    ],
)
def test_misses_are_counted_until_something_works(intents, misses):
    assert misses_in_a_row(intents) == misses


def test_a_person_is_offered_at_the_second_miss_or_at_once_when_it_is_urgent():
    assert not offer_now(["not_understood"], Urgency.LOW)
    assert offer_now(["not_understood", "not_understood"], Urgency.LOW)
    assert offer_now(["not_understood"], Urgency.HIGH)


@pytest.mark.parametrize(
    ("intent", "said", "reason"),
    [
        ("ask_person", "utter_offer_person_not_helped", HandoffReason.ASKED),
        ("accept_offer", "utter_offer_person_not_helped", HandoffReason.NOT_HELPED),
        ("accept_offer", "utter_offer_person_not_understood", HandoffReason.NOT_UNDERSTOOD),
        ("accept_offer", "utter_offer_person_urgent", HandoffReason.HIGH),
        ("accept_offer", "utter_ticket_late", HandoffReason.ASKED),
    ],
)
def test_the_reason_is_what_led_to_the_offer(intent, said, reason):
    assert why_called(intent, said) is reason


def heard(text, intent, urgency="low", nature="other", **more):
    return Heard(text, intent, "zh", triage={"urgency": {"level": urgency}, "nature": {"label": nature}}, **more)


def test_a_bare_call_for_a_person_takes_urgency_and_nature_from_the_talk():
    before = [heard("扣了两次钱", "faq", "high", "complaint"), heard("人工", "ask_person", "low", "request")]
    assert urgency_of(before[-1], before) is Urgency.HIGH
    assert nature_of(before[-1], before) is Nature.COMPLAINT
    assert urgency_of(heard("", "wait_anyway"), [*before, heard("", "wait_anyway")]) is Urgency.HIGH
    alone = heard("人工", "ask_person")
    assert urgency_of(alone, [alone]) is Urgency.NORMAL and nature_of(alone, [alone]) is Nature.REQUEST


def test_the_open_question_is_the_last_one_without_a_good_answer():
    assert unanswered([heard("抬头能写两个吗", "not_understood"), heard("人工", "ask_person")]) == "抬头能写两个吗"
    assert unanswered([heard("退款多久到账", "faq"), heard("", "not_helped")]) == "退款多久到账"
    assert unanswered([heard("退款多久到账", "faq"), heard("", "helped")]) is None
    assert unanswered([heard("你好", "greet")]) is None
    assert unanswered([heard("Could I please speak to somebody real", "ask_person")]) is None
    assert (
        unanswered([heard("找人工客服，我的退款退到别人卡上去了", "ask_person")])
        == "找人工客服，我的退款退到别人卡上去了"
    )


def test_facts_told_before_are_known():
    order = heard("QH2025110001", "inform", entities=({"entity": "order_number", "value": "QH2025110001"},))
    assert known_before("return_form", [order], {}) == {"order_number": "QH2025110001"}
    assert known_before("complaint_form", [heard("你好", "greet")], {}) == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("请说英文", "en"),
        ("please speak Chinese", "zh"),
        ("speak English please", "en"),
        ("说中文", "zh"),
        ("换个语言", "zh"),
    ],
)
def test_the_language_asked_for(text, language):
    assert language_asked_for(text, "zh") == language


class Row:
    def __init__(self, **values):
        self.__dict__.update({"state": "open", "first_response_due": 100.0, "resolution_due": 200.0, "solved_at": None,
                              "updated_at": 1.0, **values})  # fmt: skip


@pytest.mark.parametrize(
    ("values", "now", "response"),
    [
        ({}, 50, "utter_ticket_open"),
        ({}, 150, "utter_ticket_in_progress"),
        ({}, 250, "utter_ticket_late"),
        ({"state": "solved", "solved_at": 90.0}, 250, "utter_ticket_solved"),
        ({"state": "waiting"}, 250, "utter_ticket_waiting"),
    ],
)
def test_where_a_ticket_stands(values, now, response):
    assert standing(Row(**values), now)[1] == response


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = configuration.load(tmp_path, {})
    store = Store(settings.database_url)
    with store.begin() as tx:
        metadata.create_all(tx)
    monkeypatch.setattr(house, "store", lambda: store)
    monkeypatch.setattr(house, "bell", lambda: Bell(None))
    monkeypatch.setattr(house, "rules", lambda: replace(desk_rules(settings)))
    yield store
    store.close()


def asked_at(store, hour, monkeypatch, loop_name=None, intent="ask_person"):
    """What is said to "转人工" on a Sunday at this Beijing hour, with nobody at the desk."""
    moment = 1795276800.0 + hour * 3600  # 2026-11-22 00:00 in Beijing
    monkeypatch.setattr(house, "now", lambda: moment)
    conversation = start_conversation(store, "web", "zh", time.time())
    parsed = {"text": "转人工", "intent": {"name": intent}, "entities": [], "language": "zh", "message_id": "inbox-1",
              "metadata": {"inbox_id": 1}}  # fmt: skip
    events = [{"event": "user", "parse_data": parsed, "text": "转人工"}]
    loop = {"name": loop_name} if loop_name else {}
    tracker = Tracker(conversation, {"phone": "13912345678"}, parsed, events, False, None, loop, "action_listen")
    dispatcher = CollectingDispatcher()
    done = asyncio.run(Handoff().run(dispatcher, tracker, {}))
    return dispatcher.messages, done


def test_out_of_hours_and_nobody_online_are_told_apart(shop, monkeypatch):
    night, _ = asked_at(shop, 3, monkeypatch)
    assert (night[0]["response"], night[0]["opens"]) == ("utter_handoff_out_of_hours", "今天 09:00 上班")
    noon, _ = asked_at(shop, 12, monkeypatch)
    assert noon[0]["response"] == "utter_handoff_nobody_online"


@pytest.mark.parametrize("hour", [3, 12])
def test_who_waits_anyway_is_queued_and_told_by_the_queue(shop, monkeypatch, hour):
    said, _ = asked_at(shop, hour, monkeypatch, intent="wait_anyway")
    assert said == []
    with shop.read() as tx:
        assert len(handoffs.queue(tx)) == 1


def test_a_holiday_is_named_with_the_day_after_it(shop, monkeypatch):
    hours = parse_hours(DEFAULTS["opening_hours"], "Asia/Shanghai", public=public_days("CN", date(2026, 6, 1)))
    monkeypatch.setattr(house, "rules", lambda usual=house.rules(): replace(usual, hours=hours))
    # 2026-11-22 less 51 days: the second of October.
    said, _ = asked_at(shop, 12 - 51 * 24, monkeypatch)
    assert (said[0]["response"], said[0]["opens"]) == (
        "utter_handoff_out_of_hours", "国庆节放假，10月8日 09:00 上班",
    )  # fmt: skip


@pytest.mark.parametrize(("hour", "state"), [(3, "out_of_hours"), (12, "nobody_online")])
def test_inside_a_form_the_form_goes_on(shop, monkeypatch, hour, state):
    said, done = asked_at(shop, hour, monkeypatch, "repair_form")
    assert said[0]["response"] == f"utter_handoff_{state}_in_form"
    assert [one["name"] for one in done if one["event"] == "followup"] == ["repair_form"]
