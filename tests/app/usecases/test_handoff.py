"""A person is called: at most one open handoff, exactly one ticket, one owner, and the customer always knows."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from bot.core.hours import parse_hours
from bot.core.words import HandoffReason, Nature, TicketKind, Urgency
from bot.store import conversations, handoffs, outbox, people, tickets
from bot.store.bell import Bell
from bot.store.database import Store
from bot.tickets.builtin import BuiltinDesk
from bot.usecases.answer import Utterance, lease, save_turn
from bot.usecases.deliver_tickets import deliver_next
from bot.usecases.desk import Agent, Held, claim, release, reply, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, bot_failed, leave_queue, request_handoff
from bot.usecases.reading import customer_state, messages_for_customer
from bot.usecases.receive import Refused, receive, start_conversation
from bot.usecases.tickets import find_ticket, open_ticket
from bot.usecases.timeouts import fire_due
from tests.app.usecases.conftest import MIDNIGHT, MORNING, NOON


def asked(conversation: str, **more: object) -> HandoffRequest:
    return HandoffRequest(conversation, HandoffReason.ASKED, **more)  # type: ignore[arg-type]


def owner(store: Store, conversation: str) -> str:
    with store.read() as tx:
        return str(conversations.get(tx, conversation).owner)


def texts(store: Store, conversation: str) -> list[str]:
    return [message["text"] for message in messages_for_customer(store, conversation, 0)]


def test_a_customer_who_asks_is_queued_with_place_wait_and_ticket(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    outcome = request_handoff(store, bell, rules, asked(customer), NOON)
    assert outcome.state == "queued" and outcome.position == 1 and outcome.wait is not None
    said = texts(store, customer)[-1]
    assert "第 1 位" in said and outcome.ticket is not None and outcome.ticket in said
    state = customer_state(store, rules, customer, NOON)
    assert (state["owner"], state["position"], state["ticket"]) == ("queue", 1, outcome.ticket)


def test_asking_twice_gives_the_first_outcome(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    first = request_handoff(store, bell, rules, asked(customer), NOON)
    second = request_handoff(store, bell, rules, asked(customer), NOON + 5)
    assert second.ticket == first.ticket and second.state == "queued"
    with store.read() as tx:
        assert len(tickets.of_conversation(tx, customer)) == 1


def test_ten_requests_at_once_make_one_handoff_and_one_ticket(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    found: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(request_handoff(store, bell, rules, asked(customer), NOON).ticket))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10 and len(set(found)) == 1


def test_out_of_hours_nothing_is_promised_that_cannot_be_kept(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    outcome = request_handoff(store, bell, rules, asked(customer), MIDNIGHT)
    assert outcome.state == "out_of_hours" and outcome.next_opening is not None
    assert owner(store, customer) == "bot"


def test_with_nobody_online_the_customer_is_not_left_waiting(
    store: Store, bell: Bell, rules: DeskRules, customer: str
) -> None:
    assert request_handoff(store, bell, rules, asked(customer), NOON).state == "nobody_online"
    assert owner(store, customer) == "bot"


@pytest.mark.parametrize(("moment", "state"), [(MIDNIGHT, "out_of_hours"), (NOON, "nobody_online")])
def test_who_knows_that_nobody_is_there_may_wait_all_the_same_and_leave_again(
    store: Store, bell: Bell, rules: DeskRules, customer: str, moment: float, state: str
) -> None:
    told = request_handoff(store, bell, rules, asked(customer), moment)
    assert (told.state, told.may_wait) == (state, True)
    outcome = request_handoff(store, bell, rules, asked(customer, insist=True), moment)
    assert (outcome.state, outcome.position, outcome.wait) == ("queued", 1, None), "no minutes are promised"
    said = texts(store, customer)[-1]
    assert "现在没有客服在线" in said and "最先上线的客服" in said and str(outcome.ticket) in said
    assert ("明天 09:00 上班" in said) == (state == "out_of_hours") and "119" not in said
    standing = customer_state(store, rules, customer, moment)
    assert (standing["owner"], standing["wait"], standing["emergency"]) == ("queue", None, False)
    leave_queue(store, bell, customer, moment + 5)
    assert owner(store, customer) == "bot"


def test_a_desk_left_open_at_night_promises_no_minutes_but_the_morning_does(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    outcome = request_handoff(store, bell, rules, asked(customer, insist=True), MIDNIGHT)
    assert (outcome.state, outcome.wait) == ("queued", None)
    said = texts(store, customer)[-1]
    assert "不在人工服务时间" in said and "没有客服在线" not in said and "预计等待" not in said
    assert customer_state(store, rules, customer, MORNING)["wait"] is None, "open, but nobody is there yet"
    with store.begin() as tx:
        people.seen(tx, wang.id, MORNING)
    assert customer_state(store, rules, customer, MORNING)["wait"] is not None


def test_who_waits_through_the_night_is_not_apologised_to_before_the_morning(
    store: Store, bell: Bell, rules: DeskRules, customer: str
) -> None:
    request_handoff(store, bell, rules, asked(customer, insist=True), MIDNIGHT)
    assert fire_due(store, bell, rules, MORNING) == 0
    assert fire_due(store, bell, rules, MORNING + 301) == 1
    assert "11:05" in texts(store, customer)[-1]


def test_where_nobody_would_ever_come_nobody_may_wait(
    store: Store, bell: Bell, rules: DeskRules, customer: str
) -> None:
    never = replace(rules, hours=parse_hours({}, "Asia/Shanghai"))
    for insist in (False, True):
        outcome = request_handoff(store, bell, never, asked(customer, insist=insist), NOON)
        assert (outcome.state, outcome.may_wait) == ("out_of_hours", False)
    assert owner(store, customer) == "bot"


def test_danger_calls_a_person_at_any_hour_and_advice_comes_first(
    store: Store, bell: Bell, rules: DeskRules, customer: str
) -> None:
    receive(store, bell, customer, "m", "充电宝冒烟了", MIDNIGHT)
    turn = lease(store, "engine", MIDNIGHT)
    assert turn is not None
    request = asked(customer, urgency=Urgency.CRITICAL, inbox_id=turn.inbox_id, say_first=["请立即断电并远离。"])
    outcome = request_handoff(store, bell, rules, request, MIDNIGHT)
    assert outcome.state == "queued"
    said = texts(store, customer)
    assert said[1] == "请立即断电并远离。" and "119" in said[2]
    again = request_handoff(store, bell, rules, request, MIDNIGHT + 1)
    assert again.ticket == outcome.ticket, "a repeat of the same turn finds its handoff"
    save_turn(store, bell, turn, 0, [], [Utterance("已为您转接。")], None, MIDNIGHT)
    assert texts(store, customer)[-1] == "已为您转接。", "the message that called the person may finish its turn"


def test_the_more_urgent_one_is_first(store: Store, bell: Bell, rules: DeskRules, wang: Agent) -> None:
    calm, burning = (start_conversation(store, "web", "zh", NOON) for _ in range(2))
    request_handoff(store, bell, rules, asked(calm), NOON)
    outcome = request_handoff(store, bell, rules, asked(burning, urgency=Urgency.CRITICAL), NOON + 60)
    assert outcome.position == 1
    assert customer_state(store, rules, calm, NOON + 61)["position"] == 2


def test_of_fifty_agents_one_wins_and_the_others_are_told_who(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    request_handoff(store, bell, rules, asked(customer), NOON)
    with store.begin() as tx:
        crowd = [Agent(people.add(tx, f"a{n}", f"客服{n}", "agent", "-", NOON), f"客服{n}", "agent") for n in range(50)]
    won: list[str] = []
    lost: list[str] = []
    start = threading.Barrier(10)

    def try_it(agents: list[Agent]) -> None:
        start.wait()
        for agent in agents:
            try:
                claim(store, bell, rules, customer, agent, NOON)
                won.append(agent.name)
            except Held as held:
                lost.append(held.holder)

    threads = [threading.Thread(target=try_it, args=(crowd[n::10],)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1 and lost == won * 49


def test_agent_replies_resolves_and_the_bot_is_back(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    outcome = request_handoff(store, bell, rules, asked(customer), NOON)
    claim(store, bell, rules, customer, wang, NOON + 10)
    receive(store, bell, customer, "m", "你好小王", NOON + 11)
    assert lease(store, "engine", NOON + 12) is None, "the bot is silent while a person has the conversation"
    first = reply(store, bell, customer, wang, "r1", "您好，我来处理。", NOON + 12)
    again = reply(store, bell, customer, wang, "r1", "您好，我来处理。", NOON + 13)
    assert (again.seq, again.repeated) == (first.seq, True)
    with pytest.raises(Held, match="小王"):
        reply(store, bell, customer, amy, "r2", "我也来", NOON + 14)
    reply(store, bell, customer, amy, "n1", "这位是老客户", NOON + 15, note=True)
    assert "这位是老客户" not in texts(store, customer)
    resolve(store, bell, customer, wang, "已安排换新", NOON + 60)
    assert owner(store, customer) == "bot"
    assert "智能助手" in texts(store, customer)[-2] and "解决了吗" in texts(store, customer)[-1]
    with store.read() as tx:
        assert tickets.by_number(tx, str(outcome.ticket)).state == "solved"
    receive(store, bell, customer, "m2", "发票怎么开", NOON + 70)
    turn = lease(store, "engine", NOON + 71)
    assert turn is not None and turn.fresh, "the bot begins a new short session"
    with pytest.raises(Refused):
        reply(store, bell, customer, wang, "r3", "还有事吗", NOON + 80)


def test_a_released_matter_stays_open(store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent) -> None:
    outcome = request_handoff(store, bell, rules, asked(customer), NOON)
    claim(store, bell, rules, customer, wang, NOON)
    release(store, bell, customer, wang, NOON + 5)
    with store.read() as tx:
        assert tickets.by_number(tx, str(outcome.ticket)).state == "open"
        assert handoffs.open_of(tx, customer) is None


def test_who_waits_too_long_is_told_once_by_when(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    request_handoff(store, bell, rules, asked(customer), NOON)
    assert fire_due(store, bell, rules, NOON + 299) == 0
    assert fire_due(store, bell, rules, NOON + 301) == 1
    assert fire_due(store, bell, rules, NOON + 302) == 0
    assert "14:05" in texts(store, customer)[-1]


def test_a_customer_may_leave_the_queue(store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent) -> None:
    request_handoff(store, bell, rules, asked(customer), NOON)
    leave_queue(store, bell, customer, NOON + 5)
    assert owner(store, customer) == "bot"
    assert request_handoff(store, bell, rules, asked(customer), NOON + 9).state == "queued", "and ask again"


def test_a_bot_that_cannot_answer_calls_a_person(store: Store, bell: Bell, rules: DeskRules, customer: str) -> None:
    receive(store, bell, customer, "m", "你好", NOON)
    turn = lease(store, "engine", NOON)
    assert turn is not None
    bot_failed(store, bell, rules, customer, turn.inbox_id, NOON)
    bot_failed(store, bell, rules, customer, turn.inbox_id, NOON + 1)
    assert owner(store, customer) == "queue"
    said = texts(store, customer)
    assert sum("出了问题" in text for text in said) == 1
    assert "最先上线的客服" in said[-1] and "119" not in said[-1], "nobody is online, and nothing is on fire"


def test_a_form_makes_one_ticket_and_only_its_customer_finds_it(
    store: Store, bell: Bell, rules: DeskRules, customer: str
) -> None:
    made = [
        open_ticket(
            store,
            bell,
            rules,
            customer,
            "form:inbox-1",
            TicketKind.REPAIR,
            "空调不制冷",
            "",
            {"phone": "13912345678"},
            Urgency.NORMAL,
            Nature.FAULT,
            NOON,
        )
        for _ in range(2)
    ]
    assert made[0].number == made[1].number == "T-10001"
    stranger = start_conversation(store, "web", "zh", NOON)
    assert find_ticket(store, customer, "t-10001") is not None
    assert find_ticket(store, customer, None) is not None
    assert find_ticket(store, stranger, "T-10001") is None
    assert deliver_next(store, {"builtin": BuiltinDesk(store)}, NOON)
    assert not deliver_next(store, {"builtin": BuiltinDesk(store)}, NOON)


def test_what_is_said_on_a_messaging_app_is_promised_to_be_delivered(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent
) -> None:
    on_app = start_conversation(store, "telegram", "zh", NOON, ext_user="42")
    on_page = start_conversation(store, "web", "zh", NOON)
    for conversation in (on_app, on_page):
        claim(store, bell, rules, conversation, wang, NOON)
        reply(store, bell, conversation, wang, "n", "只给同事看", NOON, note=True)
        reply(store, bell, conversation, wang, "r", "您好", NOON)
    with store.read() as tx:
        assert outbox.waiting(tx) == 2, "who joined and the reply; not the note, nothing for the page"
