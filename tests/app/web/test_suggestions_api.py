"""Suggested answers over HTTP, and that waiting for the encoders holds up nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from bot.usecases.receive import Refused
from bot.web.desk_suggestions import Bench, NotReady
from tests.app.usecases.test_gate import REFUND
from tests.app.web.desk_house import House, Person, start_house, stop_house
from tests.app.web.stocked import stocked

# The first question of a process loads the encoders.
PATIENCE = 120


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("suggestions"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    return stocked(standing)


def suggestions(who: Person, name: str) -> requests.Response:
    """As the page does: asked again while the encoders are being loaded."""
    for _ in range(10):
        answer = who.http.post(f"{who.url}/api/desk/conversations/{name}/suggestions", timeout=PATIENCE)
        if answer.status_code != 503:
            break
        assert answer.headers["Retry-After"] and answer.json()["error"]["code"] == "not_ready"
    return answer


def test_an_agent_gets_the_answer_as_customers_read_it(house: House) -> None:
    wang = house.agent("wang", "王敏")
    name = house.waiting("退款什么时候能到我的账上")
    wang.claim(name)
    found = suggestions(wang, name)
    assert found.status_code == 200, found.text
    first = found.json()["articles"][0]
    assert set(first) == {"id", "question", "score", "text"}
    assert (first["id"], first["text"]) == ("refund.time", REFUND.answer)
    used = {"text": first["text"], "used": {"suggested": [first["id"]], "article": first["id"]}}
    assert wang.put(f"/conversations/{name}/messages/c1", used).status_code == 201
    assert wang.put(f"/conversations/{name}/messages/c1", used).status_code == 200
    last = wang.messages(name)[-1]
    assert (last["article"]["id"], last["suggested"]) == ("refund.time", ["refund.time"])
    assert wang.put(f"/conversations/{name}/messages/c2", {"text": "x", "used": 3}).status_code == 400


def test_only_the_desk_and_never_the_bots(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李编辑", "editor")
    with_bot, waiting = house.customer(), house.waiting()
    assert suggestions(li, waiting).status_code == 403 and suggestions(Person(house.url), waiting).status_code == 401
    assert suggestions(wang, with_bot).json()["error"]["code"] == "with_bot"
    assert suggestions(wang, "nobody").status_code == suggestions(wang, "a.b").status_code == 404


def in_a_loop_of_its_own(scene: Coroutine[Any, Any, None]) -> None:
    """Where a browser has been started, this thread has a running loop already."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scene).result(120)


def test_one_question_at_a_time_and_no_longer_than_allowed() -> None:
    """What takes too long is told so, goes on, and is there for the next one."""
    go, begun, log = threading.Event(), threading.Event(), []

    def slow(name: str) -> dict[str, Any]:
        log.append(name)
        begun.set()
        go.wait(60)
        return {"articles": [name]}

    async def scene() -> None:
        bench = Bench(seconds=0.05, most=2)
        for name in ("first", "second"):
            with pytest.raises(NotReady):
                await bench.ask(slow, name)
            assert begun.wait(60)
        assert log == ["first"], "one at a time"
        with pytest.raises(NotReady):
            await bench.ask(slow, "third")
        go.set()
        patient = Bench(seconds=60, most=2)
        assert await patient.ask(slow, "fourth") == {"articles": ["fourth"]}
        bench.close()
        patient.close()

    in_a_loop_of_its_own(scene())
    assert "third" not in log, "too many were waiting already"


def test_a_failure_is_not_ready_and_a_refusal_stays_one() -> None:
    def fails() -> dict[str, Any]:
        raise OSError("no model")

    def refuses() -> dict[str, Any]:
        raise Refused("with_bot", "The assistant answers here.")

    async def scene() -> None:
        bench = Bench(seconds=60)
        with pytest.raises(NotReady):
            await bench.ask(fails)
        with pytest.raises(Refused):
            await bench.ask(refuses)
        assert await bench.ask(lambda: {"articles": []}) == {"articles": []}, "a failure holds no place"
        bench.close()

    in_a_loop_of_its_own(scene())


def test_other_calls_are_answered_while_twenty_wait(house: House) -> None:
    """More questions than the process has threads; each of the others still gets its answer."""
    wang = house.agent("wang", "王敏")
    name = house.waiting("退款什么时候能到我的账上")
    answers: list[int] = []

    def ask() -> None:
        other = Person(house.url)
        other.http.cookies.update(wang.http.cookies)
        answers.append(suggestions(other, name).status_code)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    assert all(wang.get("/conversations").status_code == 200 for _ in range(5))
    for thread in threads:
        thread.join(PATIENCE)
    assert answers == [200] * 20
