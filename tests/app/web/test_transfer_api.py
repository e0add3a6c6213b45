"""Transfers over HTTP: who may, what is refused with which words, and that both desks hear of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.store import people
from tests.app.web.desk_house import House, Person, start_house, stop_house


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("desk"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def pass_on(who: Person, conversation: str, to: object, note: object = "请接着看", **more: object) -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = who.post(f"/conversations/{conversation}/transfer", {"to": to, "note": note, **more})
    return answer.status_code, answer.json()


def test_it_goes_straight_to_a_colleague_and_both_desks_hear_of_it(house: House) -> None:
    wang, li = house.agent("wang", "小王"), house.agent("li", "小李")
    conversation = house.waiting()
    wang.claim(conversation)
    ours, theirs = wang.listen(), li.listen()
    ours.wait_for("desk", '"mine": [{')
    theirs.wait_for("desk", '"others": [{')
    (found,) = wang.get("/colleagues").json()["colleagues"]
    assert (found["id"], found["name"], found["presence"], found["conversations"]) == (
        li.user["id"],
        "小李",
        "online",
        0,
    )
    assert pass_on(wang, conversation, li.user["id"]) == (200, {"owner": f"agent:{li.user['id']}"})
    theirs.wait_for("desk", '"transferred": {"from": "小王"')
    ours.wait_for("desk", '"holder": "小李"')
    note, notice = li.messages(conversation)[-2:]
    assert (note["kind"], note["text"], notice["event"], notice["from"]) == ("note", "请接着看", "transferred", "小王")
    assert li.reply(conversation, "您好").status_code == 201
    assert wang.reply(conversation, "还有").json()["error"]["holder"] == "小李"
    for stream in (ours, theirs):
        stream.close()


def test_back_to_the_queue(house: House) -> None:
    wang = house.agent("wang", "小王")
    conversation = house.waiting()
    wang.claim(conversation)
    assert pass_on(wang, conversation, "queue", "要会维修的同事") == (200, {"owner": "queue"})
    (line,) = wang.get("/conversations").json()["queue"]
    assert (line["returned"]["why"], line["returned"]["from"]) == ("put_back", "小王")


def test_refusals_say_what_to_do_in_both_languages(house: House) -> None:
    wang, li = house.agent("wang", "小王"), house.agent("li", "小李")
    editor = house.user("bian", "小编", "editor")
    conversation = house.waiting()
    wang.claim(conversation)
    me, them = wang.user["id"], li.user["id"]
    for to, note, status, code in (
        (me, "好", 400, "yourself"), (987_654, "好", 404, "unknown_person"), (editor, "好", 409, "cannot_answer"),
        (them, " ", 400, "note_missing"), ("nobody", "好", 400, "bad_value"), (True, "好", 400, "bad_value"),
        (2**40, "好", 400, "bad_value"), (them, "长" * 2001, 413, "too_long"),
    ):  # fmt: skip
        found, body = pass_on(wang, conversation, to, note)
        assert (found, body["error"]["code"]) == (status, code)
    assert pass_on(wang, conversation, them, insist="yes")[1]["error"]["code"] == "bad_value"
    assert pass_on(li, conversation, "queue")[1]["error"]["holder"] == "小王"
    with house.store.begin() as tx:
        people.update(tx, them, seen_at=0.0)
    status, body = pass_on(wang, conversation, them)
    assert (status, body["error"]["code"], body["error"]["presence"]) == (409, "not_there", "offline")
    assert "小李 is offline" in body["error"]["message"]
    wang.http.headers["Accept-Language"] = "zh"
    assert "小李 不在线" in pass_on(wang, conversation, them)[1]["error"]["message"]
    assert pass_on(wang, conversation, them, insist=True)[0] == 200
    assert pass_on(wang, conversation, "queue")[1]["error"]["code"] == "held"
    assert pass_on(wang, "nobody", "queue")[0] == 404
    stranger = Person(house.url)
    assert pass_on(stranger, conversation, "queue")[0] == 401
    assert stranger.get("/colleagues").status_code == 401
