"""One verb for several conversations, on both databases: each is done or told with its reason, and none holds up another."""

# ruff: noqa: F811

from __future__ import annotations

from typing import Any

import pytest

from bot.core.text import BadText
from bot.usecases import bulk
from bot.usecases.bulk import MOST, Outcome, do_to_all
from bot.usecases.desk import Agent
from bot.usecases.desk_lists import desk_list
from bot.usecases.receive import Refused
from tests.app.usecases.test_desk_lists import Shop, shop  # noqa: F401


def act(shop: Shop, agent: Agent, action: object, ids: object, **more: Any) -> list[Outcome]:
    return do_to_all(shop.store, shop.bell, shop.rules, action, ids, more, agent, shop.at)


def told(outcomes: list[Outcome]) -> list[tuple[str, str, str | None]]:
    return [(one.id, one.code, one.holder) for one in outcomes]


def test_each_is_claimed_or_told_who_has_it(shop: Shop, wang: Agent, amy: Agent) -> None:
    waits, hers, with_bot, mine = shop.waiting(), shop.held(amy), shop.with_bot(), shop.held(wang)
    outcomes = act(shop, wang, "claim", [waits, hers, "nobody", with_bot, mine, waits])
    assert told(outcomes) == [
        (waits, "", None), (hers, "held", "Amy"), ("nobody", "unknown_conversation", None), (with_bot, "", None), (mine, "", None),
    ]  # fmt: skip
    lists = desk_list(shop.store, shop.at, wang.id)
    assert {line["id"] for line in lists["mine"]} == {waits, with_bot, mine}
    assert [line["id"] for line in lists["others"]] == [hers]


def test_only_mine_are_resolved_and_given_back(shop: Shop, wang: Agent, amy: Agent) -> None:
    first, second, hers, waits = shop.held(wang), shop.held(wang), shop.held(amy), shop.waiting()
    outcomes = act(shop, wang, "resolve", [first, hers, waits], reason=" 已解答 ")
    assert told(outcomes) == [(first, "", None), (hers, "held", "Amy"), (waits, "not_claimed", None)]
    assert told(act(shop, wang, "release", [second, first])) == [(second, "", None), (first, "not_claimed", None)]
    lists = desk_list(shop.store, shop.at, wang.id)
    assert lists["counts"] == {"queue": 1, "mine": 0, "snoozed": 0, "others": 1, "bot": 2, "mentions": 0}


def test_snoozed_until_a_moment_or_a_word(shop: Shop, wang: Agent, amy: Agent) -> None:
    mine, waits, hers, with_bot = shop.held(wang), shop.waiting(), shop.held(amy), shop.with_bot()
    outcomes = act(shop, wang, "snooze", [mine, waits, hers, with_bot], until=shop.at + 600)
    assert told(outcomes) == [
        (mine, "", None), (waits, "", None), (hers, "held", "Amy"), (with_bot, "not_claimed", None),
    ]  # fmt: skip
    assert {line["until"] for line in desk_list(shop.store, shop.at, wang.id)["snoozed"]} == {shop.at + 600}
    assert told(act(shop, wang, "snooze", [mine])) == [(mine, "", None)]
    assert {line["until"] for line in desk_list(shop.store, shop.at, wang.id)["snoozed"]} == {shop.at + 600, None}


def test_read_up_to_what_was_shown(shop: Shop, wang: Agent) -> None:
    mine, waits = shop.held(wang), shop.waiting()
    shown = {line["id"]: line["last_seq"] for name in ("mine", "queue") for line in lists_of(shop, wang, name)}
    shop.says(mine, "刚来的一句")
    act(shop, wang, "seen", [mine, waits], seen=shown)
    assert shop.unread(wang) == {mine: 1, waits: 0}, "what came after the list was drawn is still new"


def lists_of(shop: Shop, agent: Agent, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk_list(shop.store, shop.at, agent.id)[name]
    return found


@pytest.mark.parametrize(
    ("action", "ids", "more", "code"),
    [
        ("close", ["a"], {}, "bad_value"), (None, ["a"], {}, "bad_value"), (["claim"], ["a"], {}, "bad_value"),
        ("claim", [], {}, "bad_value"), ("claim", "a", {}, "bad_value"), ("claim", ["a", 3], {}, "bad_value"),
        ("claim", [""], {}, "bad_value"), ("claim", ["a" * 65], {}, "bad_value"),
        ("claim", [str(n) for n in range(MOST + 1)], {}, "too_many"),
        ("resolve", ["a"], {}, "reason_missing"), ("resolve", ["a"], {"reason": "  "}, "reason_missing"),
        ("snooze", ["a"], {"until": 3.0}, "bad_time"), ("snooze", ["a"], {"until": "soon"}, "bad_time"),
        ("seen", ["a"], {}, "bad_value"), ("seen", ["a"], {"seen": {"a": -1}}, "bad_value"), ("seen", ["a"], {"seen": {"a": True}}, "bad_value"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_request_is_refused_before_anything_is_done(
    shop: Shop,
    wang: Agent,
    action: object,
    ids: object,
    more: dict[str, Any],
    code: str,
) -> None:
    with pytest.raises(Refused) as refused:
        act(shop, wang, action, ids, **more)
    assert refused.value.code == code and refused.value.status == 400


def test_a_reason_that_is_too_long_is_refused_before_anything_is_done(shop: Shop, wang: Agent) -> None:
    mine = shop.held(wang)
    with pytest.raises(BadText):
        act(shop, wang, "resolve", [mine], reason="长" * 501)
    assert lists_of(shop, wang, "mine")


def test_one_that_breaks_is_told_and_the_rest_is_done(
    shop: Shop,
    wang: Agent,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, broken, last = shop.waiting(), shop.waiting(), shop.waiting()
    real = bulk.claim

    def claim(store: Any, bell: Any, rules: Any, one: str, *rest: Any) -> None:
        if one == broken:
            raise OSError("the disk is full")
        real(store, bell, rules, one, *rest)

    monkeypatch.setattr(bulk, "claim", claim)
    assert told(act(shop, wang, "claim", [first, broken, last])) == [
        (first, "", None),
        (broken, "failed", None),
        (last, "", None),
    ]
    assert "the disk is full" in caplog.text
