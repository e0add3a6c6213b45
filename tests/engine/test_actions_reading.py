"""How a form reads a message, as tables: text, intent and question asked → slots."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from actions.forms import visit
from actions.forms.details import complaint_in, fault_in, reason_in
from actions.forms.reading import reachable, read
from actions.heard import Heard
from bot.engine.extract.gazetteer import read_gazetteer
from bot.engine.extract.message import entities_of
from bot.engine.extract.product import product_names

# A Sunday.
NOW = datetime(2026, 11, 22, 10, 0)
NAMES = product_names(read_gazetteer(Path(__file__).resolve().parents[2] / "data" / "products.yml"))


def reading(form, asked, text, intent="inform", **slots):
    message = Heard(text, intent, "zh", tuple(entities_of(text, NOW, NAMES)))
    return read(form, asked, message, slots, NOW)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("我家空调不制冷了，帮我约师傅明天下午来", "我家空调不制冷了"),
        ("你好，洗衣机脱水的时候响得厉害，还漏水，能上门看看吗", "洗衣机脱水的时候响得厉害，还漏水"),
        ("帮我报修", None),
        ("洗衣机坏了，帮我约个师傅", None),
        ("不好意思，麻烦帮我约一下维修，不急", None),
        ("约个师傅，我下午不在家", None),
        (
            "My fridge stopped cooling and the light flickers, please send someone",
            "My fridge stopped cooling, the light flickers",
        ),
        ("I'd like to book a technician, I'm not home before five", None),
        ("the dryer won't start. can you book a repair for Friday?", "the dryer won't start"),
        ("book a repair for my TV", None),
        ("I want to book a repair", None),
        ("the dryer wont start", "the dryer wont start"),
        ("the vacuum barely picks anything up, send someone", "the vacuum barely picks anything up"),
    ],
)
def test_the_fault_is_found_in_the_first_sentence(text, fault):
    assert fault_in(text) == fault


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("我要退货，买错了", "买错了"),
        ("帮我换一台，屏幕有划痕", "屏幕有划痕"),
        ("我要退货", None),
        ("I want to return the kettle, it's too small", "it's too small"),
        ("I want to send this back", None),
    ],
)
def test_the_reason_of_a_return_is_found_in_the_first_sentence(text, reason):
    assert reason_in(text) == reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我要投诉", False),
        ("我要投诉你们！！", False),
        ("我要投诉，师傅迟到三次还骂人", True),
        ("I want to make a complaint", False),
        ("I'd like to file a formal complaint about your driver, he threw the box over the fence", True),
        ("complaint", False),
    ],
)
def test_a_complaint_counts_as_told_only_when_it_tells_something(text, told):
    assert bool(complaint_in(text)) is told


@pytest.mark.parametrize(
    ("form", "asked", "text", "intent", "values"),
    [
        ("repair_form", "product", "空调", "inform", {"product": "空调", "product_id": "air_conditioner"}),
        ("repair_form", "product", "那个会转的东西", "inform", {"product": "那个会转的东西", "product_id": None}),
        ("repair_form", "product", "my fridge is not cooling", "inform", {"product": "fridge", "product_id": "fridge", "problem": "my fridge is not cooling"}),
        ("repair_form", "problem", "开机后一直嗡嗡响，电话13912345678", "inform", {"problem": "开机后一直嗡嗡响", "phone": "13912345678"}),
        ("repair_form", "problem", "E4", "inform", {"problem": "E4"}),
        ("repair_form", "problem", "昨天开始不出水", "inform", {"problem": "昨天开始不出水"}),
        ("repair_form", "address", "上海市徐汇区漕溪路1号 2栋 301", "inform", {"address": "上海市徐汇区漕溪路1号 2栋 301"}),
        ("repair_form", "address", "13912345678", "inform", {"phone": "13912345678"}),
        ("repair_form", "phone", "０１０－８８８８６６６６", "inform", {"phone": "01088886666"}),
        ("repair_form", "visit_when", "明天下午", "inform", {"visit_when": "2026-11-23/afternoon"}),
        ("repair_form", "visit_when", "周六下午三点", "inform", {"visit_when": "2026-11-28T15:00"}),
        ("repair_form", "visit_when", "28 November", "inform", {"visit_when": "2026-11-28"}),
        ("repair_form", "visit_when", "越快越好", "inform", {"visit_when": "asap"}),
        ("repair_form", "visit_when", "whenever suits you", "inform", {"visit_when": "asap"}),
        ("repair_form", "confirmed", "对的", "affirm", {"confirmed": True}),
        ("repair_form", "confirmed", "不是周三，是周四", "correct_details", {"visit_when": "2026-11-26"}),
        ("repair_form", "confirmed", "the address should be 5 Mill Lane, Leeds", "correct_details", {"address": "5 Mill Lane, Leeds"}),
        ("repair_form", "confirmed", "the problem is that it leaks", "correct_details", {"problem": "that it leaks"}),
        ("repair_form", "confirmed", "地址错了", "deny", {"address": None}),
        ("repair_form", "confirmed", "the time is wrong", "deny", {"visit_when": None}),
        ("repair_form", "confirmed", "不对", "deny", {}),
        ("return_form", "order_number", "qh 2025 110001", "inform", {"order_number": "QH2025110001"}),
        ("return_form", "return_kind", "换一台吧", "inform", {"return_kind": "exchange"}),
        ("return_form", "return_kind", "I want my money back", "inform", {"return_kind": "return"}),
        ("return_form", "confirmed", "改成换货吧", "correct_details", {"return_kind": "exchange"}),
        ("complaint_form", "order_number", "没有", "deny", {"order_number": "none"}),
        ("complaint_form", "order_number", "I don't remember it", "inform", {"order_number": "none"}),
        ("complaint_form", "complaint_details", "400-100-8866 打了一上午没人接", "inform", {"complaint_details": "400-100-8866 打了一上午没人接"}),
        ("request_form", "contact", "li.na@example.com", "inform", {"contact": "li.na@example.com"}),
        ("request_form", "request_details", "请给我回个电话", "inform", {"request_details": "请给我回个电话"}),
    ],
)  # fmt: skip
def test_an_answer_fills_what_it_says(form, asked, text, intent, values):
    found = reading(form, asked, text, intent, product="冰箱" if asked == "problem" else None)
    assert found.objection is None
    assert {name: value for name, value in found.values.items() if name != "email"} == values


@pytest.mark.parametrize(
    ("form", "asked", "text", "intent", "objection"),
    [
        ("repair_form", "phone", "12345", "inform", "utter_phone_unclear"),
        ("repair_form", "phone", "我不想说", "inform", "utter_phone_missing"),
        ("repair_form", "problem", "。。。", "inform", "utter_details_needed"),
        ("repair_form", "problem", "好的", "affirm", "utter_details_needed"),
        ("repair_form", "address", "家", "inform", "utter_address_short"),
        ("repair_form", "visit_when", "昨天", "inform", "utter_when_past"),
        ("repair_form", "visit_when", "今天早上8点", "inform", "utter_when_past"),
        ("repair_form", "visit_when", "2027年3月1日", "inform", "utter_when_far"),
        ("repair_form", "visit_when", "tomorrow at 11pm", "inform", "utter_when_hours"),
        ("repair_form", "visit_when", "下周", "inform", "utter_when_unclear"),
        ("return_form", "order_number", "没有订单号", "deny", "utter_order_number_needed"),
        ("return_form", "order_number", "七八九", "inform", "utter_order_number_missing"),
        ("return_form", "return_kind", "都行", "inform", "utter_return_kind_unclear"),
        ("complaint_form", "complaint_details", "没有", "deny", "utter_details_needed"),
        ("request_form", "contact", "微信", "inform", "utter_contact_unclear"),
    ],
)
def test_an_answer_that_cannot_be_used_is_explained(form, asked, text, intent, objection):
    found = reading(form, asked, text, intent)
    assert found.objection == objection and not found.values.get(asked)


@pytest.mark.parametrize(
    "intent",
    ["faq", "faq_choice", "stop", "ask_person", "report_danger", "thank", "ask_ticket_status", "request_return"],
)
def test_a_detour_is_no_answer(intent):
    assert reading("repair_form", "problem", "退款多久到账", intent) is None


def test_a_product_named_in_passing_does_not_replace_the_one_given():
    assert "product" not in reading("repair_form", "problem", "放在冰箱旁边就跳闸", product="空调").values
    assert (
        reading("repair_form", "confirmed", "不是空调，是冰箱", "correct_details", product="空调").values["product"]
        == "冰箱"
    )


def test_when_it_broke_is_not_when_the_technician_comes():
    found = reading("repair_form", None, "昨天开始空调不制冷，后天上午来修一下", "request_repair")
    assert found.values["visit_when"] == "2026-11-24/morning" and found.objection is None
    assert "visit_when" not in reading("repair_form", None, "昨天开始空调不制冷，来修一下", "request_repair").values


@pytest.mark.parametrize(
    ("kept", "zh", "en"),
    [
        ("asap", "尽快", "as soon as possible"),
        ("2026-11-28", "11月28日（周六）", "Saturday, 28 November"),
        ("2026-11-28/afternoon", "11月28日（周六）下午", "Saturday, 28 November, afternoon"),
        ("2026-11-28T15:00", "11月28日（周六）15:00", "Saturday, 28 November, 15:00"),
    ],
)
def test_a_visit_in_words(kept, zh, en):
    assert (visit.in_words(kept, "zh"), visit.in_words(kept, "en")) == (zh, en)


@pytest.mark.parametrize("text", ["补充一下：第三次师傅没带配件", "I'd like to add that he came without parts"])
def test_one_more_thing_is_added_to_the_story(text):
    told = reading("complaint_form", "confirmed", text, "correct_details", complaint_details="师傅迟到").values[
        "complaint_details"
    ]
    assert told.startswith("师傅迟到；") and told.endswith(("没带配件", "without parts"))


def test_today_is_fine_until_the_last_visit():
    assert visit.objection("2026-11-22", NOW) is None
    assert visit.objection("2026-11-22/morning", NOW.replace(hour=13)) == "utter_when_past"
    assert visit.objection("2026-11-22", NOW.replace(hour=21)) == "utter_when_past"


@pytest.mark.parametrize(
    ("text", "number"),
    [("13912345678", "13912345678"), ("+86 139-1234-5678", "13912345678"), ("1391234567", None), ("88886666", None),
     ("021-88886666", "02188886666"), ("+44 20 7946 0958", "+442079460958"), ("hello", None)],
)  # fmt: skip
def test_only_whole_numbers_can_be_called(text, number):
    assert reachable(text) == number


def test_what_stands_beside_a_number_is_no_address():
    assert reading("repair_form", "address", "fine, 13611112222").values == {"phone": "13611112222"}
    assert reading("repair_form", "address", "中山北路26号 13611112222").values["address"] == "中山北路26号"


def test_a_phone_is_no_order_number():
    told = reading("complaint_form", "order_number", "15100002222")
    assert told.values == {"phone": "15100002222"} and told.objection is None
    assert reading("complaint_form", "order_number", "2025110001").values == {"order_number": "2025110001"}


@pytest.mark.parametrize("text", ["I'm going to file a damn complaint", "I'll make a formal complaint about you"])
def test_that_there_is_a_complaint_is_no_story(text):
    assert complaint_in(text) is None


@pytest.mark.parametrize(
    ("text", "product", "fault"),
    [
        ("空调出热风，约个师傅", "空调", "空调出热风"),
        ("我家空调，想报修", "空调", None),
        ("冰箱坏了，帮我报修", "冰箱", None),
        ("fix my TV, no picture", "TV", "no picture"),
        ("need the vacuum repaired, it just spins in circles", "vacuum", "it just spins in circles"),
        ("I need a repair for my humidifier", "humidifier", None),
    ],
)
def test_what_the_thing_does_is_a_fault_too(text, product, fault):
    assert fault_in(text, product) == fault


def test_a_fault_is_a_reason_to_return():
    assert reason_in("I want to return my shaver, it doesn't hold charge") == "it doesn't hold charge"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("算了不换了，直接退钱吧", "return"),
        ("no exchange, just my money back, change it", "return"),
        ("不退了，换成新的", "exchange"),
        ("rather not a refund, an exchange", "exchange"),
    ],
)
def test_the_kind_that_is_refused_is_not_the_one_wanted(text, kind):
    assert reading("return_form", "confirmed", text, "correct_details").values["return_kind"] == kind


def test_who_looks_for_the_number_is_given_time():
    for text in ("稍等，我找一下", "one sec, let me look"):
        found = reading("repair_form", "phone", text)
        assert found.objection == "utter_take_your_time" and not found.values
    assert reading("repair_form", "phone", "稍等，13912345678").values["phone"] == "13912345678"


@pytest.mark.parametrize("text", ["看你们方便", "你们定就行", "up to you", "any day is fine"])
def test_who_leaves_the_time_to_us_wants_it_soon(text):
    assert reading("repair_form", "visit_when", text).values["visit_when"] == visit.SOON


def test_send_it_is_no_address():
    assert reading("repair_form", "address", "yes, go ahead", "affirm").objection == "utter_address_short"
    assert "address" in reading("repair_form", "address", "ok, 12 Mill Lane", "affirm").values


def test_another_product_takes_its_fault_along():
    told = {"product": "fridge", "product_id": "fridge", "problem": "it is warm"}
    found = reading("repair_form", "address", "sorry, I mean the dishwasher, it won't start", "correct_details", **told)
    assert found.values["product_id"] == "dishwasher" and found.values["problem"] == "it won't start"
    same = reading("repair_form", "address", "I mean the fridge", "correct_details", **told)
    assert "problem" not in same.values and "address" not in same.values


@pytest.mark.parametrize(
    ("asked", "text", "objection"),
    [
        ("phone", "that's all correct", "utter_phone_missing"),
        ("phone", "12345", "utter_phone_unclear"),
        ("phone", "anna@petrov.example", "utter_email_noted"),
        ("order_number", "盒子扔了", "utter_order_number_missing"),
        ("order_number", "它是 12 号", "utter_order_number_unclear"),
    ],
)
def test_what_is_missing_is_told_from_what_is_unclear(asked, text, objection):
    assert reading("return_form", asked, text).objection == objection


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("actually no, the lid is broken, not leaking", "the lid is broken, not leaking"),
        ("不对，是盖子坏了", "盖子坏了"),
    ],
)
def test_the_reason_is_put_right_although_a_number_was_asked_for(text, reason):
    found = reading("return_form", "phone", text, "deny", return_reason="it leaks")
    assert (found.values, found.objection) == ({"return_reason": reason}, None)


def test_a_bare_number_is_no_reason():
    assert reading("return_form", "return_reason", "07700 900322").values == {"phone": "07700900322"}
    assert reading("return_form", "return_reason", "坏了 3 次").values == {"return_reason": "坏了 3 次"}


def test_a_complaint_goes_on_where_an_order_number_was_asked_for():
    found = reading("complaint_form", "order_number", "师傅周二没来，我白请了一天假", complaint_details="三次没人回电")
    assert found.values == {"complaint_details": "三次没人回电；师傅周二没来，我白请了一天假", "order_number": "none"}
    short = reading("complaint_form", "order_number", "是的", "affirm", complaint_details="三次没人回电")
    assert short.objection == "utter_order_number_missing"
