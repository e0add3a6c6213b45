"""Signing in at the desk: sessions, limits, roles, and calls that come from elsewhere."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from bot.store.schema import session
from bot.usecases.users import UserError, add_user, check_password, generate_password, set_password
from bot.web.limits import TooMany, Window
from bot.web.sign_in import Tries, local_path, open_session
from tests.app.web.desk_house import OURS, PASSWORD, House, Person, start_house, stop_house


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("desk"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


@pytest.fixture
def fresh_house(tmp_path: Path) -> Iterator[House]:
    """A process that has counted no wrong tries yet."""
    made, process = start_house(tmp_path)
    yield made
    stop_house(made, process)


def test_the_cookie_is_for_the_server_only_and_the_database_knows_its_hash(house: House) -> None:
    wang = house.agent("wang", "王敏")
    cookie = next(one for one in wang.http.cookies if one.name == "supportbot_desk")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    with house.store.read() as tx:
        kept = tx.execute(sa.select(session.c.id_hash)).scalars().all()
    assert kept == [hashlib.sha256(cookie.value.encode()).hexdigest()]


def test_a_new_sign_in_gets_a_new_session_and_ends_the_old_one(house: House) -> None:
    wang = house.agent("wang", "王敏")
    old = wang.http.cookies["supportbot_desk"]
    wang.http.post(f"{house.url}/login", json={"login": "wang", "password": PASSWORD}, timeout=20)
    assert wang.http.cookies["supportbot_desk"] != old
    assert wang.get("/me").status_code == 200
    stolen = requests.get(f"{house.url}/api/desk/me", cookies={"supportbot_desk": old}, timeout=20)
    assert stolen.status_code == 401


@pytest.mark.parametrize("column, seconds", [("created_at", 12 * 3600 + 1), ("seen_at", 30 * 60 + 1)])
def test_a_session_ends_after_twelve_hours_and_after_half_an_hour_of_nothing(
    house: House, column: str, seconds: int
) -> None:
    wang = house.agent("wang", "王敏")
    assert wang.get("/me").status_code == 200
    with house.store.begin() as tx:
        tx.execute(sa.update(session).values({column: time.time() - seconds}))
    assert wang.get("/me").status_code == 401


def test_a_disabled_account_is_out_at_once(house: House) -> None:
    from bot.store import people

    wang = house.agent("wang", "王敏")
    with house.store.begin() as tx:
        people.update(tx, wang.user["id"], disabled=True)
    assert wang.get("/me").status_code == 401
    again = requests.post(f"{house.url}/login", json={"login": "wang", "password": PASSWORD}, timeout=20)
    assert again.status_code == 401


def test_five_wrong_tries_close_the_door_for_that_address(fresh_house: House) -> None:
    fresh_house.user("wang", "王敏")
    codes = [
        requests.post(f"{fresh_house.url}/login", json={"login": f"nobody{n}", "password": "x"}, timeout=20).status_code
        for n in range(5)
    ]
    assert codes == [401] * 5
    sixth = requests.post(f"{fresh_house.url}/login", json={"login": "wang", "password": PASSWORD}, timeout=20)
    assert sixth.status_code == 429
    assert 0 < int(sixth.headers["Retry-After"]) <= 300
    page = requests.post(f"{fresh_house.url}/login?lang=en", data={"login": "wang", "password": PASSWORD}, timeout=20)
    assert page.status_code == 429 and "Too many tries" in page.text and page.headers["Retry-After"]


def test_right_passwords_do_not_use_up_the_tries(house: House) -> None:
    house.user("wang", "王敏")
    for _ in range(8):
        house.sign_in("wang")


def test_an_account_allows_ten_wrong_tries_in_a_quarter_of_an_hour() -> None:
    tries = Tries(Window(10, 900.0))
    for n in range(10):
        tries.take("wang", 1000.0 + n)
    with pytest.raises(TooMany) as refused:
        tries.take("wang", 1011.0)
    assert refused.value.retry_after == 889
    tries.take("wang", 1000.0 + 901)


def test_unknown_users_and_wrong_passwords_get_the_same_words_after_the_same_time(fresh_house: House) -> None:
    fresh_house.user("wang", "王敏")
    times: dict[str, list[float]] = {"wang": [], "nobody": []}
    # In turns, and the shortest of many: other work on the machine only ever adds time.
    for _ in range(12):
        for login, measured in times.items():
            start = time.perf_counter()
            assert check_password(fresh_house.store, login, "wrong-password") is None
            measured.append(time.perf_counter() - start)
    assert 0.6 < min(times["wang"]) / min(times["nobody"]) < 1.6
    one, other = (
        requests.post(f"{fresh_house.url}/login", json={"login": login, "password": "wrong"}, timeout=20)
        for login in ("wang", "nobody")
    )
    assert (one.status_code, one.text) == (other.status_code, other.text)


def test_nonsense_at_the_door_is_a_4xx(fresh_house: House) -> None:
    bodies = [
        b"", b"[]", b"nonsense", b'{"login": NaN}', b'{"login": {"a": 1}, "password": []}', b'{"a":' * 40 + b"1" + b"}" * 40,
        b'{"login": "\\ud800", "password": "\\ud800"}', b'{"login": "a\\u0000b", "password": "\\u0000"}', b'"' + b"x" * 70_000,
    ]  # fmt: skip
    codes = [
        requests.post(
            f"{fresh_house.url}/login", data=body, headers={"Content-Type": "application/json"}, timeout=20
        ).status_code
        for body in bodies
    ]
    assert codes == [400] * 4 + [401] + [400] + [401, 401] + [413]


def test_a_change_must_come_from_our_page(house: House) -> None:
    wang = house.agent("wang", "王敏")
    waiting = house.waiting()
    claim = f"{house.url}/api/desk/conversations/{waiting}/claim"
    cookies = dict(wang.http.cookies)

    def code(**headers: str) -> int:
        return requests.post(claim, cookies=cookies, headers=headers, timeout=20).status_code

    assert code() == 403
    assert code(Origin="https://evil.example") == 403
    assert code(Origin="https://evil.example", **OURS) == 403
    assert code(Origin="null", **OURS) == 403
    assert (
        requests.get(
            f"{house.url}/api/desk/events", cookies=cookies, headers={"Origin": "https://evil.example"}, timeout=20
        ).status_code
        == 403
    )
    assert code(Origin=house.url) == 200
    foreign = requests.post(
        f"{house.url}/login",
        data={"login": "wang", "password": PASSWORD},
        headers={"Origin": "https://evil.example"},
        timeout=20,
    )
    assert foreign.status_code == 403
    assert requests.post(f"{house.url}/logout", cookies=cookies, timeout=20).status_code == 403
    assert wang.get("/me").status_code == 200


CALLS = [
    ("GET", "/me"), ("PUT", "/me"), ("GET", "/conversations"), ("GET", "/conversations/x"), ("GET", "/conversations/x/messages"),
    ("POST", "/conversations/x/claim"), ("PUT", "/conversations/x/messages/1"), ("POST", "/conversations/x/release"),
    ("POST", "/conversations/x/resolve"), ("POST", "/conversations/x/typing"), ("POST", "/conversations/x/triage"), ("GET", "/events"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory):
    made, process = start_house(tmp_path_factory.mktemp("roles"))
    people = {role: made.agent(role, role, role) for role in ("agent", "manager", "admin", "editor")}
    yield made, people
    stop_house(made, process)


@pytest.mark.parametrize("method, path", CALLS)
def test_who_may_call_what(shared: tuple[House, dict[str, Person]], method: str, path: str) -> None:
    house, people = shared

    def code(role: str | None) -> int:
        http = people[role].http if role else requests.Session()
        with http.request(method, f"{house.url}/api/desk{path}", headers=OURS, stream=True, timeout=20) as answer:
            return answer.status_code

    assert code(None) == 401
    assert code("editor") == 403
    for role in ("agent", "manager", "admin"):
        assert code(role) in (200, 204, 400, 404), role


def test_the_desk_page_sends_strangers_to_the_sign_in_and_back(house: House) -> None:
    house.user("wang", "王敏")
    first = requests.get(f"{house.url}/desk?lang=en", allow_redirects=False, timeout=20)
    assert first.status_code == 303 and first.headers["Location"] == "/login?next=%2Fdesk%3Flang%3Den"
    browser = requests.Session()
    page = browser.get(house.url + first.headers["Location"], timeout=20)
    assert 'value="/desk?lang=en"' in page.text
    back = browser.post(
        f"{house.url}/login",
        data={"login": "wang", "password": PASSWORD, "next": "/desk?lang=en"},
        allow_redirects=False,
        timeout=20,
    )
    assert (back.status_code, back.headers["Location"]) == (303, "/desk?lang=en")
    desk = browser.get(f"{house.url}/desk", timeout=20)
    assert desk.status_code == 200 and "nonce-" in desk.headers["Content-Security-Policy"]
    assert "unsafe" not in desk.headers["Content-Security-Policy"]


def test_an_editor_sees_why_there_is_no_desk(house: House) -> None:
    editor = house.agent("ed", "小编", "editor")
    answer = editor.http.get(f"{house.url}/desk", timeout=20)
    assert answer.status_code == 403 and "小编" in answer.text


@pytest.mark.parametrize(
    "wanted, goes", [
        ("/desk", "/desk"), ("/desk?lang=en#x", "/desk?lang=en#x"), ("//evil.example", "/desk"), ("/\\evil.example", "/desk"),
        ("https://evil.example", "/desk"), ("javascript:alert(1)", "/desk"), ("/a\r\nSet-Cookie: x", "/desk"), ("", "/desk"), (None, "/desk"),
    ],
)  # fmt: skip
def test_after_sign_in_only_to_this_site(wanted: str | None, goes: str) -> None:
    assert local_path(wanted) == goes


def test_what_was_typed_comes_back_as_text(fresh_house: House) -> None:
    answer = requests.post(
        f"{fresh_house.url}/login", data={"login": '"><script>alert(1)</script>', "password": "x"}, timeout=20
    )
    assert answer.status_code == 401 and "<script>alert" not in answer.text


def test_signing_out_ends_the_session_and_the_presence(house: House) -> None:
    wang = house.agent("wang", "王敏")
    assert [one["name"] for one in wang.get("/conversations").json()["online"]] == ["王敏"]
    li = house.agent("li", "李雷")
    wang.http.post(f"{house.url}/logout", timeout=20)
    assert wang.get("/me").status_code == 401
    assert [one["name"] for one in li.get("/conversations").json()["online"]] == ["李雷"]


def test_accounts_say_what_is_wrong_with_them(house: House) -> None:
    house.user("wang", "王敏")
    for login, name, role, password, word in [
        ("Wang", "x", "agent", PASSWORD, "already"), ("王", "x", "agent", PASSWORD, "login"), ("a b", "x", "agent", PASSWORD, "login"),
        ("b", "", "agent", PASSWORD, "name"), ("b", "x", "boss", PASSWORD, "role"), ("b", "x", "agent", "short", "password"),
    ]:  # fmt: skip
        with pytest.raises(UserError) as refused:
            add_user(house.store, login, name, role, password)
        assert word in str(refused.value)
        assert PASSWORD not in str(refused.value)


def test_a_new_password_ends_the_open_sessions(house: House) -> None:
    wang = house.agent("wang", "王敏")
    fresh = generate_password()
    assert len(fresh) == 19
    set_password(house.store, "wang", fresh)
    assert wang.get("/me").status_code == 401
    user = check_password(house.store, "WANG", fresh)
    assert user is not None and user.name == "王敏"
    assert open_session(house.store, user, None, time.time()) != open_session(house.store, user, None, time.time())
