"""A conversation goes straight to a colleague, or back to the front of the queue, and the customer tells nothing twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.deadlines import Patience
from bot.core.text import BadText
from bot.core.words import HandoffReason, Urgency
from bot.store import conversations, handoffs, people, tickets, transfers
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit
from bot.usecases.colleagues import colleagues
from bot.usecases.desk import Agent, Held, claim, reply
from bot.usecases.desk_lists import desk_list
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.read_marks import mark_seen
from bot.usecases.reading import customer_state, messages_for_customer, messages_for_desk
from bot.usecases.receive import Refused, start_conversation
from bot.usecases.timeouts import fire_due
from bot.usecases.transferring import NotThere, transfer
from tests.app.usecases.conftest import MIDNIGHT, NOON

T = Patience()


def with_wang(store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, at: float = NOON) -> None:
    request_handoff(store, bell, rules, HandoffRequest(customer, HandoffReason.ASKED, insist=True), at)
    claim(store, bell, rules, customer, wang, at + 1)


def row(store: Store, customer: str) -> Any:
    with store.read() as tx:
        return conversations.get(tx, customer)


def handoff(store: Store, customer: str) -> Any:
    with store.read() as tx:
        (one,) = handoffs.past_of(tx, customer)
        return one


def leaves(store: Store, agent: Agent, at: float) -> None:
    with store.begin() as tx:
        people.update(tx, agent.id, seen_at=at)


def test_to_a_colleague_owner_note_notice_and_traces_change_together(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with_wang(store, bell, rules, customer, wang)
    reply(store, bell, customer, wang, "r1", "您好", NOON + 5)
    before, first = row(store, customer), handoff(store, customer)
    assert transfer(store, bell, rules, customer, wang, amy.id, " 退款已批，只差到账时间 ", NOON + 60) == amy.owner
    after, now_one = row(store, customer), handoff(store, customer)
    assert (after.owner, after.epoch) == (amy.owner, before.epoch + 1)
    assert (now_one.id, now_one.asked_at, now_one.first_reply_at) == (first.id, first.asked_at, first.first_reply_at)
    assert (now_one.agent_id, now_one.ended_at) == (amy.id, None)
    with store.read() as tx:
        (made,) = transfers.of_handoff(tx, first.id)
        noted = tickets.notes(tx, tickets.of_handoff(tx, first.id).id)
        recorded = tx.execute(sa.select(audit.c.who).where(audit.c.what == "transferred")).scalars().all()
    shown = messages_for_desk(store, customer, 0)
    assert (made.from_id, made.to_id, made.note) == (wang.id, amy.id, "退款已批，只差到账时间")
    assert (made.seq, made.created_at) == (shown[-1]["seq"], NOON + 60)
    assert noted[-1] == "小王 passed it on to Amy: 退款已批，只差到账时间" and recorded == [f"user:{wang.id}"]
    assert [(one["kind"], one["author"], one["text"]) for one in shown[-2:-1]] == [
        ("note", wang.owner, "退款已批，只差到账时间")
    ]
    assert (shown[-1]["event"], shown[-1]["agent"], shown[-1]["from"]) == ("transferred", "Amy", "小王")
    told = messages_for_customer(store, customer, 0)
    assert told[-1]["text"] == "小王请同事Amy接着帮您。前面的内容Amy都能看到，您不用再说一遍。"
    assert not any("退款已批" in one["text"] for one in told), "the note is for colleagues only"
    assert customer_state(store, rules, customer, NOON + 60)["agent"] == "Amy"
    with pytest.raises(Held, match="Amy"):
        reply(store, bell, customer, wang, "r2", "还有", NOON + 61)
    assert not reply(store, bell, customer, amy, "a1", "您好，我接着处理", NOON + 62).repeated


def test_in_english_the_customer_hears_the_same(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent, amy: Agent
) -> None:
    english = start_conversation(store, "web", "en", NOON)
    with_wang(store, bell, rules, english, wang)
    transfer(store, bell, rules, english, wang, amy.id, "refund", NOON + 9)
    assert messages_for_customer(store, english, 0)[-1]["text"].startswith("小王 has asked a colleague, Amy, to go on")


def test_the_receiver_sees_that_it_is_new_until_they_have_looked(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with_wang(store, bell, rules, customer, wang)
    assert desk_list(store, NOON, wang.id)["mine"][0]["transferred"] is None
    transfer(store, bell, rules, customer, wang, amy.id, "请接着看", NOON + 60)
    (line,) = desk_list(store, NOON + 61, amy.id)["mine"]
    assert (line["id"], line["transferred"]) == (customer, {"from": "小王", "at": NOON + 60})
    assert desk_list(store, NOON + 61, wang.id)["mine"] == []
    last = messages_for_desk(store, customer, 0)[-1]["seq"]
    mark_seen(store, customer, amy.id, last - 1)
    assert desk_list(store, NOON + 62, amy.id)["mine"][0]["transferred"], "the notice itself is not read yet"
    mark_seen(store, customer, amy.id, last)
    assert desk_list(store, NOON + 63, amy.id)["mine"][0]["transferred"] is None
    # Back and forth: each time it is new again.
    transfer(store, bell, rules, customer, amy, wang.id, "还是您来", NOON + 70)
    assert desk_list(store, NOON + 71, wang.id)["mine"][0]["transferred"]["from"] == "Amy"


def test_a_receiver_who_does_not_write_loses_it_to_the_queue(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with_wang(store, bell, rules, customer, wang)
    transfer(store, bell, rules, customer, wang, amy.id, "请接着看", NOON + 60)
    assert fire_due(store, bell, rules, NOON + 60 + T.agent_reminder_timeout - 1) == 0
    assert fire_due(store, bell, rules, NOON + 60 + T.agent_reminder_timeout) == 1
    assert handoff(store, customer).alert == "agent_silent"
    assert fire_due(store, bell, rules, NOON + 60 + T.agent_silent_timeout) == 1
    found = handoff(store, customer)
    assert (row(store, customer).owner, found.former_agent_id, found.return_reason) == ("queue", amy.id, "agent_silent")


def test_offline_only_who_insists_and_then_the_deadline_of_a_claim_brings_it_back(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with_wang(store, bell, rules, customer, wang)
    leaves(store, amy, NOON - 3600)
    with pytest.raises(NotThere, match="Amy is offline") as refused:
        transfer(store, bell, rules, customer, wang, amy.id, "请接着看", NOON + 60)
    assert refused.value.more == {"name": "Amy", "presence": "offline"}
    assert row(store, customer).owner == wang.owner
    transfer(store, bell, rules, customer, wang, amy.id, "请接着看", NOON + 60, insist=True)
    assert row(store, customer).owner == amy.owner
    assert fire_due(store, bell, rules, NOON + 60 + T.agent_gone_timeout - 1) == 0
    assert fire_due(store, bell, rules, NOON + 60 + T.agent_gone_timeout) == 1
    assert (row(store, customer).owner, handoff(store, customer).return_reason) == ("queue", "agent_gone")


def test_who_is_away_is_asked_about_as_well_and_who_is_busy_is_not(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with_wang(store, bell, rules, customer, wang)
    with store.begin() as tx:
        people.update(tx, amy.id, presence="away")
    with pytest.raises(NotThere, match="Amy is away"):
        transfer(store, bell, rules, customer, wang, amy.id, "请接着看", NOON + 60)
    with store.begin() as tx:
        people.update(tx, amy.id, presence="busy")
    assert transfer(store, bell, rules, customer, wang, amy.id, "请接着看", NOON + 61) == amy.owner


@pytest.mark.parametrize("wrote", [True, False])
def test_back_to_the_queue_it_stands_in_front_and_keeps_its_time_of_asking(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent, wrote: bool
) -> None:
    earlier = start_conversation(store, "web", "zh", NOON - 500)
    request_handoff(store, bell, rules, HandoffRequest(earlier, HandoffReason.ASKED, insist=True), NOON - 500)
    with_wang(store, bell, rules, customer, wang)
    if wrote:
        reply(store, bell, customer, wang, "r1", "您好", NOON + 5)
    assert transfer(store, bell, rules, customer, wang, None, "要会维修的同事", NOON + 60) == "queue"
    found = handoff(store, customer)
    assert (found.asked_at, found.agent_id, found.former_agent_id) == (NOON, None, wang.id)
    assert (found.return_reason, found.returned_at, found.accepted_at is None) == ("put_back", NOON + 60, not wrote)
    first, second = desk_list(store, NOON + 61, amy.id)["queue"]
    assert (first["id"], second["id"]) == (customer, earlier)
    assert first["returned"] == {"why": "put_back", "from": "小王", "at": NOON + 60}
    with store.read() as tx:
        (made,) = transfers.of_handoff(tx, found.id)
        number = tickets.of_handoff(tx, found.id).number
    assert (made.to_id, made.note) == (None, "要会维修的同事")
    said = messages_for_customer(store, customer, 0)[-1]["text"]
    assert "小王请其他同事接着帮您" in said and "第 1 位" in said and number in said
    claim(store, bell, rules, customer, amy, NOON + 70)
    assert handoff(store, customer).id == found.id and row(store, customer).owner == amy.owner


def test_back_to_the_queue_its_clocks_start_anew(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    with_wang(store, bell, rules, customer, wang)
    transfer(store, bell, rules, customer, wang, None, "要会维修的同事", NOON + 60)
    assert fire_due(store, bell, rules, NOON + 60 + T.claim_timeout - 1) == 0
    assert fire_due(store, bell, rules, NOON + 60 + T.claim_timeout) == 1
    assert handoff(store, customer).alert == "unclaimed"


def test_back_to_the_queue_out_of_hours_and_in_danger_the_customer_hears_what_matters(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    with_wang(store, bell, rules, customer, wang, MIDNIGHT)
    transfer(store, bell, rules, customer, wang, None, "明天接着办", MIDNIGHT + 60)
    assert "现在不在人工服务时间" in messages_for_customer(store, customer, 0)[-1]["text"]
    danger = start_conversation(store, "web", "zh", MIDNIGHT)
    asked = HandoffRequest(danger, HandoffReason.CRITICAL, Urgency.CRITICAL)
    request_handoff(store, bell, rules, asked, MIDNIGHT)
    claim(store, bell, rules, danger, wang, MIDNIGHT + 1)
    transfer(store, bell, rules, danger, wang, None, "快", MIDNIGHT + 2)
    assert "119" in messages_for_customer(store, danger, 0)[-1]["text"]


def test_what_cannot_be_done_says_why_and_changes_nothing(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with store.begin() as tx:
        editor = people.add(tx, "ed", "小编", "editor", "-", NOON)
        gone = people.add(tx, "old", "老李", "agent", "-", NOON)
        people.update(tx, gone, disabled=True)

    def code(
        to: int | None, note: object = "请接着看", who: Agent = wang, conversation: str = customer
    ) -> tuple[str, int]:
        with pytest.raises(Refused) as refused:
            transfer(store, bell, rules, conversation, who, to, note, NOON + 60, insist=True)
        return refused.value.code, refused.value.status

    assert code(amy.id) == ("not_claimed", 409), "the bot has it"
    with_wang(store, bell, rules, customer, wang)
    before = row(store, customer)
    assert code(wang.id) == ("yourself", 400)
    assert code(9_999) == ("unknown_person", 404)
    assert code(editor) == code(gone) == ("cannot_answer", 409)
    assert code(amy.id, note="  ") == code(amy.id, note=None) == ("note_missing", 400)
    assert code(wang.id, who=amy) == code(None, who=amy) == ("held", 409)
    assert code(amy.id, conversation="nobody") == ("unknown_conversation", 404)
    with pytest.raises(BadText):
        transfer(store, bell, rules, customer, wang, amy.id, "长" * 2001, NOON + 60)
    assert row(store, customer) == before and len(messages_for_desk(store, customer, 0)) == 2
    transfer(store, bell, rules, customer, wang, None, "请接着看", NOON + 61)
    assert code(amy.id) == ("not_claimed", 409), "it waits again"


def test_of_two_transfers_at_once_one_is_done(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with_wang(store, bell, rules, customer, wang)
    start, outcomes = threading.Barrier(2), []

    def pass_on(to: int | None) -> None:
        start.wait()
        try:
            outcomes.append(transfer(store, bell, rules, customer, wang, to, "请接着看", NOON + 60))
        except Refused as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=pass_on, args=(to,)) for to in (amy.id, None)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    owner = row(store, customer).owner
    assert sorted(outcomes) == sorted([owner, "held" if owner == amy.owner else "not_claimed"])
    with store.read() as tx:
        assert len(transfers.of_handoff(tx, handoff(store, customer).id)) == 1
    assert row(store, customer).epoch == 3


def test_colleagues_stand_with_presence_and_number_the_freest_first(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with store.begin() as tx:
        for login, name, role, presence, seen in (
            ("li", "小李", "manager", "online", NOON),
            ("zhao", "小赵", "agent", "busy", NOON),
            ("sun", "小孙", "agent", "away", NOON),
            ("zhou", "小周", "agent", "online", NOON - 61),
            ("ed", "小编", "editor", "online", NOON),
        ):
            number = people.add(tx, login, name, role, "-", NOON)
            people.update(tx, number, presence=presence, seen_at=seen)
    with_wang(store, bell, rules, customer, amy)
    found = [(one["name"], one["presence"], one["conversations"]) for one in colleagues(store, wang.id, NOON)]
    assert found == [
        ("小李", "online", 0),
        ("Amy", "online", 1),
        ("小赵", "busy", 0),
        ("小孙", "away", 0),
        ("小周", "offline", 0),
    ]
