"""People and teams, how a customer stands, and offers over HTTP: who may do what, and what is said to whom."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.core.routing import Mode
from bot.core.words import Urgency
from bot.usecases.routing import route_waiting
from tests.app.web.desk_house import House, Person, start_house, stop_house
from tests.app.web.test_desk_api import house, standing  # noqa: F401


def test_leads_keep_people_and_teams(house: House) -> None:  # noqa: F811
    lead, wang = house.agent("lin", "林经理", "manager"), house.agent("wang", "王敏")
    house.user("ed", "编辑", "editor")
    found = lead.get("/people").json()
    assert {one["login"] for one in found["people"]} == {"lin", "wang"}
    assert (found["teams"], found["usual_capacity"]) == ([], 5)
    number = wang.user["id"]
    saved = lead.put(f"/people/{number}", {"skills": ["Fault"], "languages": ["en"], "capacity": 2})
    assert saved.status_code == 200 and saved.json()["person"]["skills"] == ["fault"]
    made = lead.post("/teams", {"name": {"zh": "售后", "en": "After-sales"}, "members": [number]})
    assert made.status_code == 201
    team = made.json()["team"]["id"]
    renamed = lead.put(f"/teams/{team}", {"name": {"zh": "售后组", "en": "Aftercare"}, "members": []})
    assert renamed.json()["team"] == {"id": team, "name": {"zh": "售后组", "en": "Aftercare"}, "members": []}
    assert lead.http.delete(f"{lead.url}/api/desk/teams/{team}").status_code == 204
    assert lead.http.delete(f"{lead.url}/api/desk/teams/{team}").status_code == 404
    assert lead.put("/people/99999999999999999999", {"capacity": 2}).status_code == 404


def test_others_may_not(house: House) -> None:  # noqa: F811
    house.user("lin", "林经理", "manager")
    wang, editor = house.agent("wang", "王敏"), house.agent("ed", "编辑", "editor")
    for person in (wang, editor):
        for answer in (
            person.get("/people"),
            person.put(f"/people/{wang.user['id']}", {"capacity": 9}),
            person.post("/teams", {"name": {"zh": "一", "en": "One"}, "members": []}),
            person.put("/teams/1", {"name": {"zh": "一", "en": "One"}, "members": []}),
            person.http.delete(f"{person.url}/api/desk/teams/1"),
        ):
            assert answer.status_code == 403, answer.text
    name = house.waiting()
    assert editor.put(f"/conversations/{name}/standing", {"tier": "vip"}).status_code == 403
    assert editor.get("/routing/agents").status_code == 403
    assert Person(house.url).get("/people").status_code == 401
    wang.http.headers.pop("X-Requested-With")
    assert wang.put(f"/conversations/{name}/standing", {"tier": "vip"}).status_code == 403


@pytest.mark.parametrize(("language", "words"), [("zh", "不能为空"), ("en", "must not be empty")])
def test_what_cannot_be_kept_is_said_in_the_page_s_language(house: House, language: str, words: str) -> None:  # noqa: F811
    lead = house.agent("lin", "林经理", "manager")
    lead.http.headers["Accept-Language"] = language
    refused = lead.post("/teams", {"name": {"zh": " ", "en": "One"}, "members": []})
    assert refused.status_code == 422
    error = refused.json()["error"]
    assert (error["code"], error["field"]) == ("not_good", "zh") and words in error["message"]


def test_how_a_customer_stands_is_seen_by_all_at_once(house: House) -> None:  # noqa: F811
    wang = house.agent("wang", "王敏")
    house.waiting(urgency=Urgency.HIGH)
    name = house.waiting()
    stream = wang.listen()
    stream.wait_for("desk", name)
    agents = wang.get("/routing/agents").json()["agents"]
    assert agents == [{"id": wang.user["id"], "name": "王敏"}]
    done = wang.put(f"/conversations/{name}/standing", {"tier": "vip", "dedicated": wang.user["id"]})
    assert done.json() == {"tier": "vip", "dedicated": {"id": wang.user["id"], "name": "王敏"}}
    stream.wait_for("desk", '"vip": true')
    stream.close()
    about = wang.get(f"/conversations/{name}").json()
    assert (about["tier"], about["dedicated"]["name"]) == ("vip", "王敏")
    first = wang.get("/conversations").json()["queue"][0]
    assert (first["id"], first["vip"]) == (name, True)
    assert first["for"] == {"id": wang.user["id"], "name": "王敏", "until": None}
    assert wang.put("/conversations/nobody/standing", {"tier": "vip"}).status_code == 404
    assert wang.put(f"/conversations/{name}/standing", {"tier": "gold"}).status_code == 400


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(
        tmp_path_factory.mktemp("push"), SUPPORTBOT_ROUTING="push", SUPPORTBOT_OFFER_TIMEOUT="600"
    )
    yield replace(
        made, rules=replace(made.rules, routing=replace(made.rules.routing, mode=Mode.PUSH, offer_timeout=600))
    )
    stop_house(made, process)


def test_an_offer_over_http(pushed: House) -> None:
    pushed.empty()
    wang, amy = pushed.agent("wang", "王敏"), pushed.agent("amy", "Amy")
    # A call is a sign of life.
    assert wang.get("/me").ok and amy.get("/me").ok
    name = pushed.waiting()
    both = {wang.user["id"]: wang, amy.user["id"]: amy}
    assert route_waiting(pushed.store, pushed.bell, pushed.rules, time.time()) == 1
    meant = wang.get("/conversations").json()["queue"][0]["for"]
    assert meant["until"] > time.time()
    asked = both.pop(meant["id"])
    (other,) = both.values()
    refused = other.claim(name)
    assert refused.status_code == 409
    assert (refused.json()["error"]["code"], refused.json()["error"]["holder"]) == ("offered", meant["name"])
    assert other.post(f"/conversations/{name}/decline").json()["error"]["code"] == "not_offered"
    assert asked.post(f"/conversations/{name}/decline").status_code == 204
    assert route_waiting(pushed.store, pushed.bell, pushed.rules, time.time()) == 1
    assert other.claim(name).status_code == 200
    assert asked.claim(name).json()["error"]["code"] == "held"
