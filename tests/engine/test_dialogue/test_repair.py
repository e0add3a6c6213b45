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


def begun(customer):
    customer.says("我家空调不制冷了，帮我约师傅明天下午来", "request_repair", nature="request")
    customer.says("上海市浦东新区世纪大道100号3栋502", "inform")
    return customer


def confirmed(customer):
    begun(customer).says("13912345678", "inform")
    assert customer.slot("requested_slot") == "confirmed"
    return customer


def test_a_bare_request_is_asked_step_by_step_in_english(english):
    said = english.says("I need someone to fix something", "request_repair")
    assert said == ["Sure, let me book a technician for you.", english.heard[-1].text]
    assert "Which appliance" in said[1]
    assert "doing" in english.says("the washing machine", "inform")[-1]
    assert "address" in english.says("it leaks all over the floor", "inform")[-1]
    assert "phone" in english.says("Flat 5, 12 Garden Road, Suzhou", "inform")[-1]
    assert "When" in english.says("+44 20 7946 0958", "inform")[-1]
    summary = english.says("as soon as possible", "inform")[-1]
    for part in (
        "washing machine",
        "it leaks all over the floor",
        "12 Garden Road",
        "+442079460958",
        "as soon as possible",
    ):
        assert part in summary
    assert "T-" in english.says("yes please", "affirm")[-1]


def test_a_broken_phone_number_is_explained_and_asked_again(customer):
    said = begun(customer).says("1391234", "inform")
    assert "11 位" in said[0] and said[1] == "请留一个联系电话。"
    assert customer.slot("phone") is None
    customer.says("我不知道", "inform")
    assert "转人工客服" in [one["title"] for row in customer.heard[-2:] for one in row.buttons or []]
    assert "请核对" in customer.says("好吧 139 1234 5678", "inform")[-1]


def test_a_visit_in_the_past_at_night_or_next_year_is_explained(customer):
    customer.says("洗衣机漏水，帮我报修", "request_repair")
    customer.says("杭州市西湖区文三路20号2单元601", "inform")
    customer.says("13800001111", "inform")
    for text, why in (
        ("昨天下午", "已经过去"),
        ("明天晚上11点", "8:00 到 20:00"),
        ("半年后吧，2027年12月1日", "60 天"),
        ("下辈子", "具体的日子"),
    ):
        said = customer.says(text, "inform")
        assert why in said[0], (text, said)
        assert customer.slot("visit_when") is None
    assert "请核对" in customer.says("明天上午10点", "inform")[-1]
    assert customer.slot("visit_when").endswith("T10:00")


def test_a_question_in_between_is_answered_and_the_form_asks_again(customer):
    said = begun(customer).says("对了退款多久到账？", "faq", ranking=("refund.time", "refund.where"))
    assert said[0].startswith("退款 1–7 个工作日到账。") and said[-1] == "请留一个联系电话。"
    assert customer.says("谢谢", "thank")[-1] == "请留一个联系电话。"
    assert "请核对" in customer.says("13912345678", "inform")[-1]


def test_the_verdict_on_that_answer_does_not_disturb_the_form(customer):
    begun(customer).says("退款多久到账？", "faq", ranking=("refund.time",))
    said = customer.presses("没解决")
    assert len(said) == 2 and said[-1] == "请留一个联系电话。"
    assert customer.form == "repair_form"


def test_half_an_answer_in_between_offers_titles_and_the_chosen_one_is_shown(customer):
    begun(customer).says("退款", "faq_choice", ranking=("refund.time", "refund.where"))
    said = customer.presses("退款退到哪里？")
    assert said[0].startswith("原路退回。") and said[-1] == "请留一个联系电话。"


def test_the_ticket_status_can_be_asked_in_between(customer):
    said = begun(customer).says("我的工单呢", "ask_ticket_status")
    assert "还没有工单" in said[0] and said[-1] == "请留一个联系电话。"


def test_corrections_are_taken_at_any_time(customer):
    confirmed(customer)
    assert "13700002222" in customer.says("电话写错了，是13700002222", "correct_details")[-1]
    assert "苏州市工业园区星海街9号" in customer.says("地址改成苏州市工业园区星海街9号", "correct_details")[-1]
    assert "漏水" in customer.says("问题其实是漏水", "correct_details")[-1]
    assert "上午" in customer.says("改成后天上午", "correct_details")[-1]
    ticket_line = customer.says("对", "affirm")[-1]
    assert customer.tickets[0].number in ticket_line
    assert customer.tickets[0].fields["phone"] == "13700002222"


def test_no_at_the_end_asks_what_to_change_without_repeating_everything(customer):
    said = confirmed(customer).presses("我要修改")
    assert said == ["好的，请问哪一项需要改？直接把正确的内容发给我也可以。"]
    assert "电话" in customer.buttons and "地址" in customer.buttons
    assert customer.presses("电话") == ["请留一个联系电话。"]
    assert "13700002222" in customer.says("13700002222", "inform")[-1]
    assert customer.says("时间不对", "deny")[-1].startswith("您希望师傅什么时候来")
    assert "请核对" in customer.says("周六下午三点", "inform")[-1]


def test_a_question_at_the_end_is_answered_and_only_the_confirmation_is_asked_again(customer):
    said = confirmed(customer).says("退款多久", "faq", ranking=("refund.time",))
    assert said[-1] == "刚才核对的信息可以提交吗？"
    assert customer.tickets == []
    customer.presses("确认提交")
    assert len(customer.tickets) == 1


def test_cancel_ends_the_form_and_forgets_it(customer):
    said = confirmed(customer).says("算了不弄了", "stop")
    assert said == ["好的，已经取消，没有提交任何内容。需要时随时找我。"]
    assert customer.form is None and customer.slot("problem") is None and customer.slot("phone") is None
    assert customer.says("13912345678", "inform")[-1].startswith("收到。您想办理什么")


def test_the_language_may_change_half_way(customer):
    assert (
        begun(customer)
        .says("sorry, my Chinese is bad: 13912345678", "inform")[-1]
        .startswith("Please check the repair visit")
    )
    assert "T-" in customer.says("yes, that is right", "affirm")[-1]
    assert customer.tickets[0].subject.startswith("Repair visit: 空调")


def test_asking_for_a_person_half_way_takes_the_facts_along(customer, agent_online):
    said = begun(customer).says("还是转人工吧", "ask_person")
    assert len(said) == 1 and "排在第" in said[0]
    form = customer.handoff.packet["form"]
    assert form["problem"] == "我家空调不制冷了" and "世纪大道" in form["address"]
    assert customer.handoff.reason == "asked" and customer.form is None


def test_nobody_there_half_way_means_the_form_goes_on(customer):
    said = begun(customer).says("转人工", "ask_person")
    assert "登记好" in said[0] and said[-1] == "请留一个联系电话。"
    assert "请核对" in customer.says("13912345678", "inform")[-1]


def test_danger_half_way_brings_the_advice_and_a_person_at_any_hour(customer):
    said = begun(customer).says(
        "空调冒烟了！！", "report_danger", urgency="critical", nature="fault", safety_article="safety.smoke_fire"
    )
    assert said[0] == "**马上断电，离开。**" and "工单号" in said[1] and len(said) == 2
    assert customer.handoff.urgency == "critical" and customer.form is None


def test_another_request_half_way_changes_the_form(customer):
    said = begun(customer).says("算了我直接退货吧 QH2025110001", "request_return")
    assert said[0] == "好的，我来帮您办理退换货。"
    assert customer.form == "return_form" and customer.slot("order_number") == "QH2025110001"


def test_what_was_said_before_is_not_asked_again(customer):
    customer.says("空调不制冷怎么办", "faq", ranking=("refund.time",))
    customer.says("我电话13912345678", "inform")
    said = customer.says("帮我报修吧", "request_repair")
    assert "地址" in said[-1]
    assert customer.slot("phone") == "13912345678" and customer.slot("product") == "空调"
    assert customer.slot("problem") == "空调不制冷"


def test_what_was_wrong_before_a_visit_was_wanted_is_not_asked_again(customer):
    customer.says("我家冰箱不制冷了", "faq")
    said = customer.says("能不能派个人来看看", "request_repair")
    assert "地址" in said[-1]
    assert (customer.slot("product_id"), customer.slot("problem")) == ("fridge", "我家冰箱不制冷了")


def test_another_appliance_has_its_own_fault(customer):
    customer.says("我家冰箱不制冷了", "faq")
    customer.says("洗衣机也坏了，派个人来看看", "request_repair")
    assert customer.slot("product") == "洗衣机" and customer.slot("problem") != "我家冰箱不制冷了"
