"""One customer over channels on both databases: what counts as the same person, contacts, joining and taking apart, export."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from bot.core.words import HandoffReason
from bot.store import people
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit, conversation
from bot.usecases.contact_edit import edit_contact
from bot.usecases.desk import Agent, Held, claim, reply, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.export_conversation import export_conversation, without_contacts
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.one_customer import customer_of, join, side_by_side, split
from bot.usecases.receive import Refused, receive, start_conversation
from bot.usecases.supervising import whisper
from tests.app.usecases.conftest import NOON


@pytest.fixture
def boss(store: Store) -> Agent:
    with store.begin() as tx:
        return Agent(people.add(tx, "boss", "陈主管", "manager", "-", NOON), "陈主管", "manager")


def others(store: Store, conversation_id: str) -> set[str]:
    return {one["id"] for one in customer_of(store, conversation_id)["others"]}


def served(store: Store, bell: Bell, rules: DeskRules, agent: Agent, conversation_id: str, at: float) -> None:
    receive(store, bell, conversation_id, f"m{at}", "洗衣机漏水", at)
    request_handoff(store, bell, rules, HandoffRequest(conversation_id, HandoffReason.ASKED, insist=True), at + 1)
    claim(store, bell, rules, conversation_id, agent, at + 2)


def test_the_program_says_who_it_is(store: Store, bell: Bell, rules: DeskRules, wang: Agent) -> None:
    rest = start_conversation(store, "rest", "zh", NOON, ext_user="alice")
    callback = start_conversation(store, "callback", "zh", NOON, ext_user="alice")
    start_conversation(store, "rest", "zh", NOON, ext_user="bob")
    web = start_conversation(store, "web", "zh", NOON)
    assert others(store, rest) == {callback} and others(store, callback) == {rest}
    assert others(store, web) == set()
    served(store, bell, rules, wang, rest, NOON)
    assert customer_of(store, callback)["others"][0]["outcome"] is None, "it goes on"
    (open_ticket,) = customer_of(store, callback)["tickets"]
    assert (open_ticket["conversation"], open_ticket["state"]) == (rest, "open")
    resolve(store, bell, rest, wang, "换了水管", NOON + 10)
    (former,) = customer_of(store, callback)["others"]
    assert (former["reason"], former["outcome"], former["end_note"], former["agent"]) == (
        "asked", "resolved", "换了水管", "小王",
    )  # fmt: skip
    assert customer_of(store, callback)["tickets"] == []


def test_a_typed_number_joins_nobody(store: Store, bell: Bell, boss: Agent) -> None:
    one, other = (start_conversation(store, "web", "zh", NOON) for _ in range(2))
    for each in (one, other):
        edit_contact(store, bell, each, boss, {"phone": "139 1234 5678"}, NOON)
    # Nor does a web visitor who calls themselves what the program calls somebody.
    with store.begin() as tx:
        tx.execute(sa.update(conversation).where(conversation.c.id == one).values(ext_user="alice"))
    start_conversation(store, "rest", "zh", NOON, ext_user="alice")
    assert others(store, one) == others(store, other) == set()


def test_a_lead_joins_and_takes_apart(store: Store, bell: Bell, boss: Agent, wang: Agent) -> None:
    one, other, third = (start_conversation(store, "web", "zh", NOON) for _ in range(3))
    rest = start_conversation(store, "rest", "zh", NOON, ext_user="alice")
    callback = start_conversation(store, "callback", "zh", NOON, ext_user="alice")
    sheets = side_by_side(store, one, rest)
    assert ([sheet["id"] for sheet in sheets["both"]], sheets["same"]) == ([one, rest], False)
    assert [sheet["sender"] for sheet in sheets["both"]] == [None, "alice"]
    first = join(store, bell, one, rest, boss, "电话里核对了订单", NOON)
    second = join(store, bell, third, one, boss, "同一收货地址，已致电", NOON)
    for each in (one, rest, callback, third):
        assert others(store, each) == {one, rest, callback, third} - {each}
    assert others(store, other) == set()
    with pytest.raises(Refused) as refused:
        join(store, bell, callback, third, boss, "再来", NOON)
    assert refused.value.code == "joined_already"
    split(store, bell, first, boss, "看错了", NOON + 1)
    assert others(store, one) == {third} and others(store, rest) == {callback}
    with pytest.raises(Refused) as refused:
        split(store, bell, first, boss, "再拆", NOON)
    assert refused.value.code == "undone_already"
    links = {link["id"]: link for link in customer_of(store, one)["links"]}
    assert links[first]["undone"] == {"by": "陈主管", "why": "看错了", "at": NOON + 1}
    assert links[second]["undone"] is None and links[second]["why"] == "同一收货地址，已致电"
    join(store, bell, one, rest, boss, "还是同一位", NOON + 2)
    assert callback in others(store, third)
    with store.read() as tx:
        trail = [(row.what, row.data.get("why")) for row in tx.execute(sa.select(audit).order_by(audit.c.id))]
    assert [one for one in trail if "customers" in one[0]] == [
        ("join_customers", "电话里核对了订单"), ("join_customers", "同一收货地址，已致电"),
        ("split_customers", "看错了"), ("join_customers", "还是同一位"),
    ]  # fmt: skip
    for deed, code in (
        (lambda: join(store, bell, one, other, wang, "我觉得", NOON), "not_allowed"),
        (lambda: split(store, bell, second, wang, "我觉得", NOON), "not_allowed"),
        (lambda: join(store, bell, one, other, boss, " ", NOON), "reason_missing"),
        (lambda: join(store, bell, one, one, boss, "自己", NOON), "same_conversation"),
        (lambda: join(store, bell, one, "nobody", boss, "谁", NOON), "unknown_conversation"),
        (lambda: split(store, bell, 9999, boss, "谁", NOON), "unknown_link"),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == code


def test_contacts_are_put_right(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent, boss: Agent
) -> None:
    after = edit_contact(store, bell, customer, amy, {"name": "  王 芳 ", "phone": "+86 139-1234-5678"}, NOON)
    assert after == {"name": "王 芳", "phone": "13912345678", "email": None}
    served(store, bell, rules, wang, customer, NOON + 1)
    with pytest.raises(Held):
        edit_contact(store, bell, customer, amy, {"phone": "13800000000"}, NOON + 5)
    edit_contact(store, bell, customer, wang, {"email": "fang@example.com"}, NOON + 6)
    edit_contact(store, bell, customer, boss, {"phone": "", "email": "fang@example.com"}, NOON + 7)
    with store.read() as tx:
        row = tx.execute(sa.select(conversation)).one()
        trail = [row.data for row in tx.execute(sa.select(audit).where(audit.c.what == "edit_contact"))]
    assert (row.name, row.contact) == ("王 芳", {"email": "fang@example.com"})
    changes = customer_of(store, customer)["changes"]
    assert [(one["field"], one["was"], one["now"], one["by"]) for one in changes] == [
        ("phone", "13912345678", None, "陈主管"),
        ("email", None, "fang@example.com", "小王"),
        ("phone", None, "13912345678", "Amy"),
        ("name", None, "王 芳", "Amy"),
    ]
    assert "13912345678" not in json.dumps(trail), "the trail tells which, not what"
    for wanted, code in (
        ({"phone": "12"}, "bad_phone"), ({"phone": "call me"}, "bad_phone"), ({"email": "fang@"}, "bad_email"),
        ({"email": f"a@{'b' * 300}.cn"}, "bad_email"), ({"phone": 139}, "bad_value"), ({}, "nothing_given"), ({"owner": "bot"}, "nothing_given"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            edit_contact(store, bell, customer, boss, wanted, NOON)
        assert refused.value.code == code


def test_only_what_is_nobodys_stays_when_masked() -> None:
    found = {
        "conversation": {"name": "王", "contact": {"phone": "13912345678"}},
        "tickets": [{"number": "T-10001", "fields": {"number": "13912345678", "order": "QH2025110001"}}],
        "said": ["请打 13912345678 找 T-10001"],
    }
    shown = without_contacts(found)
    assert shown["tickets"] == [{"number": "T-10001", "fields": {"number": "***", "order": "[订单号]"}}]
    assert "13912345678" not in json.dumps(shown) and shown["conversation"]["name"] == "***"


def test_an_export_holds_all_and_hides_what_it_should(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent, amy: Agent, boss: Agent
) -> None:
    edit_contact(store, bell, customer, wang, {"name": "王芳", "phone": "13912345678"}, NOON)
    served(store, bell, rules, wang, customer, NOON + 1)
    receive(store, bell, customer, "m2", "我是王芳，电话13912345678，邮箱 fang@example.com，订单QH2025110001", NOON + 5)
    reply(store, bell, customer, wang, "r1", "<b>您好</b>，王芳", NOON + 6)
    reply(store, bell, customer, wang, "n1", "内部：打13912345678", NOON + 7, note=True)
    whisper(store, bell, customer, boss, "w1", "悄悄的", NOON + 8)
    with pytest.raises(Refused) as refused:
        export_conversation(store, rules, customer, amy, True, False, NOON + 9)
    assert (refused.value.code, refused.value.status) == ("not_yours", 403)
    whole = export_conversation(store, rules, customer, wang, True, False, NOON + 9)
    assert whole["conversation"]["contact"] == {"phone": "13912345678"}
    assert [one["kind"] for one in whole["messages"]].count("note") == 1
    assert whole["messages"][0]["at"] == "2026-11-23T12:00:01+08:00"
    assert [one["number"] for one in whole["tickets"]] == ["T-10001"]
    assert whole["handoffs"][0]["packet"] and whole["handoffs"][0]["agent"] == "小王"
    assert "悄悄的" not in json.dumps(whole, ensure_ascii=False)
    hidden = export_conversation(store, rules, customer, boss, False, True, NOON + 10)
    text = json.dumps(hidden, ensure_ascii=False)
    for secret in ("13912345678", "王芳", "fang@example.com", "QH2025110001", "内部"):
        assert secret not in text, secret
    assert "洗衣机漏水" in text and hidden["tickets"][0]["number"] == "T-10001"
    assert hidden["messages"][0]["at"] == whole["messages"][0]["at"]
    with store.read() as tx:
        trail = [
            (row.who, row.data) for row in tx.execute(sa.select(audit).where(audit.c.what == "export_conversation"))
        ]
    assert trail == [
        (f"user:{wang.id}", {"notes": True, "masked": False}),
        (f"user:{boss.id}", {"notes": False, "masked": True}),
    ]
