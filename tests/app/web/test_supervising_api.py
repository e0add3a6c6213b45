"""Team leads over HTTP: who may, what the agent's desk hears at once, and that strangers hear nothing."""

from __future__ import annotations

import json

import requests

from tests.app.web.desk_house import House
from tests.app.web.test_desk_api import house, standing  # noqa: F401


def test_only_leads_may(house: House) -> None:  # noqa: F811
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    house.user("ed", "编辑", "editor")
    editor = house.sign_in("ed")
    waits = house.waiting()
    wang.claim(waits)
    for person, status in ((li, 403), (editor, 403)):
        assert person.get("/team").status_code == status
        assert person.put(f"/conversations/{waits}/whispers/w1", {"text": "嗨"}).status_code == status
        assert person.post(f"/conversations/{waits}/take-over", {"reason": "想要"}).status_code == status
        assert person.post(f"/conversations/{waits}/reassign", {"reason": "想要", "to": "queue"}).status_code == status
    nobody = requests.get(f"{house.url}/api/desk/team", headers={"X-Requested-With": "supportbot"}, timeout=20)
    assert nobody.status_code == 401
    assert editor.put("/words/1/read", {}).status_code == 403
    assert wang.get(f"/conversations/{waits}").json()["owner"] == wang.get("/me").json()["user"]["owner"]


def test_the_agent_hears_at_once(house: House) -> None:  # noqa: F811
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    boss = house.agent("boss", "陈主管", "manager")
    waits = house.waiting("我要投诉")
    wang.claim(waits)
    wangs, lis = wang.listen(), li.listen()
    wangs.wait_for("desk", waits)
    lis.wait_for("desk", waits)
    said = boss.put(f"/conversations/{waits}/whispers/w1", {"text": "先道歉"})
    assert (said.status_code, said.json()) == (201, {"repeated": False})
    assert boss.put(f"/conversations/{waits}/whispers/w1", {"text": "先道歉"}).status_code == 200
    (word,) = json.loads(wangs.wait_for("words", "先道歉"))["words"]
    assert (word["by"], word["kind"], word["conversation"]) == ("陈主管", "whisper", waits)
    assert li.get(f"/conversations/{waits}").json()["words"] == []
    assert [one["text"] for one in wang.get(f"/conversations/{waits}").json()["words"]] == ["先道歉"]
    assert li.put(f"/words/{word['id']}/read", {}).status_code == 404
    assert wang.put(f"/words/{word['id']}/read", {}).status_code == 204
    wangs.wait_for("words", '"words": []')
    assert wang.put("/words/99999999999/read", {}).status_code == 404
    taken = boss.post(f"/conversations/{waits}/take-over", {"reason": "客户点名"})
    assert taken.json()["owner"] == boss.get("/me").json()["user"]["owner"]
    wangs.wait_for("words", "客户点名")
    # Whoever listens and is not meant hears that something was said, not what: this stream has had all lists meanwhile.
    lis.wait_for("desk", "陈主管")
    assert not any(name == "words" and ("先道歉" in data or "客户点名" in data) for name, data in lis.events)
    (there,) = [one for one in boss.get("/team").json()["team"] if one["name"] == "李雷"]
    assert (there["presence"], there["held"]) == ("online", 0)
    given = boss.post(f"/conversations/{waits}/reassign", {"to": there["id"], "reason": "你来"})
    assert given.json() == {"owner": f"agent:{there['id']}", "holder": "李雷"}
    lis.wait_for("words", "你来")
    back = boss.post(f"/conversations/{waits}/reassign", {"to": "queue", "reason": "换班"})
    assert back.json() == {"owner": "queue", "holder": None}
    for stream in (wangs, lis):
        stream.close()


def test_refusals_say_what_to_do_in_the_pages_language(house: House) -> None:  # noqa: F811
    boss = house.agent("boss", "陈主管", "manager")
    waits = house.waiting()
    boss.http.headers["Accept-Language"] = "zh"
    for to in (None, True, "bot", -1, 2**40, 1.5):
        assert boss.post(f"/conversations/{waits}/reassign", {"to": to, "reason": "x"}).status_code == 400
    refused = boss.post(f"/conversations/{waits}/take-over", {"reason": "x"})
    assert refused.status_code == 409
    assert refused.json()["error"]["message"] == "没有客服在接待这个会话。请像平常一样接待它。"
    missing = boss.post(f"/conversations/{waits}/take-over", {})
    assert (missing.status_code, missing.json()["error"]["code"]) == (400, "reason_missing")
    assert boss.post("/conversations/nobody/take-over", {"reason": "x"}).status_code == 404
