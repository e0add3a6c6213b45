"""The repair form as a customer lives through it."""

from __future__ import annotations


def test_only_what_is_missing_is_asked_and_the_whole_is_read_back(customer):
    said = customer.says("我家空调不制冷了，帮我约师傅明天下午来", "request_repair", nature="request")
    assert said[0].startswith("好的，我来帮您预约师傅上门")
    assert "地址" in said[1]
    assert "电话" in customer.says("上海市浦东新区世纪大道100号3栋502", "inform")[-1]
    summary = customer.says("13912345678", "inform")[-1]
    for part in ("空调", "不制冷", "世纪大道100号3栋502", "13912345678", "下午"):
        assert part in summary
    assert customer.buttons == ["确认提交", "我要修改", "取消"]
    done = customer.presses("确认提交")[-1]
    ticket = customer.tickets[0]
    assert ticket.number in done and ticket.kind == "repair" and ticket.urgency == "normal" and ticket.nature == "fault"
    assert ticket.fields["phone"] == "13912345678" and ticket.fields["product_id"] == "air_conditioner"
    assert customer.form is None and customer.slot("problem") is None
