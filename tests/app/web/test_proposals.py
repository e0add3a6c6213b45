"""From the desk to the knowledge desk over HTTP: who may propose, what an editor is shown of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.usecases.knowledge import import_articles
from tests.app.usecases.test_gate import DELIVERY, INVOICE, REFUND
from tests.app.web.desk_house import House, Person, start_house, stop_house


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("proposals"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    import_articles(standing.store, [REFUND, INVOICE, DELIVERY], "test", "", True, time.time())
    return standing


def replied(house: House, wang: Person, asked: str = "海外信用卡退款要多久", said: str = "海外卡要十天。") -> str:
    """The path of a reply."""
    name = house.waiting(asked)
    wang.claim(name)
    seq = wang.reply(name, said).json()["seq"]
    return f"/conversations/{name}/replies/{seq}/proposal"


def articles(who: Person, path: str) -> dict[str, Any]:
    return dict(who.http.get(f"{who.url}/api/knowledge/articles{path}", timeout=60).json())


def test_a_reply_becomes_a_proposal_that_an_editor_sees(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李编辑", "editor")
    path = replied(house, wang)
    begun = wang.get(path).json()
    assert begun["questions"] == [{"text": "海外信用卡退款要多久", "wording": "海外信用卡退款要多久"}]
    assert begun["reply"] == "海外卡要十天。" and "refund" in begun["topics"]

    near = wang.http.post(
        f"{wang.url}/api/desk/nearest", json={"text": begun["questions"][0]["wording"], "language": "zh"}, timeout=120
    ).json()["nearest"]
    assert near[0]["id"] == "refund.time" and near[0]["draft"] is None
    chosen = {
        "questions": [begun["questions"][0]["wording"]], "reply": begun["reply"], "language": "zh",
        "article": near[0]["id"], "why": "常被问到",
    }  # fmt: skip
    done = wang.post(path, chosen)
    assert (done.status_code, done.json()["kind"]) == (201, "edit"), done.text
    again = wang.post(path, chosen)
    assert (again.status_code, again.json()["kind"]) == (200, "repeated")
    assert wang.get(path).json()["made"][0]["id"] == "refund.time"

    listed = articles(li, "?status=proposed")
    assert [one["id"] for one in listed["articles"]] == ["refund.time"] and listed["counts"]["proposed"] == 1
    (seen,) = articles(li, "/refund.time")["proposals"]
    assert (seen["who"], seen["why"], seen["reply"]) == ("王敏 (wang)", "常被问到", "海外卡要十天。")
    assert seen["conversation"] is None, "editors see no customers"
    (colleague,) = articles(wang, "/refund.time")["proposals"]
    assert colleague["conversation"] == path.split("/")[2]


def test_only_the_desk_proposes_and_only_what_it_wrote(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李编辑", "editor")
    path = replied(house, wang)
    assert li.get(path).status_code == li.post(path, {}).status_code == 403
    assert li.post("/nearest", {"text": "x"}).status_code == 403
    assert Person(house.url).get(path).status_code == 401
    customers = path.replace(path.split("/")[4], "1")
    assert wang.get(customers).json()["error"]["code"] == "not_a_reply"
    assert wang.get(path.replace(path.split("/")[2], "nobody")).status_code == 404
    good = {"questions": ["海外卡退款"], "reply": "十天。", "language": "zh", "article": "refund.time"}
    for wrong, status in (
        ({"questions": "x"}, 400), ({"questions": []}, 400), ({"reply": ""}, 400), ({"reply": 3}, 400),
        ({"language": "fr"}, 400), ({"article": "no.such"}, 404), ({"article": None}, 400), ({"why": 1}, 400),
        ({"article": "../x", "topic": "t"}, 404),
    ):  # fmt: skip
        answer = wang.post(path, {**good, **wrong})
        assert answer.status_code == status and answer.json()["error"]["message"], (wrong, answer.text)
    assert wang.post("/nearest", {"text": ""}).status_code == 400
    assert articles(wang, "?status=proposed")["total"] == 0, "nothing was made on the way"
