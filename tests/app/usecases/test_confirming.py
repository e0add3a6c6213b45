"""After `resolved` the customer is asked once: yes closes the ticket, not yet brings the person back, silence closes it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.core.deadlines import Patience
from bot.core.words import HandoffReason
from bot.store import handoffs, people, tickets
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit, inbox
from bot.usecases.answer import Utterance, lease, save_turn
from bot.usecases.desk import Agent, claim, release, reply, resolve
from bot.usecases.desk_lists import desk_list
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.reading import customer_state, desk_conversation, messages_for_customer
from bot.usecases.recap import last_matter
from bot.usecases.receive import Receipt, Refused, receive
from bot.usecases.timeouts import fire_due
from tests.app.usecases.conftest import MIDNIGHT, NOON

DAY = Patience().confirm_timeout


class Matter:
    """One matter, solved by 小王 at noon and a minute; the customer's words after it."""

    def __init__(self, store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent) -> None:
        self.store, self.bell, self.rules, self.customer, self.wang = store, bell, rules, customer, wang
        self.count = 0
        request_handoff(store, bell, rules, HandoffRequest(customer, HandoffReason.ASKED, insist=True), NOON)
        claim(store, bell, rules, customer, wang, NOON)
        reply(store, bell, customer, wang, "r0", "您好", NOON + 30)
        resolve(store, bell, customer, wang, "已换新", NOON + 60)

    def says(self, text: str | None, at: float, button: str | None = None) -> Receipt:
        self.count += 1
        key = f"m{self.count}"
        return receive(self.store, self.bell, self.customer, key, text, at, button=button, rules=self.rules)

    def presses(self, solved: bool, at: float) -> Receipt:
        asked = next(one for one in reversed(self.shown()) if "solved" in self.asked(one))
        return self.says(None, at, asked["buttons"][0 if solved else 1]["id"])

    @staticmethod
    def asked(one: dict) -> str:  # type: ignore[type-arg]
        return "solved" if one["author"] == "bot" and "解决了吗" in one["text"] else ""

    def wang_is_there(self, at: float) -> None:
        with self.store.begin() as tx:
            people.seen(tx, self.wang.id, at)

    def wang_leaves(self) -> None:
        with self.store.begin() as tx:
            people.update(tx, self.wang.id, seen_at=NOON)

    def bot_answers(self, at: float) -> None:
        turn = lease(self.store, "engine", at)
        assert turn is not None
        save_turn(self.store, self.bell, turn, self.count, [], [Utterance("答")], None, at)

    def shown(self) -> list[dict]:  # type: ignore[type-arg]
        return messages_for_customer(self.store, self.customer, 0)

    @property
    def told(self) -> list[str]:
        return [one["event"] for one in self.shown() if one["kind"] == "event"]

    @property
    def owner(self) -> str:
        return str(customer_state(self.store, self.rules, self.customer, NOON)["owner"])

    def ticket(self):  # type: ignore[no-untyped-def]
        with self.store.read() as tx:
            return tickets.of_handoff(tx, handoffs.past_of(tx, self.customer)[0].id)

    def handoff(self):  # type: ignore[no-untyped-def]
        with self.store.read() as tx:
            return handoffs.past_of(tx, self.customer)[0]

    def store_recap(self, number: int):  # type: ignore[no-untyped-def]
        with self.store.read() as tx:
            return handoffs.get(tx, number).recap

    def audit(self, what: str) -> list[tuple[str, float]]:
        with self.store.read() as tx:
            query = sa.select(audit.c.who, audit.c.created_at).where(audit.c.what == what)
            return [(row.who, row.created_at) for row in tx.execute(query)]


@pytest.fixture
def matter(store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent) -> Matter:
    return Matter(store, bell, rules, customer, wang)


def test_the_question_comes_once_with_two_buttons_and_the_time_it_has(matter: Matter) -> None:
    last = matter.shown()[-1]
    assert last["author"] == "bot" and "24 小时" in last["text"]
    assert [one["title"] for one in last["buttons"]] == ["已解决", "还没解决"]
    assert sum(bool(matter.asked(one)) for one in matter.shown()) == 1
    ticket = matter.ticket()
    assert (ticket.state, ticket.confirmation, ticket.confirmed_at) == ("solved", "asked", None)


def test_a_released_matter_is_not_asked_about(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    claim(store, bell, rules, customer, wang, NOON)
    release(store, bell, customer, wang, NOON + 1)
    assert messages_for_customer(store, customer, 0)[-1]["event"] == "released"
    assert fire_due(store, bell, rules, NOON + DAY + 60) == 0


@pytest.mark.parametrize("typed", [None, "解决了，谢谢", "好的"])
def test_yes_closes_the_ticket_and_says_who_confirmed_it_when(matter: Matter, typed: str | None) -> None:
    receipt = matter.presses(True, NOON + 90) if typed is None else matter.says(typed, NOON + 90)
    ticket = matter.ticket()
    assert (ticket.state, ticket.confirmation, ticket.confirmed_at) == ("closed", "confirmed", NOON + 90)
    assert ticket.solved_at == NOON + 60 and matter.audit("confirmed") == [("customer", NOON + 90)]
    assert (receipt.owner, matter.owner, matter.told[-1]) == ("bot", "bot", "confirmed")
    assert ticket.number in matter.shown()[-1]["text"]
    assert lease(matter.store, "engine", NOON + 91) is None, "thanks are thanks: nobody answers them twice"
    assert fire_due(matter.store, matter.bell, matter.rules, NOON + DAY + 61) == 0
    matter.says("退款多久到账", NOON + 95)
    turn = lease(matter.store, "engine", NOON + 96)
    assert turn is not None and turn.fresh and turn.text == "退款多久到账"


def test_a_yes_with_a_question_behind_it_is_also_answered_by_the_bot(matter: Matter) -> None:
    matter.says("解决了，谢谢！另外发票怎么开？", NOON + 90)
    assert matter.ticket().confirmation == "confirmed"
    turn = lease(matter.store, "engine", NOON + 91)
    assert turn is not None and "发票" in turn.text


@pytest.mark.parametrize("typed", [None, "还是不行", "没有，还在滴水", "Still broken"])
def test_not_yet_brings_the_same_agent_back(matter: Matter, typed: str | None) -> None:
    matter.wang_is_there(NOON + 100)
    before = matter.handoff().id
    receipt = matter.presses(False, NOON + 100) if typed is None else matter.says(typed, NOON + 100)
    assert receipt.owner == matter.wang.owner and matter.owner == "agent"
    ticket, handoff = matter.ticket(), matter.handoff()
    assert (ticket.state, ticket.solved_at, ticket.confirmation, ticket.reopened) == ("open", None, "not_solved", 1)
    assert (handoff.id, handoff.ended_at, handoff.agent_id) == (before, None, matter.wang.id)
    assert matter.told[-1] == "reopened" and ("小王" in matter.shown()[-1]["text"])
    assert matter.audit("reopened") == [("customer", NOON + 100)]
    with matter.store.read() as tx:
        assert tickets.notes(tx, ticket.id)[-1] == "The customer said that it is not solved; open again."
    assert lease(matter.store, "engine", NOON + 101) is None
    # The agent owes a word now, and the question's deadline is gone.
    assert fire_due(matter.store, matter.bell, matter.rules, NOON + 100 + 121) == 1
    assert matter.told[-1] == "agent_reminded"


def test_without_the_agent_it_is_the_front_of_the_queue(
    matter: Matter, store: Store, bell: Bell, rules: DeskRules, amy: Agent
) -> None:
    from bot.usecases.receive import start_conversation

    matter.wang_leaves()
    other = start_conversation(store, "web", "zh", NOON)
    request_handoff(store, bell, rules, HandoffRequest(other, HandoffReason.ASKED, insist=True), NOON + 70)
    receipt = matter.presses(False, NOON + 100)
    assert (receipt.owner, matter.owner, matter.told[-1]) == ("queue", "queue", "reopened_queued")
    assert "第 1 位" in matter.shown()[-1]["text"] and matter.ticket().number in matter.shown()[-1]["text"]
    first = desk_list(store, NOON + 101, amy.id)["queue"][0]
    assert first["id"] == matter.customer
    assert first["returned"] == {"why": "not_solved", "from": "小王", "at": NOON + 100}
    assert matter.ticket().reopened == 1
    claim(store, bell, rules, matter.customer, amy, NOON + 110)
    resolve(store, bell, matter.customer, amy, "现在好了", NOON + 120)
    assert matter.ticket().confirmation == "asked" and matter.ticket().reopened == 1
    # Asked again by buttons of its own; the second answer counts.
    matter.presses(True, NOON + 130)
    assert (matter.ticket().state, matter.ticket().confirmation) == ("closed", "confirmed")


def test_at_night_it_is_told_when_somebody_comes(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    matter = Matter(store, bell, rules, customer, wang)
    matter.wang_leaves()
    matter.says("还是不行", MIDNIGHT)
    assert "不在人工服务时间" in matter.shown()[-1]["text"] and "09:00" in matter.shown()[-1]["text"]
    assert fire_due(store, bell, rules, MIDNIGHT + 301) == 0, "who writes at night is not impatient before the morning"


def test_after_something_else_was_said_still_broken_means_that(matter: Matter) -> None:
    matter.says("退款多久到账", NOON + 80)
    matter.bot_answers(NOON + 81)
    receipt = matter.says("还是不行", NOON + 90)
    assert receipt.owner == "bot" and matter.ticket().state == "solved"
    assert lease(matter.store, "engine", NOON + 91) is not None
    # The button keeps its meaning.
    matter.wang_is_there(NOON + 100)
    assert matter.presses(False, NOON + 100).owner == matter.wang.owner


def test_no_answer_closes_it_as_unconfirmed_and_not_yet_still_counts_later(matter: Matter) -> None:
    assert fire_due(matter.store, matter.bell, matter.rules, NOON + 60 + DAY - 1) == 0
    assert fire_due(matter.store, matter.bell, matter.rules, NOON + 60 + DAY) == 1
    assert fire_due(matter.store, matter.bell, matter.rules, NOON + 60 + DAY + 1) == 0
    ticket = matter.ticket()
    assert (ticket.state, ticket.confirmation, ticket.confirmed_at) == ("closed", "unconfirmed", NOON + 60 + DAY)
    assert matter.told[-1] == "resolved", "the customer was told before; nobody is written to after a day of silence"
    matter.wang_is_there(NOON + 2 * DAY)
    # Too long ago for the same agent (reopen_within): the queue.
    assert matter.says("还是不行", NOON + 2 * DAY).owner == "queue"
    assert matter.ticket().state == "open" and matter.ticket().reopened == 1


def test_danger_is_not_taken_for_a_mere_no(matter: Matter) -> None:
    assert matter.says("没好，现在冒烟了！", NOON + 90).owner == "bot"
    turn = lease(matter.store, "engine", NOON + 91)
    assert turn is not None and "冒烟" in turn.text


def test_pressing_twice_or_the_button_of_an_older_matter(
    matter: Matter, store: Store, bell: Bell, rules: DeskRules
) -> None:
    old = next(one for one in matter.shown() if matter.asked(one))["buttons"][1]["id"]
    matter.presses(True, NOON + 70)
    matter.presses(True, NOON + 71)
    assert matter.ticket().confirmed_at == NOON + 70 and len(matter.audit("confirmed")) == 1
    with pytest.raises(Refused):
        matter.says(None, NOON + 72, "yes-999-0")
    request_handoff(store, bell, rules, HandoffRequest(matter.customer, HandoffReason.ASKED, insist=True), NOON + 80)
    claim(store, bell, rules, matter.customer, matter.wang, NOON + 81)
    resolve(store, bell, matter.customer, matter.wang, "也好了", NOON + 90)
    receipt = matter.says(None, NOON + 100, old)
    assert receipt.owner == "bot" and matter.ticket().confirmation == "asked"
    with store.read() as tx:
        row = tx.execute(sa.select(inbox).where(inbox.c.id == receipt.inbox_id)).one()
    assert (row.text, row.trusted) == ("还没解决", False), "the bot reads it as words"


def test_what_came_of_it_is_told_to_the_next_agent(matter: Matter, store: Store, bell: Bell, rules: DeskRules) -> None:
    first = matter.handoff()
    assert "由 小王 处理并结束：已换新" in first.recap["zh"] and matter.ticket().number in first.recap["zh"]
    matter.presses(True, NOON + 90)
    assert "客户确认已解决" in matter.handoff().recap["zh"]
    matter.says("洗衣机也坏了", NOON + 100)
    request_handoff(store, bell, rules, HandoffRequest(matter.customer, HandoffReason.ASKED, insist=True), NOON + 110)
    second = matter.handoff()
    assert second.id != first.id and second.recap is None
    assert [one["at"] for one in second.packet["before"]] == [NOON + 60]
    assert "客户确认已解决" in second.packet["before"][0]["zh"] and "dealt with it" in second.packet["before"][0]["en"]
    past = desk_conversation(store, matter.customer, NOON + 111)["past"]
    assert past[0]["recap"] == matter.store_recap(first.id)


@pytest.mark.parametrize(
    ("how", "words"), [("released", "还没有处理完，最后答复“您好”"), ("nobody_came", "没有客服接待")]
)
def test_every_way_back_to_the_bot_leaves_a_recap(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, how: str, words: str
) -> None:
    receive(store, bell, customer, "m0", "空调滴水了", NOON - 5)
    request_handoff(store, bell, rules, HandoffRequest(customer, HandoffReason.ASKED, insist=True), NOON)
    if how == "released":
        claim(store, bell, rules, customer, wang, NOON)
        reply(store, bell, customer, wang, "r0", "您好", NOON + 30)
        release(store, bell, customer, wang, NOON + 40)
    else:
        fire_due(store, bell, rules, NOON + 1801)
    with store.read() as tx:
        row = handoffs.past_of(tx, customer)[0]
    assert row.end_reason == how and words in row.recap["zh"] and "空调滴水了" in row.recap["zh"]
    found = last_matter(store, customer, NOON + 2000)
    assert found is not None and (found.about, found.settled) == ("空调滴水了", False)
    assert last_matter(store, customer, NOON + 8 * DAY) is None
