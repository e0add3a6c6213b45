"""Canned replies on both databases: whose they are, what is refused, two people at the same one."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.shipped_replies import SHIPPED
from bot.store import canned
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import audit
from bot.usecases.canned import MOST, add_shipped, delete_reply, replies_for, save_reply
from bot.usecases.desk import Agent
from bot.usecases.receive import Refused

NOW = 1_795_000_000.0
WANG, AMY, LIN = Agent(1, "小王", "agent"), Agent(2, "Amy", "agent"), Agent(3, "林经理", "manager")
THANKS = {"code": "thanks", "zh": "谢谢您，{{customer.name}}。", "en": "Thank you, {{customer.name}}."}


@pytest.fixture
def save(store: Store, bell: Bell) -> Any:
    def do(reply_id: str, agent: Agent, etag: str = "", **content: Any) -> dict[str, Any]:
        return save_reply(store, bell, reply_id, {**THANKS, **content}, agent, etag, NOW)[0]

    return do


def refused(call: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return caught.value


def codes(store: Store, agent: Agent) -> list[tuple[str, bool]]:
    return [(one["code"], one["shared"]) for one in replies_for(store, agent)["replies"]]


def test_everybody_sees_the_shared_ones_and_nobody_another_ones_own(store: Store, bell: Bell, save: Any) -> None:
    save("a", LIN, shared=True)
    save("b", WANG, code="退货", zh="我的")
    save("c", WANG, code="THANKS", zh="我的谢谢", en="")
    assert codes(store, WANG) == [("thanks", True), ("THANKS", False), ("退货", False)]
    assert codes(store, AMY) == codes(store, LIN) == [("thanks", True)]
    assert refused(save, "b", AMY, code="x").code == "unknown_reply"
    assert refused(delete_reply, store, bell, "b", LIN, "2", NOW).status == 404
    assert replies_for(store, LIN)["may_share"] and not replies_for(store, AMY)["may_share"]


def test_only_managers_change_what_everybody_uses(store: Store, bell: Bell, save: Any) -> None:
    made = save("a", LIN, shared=True)
    for call in (
        lambda: save("a", WANG, made["etag"], shared=True, zh="别的"),
        lambda: save("new", WANG, shared=True, code="other"),
        lambda: delete_reply(store, bell, "a", WANG, made["etag"], NOW),
    ):
        assert refused(call).status == 403
    assert refused(save, "a", WANG, made["etag"], zh="别的").code == "stays", "nor by calling it their own"
    assert replies_for(store, WANG)["replies"] == [made]


def test_who_comes_second_is_told_and_overwrites_nothing(store: Store, bell: Bell, save: Any) -> None:
    first = save("a", LIN, shared=True)
    second = save("a", LIN, first["etag"], shared=True, zh="改过的")
    late = refused(save, "a", LIN, first["etag"], shared=True, zh="另一种")
    assert (late.code, late.status) == ("changed", 412)
    assert late.more["reply"] == second  # type: ignore[attr-defined]
    assert refused(delete_reply, store, bell, "a", LIN, first["etag"], NOW).status == 412
    assert refused(save, "a", LIN, "", shared=True, zh="没有版本").status == 412
    delete_reply(store, bell, "a", LIN, second["etag"], NOW)
    gone = refused(save, "a", LIN, second["etag"], shared=True, zh="我的")
    assert gone.status == 412 and gone.more["reply"] is None  # type: ignore[attr-defined]
    delete_reply(store, bell, "a", LIN, second["etag"], NOW)
    again = save("a", LIN, shared=True, zh="改过的")
    assert int(again["etag"]) > int(second["etag"]), "an etag does not come back with the reply"


def test_a_repeated_save_makes_one_reply(store: Store, bell: Bell) -> None:
    made = [save_reply(store, bell, "a", THANKS, WANG, "", NOW) for _ in range(2)]
    assert [new for _, new in made] == [True, False] and made[0][0] == made[1][0]
    assert len(replies_for(store, WANG)["replies"]) == 1


def test_one_code_of_two_at_once_is_taken(store: Store, bell: Bell) -> None:
    start, outcomes = threading.Barrier(4), []

    def try_it(name: str) -> None:
        start.wait()
        try:
            save_reply(store, bell, name, {**THANKS, "shared": True}, LIN, "", NOW)
            outcomes.append("saved")
        except Refused as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=try_it, args=(f"id{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["code_taken"] * 3 + ["saved"]


@pytest.mark.parametrize(
    ("wrong", "field", "part"),
    [
        ({"code": "two words"}, "code", "two-words"),
        ({"code": "  "}, "code", "missing"),
        ({"code": "x" * 41}, "code", "41"),
        ({"code": "x" * 4000}, "code", "4000"),
        ({"zh": "您好{{customer.nme}}"}, "zh", "{{customer.name}}, {{agent.name}}"),
        ({"en": "x" * 4001}, "en", "4001"),
        ({"zh": " ", "en": ""}, "zh", "in Chinese, in English"),
    ],
)
def test_what_cannot_be_saved_names_its_field(save: Any, wrong: dict[str, Any], field: str, part: str) -> None:
    error = refused(save, "a", WANG, **wrong)
    assert (error.status, error.more["field"]) == (422, field) and part in error.message  # type: ignore[attr-defined]


def test_other_shapes_are_refused(save: Any) -> None:
    for wrong in ({"zh": 3}, {"shared": "yes"}, {"colour": "red"}, {"code": ["x"]}):
        assert refused(save, "a", WANG, **wrong).status == 400
    for name in ("", "x" * 65, "../x", "a b"):
        assert refused(save, name, WANG).code == "bad_id"


def test_longest_texts_and_codes_fit(save: Any) -> None:
    made = save("a", WANG, code="ΐ" * 40, zh="好" * 4000, en="x" * 4000)
    assert (len(made["code"]), len(made["zh"])) == (40, 4000)


def test_nobody_keeps_more_than_a_page_can_hold(store: Store, save: Any) -> None:
    with store.begin() as tx:
        for n in range(MOST):
            canned.put(
                tx, f"n{n}", owner_id=1, code=f"c{n}", code_key=f"c{n}", zh="x", en="", number=0, who="", updated_at=NOW
            )
    assert refused(save, "a", WANG).code == "too_many"
    save("a", AMY)


def test_changes_of_shared_ones_stand_in_the_audit(store: Store, bell: Bell, save: Any) -> None:
    first = save("a", LIN, shared=True)
    second = save("a", LIN, first["etag"], shared=True, zh="改过的")
    delete_reply(store, bell, "a", LIN, second["etag"], NOW)
    own = save("b", WANG)
    delete_reply(store, bell, "b", WANG, own["etag"], NOW)
    with store.read() as tx:
        lines = list(tx.execute(sa.select(audit).order_by(audit.c.id)))
    assert [(one.who, one.what, one.object) for one in lines] == [
        ("user:3", "canned_saved", "canned:thanks"),
        ("user:3", "canned_saved", "canned:thanks"),
        ("user:3", "canned_deleted", "canned:thanks"),
    ]
    assert lines[1].data["was"]["zh"] == THANKS["zh"] and lines[2].data["was"]["zh"] == "改过的"


def test_shipped_once_and_never_again(store: Store, bell: Bell) -> None:
    assert add_shipped(store, NOW) == len(SHIPPED) == 6
    found = replies_for(store, WANG)["replies"]
    assert {one["code"] for one in found} == {code for code, _, _ in SHIPPED}
    assert all(one["shared"] and one["zh"] and one["en"] for one in found)
    for one in found:
        delete_reply(store, bell, one["id"], LIN, one["etag"], NOW)
    assert add_shipped(store, NOW) == 0 and replies_for(store, WANG)["replies"] == []


def test_nothing_is_shipped_where_somebody_began(store: Store, save: Any) -> None:
    save("a", WANG)
    assert add_shipped(store, NOW) == 0
