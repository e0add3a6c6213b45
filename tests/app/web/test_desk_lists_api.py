"""The API of the desk's left pane, on both databases."""

from __future__ import annotations

import json

import pytest

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
