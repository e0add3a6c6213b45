"""Macros over HTTP: who may, what a run answers, in which language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.app.web.desk_house import PASSWORD, House, Person, start_house, stop_house

STEPS = [
    {"do": "claim"},
    {"do": "say", "reply": "hello"},
    {"do": "note", "text": "问候过"},
    {"do": "snooze", "until": "reply"},
]


@pytest.fixture
def house(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("macros"), database_url)
    yield made
    stop_house(made, process)


def run(who: Person, macro: str, etag: str, conversation: str, **texts: str) -> requests.Response:
    body = {"conversation": conversation, "run": "r1", "texts": texts or {"1": "您好，马上处理。"}}
    return who.http.post(
        f"{who.url}/api/desk/macros/{macro}/run", json=body, headers={"If-Match": f'"{etag}"'}, timeout=20
    )


def test_kept_and_done(house: House) -> None:
    lin, wang, li = house.agent("lin", "林经理", "manager"), house.agent("wang", "王敏"), house.agent("li", "李雷")
    lin.put("/canned/hello", {"code": "hello", "zh": "您好。", "en": "Hello.", "shared": True})
    content = {"name": "问候", "steps": STEPS, "shared": True}
    made = lin.put("/macros/m1", content)
    assert made.status_code == 201 and made.headers["ETag"] == f'"{made.json()["macro"]["etag"]}"'
    assert lin.put("/macros/m1", content).status_code == 200, "a repeat is the same macro"
    etag = made.json()["macro"]["etag"]
    wang.http.headers["Accept-Language"] = "zh"
    refused = wang.put("/macros/m2", content)
    assert refused.status_code == 403 and "主管" in refused.json()["error"]["message"]
    wrong = wang.put("/macros/m2", {**content, "shared": False, "steps": [{"do": "release"}, {"do": "claim"}]})
    assert wrong.status_code == 422 and wrong.json()["error"]["field"] == "steps"
    assert wrong.json()["error"]["message"].startswith("第 1 步")
    found = wang.get("/macros/").json()
    assert [(one["name"], one["shared"], one["by"]) for one in found["macros"]] == [("问候", True, "林经理")]
    assert (found["may_share"], lin.get("/macros/").json()["may_share"]) == (False, True)

    first, hers = house.waiting("第一"), house.waiting("第二")
    li.claim(hers)
    assert run(wang, "m1", etag, first).json() == {"done": 4, "steps": 4, "stopped": None}
    assert run(wang, "m1", etag, first).json()["stopped"] is None, "again does no harm"
    mine = [one["text"] for one in wang.messages(first) if one["author"].startswith("agent:")]
    assert mine == ["您好，马上处理。", "问候过"]
    assert wang.get("/conversations").json()["counts"]["snoozed"] == 1
    stopped = run(wang, "m1", etag, hers).json()
    assert (stopped["done"], stopped["stopped"]["code"], stopped["stopped"]["holder"]) == (0, "held", "李雷")
    assert run(wang, "m1", etag, "nobody").json()["stopped"]["message"] == "没有这个会话。"
    assert run(wang, "m1", etag, first, **{"1": "{{x}}"}).json()["error"]["code"] == "open_place"
    assert run(wang, "m1", etag, "../me").status_code == 404
    assert run(wang, "m1", "0", first).status_code == 412 and run(wang, "m9", etag, first).status_code == 412

    house.user("ed", "编辑", "editor")
    editor = requests.Session()
    editor.headers["X-Requested-With"] = "supportbot"
    editor.post(f"{house.url}/login", json={"login": "ed", "password": PASSWORD}, timeout=20)
    assert editor.get(f"{house.url}/api/desk/macros/", timeout=20).status_code == 403
    assert requests.get(f"{house.url}/api/desk/macros/", timeout=20).status_code == 401
    gone = lin.http.delete(f"{house.url}/api/desk/macros/m1", headers={"If-Match": f'"{etag}"'}, timeout=20)
    assert gone.status_code == 204 and wang.get("/macros/").json()["macros"] == []
