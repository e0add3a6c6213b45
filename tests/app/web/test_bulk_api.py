"""`POST /api/desk/bulk` over HTTP: who may, what is answered per conversation, in which language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.app.web.desk_house import PASSWORD, House, start_house, stop_house


@pytest.fixture
def house(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("bulk"), database_url)
    yield made
    stop_house(made, process)


def test_what_became_of_each_is_answered(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    first, second, hers = house.waiting("第一"), house.waiting("第二"), house.waiting("第三")
    li.claim(hers)
    stream = li.listen()
    stream.wait_for("desk")
    wang.http.headers["Accept-Language"] = "zh"
    answer = wang.post("/bulk", {"action": "claim", "ids": [first, hers, "nobody", second]})
    assert answer.status_code == 200
    assert answer.json() == {
        "outcomes": [
            {"id": first, "done": True},
            {"id": hers, "done": False, "error": {"code": "held", "message": "李雷 has this conversation.", "holder": "李雷"}},
            {"id": "nobody", "done": False, "error": {"code": "unknown_conversation", "message": "没有这个会话。"}},
            {"id": second, "done": True},
        ]
    }  # fmt: skip
    # Colleagues see it without asking.
    assert first in stream.wait_for("desk", '"holder": "王敏"')
    stream.close()
    assert wang.get("/conversations").json()["counts"]["mine"] == 2
    done = wang.post("/bulk", {"action": "resolve", "ids": [first, second], "reason": "已解答"}).json()["outcomes"]
    assert [one["done"] for one in done] == [True, True]
    assert wang.get("/conversations").json()["counts"] == {
        "queue": 0,
        "mine": 0,
        "snoozed": 0,
        "others": 1,
        "bot": 2,
        "mentions": 0,
    }

    # Only desk people, and only from our own page.
    house.user("ed", "编辑", "editor")
    editor = requests.Session()
    editor.headers["X-Requested-With"] = "supportbot"
    editor.post(f"{house.url}/login", json={"login": "ed", "password": PASSWORD}, timeout=20)
    body = {"action": "claim", "ids": [first]}
    assert editor.post(f"{house.url}/api/desk/bulk", json=body, timeout=20).status_code == 403
    assert requests.post(f"{house.url}/api/desk/bulk", json=body, headers={"X-Requested-With": "supportbot"}, timeout=20).status_code == 401  # fmt: skip
    wang.http.headers["Origin"] = "https://elsewhere.example"
    assert wang.post("/bulk", body).status_code == 403
    del wang.http.headers["Origin"]
    for wrong, status, code in (
        ({"action": "close", "ids": [first]}, 400, "bad_value"),
        ({"action": "claim", "ids": []}, 400, "bad_value"),
        ({"action": "claim", "ids": [first] * 101}, 400, "too_many"),
        ({"action": "resolve", "ids": [first]}, 400, "reason_missing"),
        ({"action": "resolve", "ids": [first], "reason": "x" * 3000}, 413, "too_long"),
        ({"action": "snooze", "ids": [first], "until": 1}, 400, "bad_time"),
    ):
        refused = wang.post("/bulk", wrong)
        assert (refused.status_code, refused.json()["error"]["code"]) == (status, code), wrong
    assert wang.get("/conversations").json()["counts"]["bot"] == 2, "nothing of it was begun"
