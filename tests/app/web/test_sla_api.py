"""Service levels over HTTP: who may see and change them, what the lists say of the clocks, how they were kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.hours import DAYS
from bot.core.words import HandoffReason, Nature, Urgency
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.leave_request import leave_request
from bot.usecases.sla import keep_clocks
from tests.app.web.desk_house import House, start_house, stop_house


def open_always(folder: Path) -> Path:
    """A data directory of a shop that is open at whatever hour the tests run."""
    spans = "".join(f'  {day}: [["00:00", "24:00"]]\n' for day in DAYS)
    (folder / "settings.yml").write_text(f"opening_hours:\n{spans}", "utf-8")
    return folder


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(open_always(tmp_path_factory.mktemp("desk")))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def called(house: House, ago: float = 0.0, nature: Nature = Nature.REQUEST) -> str:
    conversation = house.customer()
    house.says(conversation, "请帮我看一下")
    request = HandoffRequest(conversation, HandoffReason.ASKED, Urgency.NORMAL, nature, insist=True)
    request_handoff(house.store, house.bell, house.rules, request, time.time() - ago)
    return conversation


def look(house: House, later: float = 0.0) -> None:
    """The worker looks until nothing is left to do."""
    while keep_clocks(house.store, house.bell, house.rules, time.time() + later):
        pass


def line(lists: dict[str, Any], section: str, conversation: str) -> dict[str, Any]:
    (found,) = [one for one in lists[section] if one["id"] == conversation]
    return dict(found)


def test_only_managers_see_and_change_the_levels(house: House) -> None:
    wang, lin = house.agent("wang", "王敏"), house.agent("lin", "林经理", "manager")
    for path in ("/service-levels", "/sla"):
        assert wang.get(path).status_code == 403
    change = {"clock": "first", "nature": "", "urgency": "normal", "minutes": 9}
    assert wang.put("/service-levels", {"version": 0, "changes": [change]}).status_code == 403
    room = lin.get("/service-levels").json()
    assert (room["version"], room["changed"], len(room["standard"])) == (0, [], 22)
    saved = lin.put("/service-levels", {"version": 0, "changes": [change]})
    assert saved.status_code == 200
    (changed,) = saved.json()["changed"]
    assert (changed["minutes"], changed["by"]) == (9, "林经理")
    conversation = called(house)
    found = line(wang.get("/conversations").json(), "queue", conversation)
    assert found["due_at"] - found["asked_at"] == pytest.approx(540, rel=0, abs=1)


def test_refusals_say_which_cell_and_come_in_the_page_s_language(house: House) -> None:
    lin = house.agent("lin", "林经理", "manager")
    lin.http.headers["Accept-Language"] = "zh"
    wrong = {"clock": "resolution", "nature": "complaint", "urgency": "normal", "minutes": 30}
    answer = lin.put("/service-levels", {"version": 0, "changes": [wrong]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "not_good")
    assert answer.json()["error"]["cell"] == {
        "clock": "resolution", "nature": "complaint", "urgency": "normal", "tier": "normal",
    }  # fmt: skip
    assert "解决时限 30 分钟短于" in answer.json()["error"]["message"]
    late = lin.put("/service-levels", {"version": 7, "changes": [{**wrong, "minutes": 90}]})
    assert (late.status_code, late.json()["error"]["code"]) == (412, "changed")
    assert lin.put("/service-levels", {"version": 0}).status_code == 400


def test_the_lists_and_the_conversation_tell_the_clocks(house: House) -> None:
    wang = house.agent("wang", "王敏")
    conversation = called(house, 250)
    look(house)
    found = line(wang.get("/conversations").json(), "queue", conversation)
    assert (found["sla"]["clock"], found["sla"]["stage"], found["sla"]["due"]) == ("first", "warned", found["due_at"])
    look(house, 60)
    found = line(wang.get("/conversations").json(), "queue", conversation)
    assert found["sla"]["stage"] == "breached"
    notes = [one for one in wang.messages(conversation) if one["kind"] == "note"]
    assert [(one["event"], one["author"]) for one in notes] == [("sla_first", "system")]
    wang.claim(conversation)
    wang.reply(conversation, "您好")
    # In the very commit of the answer, before the worker has looked.
    found = line(wang.get("/conversations").json(), "mine", conversation)
    assert (found["due_at"], found["sla"]) == (None, None)
    look(house)
    (solution,) = wang.get(f"/conversations/{conversation}").json()["clocks"]
    assert (solution["clock"], solution["waits"], solution["due"]) == ("resolution", True, None)
    assert solution["left"] == pytest.approx(86400 - 250, rel=0, abs=20)
    house.says(conversation, "还有一个问题")
    look(house)
    found = line(wang.get("/conversations").json(), "mine", conversation)
    assert found["sla"]["clock"] == "next" and found["due_at"] == found["sla"]["due"]


def test_a_long_list_is_ordered_and_filtered_by_what_is_due_next(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    calm, owed, fresh = called(house, 200), called(house, 200), called(house, 100)
    for conversation in (calm, owed, fresh):
        li.claim(conversation)
    for conversation in (calm, owed):
        li.reply(conversation, "您好")
    house.says(owed, "急")
    look(house)
    page = wang.get("/list", view="others", sort="due").json()
    assert [one["id"] for one in page["lines"]] == [fresh, owed, calm]
    assert [one["sla"] and one["sla"]["clock"] for one in page["lines"]] == ["first", "next", None]
    soon = wang.get("/list", view="others", sort="due", overdue="1").json()
    assert [one["id"] for one in soon["lines"]] == [fresh, owed] and soon["total"] == 2


def test_a_promise_is_shown_kept_by_phone_and_counted(house: House) -> None:
    wang, lin = house.agent("wang", "王敏"), house.agent("lin", "林经理", "manager")
    conversation = house.customer()
    house.says(conversation, "请给我回电")
    filed = leave_request(
        house.store, house.bell, house.rules, conversation, "r", "", "13800001111", "请回电", time.time() - 6000
    )
    look(house)
    found = line(wang.get("/conversations").json(), "bot", conversation)
    assert found["promised"]["due"] == filed.due
    assert (found["sla"]["clock"], found["sla"]["stage"]) == ("callback", "warned")
    clocks = wang.get(f"/conversations/{conversation}").json()["clocks"]
    assert (clocks[0]["clock"], clocks[0]["promised"], clocks[0]["ticket"]) == ("callback", True, filed.ticket)
    assert wang.post(f"/conversations/{conversation}/called-back").json() == {"promises": 1}
    again = wang.post(f"/conversations/{conversation}/called-back")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "no_promise")
    assert wang.post("/conversations/nobody/called-back").status_code == 404
    assert line(wang.get("/conversations").json(), "bot", conversation)["promised"] is None
    kept = lin.get("/sla", days=7).json()
    assert kept["days"] == 7
    assert (kept["clocks"]["callback"]["met"], kept["clocks"]["callback"]["share"]) == (1, 1.0)
    assert kept["clocks"]["callback"]["median"] == pytest.approx(100, rel=0, abs=1)
    assert kept["clocks"]["first"] == {
        "met": 0, "breached": 0, "late_now": 0, "void": 0, "share": None, "median": None, "p90": None,
    }  # fmt: skip
