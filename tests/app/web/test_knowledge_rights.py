"""Each door of the knowledge desk opens to those whose role has the right, and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests

from bot.usecases.users import ROLES
from bot.web.knowledge import knowledge
from tests.app.web.desk_house import OURS, House, Person, start_house, stop_house

EVERYBODY = set(ROLES)
WRITERS = EVERYBODY - {"agent"}
# Where articles are reviewed, an editor is not among them.
PUBLISHERS = {"reviewer", "manager", "admin"}
ARTICLE = "/articles/no.such/zh"
DOORS = [
    ("GET", "/me", EVERYBODY), ("GET", "/articles", EVERYBODY), ("GET", "/articles/no.such", EVERYBODY),
    ("PUT", ARTICLE, EVERYBODY), ("DELETE", f"{ARTICLE}/draft", WRITERS), ("GET", f"{ARTICLE}/history", EVERYBODY),
    ("GET", f"{ARTICLE}/history/1", EVERYBODY), ("POST", f"{ARTICLE}/restore", WRITERS),
    ("POST", f"{ARTICLE}/check", EVERYBODY), ("POST", f"{ARTICLE}/publish", PUBLISHERS),
    ("POST", f"{ARTICLE}/archive", PUBLISHERS), ("POST", f"{ARTICLE}/submit", WRITERS),
    ("POST", f"{ARTICLE}/return", PUBLISHERS), ("POST", "/try", EVERYBODY), ("POST", "/teach", EVERYBODY),
    ("GET", "/regression", EVERYBODY), ("POST", "/regression", EVERYBODY), ("DELETE", "/regression/1", EVERYBODY),
    ("GET", "/gaps", EVERYBODY), ("POST", "/gaps/ignore", WRITERS), ("GET", "/use", EVERYBODY),
    ("POST", "/import", WRITERS), ("POST", "/import?publish=1", {"manager", "admin"}), ("GET", "/import", WRITERS),
    ("GET", "/import/no.such", WRITERS), ("POST", "/import/no.such/look", WRITERS),
    ("POST", "/import/no.such/apply", WRITERS), ("DELETE", "/import/no.such", WRITERS), ("GET", "/export", EVERYBODY),
    ("GET", "/template", EVERYBODY),
]  # fmt: skip


@pytest.fixture(scope="module", params=["reviewed", "not reviewed"])
def staff(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, dict[str, Person], bool]]:
    review = request.param == "reviewed"
    made, process = start_house(tmp_path_factory.mktemp("rights"), SUPPORTBOT_REVIEW_ARTICLES=str(review))
    yield made, {role: made.agent(role, role, role) for role in ROLES}, review
    stop_house(made, process)


def test_no_door_is_forgotten() -> None:
    def shape(path: str) -> str:
        return re.sub(r"<[^>]*>", "*", path)

    listed = {
        (method, path.replace("no.such", "*").replace("zh", "*").replace("1", "*"))
        for method, path, _ in DOORS
        if "?" not in path
    }
    there = {
        (method, shape(route.uri))
        for blueprint in knowledge.blueprints
        for route in blueprint._future_routes
        for method in route.methods
    }
    assert there == listed


@pytest.mark.parametrize("method, path, allowed", DOORS)
def test_who_may_call_what(
    staff: tuple[House, dict[str, Person], bool], method: str, path: str, allowed: set[str]
) -> None:
    house, people, review = staff
    if not review and "manager" in allowed:
        allowed = allowed | WRITERS

    def code(http: requests.Session) -> int:
        answer = http.request(method, f"{house.url}/api/knowledge{path}", data=b"[]", headers=OURS, timeout=120)
        assert answer.status_code < 500, answer.text
        return answer.status_code

    assert code(requests.Session()) == 401
    assert {role for role, person in people.items() if code(person.http) != 403} == allowed
