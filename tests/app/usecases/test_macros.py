"""Macros on both databases: whose they are, what they do in order, and where they stop."""

# ruff: noqa: F811

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from bot.store.schema import audit
from bot.usecases import running_macros
from bot.usecases.canned import save_reply
from bot.usecases.desk import Agent
from bot.usecases.desk_lists import desk_list
from bot.usecases.macros import MOST, delete_macro, macros_for, save_macro
from bot.usecases.reading import desk_conversation, messages_for_desk
from bot.usecases.receive import Refused
from bot.usecases.running_macros import run_macro
from tests.app.usecases.test_desk_lists import Shop, shop  # noqa: F401

NOW = 1_795_000_000.0
LIN = Agent(99, "林经理", "manager")
STEPS = [
    {"do": "claim"}, {"do": "say", "reply": "refund"}, {"do": "note", "text": "按退款流程"},
    {"do": "urgency", "level": "low"}, {"do": "nature", "level": "complaint"}, {"do": "resolve", "reason": "已办理退款"},
]  # fmt: skip


def save(shop: Shop, name: str, agent: Agent, etag: str = "", **content: Any) -> dict[str, Any]:
    whole = {"name": name, "steps": STEPS[2:3], "shared": False, **content}
    return save_macro(shop.store, content.get("id", name), whole, agent, etag, NOW)[0]


def refused(call: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return caught.value


def names(shop: Shop, agent: Agent) -> list[tuple[str, bool]]:
    return [(one["name"], one["shared"]) for one in macros_for(shop.store, agent)["macros"]]


@pytest.fixture
def refund(shop: Shop) -> dict[str, Any]:
    """Everybody's, with everybody's reply."""
    content = {"code": "refund", "zh": "已退款。", "en": "Refunded.", "shared": True}
    save_reply(shop.store, shop.bell, "refund", content, LIN, "", NOW)
    return save(shop, "refund", LIN, shared=True, steps=STEPS)


def run(
    shop: Shop, macro: dict[str, Any], conversation: str, agent: Agent, run_id: str = "r", **texts: str
) -> dict[str, Any]:
    words = texts or {"1": "已为您退款。"}
    return run_macro(
        shop.store, shop.bell, shop.rules, conversation, macro["id"], macro["etag"], run_id, words, agent, shop.at
    )


def test_shared_and_own(shop: Shop, refund: dict[str, Any], wang: Agent, amy: Agent) -> None:
    own = save(shop, "mine", wang)
    assert names(shop, wang) == [("mine", False), ("refund", True)] and names(shop, amy) == [("refund", True)]
    assert macros_for(shop.store, LIN)["may_share"] and not macros_for(shop.store, wang)["may_share"]
    assert refused(save, shop, "mine", amy).code == "unknown_macro"
    assert refused(run, shop, own, shop.waiting(), amy).code == "unknown_macro"
    assert refused(save, shop, "refund", wang, refund["etag"], shared=True).code == "forbidden"
    assert refused(delete_macro, shop.store, "refund", wang, refund["etag"], NOW).code == "forbidden"
    assert refused(save, shop, "MINE", wang, id="other").code == "name_taken"
    assert save(shop, "Refund", wang, id="own-refund")["shared"] is False, "one's own may have the same name"
    # What everybody uses says only what everybody may say.
    save_reply(shop.store, shop.bell, "own", {"code": "own", "zh": "我的", "en": "", "shared": False}, LIN, "", NOW)
    steps = [{"do": "say", "reply": "own"}]
    assert refused(save, shop, "new", LIN, shared=True, steps=steps).code == "not_good"
    assert save(shop, "new", LIN, steps=steps)["steps"] == steps
    assert refused(save, shop, "gone", wang, steps=[{"do": "say", "reply": "nothing"}]).more == {"field": "steps"}
    with shop.store.read() as tx:
        recorded = list(tx.execute(sa.select(audit.c.what).where(audit.c.what.like("macro%"))).scalars())
    assert recorded == ["macro_saved"], "what everybody uses is on record, one's own is not"


def test_nobodys_change_is_overwritten(shop: Shop, wang: Agent) -> None:
    first = save(shop, "a", wang)
    assert save(shop, "a", wang) == first, "a repeat is the same macro"
    second = save(shop, "a", wang, first["etag"], steps=[{"do": "release"}])
    late = refused(save, shop, "a", wang, first["etag"], steps=[{"do": "claim"}])
    assert (late.status, late.more["macro"]["steps"]) == (412, [{"do": "release"}])
    assert refused(delete_macro, shop.store, "a", wang, first["etag"], NOW).status == 412
    assert refused(run, shop, first, shop.waiting(), wang).status == 412, "what is done is what was shown"
    delete_macro(shop.store, "a", wang, second["etag"], NOW)
    delete_macro(shop.store, "a", wang, second["etag"], NOW)
    assert names(shop, wang) == []
    assert refused(run, shop, second, shop.waiting(), wang).more == {"macro": None}


@pytest.mark.parametrize(
    ("name", "code"), [("", "not_good"), (None, "not_good"), ("x" * 61, "not_good"), ("  ", "not_good")]
)
def test_a_macro_needs_a_name(shop: Shop, wang: Agent, name: Any, code: str) -> None:
    wrong = refused(save_macro, shop.store, "a", {"name": name, "steps": [{"do": "claim"}]}, wang, "", NOW)
    assert wrong.code == code and wrong.more == {"field": "name"}


def test_there_is_an_end_of_macros(shop: Shop, wang: Agent) -> None:
    for n in range(MOST):
        save(shop, f"m{n}", wang)
    assert refused(save, shop, "one more", wang, id="more").code == "too_many"


def test_all_steps_are_done_in_order(shop: Shop, refund: dict[str, Any], wang: Agent) -> None:
    conversation = shop.waiting()
    assert run(shop, refund, conversation, wang) == {"done": 6, "steps": 6, "stopped": None}
    about = desk_conversation(shop.store, conversation, shop.at, wang.id)
    assert about["owner"] == "bot" and about["past"][0]["end_note"] == "已办理退款"
    said = [
        (one["kind"], one["text"])
        for one in messages_for_desk(shop.store, conversation, 0)
        if one["author"] == wang.owner
    ]
    assert said == [("text", "已为您退款。"), ("note", "按退款流程"), ("note", ""), ("note", "")]
    with shop.store.read() as tx:
        done = list(
            tx.execute(sa.select(audit.c.what).where(audit.c.who == f"user:{wang.id}").order_by(audit.c.id)).scalars()
        )
    assert done == ["claim", "triage_corrected", "triage_corrected", "resolved"]


def test_it_stops_at_the_first_step_that_cannot_be_done(
    shop: Shop, refund: dict[str, Any], wang: Agent, amy: Agent
) -> None:
    hers = shop.held(amy)
    stopped = run(shop, refund, hers, wang)["stopped"]
    assert stopped == {"step": 0, "code": "held", "message": "Amy has this conversation.", "holder": "Amy"}
    late = save(shop, "late", wang, steps=[STEPS[2], {"do": "release"}])
    assert run(shop, late, hers, wang) | {"stopped": None} == {"done": 1, "steps": 2, "stopped": None}
    assert [one["text"] for one in messages_for_desk(shop.store, hers, 0) if one["kind"] == "note"] == ["按退款流程"]
    # The same run again says nothing twice.
    run(shop, late, hers, wang)
    assert len([one for one in messages_for_desk(shop.store, hers, 0) if one["kind"] == "note"]) == 1
    assert run(shop, late, "nobody", wang)["stopped"]["code"] == "unknown_conversation"


def test_words_are_checked_before_the_first_step(shop: Shop, refund: dict[str, Any], wang: Agent) -> None:
    conversation = shop.waiting()
    for words, code in (
        ({"1": " "}, "text_missing"),
        ({"0": "x"}, "text_missing"),
        ({"1": "您好 {{customer.name}}"}, "open_place"),
    ):
        assert refused(run, shop, refund, conversation, wang, **words).code == code
    assert refused(run, shop, refund, conversation, wang, "").code == "bad_id"
    assert desk_list(shop.store, shop.at, wang.id)["counts"]["mine"] == 0


def test_a_step_that_breaks_is_told(
    shop: Shop,
    refund: dict[str, Any],
    wang: Agent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(running_macros, "correct_triage", broken)
    outcome = run(shop, refund, shop.waiting(), wang)
    assert (outcome["done"], outcome["stopped"]["step"], outcome["stopped"]["code"]) == (3, 3, "failed")


@pytest.mark.parametrize("until", ["hour", "opening", "reply"])
def test_it_can_end_aside(shop: Shop, wang: Agent, until: str) -> None:
    macro = save(shop, "aside", wang, steps=[{"do": "claim"}, {"do": "snooze", "until": until}])
    run(shop, macro, shop.waiting(), wang)
    (line,) = desk_list(shop.store, shop.at, wang.id)["snoozed"]
    assert (line["until"] is None) == (until == "reply") and (line["until"] or shop.at + 1) > shop.at
