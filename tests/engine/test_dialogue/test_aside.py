"""A form that the customer passes over waits until it is wanted."""

from __future__ import annotations

QUESTIONS = ("退款多久到账？", "退到哪里？", "能部分退吗？")


def passed_over(customer):
    customer.says("我家空调不制冷了，帮我约师傅明天下午来", "request_repair", nature="request")
    customer.says("上海市浦东新区世纪大道100号3栋502", "inform")
    for question in QUESTIONS[:2]:
        said = customer.says(question, "faq", ranking=("refund.time",))
        assert said[-1] == "请留一个联系电话。", "the form asks on"
    return customer.says(QUESTIONS[2], "faq", ranking=("refund.time",))


def test_after_three_other_things_in_a_row_the_form_is_set_aside_once(customer):
    said = passed_over(customer)
    assert said[0].startswith("退款 1–7 个工作日到账。") and "继续" in said[-1] and len(said) == 2
    assert customer.form is None and customer.slot("problem") is None and not customer.tickets
    assert customer.buttons == ["继续办理"]
    said = customer.says("还有，退款多久？", "faq", ranking=("refund.time",))
    assert len(said) == 1 and "继续" not in said[0], "it is said once"


def test_its_button_takes_it_up_where_it_stopped(customer):
    passed_over(customer)
    assert customer.presses("继续办理") == ["好的，我们接着办报修。", "请留一个联系电话。"]
    summary = customer.says("13912345678", "inform")[-1]
    for part in ("空调", "不制冷", "世纪大道100号3栋502", "下午"):
        assert part in summary
    customer.says("好的", "affirm")
    assert customer.tickets[0].kind == "repair" and customer.slot("set_aside") is None


def test_the_same_request_takes_it_up_and_another_begins_anew(customer):
    passed_over(customer)
    assert customer.says("我还是要报修", "request_repair")[0] == "好的，我们接着办报修。"
    assert customer.slot("problem") and customer.slot("requested_slot") == "phone"


def test_another_product_is_another_matter(customer):
    passed_over(customer)
    said = customer.says("洗衣机漏水，帮我报修", "request_repair")
    assert said[0].startswith("好的，我来帮您预约师傅上门") and customer.slot("product_id") == "washing_machine"
    assert customer.slot("set_aside") is None


def test_a_fact_that_only_a_form_can_want_takes_it_up(customer):
    passed_over(customer)
    said = customer.says("13912345678", "inform")
    assert said[0] == "好的，我们接着办报修。" and "请核对" in said[-1] and "13912345678" in said[-1]


def test_without_anything_set_aside_a_fact_and_go_on_are_asked_about(customer):
    assert "想办理什么" in customer.says("13912345678", "inform")[0]
    assert "没有办到一半" in customer.says("继续", "go_on")[0]


def test_an_answer_in_between_starts_the_count_again(customer):
    customer.says("我家空调不制冷了，帮我约师傅明天下午来", "request_repair", nature="request")
    for _ in range(2):
        customer.says("退款多久到账？", "faq", ranking=("refund.time",))
    customer.says("上海市浦东新区世纪大道100号3栋502", "inform")
    for _ in range(2):
        assert customer.says("退款多久到账？", "faq", ranking=("refund.time",))[-1] == "请留一个联系电话。"
        customer.says("谢谢", "thank")
    assert customer.form == "repair_form", "thanks are no interruption"


def test_dropped_and_asked_in_one_breath_it_is_answered_and_set_aside(english):
    english.says("I want to return the kettle", "request_return")
    said = english.says("leave the return. how long does a refund take?", "faq", ranking=("refund.time",))
    assert said[0].startswith("A refund takes 1–7 working days.") and "set the return aside" in said[-1]
    assert english.form is None


def test_cancelling_forgets_what_was_set_aside(customer):
    passed_over(customer)
    assert "已经取消" in customer.says("取消", "stop")[0]
    assert customer.slot("set_aside") is None
    assert "没有正在办理" in customer.says("取消", "stop")[0]


def test_an_agent_sees_what_was_set_aside(customer, agent_online):
    passed_over(customer)
    customer.says("转人工", "ask_person")
    assert customer.handoff.packet["form"]["address"].startswith("上海市浦东新区世纪大道100号")


def test_asking_for_the_ticket_counts_as_well(customer):
    customer.says("我家空调不制冷了，帮我约师傅明天下午来", "request_repair", nature="request")
    for _ in range(2):
        assert "地址" in customer.says("工单到哪了", "ask_ticket_status")[-1]
    assert "继续" in customer.says("工单到哪了", "ask_ticket_status")[-1] and customer.form is None
