"""Ending a matter over HTTP: outcome and cause, correcting them, the follow-up, the wrap-up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.core.words import Nature
from tests.app.web.desk_house import House, Person, start_house, stop_house

GOOD = {"outcome": "solved", "cause": "machine", "done": "换了水泵"}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("resolve"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def taken(house: House, wang: Person, nature: Nature = Nature.FAULT) -> str:
    conversation = house.waiting("洗衣机漏水", nature=nature)
    assert wang.claim(conversation).status_code == 200
    return conversation


def past(wang: Person, conversation: str) -> dict[str, Any]:
    return wang.get(f"/conversations/{conversation}").json()["past"][0]  # type: ignore[no-any-return]


def test_how_it_ended_is_kept_shown_and_corrected(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = taken(house, wang)
    refused = wang.post(f"/conversations/{c}/resolve", {"outcome": "solved", "done": "好了"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "cause_missing")
    assert wang.post(f"/conversations/{c}/resolve", {**GOOD, "outcome": "won"}).json()["error"]["code"] == "bad_value"
    assert wang.get(f"/conversations/{c}").json()["holder"] == "王敏", "nothing has changed"
    assert wang.post(f"/conversations/{c}/resolve", GOOD).status_code == 200
    one = past(wang, c)
    assert (one["outcome"], one["cause"], one["end_note"], one["outcome_by"]) == (
        "solved",
        "machine",
        "换了水泵",
        "王敏",
    )
    li = house.agent("li", "李雷")
    path = f"/conversations/{c}/handoffs/{one['id']}/outcome"
    assert li.put(path, {"outcome": "answered", "cause": "people", "done": "误用，已说明"}).status_code == 204
    one = past(wang, c)
    assert (one["outcome"], one["cause"], one["outcome_by"]) == ("answered", "people", "李雷") and "误用" in one[
        "recap"
    ]["zh"]
    assert li.put(f"/conversations/{c}/handoffs/999/outcome", GOOD).status_code == 404
    assert li.put(path, {"outcome": "solved", "done": "x"}).json()["error"]["code"] == "cause_missing"
    ticket = wang.get(f"/conversations/{c}").json()["tickets"][0]
    assert (ticket["state"], ticket["confirmation"], ticket["reopened"]) == ("solved", "asked", 0)


def test_the_reason_alone_still_resolves(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = taken(house, wang)
    assert wang.post(f"/conversations/{c}/resolve", {"reason": "已安排上门"}).status_code == 200
    assert (past(wang, c)["outcome"], past(wang, c)["cause"]) == ("solved", None)


def test_a_call_that_is_not_over_cannot_be_corrected(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = taken(house, wang)
    number = wang.get(f"/conversations/{c}").json()["handoff"]["id"]
    answer = wang.put(f"/conversations/{c}/handoffs/{number}/outcome", GOOD)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_ended")


def test_a_follow_up_is_set_shown_and_taken_back(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = taken(house, wang, Nature.REQUEST)
    day = time.time() + 86400
    bad = wang.post(f"/conversations/{c}/resolve", {**GOOD, "follow_up": {"at": day, "why": " "}})
    assert bad.json()["error"]["code"] == "why_missing"
    body = {**GOOD, "cause": None, "follow_up": {"at": day, "why": "问问还漏不漏"}}
    assert wang.post(f"/conversations/{c}/resolve", body).status_code == 200
    one = past(wang, c)
    assert one["follow_up"] == {"at": pytest.approx(day), "why": "问问还漏不漏"}
    assert wang.get("/conversations").json()["mine"] == []
    path = f"{house.url}/api/desk/conversations/{c}/handoffs/{one['id']}/follow-up"
    assert [wang.http.delete(path, timeout=20).status_code for _ in range(2)] == [204, 204]
    assert past(wang, c)["follow_up"] is None
    assert wang.http.delete(f"{house.url}/api/desk/me/wrap-up", timeout=20).status_code == 204
    assert wang.get("/conversations").json()["wrap_up"] is None


def test_refusals_come_in_the_language_of_the_page(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = taken(house, wang)
    wang.http.headers["Accept-Language"] = "zh"
    answer = wang.post(f"/conversations/{c}/resolve", {"outcome": "solved", "done": "好了"})
    assert answer.json()["error"]["message"] == "故障和投诉请选一个根本原因。"
