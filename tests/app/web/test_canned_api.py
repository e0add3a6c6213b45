"""Canned replies over HTTP: who may, in whose language, and that open desks hear of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bot.core.shipped_replies import SHIPPED
from bot.usecases.canned import add_shipped
from tests.app.web.desk_house import House, Person, start_house, stop_house

THANKS = {"code": "thanks", "zh": "谢谢您。", "en": "", "shared": False}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("canned"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def save(who: Person, name: str, etag: str = "", **content: Any) -> requests.Response:
    headers = {"If-Match": f'"{etag}"'} if etag else {}
    address = f"{who.url}/api/desk/canned/{name}"
    return who.http.put(address, json={**THANKS, **content}, headers=headers, timeout=20)


def delete(who: Person, name: str, etag: str) -> requests.Response:
    return who.http.delete(f"{who.url}/api/desk/canned/{name}", headers={"If-Match": etag}, timeout=20)


def codes(who: Person) -> list[str]:
    return [one["code"] for one in who.get("/canned").json()["replies"]]


def test_saved_changed_and_deleted(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    made = save(wang, "a")
    assert made.status_code == 201 and made.headers["ETag"] == f'"{made.json()["reply"]["etag"]}"'
    assert save(wang, "a").status_code == 200, "a repeat is the same reply"
    etag = made.json()["reply"]["etag"]
    changed = save(wang, "a", etag, en="Thank you.")
    assert changed.status_code == 200 and changed.json()["reply"]["en"] == "Thank you."
    late = save(wang, "a", etag, en="Thanks!")
    assert late.status_code == 412 and late.json()["error"]["reply"]["en"] == "Thank you."
    assert delete(wang, "a", etag).status_code == 412
    assert (codes(wang), codes(li)) == (["thanks"], [])
    assert delete(wang, "a", changed.headers["ETag"]).status_code == 204
    assert codes(wang) == []
    found = wang.get("/canned").json()
    assert found["shop"] == {"zh": "青禾电器", "en": "Greenleaf Home"} and "customer.name" in found["variables"]


def test_rights_are_the_desks_and_shared_ones_the_managers(house: House) -> None:
    add_shipped(house.store, 0.0)
    wang, lin = house.agent("wang", "王敏"), house.agent("lin", "林经理", "manager")
    ada, li = house.agent("ada", "管理员", "admin"), house.agent("li", "李编辑", "editor")
    nobody = Person(house.url)
    for one, status in ((li, 403), (nobody, 401)):
        assert one.get("/canned").status_code == status
        assert save(one, "x").status_code == delete(one, "shipped-bye", "1").status_code == status
    assert save(wang, "x", code="new", shared=True).status_code == 403
    assert delete(wang, "shipped-bye", "1").status_code == 403
    for number, boss in enumerate((lin, ada)):
        assert save(boss, f"b{number}", code=f"new{number}", shared=True).status_code == 201
        assert boss.get("/canned").json()["may_share"]
    assert delete(lin, "shipped-bye", "1").status_code == 204
    assert len(codes(wang)) == len(SHIPPED) - 1 + 2
    foreign = requests.put(
        f"{house.url}/api/desk/canned/x", json=THANKS, cookies=dict(wang.http.cookies), timeout=20,
        headers={"Origin": "https://elsewhere.example"},
    )  # fmt: skip
    assert foreign.status_code == 403


def test_refusals_come_in_the_language_of_the_page(house: House) -> None:
    wang = house.agent("wang", "王敏")
    wang.http.headers["Accept-Language"] = "zh-CN"
    error = save(wang, "a", zh="{{name}}您好").json()["error"]
    assert error["field"] == "zh" and error["message"].startswith(
        "{{name}} 不是可用的变量。可用的有：{{customer.name}}"
    )
    assert (
        save(wang, "a", zh="好" * 4001).json()["error"]["message"] == "中文内容有 4001 个字符，一条消息最多 4000 个。"
    )
    assert "主管" in save(wang, "a", shared=True).json()["error"]["message"]
    wang.http.headers["Accept-Language"] = "en"
    assert save(wang, "a", code="a b").json()["error"]["message"].startswith("A code has no blanks.")
    for body in (b"[]", b"{", b'{"code": 3}'):
        answer = wang.http.put(f"{wang.url}/api/desk/canned/a", data=body, timeout=20)
        assert answer.status_code == 400 and answer.json()["error"]["message"]
    assert codes(wang) == []


def test_open_desks_hear_that_something_changed(house: House) -> None:
    wang, lin = house.agent("wang", "王敏"), house.agent("lin", "林经理", "manager")
    stream = wang.listen()
    assert json.loads(stream.wait_for("canned")) == {"version": 0}
    saved = save(lin, "a", shared=True)
    assert json.loads(stream.wait_for("canned", '"version": 1')) == {"version": wang.get("/canned").json()["version"]}
    assert delete(lin, "a", saved.headers["ETag"]).status_code == 204
    stream.wait_for("canned", '"version": 2')
    stream.close()
