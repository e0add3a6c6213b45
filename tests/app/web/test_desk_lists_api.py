"""The API of the desk's left pane, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.app.web.desk_house import House
from tests.app.web.test_desk_api import house, standing  # noqa: F401


@pytest.mark.usefixtures("standing")
def test_what_one_window_has_read_is_read_in_the_other(house: House) -> None:  # noqa: F811
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    waits = house.waiting()
    stream, lis = wang.listen(), li.listen()
    (line,) = json.loads(stream.wait_for("desk", waits))["queue"]
    assert line["unread"] == 1
    other_window = house.sign_in("wang")
    assert other_window.put(f"/conversations/{waits}/seen", {"seq": line["last_seq"]}).json() == {
        "seq": line["last_seq"]
    }
    stream.wait_for("desk", '"unread": 0')
    assert wang.get(f"/conversations/{waits}").json()["seen"] == line["last_seq"]
    house.says(waits, "在吗")
    lis.wait_for("desk", '"unread": 2')
    stream.wait_for("desk", '"last_text": "在吗"')
    assert wang.get("/conversations").json()["queue"][0]["unread"] == 1
    stream.close()
    lis.close()


def test_a_bad_number_is_refused(house: House) -> None:  # noqa: F811
    wang = house.agent("wang", "王敏")
    waits = house.waiting()
    for bad in (None, -1, "3", True, 2**40, 1.5):
        answer = wang.put(f"/conversations/{waits}/seen", {"seq": bad})
        assert answer.status_code == 400 and answer.json()["error"]["code"] == "bad_value", bad
    assert wang.put("/conversations/nobody/seen", {"seq": 1}).status_code == 404
    assert wang.put("/conversations/no%20body/seen", {"seq": 1}).status_code == 404


def test_views_and_pages_over_http(house: House) -> None:  # noqa: F811
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    made = wang.post("/views", {"name": "急的", "choice": {"view": "others", "urgency": "high"}})
    assert made.status_code == 201
    again = wang.post("/views", {"name": "急的", "choice": {"view": "bot"}})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    assert wang.get("/views").json() == {
        "views": [{"id": made.json()["id"], "name": "急的", "choice": {"view": "bot", "sort": "due"}}]
    }
    assert li.get("/views").json() == {"views": []}
    for name, choice, code in (
        ("", {}, "empty"),
        ("x" * 41, {}, "too_long"),
        (3, {}, "not_text"),
        ("a", 3, "bad_choice"),
    ):
        answer = wang.post("/views", {"name": name, "choice": choice})
        assert 400 <= answer.status_code < 500 and answer.json()["error"]["code"] == code
    gone = wang.http.delete(f"{house.url}/api/desk/views/{made.json()['id']}", timeout=20)
    assert gone.status_code == 204 and wang.get("/views").json() == {"views": []}
    for number in (made.json()["id"], 99999999999999999999):
        assert wang.http.delete(f"{house.url}/api/desk/views/{number}", timeout=20).status_code == 404
    for _ in range(3):
        house.says(house.customer(), "你好")
    page = wang.get("/list", view="bot", sort="newest").json()
    assert (len(page["lines"]), page["next"], page["total"]) == (3, "", 3)
    assert wang.get("/list", view="bot", language="en").json()["total"] == 0
    for bad in (
        {"view": "bot", "language": "fr"},
        {"view": "mine"},
        {"view": "bot", "after": "x"},
        {"view": "bot", "x": "1"},
        {"view": "bot", "overdue": "maybe"},
    ):
        assert wang.get("/list", **bad).status_code == 400, bad


def test_search_over_http(house: House) -> None:  # noqa: F811
    wang = house.agent("wang", "王敏")
    waits = house.waiting("洗衣机漏水了 100%")
    found = wang.post("/search", {"q": "漏"}).json()
    assert [(one["id"], one["seq"], one["owner"]) for one in found["messages"]] == [(waits, 1, "queue")]
    assert (found["customers"], found["next"], found["whole"]) == ([], 0, True)
    for bad in ({}, {"q": "a"}, {"q": 7}, {"q": "x" * 1001}, {"q": "漏", "before": "x"}, {"q": "漏", "before": 0}):
        answer = wang.post("/search", bad)
        assert 400 <= answer.status_code < 500 and answer.json()["error"]["message"], bad
    assert wang.post("/search", {"q": "😀" * 1000}).json()["messages"] == []
    house.user("ed", "编辑", "editor")
    editor = house.sign_in("ed")
    assert editor.post("/search", {"q": "漏"}).status_code == 403, "who may not see conversations finds none"


def test_snooze_over_http(house: House) -> None:  # noqa: F811
    wang = house.agent("wang", "王敏")
    mine = house.waiting()
    wang.claim(mine)
    stream = wang.listen()
    times = wang.get("/snooze-times").json()
    assert time.time() < times["hour"] < times["opening"] + 86400
    assert wang.put(f"/conversations/{mine}/snooze", {"until": times["opening"]}).json() == {"until": times["opening"]}
    stream.wait_for("desk", '"snoozed": 1')
    assert wang.get("/conversations").json()["snoozed"][0]["until"] == times["opening"]
    assert wang.http.delete(f"{house.url}/api/desk/conversations/{mine}/snooze", timeout=20).status_code == 204
    assert wang.get("/conversations").json()["counts"]["mine"] == 1
    assert wang.put(f"/conversations/{mine}/snooze", {"until": None}).status_code == 200
    house.says(mine, "在吗")
    stream.wait_for("desk", '"woke": "customer"')
    stream.close()
    for bad in ("tomorrow", True, 1, 1e300, [], {}):
        answer = wang.put(f"/conversations/{mine}/snooze", {"until": bad})
        assert answer.status_code == 400 and answer.json()["error"]["code"] == "bad_time", bad
    assert wang.put("/conversations/nobody/snooze", {"until": None}).status_code == 404


@pytest.mark.timeout(240)
def test_the_worker_brings_back_what_was_snoozed(house: House, tmp_path: Path) -> None:  # noqa: F811
    wang = house.agent("wang", "王敏")
    mine = house.waiting()
    wang.claim(mine)
    assert wang.put(f"/conversations/{mine}/snooze", {"until": time.time() + 1}).status_code == 200
    environment = {
        **{name: value for name, value in os.environ.items() if name != "REDIS_URL"},
        "SUPPORTBOT_DATA": str(tmp_path),
        "DATABASE_URL": house.store.url,
    }
    with (tmp_path / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "bot.worker"], cwd=PROJECT, env=environment, stdout=log, stderr=log
        )
    try:
        # It loads the triage before it looks for the first time.
        until = time.monotonic() + 200
        while not (back := wang.get("/conversations").json()["mine"]) and time.monotonic() < until:
            assert worker.poll() is None, (tmp_path / "worker.log").read_text("utf-8", "replace")
            time.sleep(0.3)
        assert [(line["id"], line["woke"]) for line in back] == [(mine, "time")]
    finally:
        worker.terminate()
        worker.wait(30)
