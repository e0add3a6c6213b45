"""Returns, complaints and messages left for later."""

from __future__ import annotations


def test_a_return_from_buttons(customer):
    customer.says("你好", "greet")
    customer.presses("申请退换货")
    assert "订单号" in customer.heard[-1].text
    assert "退货退款，还是换货" in customer.says("QH2025110001", "inform")[-1]
    assert "原因" in customer.presses("换货")[-1]
    customer.says("尺寸太大了放不下", "inform")
    summary = customer.says("13912345678", "inform")[-1]
    assert "换货" in summary and "QH2025110001" in summary and "尺寸太大了放不下" in summary
    done = customer.presses("确认提交")[-1]
    assert "换货" in done and customer.tickets[0].number in done
    assert customer.tickets[0].kind == "return" and customer.tickets[0].fields["return_kind"] == "exchange"


def test_a_return_told_in_one_sentence(english):
    said = english.says(
        "I want to send back order QH2025110001, the kettle leaks. My number is 13912345678", "request_return"
    )
    assert said[-1].startswith("Please check the return")
    assert "the kettle leaks" in said[-1] and "Return and refund" in said[-1]
    assert english.says("actually I want an exchange instead", "correct_details")[-1].count("Exchange") == 1


def test_without_an_order_number_the_return_says_where_to_find_it(customer):
    customer.says("我要退货", "request_return")
    assert customer.slot("return_kind") == "return"
    said = customer.says("没有订单号", "deny")
    assert "我的订单" in said[0] and customer.slot("order_number") is None
    assert "QH 加 10 位" in customer.says("12", "inform")[0]


def test_a_complaint_apologises_once_and_names_both_deadlines(customer):
    said = customer.says("我要投诉", "make_complaint", urgency="normal", nature="complaint")
    assert said[0].startswith("非常抱歉") and "1 小时" in said[0] and "24 小时" in said[0]
    assert said[1] == "请把事情的经过告诉我，我在听。"
    assert "哪个订单" in customer.says("师傅约好了三次都没来，电话也不接", "inform")[-1]
    assert customer.presses("没有订单号") == ["请留一个联系电话。"]
    summary = customer.says("13912345678", "inform")[-1]
    assert "师傅约好了三次都没来" in summary and "未提供" in summary
    done = customer.says("可以", "affirm")[-1]
    ticket = customer.tickets[0]
    assert ticket.number in done and "首次答复" in done and "办结" in done
    assert ticket.kind == "complaint" and ticket.nature == "complaint"
    assert sum("抱歉" in row.text for row in customer.heard) == 1


def test_an_angry_complaint_with_everything_in_it_offers_a_person_too(english):
    english.says(
        "I want to complain: your driver threw my parcel over the fence and laughed about it, I will call the press",
        "make_complaint", urgency="high", nature="complaint",
    )  # fmt: skip
    start = english.heard[-2]
    assert start.text.count("sorry") == 1 and [one["title"] for one in start.buttons] == ["Talk to a person"]
    assert "order" in english.heard[-1].text
    english.says("no", "deny")
    english.says("13912345678", "inform")
    english.says("yes", "affirm")
    assert english.tickets[0].urgency == "high"


def test_out_of_hours_a_request_is_left_with_the_open_question(customer):
    customer.says("发票抬头能写两个公司吗", "not_understood")
    offer = customer.says("转人工", "ask_person")
    assert len(offer) == 1 and "不在线" in offer[0]
    assert customer.buttons == ["留言给客服", "仍然排队等待", "继续和助手聊"]
    said = customer.presses("留言给客服")
    assert "发票抬头能写两个公司吗" in said[0] and "手机号或邮箱" in said[1]
    assert "邮箱里有 @" in customer.says("找我就行", "inform")[0]
    done = customer.says("li.na@example.com", "inform")[-1]
    ticket = customer.tickets[0]
    assert ticket.number in done and "li.na@example.com" in done
    assert ticket.kind == "request" and ticket.fields["email"] == "li.na@example.com"
    assert ticket.body == "发票抬头能写两个公司吗"


def test_with_nobody_online_the_customer_waits_in_the_queue_all_the_same(customer):
    customer.says("发票抬头能写两个公司吗", "not_understood")
    customer.says("转人工", "ask_person")
    told = customer.presses("仍然排队等待")
    ticket = customer.tickets[0]
    assert len(told) == 1 and "没有客服在线" in told[0] and ticket.number in told[0]
    assert ticket.kind == "handoff" and customer.handoff.packet["summary"]["zh"].count("发票抬头")


def test_a_request_without_an_open_question_is_asked_for_it(english):
    assert english.says("I would like to leave a message", "leave_request")[-1].startswith("What would you like")
    english.says("please call me about the oven delivery", "inform")
    assert "13912345678" in english.says("13912345678", "inform")[-1]


def test_staying_with_the_bot_is_fine(customer):
    customer.says("转人工", "ask_person")
    assert customer.presses("继续和助手聊")[-1].startswith("好的，我继续为您服务")


def test_a_request_whose_every_part_is_known_is_filed_at_once(customer):
    customer.says("我的电话是13912345678", "inform")
    customer.says("发票抬头能写两个公司吗", "not_understood")
    customer.says("转人工", "ask_person")
    said = customer.presses("留言给客服")
    assert "发票抬头能写两个公司吗" in said[0] and customer.tickets[0].number in said[1] and "13912345678" in said[1]
    assert customer.form is None


def test_two_matters_one_after_the_other_keep_who_the_customer_is(customer):
    customer.says("我要退货 QH2025110001，买错了，电话13912345678", "request_return")
    customer.says("对", "affirm")
    said = customer.says("再帮我报修洗衣机，漏水", "request_repair")
    assert "地址" in said[-1]
    assert "什么时候来" in customer.says("北京市朝阳区望京街10号1单元302", "inform")[-1]
    assert len({one.number for one in customer.tickets}) == 1
