"""Who is in a conversation at this moment: forgotten in seconds, told across processes, never about oneself."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.web.company import LOOKING_SECONDS, MOST_WINDOWS, WRITING_SECONDS, Company, others
from tests.app.web.desk_house import House, Person, Stream, start_house, stop_house


def names(company: Company, now: float, conversation: str = "a") -> list[tuple[str, bool]]:
    return [(one["name"], one["writing"]) for one in company.at(now).get(conversation, ())]


def test_what_is_not_said_again_is_forgotten() -> None:
    company = Company()
    company.told(1, "小王", "w", "a", "looking", 100.0)
    company.told(2, "小李", "w", "a", "writing", 101.0)
    assert names(company, 102) == [("小李", True), ("小王", False)], "who writes comes first"
    assert company.next_change(102) == pytest.approx(101 + WRITING_SECONDS - 102)
    assert names(company, 101 + WRITING_SECONDS) == [("小王", False), ("小李", False)]
    assert names(company, 100 + LOOKING_SECONDS) == [("小李", False)]
    assert names(company, 101 + LOOKING_SECONDS) == [] and company.next_change(120) is None


def test_who_leaves_or_goes_on_to_another_is_gone_at_once() -> None:
    company = Company()
    company.told(1, "小王", "w", "a", "looking", 100)
    company.told(1, "小王", "w", "b", "looking", 101)
    assert names(company, 101) == [] and names(company, 101, "b") == [("小王", False)]
    company.told(1, "小王", "w", "a", "gone", 102)
    assert names(company, 102, "b") == [("小王", False)], "a late farewell is about the other one"
    company.told(1, "小王", "w", "b", "gone", 103)
    assert company.at(103) == {}


def test_two_windows_of_one_person_are_one_person_and_a_flood_of_them_is_forgotten() -> None:
    company = Company()
    company.told(1, "小王", "w1", "a", "writing", 100)
    company.told(1, "小王", "w2", "a", "looking", 100)
    assert names(company, 101) == [("小王", True)]
    for number in range(MOST_WINDOWS):
        company.told(1, "小王", f"x{number}", "b", "looking", 101)
    assert names(company, 101) == [] and names(company, 101, "b") == [("小王", False)]


def test_another_process_hears_the_same_and_nobody_sees_themselves() -> None:
    here, there = Company(), Company()
    there.heard(here.told(1, "小王", "w", "a", "writing", 100))
    assert there.at(101) == here.at(101) and names(there, 101) == [("小王", True)]
    there.heard(here.told(1, "小王", "w", "a", "gone", 102))
    assert there.at(102) == {}
    here.told(2, "小李", "w", "a", "looking", 102)
    assert others(here.at(103), 2) == {} and list(others(here.at(103), 1)) == ["a"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("desk"))
    yield made
    stop_house(made, process)


def last_company(stream: Stream) -> dict[str, list[dict[str, object]]]:
    found = [json.loads(data) for name, data in list(stream.events) if name == "company"]
    return found[-1] if found else {}


def test_colleagues_hear_it_and_it_ends(house: House) -> None:
    house.empty()
    wang, li = house.agent("wang", "小王"), house.agent("li", "小李")
    conversation = house.waiting()
    ours, theirs = wang.listen(), li.listen()
    ours.wait_for("desk")
    theirs.wait_for("desk")

    def says(who: Person, state: object, window: object = "w1", where: str = conversation) -> int:
        return who.put(f"/conversations/{where}/company", {"window": window, "state": state}).status_code

    assert says(wang, "looking") == 204
    theirs.wait_for("company", '"name": "小王", "writing": false')
    assert says(wang, "writing") == 204
    theirs.wait_for("company", '"writing": true')
    assert says(wang, "gone") == 204
    theirs.wait_for("company", "{}")
    # Said once and never again: it ends by itself.
    assert says(wang, "looking", "w2") == 204
    theirs.wait_for("company", "小王")
    theirs.events.clear()
    theirs.wait_for("company", "{}", seconds=LOOKING_SECONDS + 20)
    assert last_company(theirs) == {} and last_company(ours) == {}, "nobody hears of themselves"
    for state, window, where, status in (
        ("asleep", "w", conversation, 400), ("looking", "", conversation, 400), ("looking", 7, conversation, 400),
        ("looking", "w" * 41, conversation, 400), ("looking", "w", "a b", 404),
    ):  # fmt: skip
        assert says(wang, state, window, where) == status
    assert says(Person(house.url), "looking") == 401
    for stream in (ours, theirs):
        stream.close()
