"""Who is named in a note finds it, whoever has the conversation, until they have read it."""

from __future__ import annotations

import pytest

from bot.core.words import HandoffReason
from bot.store import people
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.colleagues import colleagues
from bot.usecases.desk import Agent, claim, reply
from bot.usecases.desk_lists import desk_list
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.read_marks import mark_seen
from bot.usecases.reading import messages_for_customer, messages_for_desk
from bot.usecases.receive import receive, start_conversation
from bot.usecases.transferring import transfer
from tests.app.usecases.conftest import NOON


def note(store: Store, bell: Bell, customer: str, agent: Agent, text: str, at: float, key: str = "n1") -> int:
    return reply(store, bell, customer, agent, key, text, at, note=True).seq


@pytest.mark.parametrize("holder", ["bot", "queue", "wang"])
def test_a_mention_stands_in_the_list_until_it_is_read(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent, holder: str
) -> None:
    receive(store, bell, customer, "m1", "退款还没到账", NOON)
    if holder != "bot":
        request_handoff(store, bell, rules, HandoffRequest(customer, HandoffReason.ASKED, insist=True), NOON)
    if holder == "wang":
        claim(store, bell, rules, customer, wang, NOON + 1)
    seq = note(store, bell, customer, wang, "@Amy 这单您跟过，@小王 我记着", NOON + 5)
    found = desk_list(store, NOON + 6, amy.id)
    (line,) = found["mentions"]
    assert found["counts"]["mentions"] == 1
    assert (line["id"], line["mention"]) == (
        customer,
        {"by": "小王", "at": NOON + 5, "seq": seq, "text": "@Amy 这单您跟过，@小王 我记着"},
    )
    assert desk_list(store, NOON + 6, wang.id)["mentions"] == [], "who names themselves needs no alert"
    shown = messages_for_desk(store, customer, 0)[-1]
    assert shown["mentions"] == [{"id": amy.id, "name": "Amy"}, {"id": wang.id, "name": "小王"}]
    assert not any("Amy" in one["text"] and "跟过" in one["text"] for one in messages_for_customer(store, customer, 0))
    mark_seen(store, customer, amy.id, seq - 1, NOON + 7)
    assert len(desk_list(store, NOON + 8, amy.id)["mentions"]) == 1, "read, but not so far"
    assert mark_seen(store, customer, amy.id, seq, NOON + 9)
    assert desk_list(store, NOON + 10, amy.id)["mentions"] == []


def test_a_repeat_names_once_and_several_in_one_conversation_are_one_line(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    for _ in range(2):
        note(store, bell, customer, wang, "@Amy 一", NOON)
    note(store, bell, customer, wang, "@Amy 二", NOON + 1, "n2")
    other = start_conversation(store, "web", "zh", NOON)
    note(store, bell, other, wang, "@Amy 三", NOON + 2, "n3")
    lines = desk_list(store, NOON + 3, amy.id)["mentions"]
    assert [(one["id"], one["mention"]["text"]) for one in lines] == [(other, "@Amy 三"), (customer, "@Amy 二")]


def test_replies_name_nobody_and_neither_does_a_note_those_who_have_no_desk(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with store.begin() as tx:
        people.add(tx, "ed", "小编", "editor", "-", NOON)
    request_handoff(store, bell, rules, HandoffRequest(customer, HandoffReason.ASKED, insist=True), NOON)
    claim(store, bell, rules, customer, wang, NOON + 1)
    reply(store, bell, customer, wang, "r1", "@Amy 您好", NOON + 2)
    note(store, bell, customer, wang, "@小编 请补一篇文章", NOON + 3)
    assert desk_list(store, NOON + 4, amy.id)["mentions"] == []
    assert [one["mentions"] for one in messages_for_desk(store, customer, 0)[-2:]] == [[], []]


def test_the_note_of_a_transfer_names_others_and_the_receiver_hears_of_it_once(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with store.begin() as tx:
        li = people.add(tx, "li", "小李", "manager", "-", NOON)
    request_handoff(store, bell, rules, HandoffRequest(customer, HandoffReason.ASKED, insist=True), NOON)
    claim(store, bell, rules, customer, wang, NOON + 1)
    transfer(store, bell, rules, customer, wang, amy.id, "@Amy 接着看，@小李 知会", NOON + 2)
    assert [one["id"] for one in desk_list(store, NOON + 3, li)["mentions"]] == [customer]
    received = desk_list(store, NOON + 3, amy.id)
    assert (received["mentions"], received["mine"][0]["transferred"]["from"]) == ([], "小王")


def test_the_handle_names_that_very_person(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent
) -> None:
    with store.begin() as tx:
        second = people.add(tx, "amy2", "Amy", "agent", "-", NOON)
    known = {one["id"]: one["handle"] for one in colleagues(store, wang.id, NOON)}
    assert known == {amy.id: "Amy (amy)", second: "Amy (amy2)"}
    note(store, bell, customer, wang, f"@{known[second]} 请看", NOON)
    assert desk_list(store, NOON + 1, amy.id)["mentions"] == []
    assert len(desk_list(store, NOON + 1, second)["mentions"]) == 1
