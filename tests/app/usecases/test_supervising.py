"""Team leads in other people's conversations, on both databases: who has it, who is told what, who may."""

from __future__ import annotations

import secrets

import pytest
import sqlalchemy as sa

from bot.core.words import HandoffReason, Urgency
from bot.store import people
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit, conversation, handoff, timer
from bot.usecases.desk import Agent, Held, claim, release, reply
from bot.usecases.desk_lists import desk_list
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.lead_words import put_away, unread_words, words_in
from bot.usecases.reading import customer_state, desk_conversation, messages_for_customer, messages_for_desk
from bot.usecases.receive import Refused, receive, start_conversation
from bot.usecases.searching import search_desk
from bot.usecases.supervising import reassign, send_back, take_over, team, whisper
from bot.usecases.timeouts import fire_due
from tests.app.usecases.conftest import NOON

AT = NOON + 60


@pytest.fixture
def boss(store: Store) -> Agent:
    with store.begin() as tx:
        number = people.add(tx, "boss", "陈主管", "manager", "-", NOON)
        people.seen(tx, number, AT + 600)
    return Agent(number, "陈主管", "manager")


@pytest.fixture
def held(store: Store, bell: Bell, rules: DeskRules, wang: Agent) -> str:
    """A conversation that 小王 has; the customer was answered once."""
    made = start_conversation(store, "web", "zh", NOON)
    receive(store, bell, made, secrets.token_hex(8), "我要投诉", NOON)
    request_handoff(store, bell, rules, HandoffRequest(made, HandoffReason.ASKED, insist=True), NOON)
    claim(store, bell, rules, made, wang, NOON + 1)
    reply(store, bell, made, wang, "first", "您好", NOON + 2)
    return made


def state(store: Store, conversation_id: str) -> tuple[str, int]:
    with store.read() as tx:
        row = tx.execute(sa.select(conversation).where(conversation.c.id == conversation_id)).one()
        return row.owner, row.epoch


def everything(store: Store, conversation_id: str) -> list[object]:
    """All that a reader could disturb."""
    with store.read() as tx:
        return [
            list(tx.execute(sa.select(conversation).where(conversation.c.id == conversation_id))),
            list(tx.execute(sa.select(handoff))),
            list(tx.execute(sa.select(timer).order_by(timer.c.id))),
        ]


def test_listening_in_changes_nothing(store: Store, rules: DeskRules, held: str, boss: Agent) -> None:
    before, told = everything(store, held), messages_for_customer(store, held, 0)
    seen = customer_state(store, rules, held, AT)
    assert desk_conversation(store, held, AT, boss.id)["holder"] == "小王"
    assert [one["text"] for one in messages_for_desk(store, held, 0)][-1] == "您好"
    assert everything(store, held) == before
    assert (messages_for_customer(store, held, 0), customer_state(store, rules, held, AT)) == (told, seen)


def test_a_whisper_reaches_the_holder_and_the_leads_alone(
    store: Store, bell: Bell, rules: DeskRules, held: str, wang: Agent, amy: Agent, boss: Agent
) -> None:
    before, seen = everything(store, held), messages_for_customer(store, held, 0)
    assert whisper(store, bell, held, boss, "w1", "先道歉，再查订单", AT) is False
    assert whisper(store, bell, held, boss, "w1", "先道歉，再查订单", AT + 1) is True, "the same id is the same whisper"
    with pytest.raises(Refused) as refused:
        whisper(store, bell, held, boss, "w1", "别的话", AT)
    assert refused.value.code == "id_taken"
    for reader, wanted in ((wang, 1), (boss, 1), (amy, 0)):
        assert len(words_in(store, held, reader)) == wanted
    with store.read() as tx:
        ((to, (word,)),) = unread_words(tx, [wang.id, amy.id, boss.id]).items()
    assert (to, word["by"], word["kind"], word["text"]) == (wang.id, "陈主管", "whisper", "先道歉，再查订单")
    # No message at all, so no export, search, channel or colleague can show it.
    assert everything(store, held) == before and messages_for_customer(store, held, 0) == seen
    assert all("道歉" not in one["text"] for one in messages_for_desk(store, held, 0))
    assert search_desk(store, "先道歉")["messages"] == []
    with pytest.raises(Refused):
        put_away(store, word["id"], amy, AT)
    put_away(store, word["id"], wang, AT)
    put_away(store, word["id"], wang, AT + 1)
    with store.read() as tx:
        assert unread_words(tx, [wang.id]) == {}
    assert len(words_in(store, held, wang)) == 1, "it stays readable in the conversation"


def test_a_lead_takes_over(
    store: Store, bell: Bell, rules: DeskRules, held: str, wang: Agent, amy: Agent, boss: Agent
) -> None:
    owner, epoch = state(store, held)
    assert owner == wang.owner
    take_over(store, bell, rules, held, boss, "客户点名投诉小王", AT)
    assert state(store, held) == (boss.owner, epoch + 1)
    take_over(store, bell, rules, held, boss, "再按一次", AT)
    assert state(store, held) == (boss.owner, epoch + 1), "a second press changes nothing"
    told = messages_for_customer(store, held, 0)[-1]
    assert (told["event"], told["text"]) == ("taken_over", "客服 陈主管 已从 小王 手中接过您的会话，继续为您服务。")
    assert "投诉" not in told["text"], "the reason is not the customer's business"
    with pytest.raises(Held):
        reply(store, bell, held, wang, "late", "我还在写", AT)
    reply(store, bell, held, boss, "greeting", "我是主管", AT)
    (word,) = words_in(store, held, wang)
    assert (word["kind"], word["by"], word["text"]) == ("taken_over", "陈主管", "客户点名投诉小王")
    assert words_in(store, held, amy) == []
    with store.read() as tx:
        line = tx.execute(sa.select(audit).where(audit.c.what == "taken_over")).one()
        row = tx.execute(sa.select(handoff)).one()
    assert (line.who, line.object) == (f"user:{boss.id}", held)
    assert line.data == {"from": wang.id, "reason": "客户点名投诉小王"}
    assert (row.agent_id, row.accepted_at, row.first_reply_at, row.ended_at) == (boss.id, NOON + 1, NOON + 2, None)


def test_a_lead_gives_it_to_somebody_else(
    store: Store, bell: Bell, rules: DeskRules, held: str, wang: Agent, amy: Agent, boss: Agent
) -> None:
    _, epoch = state(store, held)
    assert reassign(store, bell, rules, held, boss, amy.id, "Amy 熟悉退款", AT) == "Amy"
    assert state(store, held) == (amy.owner, epoch + 1)
    assert [line["id"] for line in desk_list(store, AT, amy.id)["mine"]] == [held]
    assert [word["kind"] for word in words_in(store, held, wang)] == ["taken_away"]
    assert [word["kind"] for word in words_in(store, held, amy)] == ["given"]
    assert {word["text"] for word in words_in(store, held, boss)} == {"Amy 熟悉退款"}
    # The new agent owes a word as after a claim: the deadlines are theirs.
    assert fire_due(store, bell, rules, AT + rules.patience.agent_reminder_timeout + 1) == 1
    assert messages_for_customer(store, held, 0)[-1]["text"] == "已提醒客服 Amy 您在等待，请稍候。"


def test_who_waits_is_given_to_an_agent(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, boss: Agent
) -> None:
    request_handoff(store, bell, rules, HandoffRequest(customer, HandoffReason.ASKED, insist=True), NOON)
    reassign(store, bell, rules, customer, boss, wang.id, "请接待", AT)
    assert state(store, customer)[0] == wang.owner
    with store.read() as tx:
        row = tx.execute(sa.select(handoff)).one()
    assert (row.agent_id, row.accepted_at) == (wang.id, AT)


@pytest.mark.parametrize("urgency", [Urgency.NORMAL, Urgency.CRITICAL])
def test_back_to_the_front_of_the_queue(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent, boss: Agent, urgency: Urgency
) -> None:
    made = start_conversation(store, "web", "en", NOON)
    request_handoff(store, bell, rules, HandoffRequest(made, HandoffReason.ASKED, urgency, insist=True), NOON)
    claim(store, bell, rules, made, wang, NOON + 1)
    send_back(store, bell, rules, made, boss, "shift ends", AT)
    (line,) = desk_list(store, AT, wang.id)["queue"]
    assert line["returned"] == {"why": "sent_back", "from": "小王", "at": AT}
    said = messages_for_customer(store, made, 0)[-1]["text"]
    assert "number 1" in said and ("119" in said) == (urgency is Urgency.CRITICAL)
    assert [word["kind"] for word in words_in(store, made, wang)] == ["sent_back"]
    # The clocks of the queue start anew.
    assert fire_due(store, bell, rules, AT + rules.patience.claim_timeout - 1) == 0
    assert fire_due(store, bell, rules, AT + rules.patience.claim_timeout + 1) == 1


def test_what_is_refused(
    store: Store, bell: Bell, rules: DeskRules, held: str, customer: str, wang: Agent, amy: Agent, boss: Agent
) -> None:
    before = everything(store, held)
    for deed in (
        lambda: whisper(store, bell, held, amy, "w", "嗨", AT),
        lambda: take_over(store, bell, rules, held, amy, "想要", AT),
        lambda: reassign(store, bell, rules, held, wang, amy.id, "累了", AT),
        lambda: send_back(store, bell, rules, held, amy, "不", AT),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert (refused.value.code, refused.value.status) == ("not_allowed", 403)
    for reason in (None, "", "  ", 7):
        with pytest.raises(Refused) as refused:
            take_over(store, bell, rules, held, boss, reason, AT)
        assert refused.value.code == "reason_missing"
    with store.begin() as tx:
        gone = people.add(tx, "gone", "下班了", "agent", "-", NOON)
        editor = people.add(tx, "ed", "编辑", "editor", "-", NOON)
        people.seen(tx, editor, AT)
    for to, code in ((wang.id, "has_it"), (gone, "not_there"), (editor, "unknown_agent"), (9999, "unknown_agent")):
        with pytest.raises(Refused) as refused:
            reassign(store, bell, rules, held, boss, to, "换人", AT)
        assert refused.value.code == code
    for other in (take_over, send_back):
        with pytest.raises(Refused) as refused:
            other(store, bell, rules, customer, boss, "为何不", AT)
        assert refused.value.code == "with_bot"
    with pytest.raises(Refused) as refused:
        whisper(store, bell, customer, boss, "w", "有人吗", AT)
    assert refused.value.code == "not_held"
    assert everything(store, held) == before
    release(store, bell, held, wang, AT)
    with pytest.raises(Refused):
        take_over(store, bell, rules, held, boss, "太晚了", AT)
    assert state(store, held)[0] == "bot"


def test_an_order_is_for_the_agent_who_was_seen(
    store: Store, bell: Bell, rules: DeskRules, held: str, wang: Agent, amy: Agent, boss: Agent
) -> None:
    reassign(store, bell, rules, held, boss, amy.id, "换人", AT, wang.owner)
    for deed in (
        lambda: whisper(store, bell, held, boss, "w", "小王，你太急了", AT, wang.owner),
        lambda: take_over(store, bell, rules, held, boss, "小王太急", AT, wang.owner),
        lambda: reassign(store, bell, rules, held, boss, wang.id, "换人", AT, wang.owner),
        lambda: send_back(store, bell, rules, held, boss, "换人", AT, wang.owner),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "passed_on"
    assert state(store, held)[0] == amy.owner and len(words_in(store, held, amy)) == 1
    take_over(store, bell, rules, held, boss, "我来", AT, amy.owner)
    take_over(store, bell, rules, held, boss, "我来", AT, amy.owner)
    assert state(store, held)[0] == boss.owner, "the same order once more finds it done"


def test_the_team(store: Store, held: str, wang: Agent, amy: Agent, boss: Agent) -> None:
    with store.begin() as tx:
        people.add(tx, "ed", "编辑", "editor", "-", NOON)
        people.update(tx, amy.id, presence="busy")
    found = {one["name"]: (one["presence"], one["held"]) for one in team(store, AT)}
    assert found == {"小王": ("online", 1), "Amy": ("busy", 0), "陈主管": ("online", 0)}
    assert {one["presence"] for one in team(store, AT + 86400)} == {"offline"}
