"""Nobody waits for ever, on either side: what happens when no word comes, who is told, and that it happens once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.deadlines import Deadline, Patience
from bot.core.words import HandoffReason, Urgency
from bot.store import conversations, handoffs, people, tickets
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit, timer
from bot.usecases.answer import lease
from bot.usecases.desk import Agent, Held, claim, reply, resolve
from bot.usecases.desk_lists import desk_list
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, leave_queue, request_handoff
from bot.usecases.leave_request import leave_request
from bot.usecases.reading import customer_state, messages_for_customer, messages_for_desk
from bot.usecases.receive import receive, start_conversation
from bot.usecases.snoozing import snooze, wake_snoozed
from bot.usecases.timeouts import fire_due
from tests.app.usecases.conftest import MIDNIGHT, MORNING, NOON

T = Patience()


class Shop:
    """Everything that happens in one conversation, on a clock of its own."""

    def __init__(self, store: Store, bell: Bell, rules: DeskRules, customer: str) -> None:
        self.store, self.bell, self.rules, self.customer = store, bell, rules, customer
        self._count = 0

    def calls(self, at: float, urgency: Urgency = Urgency.NORMAL, who: str | None = None) -> Any:
        request = HandoffRequest(who or self.customer, HandoffReason.ASKED, urgency, insist=True)
        return request_handoff(self.store, self.bell, self.rules, request, at)

    def says(self, at: float, text: str = "在吗") -> Any:
        self._count += 1
        return receive(self.store, self.bell, self.customer, f"m{self._count}", text, at, patience=self.rules.patience)

    def claims(self, agent: Agent, at: float) -> None:
        self.sees(agent, at)
        claim(self.store, self.bell, self.rules, self.customer, agent, at)

    def replies(self, agent: Agent, at: float) -> None:
        self._count += 1
        reply(self.store, self.bell, self.customer, agent, f"r{self._count}", "您好", at, patience=self.rules.patience)

    def sees(self, agent: Agent, at: float) -> None:
        """A sign of life of that agent's desk, and none after it."""
        with self.store.begin() as tx:
            people.update(tx, agent.id, seen_at=at)

    def passes(self, at: float) -> int:
        return fire_due(self.store, self.bell, self.rules, at)

    @property
    def owner(self) -> str:
        return str(customer_state(self.store, self.rules, self.customer, NOON)["owner"])

    @property
    def told(self) -> list[str]:
        """What the system has told the customer, by the name of the event."""
        found = messages_for_customer(self.store, self.customer, 0)
        return [one["event"] for one in found if one["kind"] == "event"]

    @property
    def last(self) -> str:
        return str(messages_for_customer(self.store, self.customer, 0)[-1]["text"])

    def handoff(self) -> Any:
        with self.store.read() as tx:
            return handoffs.past_of(tx, self.customer)[0]

    def ticket(self) -> Any:
        with self.store.read() as tx:
            return tickets.of_handoff(tx, handoffs.past_of(tx, self.customer)[0].id)

    def notes(self) -> str:
        with self.store.read() as tx:
            return "\n".join(tickets.notes(tx, self.ticket().id))

    def audit(self) -> list[str]:
        with self.store.read() as tx:
            return list(
                tx.execute(sa.select(audit.c.what).where(audit.c.who == "system").order_by(audit.c.id)).scalars()
            )

    def waiting(self) -> set[str]:
        with self.store.read() as tx:
            ladder = timer.c.kind.in_([one.value for one in Deadline])
            return set(tx.execute(sa.select(timer.c.kind).where(ladder, timer.c.fired_at.is_(None))).scalars())


@pytest.fixture
def shop(store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent) -> Shop:
    return Shop(store, bell, rules, customer)


def test_nobody_comes_each_step_is_told_once_and_the_bot_is_back_with_a_promise(shop: Shop) -> None:
    ticket = shop.calls(NOON).ticket
    for at, event in (
        (NOON + T.claim_timeout, "still_waiting"),
        (NOON + T.waiting_again_timeout, "waiting_long"),
        (NOON + T.nobody_came_timeout, "nobody_came"),
    ):
        assert shop.passes(at - 1) == 0
        assert shop.passes(at) == 1
        assert shop.passes(at) == 0
        assert event in (shop.told[-1], shop.told[-2] if len(shop.told) > 1 else "")
    assert shop.owner == "bot" and shop.handoff().end_reason == "nobody_came"
    assert shop.told == ["queued", "still_waiting", "waiting_long", "nobody_came"]
    # The promise of the first step is kept at every later one: two hours after noon and five minutes.
    said = [one["text"] for one in messages_for_customer(shop.store, shop.customer, 0)]
    assert all("14:05" in text and ticket in text for text in said[1:4])
    assert shop.ticket().state == "open" and shop.ticket().first_response_due == pytest.approx(NOON + 7500)
    assert shop.waiting() == set()
    assert shop.audit() == ["unclaimed", "waiting_long", "nobody_came"]
    assert "Nobody accepted within 1800 s" in shop.notes()


def test_the_promise_is_seen_at_the_desk_until_somebody_solves_it(shop: Shop, wang: Agent) -> None:
    shop.says(NOON - 5)
    shop.calls(NOON)
    for at in (300, 600, 1800):
        shop.passes(NOON + at)
    first = shop.ticket()
    line = desk_list(shop.store, NOON + 1801, wang.id)["bot"][0]
    assert line["promised"] == {"from": NOON + 1800, "due": pytest.approx(NOON + 7500)}
    shop.claims(wang, NOON + 3000)
    resolve(shop.store, shop.bell, shop.customer, wang, "好了", NOON + 3100)
    assert desk_list(shop.store, NOON + 3101, wang.id)["bot"][0]["promised"] is None
    with shop.store.read() as tx:
        assert tickets.by_number(tx, first.number).state == "solved"
        assert tickets.notes(tx, first.id)[-1] == f"Solved with {shop.ticket().number}."


def test_who_cannot_be_reached_is_asked_for_a_contact_by_the_bot(shop: Shop) -> None:
    shop.calls(NOON)
    for at in (300, 600, 1800):
        shop.passes(NOON + at)
    asked = messages_for_customer(shop.store, shop.customer, 0)[-1]
    assert asked["author"] == "bot" and "联系方式" in asked["text"]
    receive(shop.store, shop.bell, shop.customer, "press", None, NOON + 1810, button=asked["buttons"][0]["id"])
    turn = lease(shop.store, "engine", NOON + 1811)
    assert turn is not None and turn.text == "/leave_request" and turn.fresh


@pytest.mark.parametrize("where", ["in the queue", "with the bot"])
def test_a_number_that_is_typed_when_asked_is_kept_and_answered(shop: Shop, where: str) -> None:
    ticket = shop.calls(NOON).ticket
    for at in (300, 600) if where == "in the queue" else (300, 600, 1800):
        shop.passes(NOON + at)
    shop.says(NOON + 1810, "139 1234 5678")
    assert shop.told[-1] == "contact_kept" and "13912345678" in shop.last and ticket in shop.last
    assert lease(shop.store, "engine", NOON + 1811) is None, "the bot has nothing to add"
    with shop.store.read() as tx:
        assert conversations.get(tx, shop.customer).contact == {"phone": "13912345678"}


def test_a_number_that_nobody_asked_for_is_the_bots_business(shop: Shop) -> None:
    shop.says(NOON, "13912345678")
    assert lease(shop.store, "engine", NOON + 1) is not None
    assert shop.told == []


def test_who_has_left_a_number_is_told_that_it_is_used(shop: Shop) -> None:
    leave_request(shop.store, shop.bell, shop.rules, shop.customer, "q", None, "13912345678", "空调坏了", NOON - 60)
    shop.calls(NOON)
    shop.passes(NOON + 300)
    shop.passes(NOON + 600)
    assert "13912345678" in shop.last
    shop.passes(NOON + 1800)
    assert shop.told[-1] == "nobody_came" and "13912345678" in shop.last


def test_team_leads_are_alerted_until_somebody_takes_it(shop: Shop, wang: Agent) -> None:
    shop.calls(NOON)
    line = desk_list(shop.store, NOON, wang.id)["queue"][0]
    assert line["alert"] is None
    shop.passes(NOON + 301)
    line = desk_list(shop.store, NOON, wang.id)["queue"][0]
    assert (line["alert"], line["alerted_at"]) == ("unclaimed", NOON + 301)
    shop.claims(wang, NOON + 310)
    assert desk_list(shop.store, NOON, wang.id)["mine"][0]["alert"] is None
    assert not shop.waiting() & {"claim", "waiting_long", "nobody_came"}


def test_danger_stays_in_the_queue_and_is_alerted_again_and_again(shop: Shop, wang: Agent) -> None:
    shop.calls(MIDNIGHT, Urgency.CRITICAL)
    at = MIDNIGHT
    seen = []
    for _ in range(60):
        at += 60
        shop.passes(at)
        seen.append(shop.handoff().alerted_at)
    alarms = sorted({one for one in seen if one})
    assert len(alarms) >= 11 and max(b - a for a, b in zip(alarms, alarms[1:])) <= T.claim_timeout
    assert shop.owner == "queue" and shop.handoff().ended_at is None
    assert shop.told == ["queued", "still_waiting", "still_waiting", "still_waiting"]
    assert "119" in shop.last
    shop.claims(wang, at)
    assert "alarm" not in shop.waiting()


def test_what_becomes_a_danger_while_waiting_does_not_end_either(shop: Shop) -> None:
    shop.calls(NOON)
    shop.passes(NOON + 300)
    with shop.store.begin() as tx:
        handoffs.update(tx, shop.handoff().id, urgency="critical", urgency_rank=0)
    shop.passes(NOON + 600)
    shop.passes(NOON + 1800)
    assert shop.owner == "queue" and "alarm" in shop.waiting()
    with shop.store.begin() as tx:
        handoffs.update(tx, shop.handoff().id, urgency="normal", urgency_rank=2)
    shop.passes(NOON + 2400)
    assert shop.owner == "bot" and shop.told[-1] == "nobody_came", "no danger any more: it ends as any other"
    assert shop.waiting() == set()


def test_out_of_hours_the_clocks_start_at_the_opening(shop: Shop) -> None:
    shop.calls(MIDNIGHT)
    assert shop.passes(MORNING) == 0
    assert [shop.passes(MORNING + at) for at in (299, 300, 599, 600, 1799, 1800)] == [0, 1, 0, 1, 0, 1]


def test_a_worker_that_was_away_takes_the_last_step_only(shop: Shop) -> None:
    shop.calls(NOON)
    shop.passes(NOON + 9000)
    assert shop.told == ["queued", "nobody_came"]
    assert shop.waiting() == set()
    with shop.store.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).where(timer.c.fired_at.is_not(None))).scalar_one() == 3


def test_leaving_the_queue_stops_the_clock(shop: Shop) -> None:
    shop.calls(NOON)
    leave_queue(shop.store, shop.bell, shop.customer, NOON + 10)
    assert shop.waiting() == set() and shop.passes(NOON + 9000) == 0


def test_a_silent_agent_is_reminded_then_the_customer_comes_first_in_the_queue(
    shop: Shop, wang: Agent, amy: Agent
) -> None:
    shop.calls(NOON)
    earlier = start_conversation(shop.store, "web", "zh", NOON)
    shop.calls(NOON - 20, who=earlier)
    urgent = start_conversation(shop.store, "web", "zh", NOON)
    shop.calls(NOON + 5, Urgency.HIGH, who=urgent)
    shop.claims(wang, NOON + 10)
    shop.says(NOON + 100)
    shop.says(NOON + 125)
    shop.sees(wang, NOON + 130)
    assert shop.passes(NOON + 10 + 120) == 1, "from the claim on; more words do not give the agent more time"
    assert shop.told[-1] == "agent_reminded" and "小王" in shop.last
    assert desk_list(shop.store, NOON, wang.id)["mine"][0]["alert"] == "agent_silent"
    shop.sees(wang, NOON + 300)
    assert shop.passes(NOON + 10 + 300) >= 1
    assert shop.told[-1] == "agent_silent" and "很抱歉" in shop.last and "第 2 位" in shop.last
    found = shop.handoff()
    assert (found.asked_at, found.agent_id, found.former_agent_id) == (NOON, None, wang.id)
    assert (found.return_reason, found.returned_at, found.accepted_at) == ("agent_silent", NOON + 310, None)
    queue = desk_list(shop.store, NOON + 310, wang.id)["queue"]
    assert [line["id"] for line in queue] == [urgent, shop.customer, earlier]
    assert queue[1]["returned"] == {"why": "agent_silent", "from": "小王", "at": NOON + 310}
    assert customer_state(shop.store, shop.rules, shop.customer, NOON + 310)["position"] == 2
    assert customer_state(shop.store, shop.rules, earlier, NOON + 310)["position"] == 3
    shop.claims(amy, NOON + 320)
    shop.replies(amy, NOON + 325)
    assert shop.owner == "agent"


def test_an_agents_word_cancels_the_reminder_and_a_note_does_not(shop: Shop, wang: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON)
    reply(shop.store, shop.bell, shop.customer, wang, "n", "只给同事", NOON + 5, note=True)
    assert {"agent_reminded", "agent_silent"} < shop.waiting()
    shop.replies(wang, NOON + 10)
    assert shop.waiting() == {"customer_reminded", "customer_silent", "agent_gone"}


def test_a_silent_customer_is_asked_then_the_talk_ends_and_the_next_word_goes_back_to_the_same_agent(
    shop: Shop, wang: Agent
) -> None:
    ticket = shop.calls(NOON).ticket
    shop.claims(wang, NOON)
    shop.replies(wang, NOON + 10)
    shop.sees(wang, NOON + 3600)
    assert shop.passes(NOON + 10 + 599) == 0
    shop.replies(wang, NOON + 300)
    shop.passes(NOON + 10 + 601)
    assert "customer_reminded" not in shop.told, "each word of the agent starts it again"
    shop.passes(NOON + 300 + 600)
    assert shop.told[-1] == "customer_reminded"
    shop.passes(NOON + 300 + 1800)
    assert shop.told[-1] == "customer_silent" and ticket in shop.last and shop.owner == "bot"
    assert (shop.handoff().end_reason, shop.ticket().state) == ("customer_silent", "pending")
    back = shop.says(NOON + 3000, "不好意思，刚回来")
    assert back.owner == wang.owner and shop.owner == "agent"
    assert shop.told[-1] == "resumed" and "小王" in shop.last
    assert (shop.handoff().ended_at, shop.handoff().resumed_at) == (None, NOON + 3000)
    assert shop.ticket().state == "open" and shop.ticket().number == ticket
    assert lease(shop.store, "engine", NOON + 3001) is None, "people have the word, not the bot"
    assert shop.passes(NOON + 3000 + 120) == 1 and shop.told[-1] == "agent_reminded"
    shop.replies(wang, NOON + 3130)
    resolve(shop.store, shop.bell, shop.customer, wang, "好了", NOON + 3200)
    assert shop.ticket().state == "solved" and shop.waiting() == {"confirm"}


@pytest.mark.parametrize("why", ["the agent has left", "it is too long ago", "a colleague only"])
def test_else_the_next_word_goes_to_the_bot(shop: Shop, wang: Agent, amy: Agent, why: str) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON)
    shop.replies(wang, NOON)
    shop.sees(wang, NOON + 1800)
    shop.passes(NOON + 1800)
    assert shop.told[-1] == "customer_silent"
    at = NOON + 1800 + (T.reopen_within + 1 if why == "it is too long ago" else 600)
    shop.sees(wang if why == "it is too long ago" else amy, at)
    assert shop.says(at).owner == "bot"
    assert shop.ticket().state == "open", "the customer is not waited for any more"
    turn = lease(shop.store, "engine", at + 1)
    assert turn is not None and turn.fresh
    shop.sees(wang, at + 10)
    assert shop.says(at + 10).owner == "bot", "only the first word takes it up"


def test_the_customers_word_cancels_the_end(shop: Shop, wang: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON)
    shop.replies(wang, NOON)
    shop.says(NOON + 500)
    assert shop.waiting() == {"agent_reminded", "agent_silent", "agent_gone"}


def test_what_its_agent_has_snoozed_is_not_hurried(shop: Shop, wang: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON)
    shop.replies(wang, NOON)
    morning = NOON + 20 * 3600
    snooze(shop.store, shop.bell, shop.customer, wang, morning, NOON)
    # The desk is closed, the customer silent, and nobody owes a word.
    for at in (NOON + T.agent_gone_timeout, NOON + T.customer_reminder_timeout, NOON + T.customer_silent_timeout):
        assert shop.passes(at + 1) == 0
    assert (shop.owner, "customer_reminded" in shop.told) == ("agent", False)
    # The customer writes after all: now a word is owed.
    shop.says(NOON + 7200)
    shop.passes(NOON + 7200 + T.agent_silent_timeout)
    assert shop.owner == "queue"


def test_after_a_snooze_everything_counts_again(shop: Shop, wang: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON)
    shop.replies(wang, NOON)
    snooze(shop.store, shop.bell, shop.customer, wang, NOON + 3600, NOON)
    for at in (T.agent_gone_timeout, T.customer_reminder_timeout, T.customer_silent_timeout):
        shop.passes(NOON + at + 1)
    assert wake_snoozed(shop.store, shop.bell, NOON + 3600) == 1
    shop.passes(NOON + 3600 + T.agent_gone_timeout)
    assert shop.owner == "queue", "nobody is at the desk"


def test_danger_does_not_end_because_the_customer_is_silent(shop: Shop, wang: Agent) -> None:
    shop.calls(NOON, Urgency.CRITICAL)
    shop.claims(wang, NOON)
    shop.replies(wang, NOON)
    shop.sees(wang, NOON + 3600)
    shop.passes(NOON + 600)
    shop.passes(NOON + 1800)
    assert shop.owner == "agent" and shop.handoff().alert == "customer_silent"
    shop.says(NOON + 1900)
    assert shop.handoff().alert is None


def test_an_agent_whose_desk_is_closed_gives_everything_back_and_may_take_it_again(
    shop: Shop, wang: Agent, amy: Agent
) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON)
    shop.replies(wang, NOON + 10)
    shop.sees(wang, NOON + 60)
    assert shop.passes(NOON + 90) == 0, "there was a sign of life since the claim"
    assert shop.passes(NOON + 149) == 0
    assert shop.passes(NOON + 150) == 1
    assert shop.told[-1] == "agent_gone" and shop.owner == "queue"
    found = shop.handoff()
    assert found.former_agent_id == wang.id and found.accepted_at == NOON, "that one had written"
    shop.claims(wang, NOON + 160)
    assert shop.owner == "agent"
    with pytest.raises(Held, match="小王"):
        shop.claims(amy, NOON + 161)


def test_after_closing_time_the_customer_hears_when_the_desk_opens(shop: Shop, wang: Agent) -> None:
    shop.calls(MIDNIGHT)
    shop.claims(wang, MIDNIGHT)
    shop.passes(MIDNIGHT + 90)
    assert shop.told[-1] == "agent_gone" and "明天 09:00 上班" in shop.last
    assert [shop.passes(MORNING), shop.passes(MORNING + 300)] == [0, 1]


def test_english_customers_hear_english(store: Store, bell: Bell, rules: DeskRules, wang: Agent) -> None:
    shop = Shop(store, bell, rules, start_conversation(store, "web", "en", NOON))
    shop.calls(NOON)
    for at in (300, 600, 1800):
        shop.passes(NOON + at)
    said = [one["text"] for one in messages_for_customer(store, shop.customer, 0)]
    assert len(said) == 5 and all(text.isascii() or "–" in text or "“" in text for text in said), said


def test_colleagues_read_the_steps_in_the_conversation(shop: Shop, wang: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON)
    shop.sees(wang, NOON + 300)
    shop.passes(NOON + 120)
    shop.passes(NOON + 300)
    read = [(one["event"], one["agent"]) for one in messages_for_desk(shop.store, shop.customer, 0)]
    assert read == [("queued", None), ("joined", "小王"), ("agent_reminded", "小王"), ("agent_silent", "小王")]


def test_two_workers_fire_each_deadline_once(shop: Shop) -> None:
    import threading

    ids = [start_conversation(shop.store, "web", "zh", NOON) for _ in range(12)]
    for one in ids:
        shop.calls(NOON, who=one)
    taken: list[int] = []
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        taken.append(shop.passes(NOON + 301))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(taken) == 12
    for one in ids:
        told = [row.get("event") for row in messages_for_customer(shop.store, one, 0)]
        assert told.count("still_waiting") == 1


def test_a_step_that_fails_does_not_hold_up_the_others(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    other = start_conversation(shop.store, "web", "zh", NOON)
    shop.calls(NOON, who=other)
    shop.calls(NOON + 1)
    with shop.store.begin() as tx:
        # A kind that this release does not know, left by a later one.
        tx.execute(sa.insert(timer).values(conversation_id=other, kind="of_tomorrow", ref=1, due_at=NOON))
    assert shop.passes(NOON + 302) == 2
    assert "of_tomorrow" in caplog.text


def test_patience_of_the_shop_counts(shop: Shop) -> None:
    shop.rules = replace(shop.rules, patience=replace(T, claim_timeout=7))
    shop.calls(NOON)
    assert [shop.passes(NOON + 6), shop.passes(NOON + 7)] == [0, 1]


def test_an_agent_who_takes_over_after_the_silence_begins_anew(shop: Shop, wang: Agent, amy: Agent) -> None:
    shop.calls(NOON)
    shop.claims(wang, NOON)
    shop.replies(wang, NOON)
    shop.sees(wang, NOON + 1800)
    shop.passes(NOON + 1800)
    first = shop.ticket()
    assert first.state == "pending"
    shop.claims(amy, NOON + 1900)
    with shop.store.read() as tx:
        assert conversations.get(tx, shop.customer).resumes is None
        assert tickets.by_number(tx, first.number).state == "open"
    assert Deadline.AGENT_SILENT.value in shop.waiting()
