"""The customer's API through the front door: sessions, sending once, streams, limits, bad input."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from bot.core.words import Urgency
from bot.store import conversations, schema
from bot.usecases import desk
from bot.web.sessions import Sessions
from tests.app.web.customer.house import House


class Caller(requests.Session):
    def __init__(self, house: House, language: str = "zh") -> None:
        super().__init__()
        self.base = house.url
        started = self.post(f"{self.base}/api/conversations", json={"language": language}, timeout=10)
        assert started.status_code == 201, started.text
        self.token = started.json()["token"]

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        more.setdefault("timeout", 30)
        return self.request(method, f"{self.base}/api{path}", **more)

    def say(self, text: object, client_id: str | None = None) -> requests.Response:
        return self.ask("PUT", f"/conversation/messages/{client_id or uuid.uuid4()}", json={"text": text})

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        return list(self.ask("GET", f"/conversation/messages?after={after}").json()["messages"])

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        until = time.monotonic() + 8
        while len(found := self.messages()) < count:
            assert time.monotonic() < until, f"only {len(found)} of {count} messages"
            time.sleep(0.05)
        return found


def stream(caller: Caller, after: int = 0, **headers: str) -> Iterator[tuple[str, dict[str, Any], str | None]]:
    """(name, data, id) of each event, as a browser reads them."""
    url = f"{caller.base}/api/conversation/events?after={after}"
    with caller.get(url, stream=True, headers=headers, timeout=20) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        event: dict[str, str] = {}
        for line in response.iter_lines(decode_unicode=True, chunk_size=1):
            if not line:
                if "data" in event:
                    yield event.get("event", "message"), json.loads(event["data"]), event.get("id")
                event = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(": ")
                event[name] = value


def test_a_conversation_starts_once_per_session_and_a_message_is_stored_once(always_open: House) -> None:
    caller = Caller(always_open)
    again = caller.ask("POST", "/conversations", json={"language": "en"})
    assert again.status_code == 200
    client_id = str(uuid.uuid4())
    first, second = caller.say("你好", client_id), caller.say("你好", client_id)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == {"seq": 1, "repeated": False} and second.json() == {"seq": 1, "repeated": True}
    assert caller.say("别的话", client_id).status_code == 422
    found = caller.wait_for(2)
    assert [(one["seq"], one["author"]) for one in found] == [(1, "customer"), (2, "bot")]
    assert found[0]["client_id"] == client_id and found[1]["html"] == "<p>已收到：你好</p>\n"


def test_eighteen_copies_of_one_message_at_once_are_one_message(always_open: House) -> None:
    caller, client_id, codes = Caller(always_open), str(uuid.uuid4()), []

    def copy() -> None:
        url = f"{caller.base}/api/conversation/messages/{client_id}"
        headers = {"Authorization": f"Bearer {caller.token}"}
        codes.append(requests.put(url, json={"text": "一次"}, headers=headers, timeout=30).status_code)

    copies = [threading.Thread(target=copy) for _ in range(18)]
    for one in copies:
        one.start()
    for one in copies:
        one.join()
    assert sorted(codes) == [200] * 17 + [201]
    assert len([one for one in caller.wait_for(2) if one["author"] == "customer"]) == 1


def test_the_bearer_is_as_good_as_the_cookie_and_nothing_else_is(always_open: House, closed: House) -> None:
    caller = Caller(always_open)
    url = f"{always_open.url}/api/conversation"
    assert requests.get(url, headers={"Authorization": f"Bearer {caller.token}"}, timeout=5).ok
    foreign = Sessions(closed.settings).token("x" * 32)
    changed = caller.token[:-2] + ("AA" if caller.token[-2:] != "AA" else "BB")
    for token in ("", "forged", changed, foreign, caller.token + "x", "\x7f" * 30, "A" * 3000):
        headers = {"Authorization": f"Bearer {token}"}
        refused = requests.get(url, headers=headers, timeout=5)
        assert refused.status_code == 401 and refused.json()["error"]["code"] == "no_session", token
        by_cookie = requests.get(url, headers={"Cookie": f"supportbot_customer={token}"}, timeout=5)
        assert by_cookie.status_code == 401, token
    # A signed token of a conversation that is gone shows nothing of anybody's.
    gone = Sessions(always_open.settings).token("no-such-conversation")
    for path in ("", "/messages"):
        assert requests.get(url + path, headers={"Authorization": f"Bearer {gone}"}, timeout=5).status_code == 404
    started = requests.post(f"{always_open.url}/api/conversations", cookies={"supportbot_customer": gone}, timeout=5)
    assert started.status_code == 201


def test_an_old_token_is_refused_and_a_used_one_is_renewed(always_open: House) -> None:
    import time_machine

    caller = Caller(always_open)
    from itsdangerous import URLSafeTimedSerializer

    reader = URLSafeTimedSerializer(always_open.settings.secret_key, salt="supportbot.customer.v1")
    conversation_id = reader.loads(caller.token)
    made = {}
    for days in (2, 31):
        with time_machine.travel(time.time() - days * 86400, tick=False):
            made[days] = Sessions(always_open.settings).token(conversation_id)
    url = f"{always_open.url}/api/conversation"
    renewed = requests.get(url, cookies={"supportbot_customer": made[2]}, timeout=5)
    assert renewed.ok and renewed.json()["token"] and "supportbot_customer" in renewed.cookies
    assert "token" not in caller.ask("GET", "/conversation").json()
    expired = requests.get(url, cookies={"supportbot_customer": made[31]}, timeout=5)
    assert expired.status_code == 401 and "Max-Age=0" in expired.headers["Set-Cookie"]


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(always_open: House) -> None:
    started = requests.post(f"{always_open.url}/api/conversations", json={}, timeout=5)
    cookie = started.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    caller = Caller(always_open)
    refused = caller.ask("POST", "/conversation/person", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


def test_the_stream_resumes_after_the_last_number_without_gap_or_repeat(always_open: House) -> None:
    caller = Caller(always_open)
    for number in range(3):
        assert caller.say(f"第{number}句").status_code == 201
    caller.wait_for(6)
    seen: list[int] = []
    for name, data, number in stream(caller):
        if name == "message":
            assert number == str(data["seq"])
            seen.append(data["seq"])
        if len(seen) == 4:
            break
    reader = stream(caller, after=0, **{"Last-Event-ID": str(seen[-1])})
    names = []
    for name, data, _ in reader:
        names.append(name)
        if name == "message":
            seen.append(data["seq"])
        if name == "state":
            assert data["owner"] == "bot" and data["typing"] is False and data["last_seq"] == 6
            break
    assert seen == [1, 2, 3, 4, 5, 6]
    # What comes later is pushed into the same stream.
    began = time.monotonic()
    caller.say("新的")
    for name, data, _ in reader:
        if name == "message" and data["author"] == "bot":
            break
    assert data["text"] == "已收到：新的" and time.monotonic() - began < 3


def test_an_agents_typing_is_seen_and_goes_away(own_house: House) -> None:
    agent = own_house.agent()
    caller = Caller(own_house)
    assert caller.ask("POST", "/conversation/person").json()["state"] == "queued"
    with own_house.store.read() as tx:
        conversation_id = tx.execute(sa.select(schema.conversation.c.id)).scalar_one()
    desk.claim(own_house.store, own_house.bell, own_house.rules, conversation_id, agent, time.time())
    state = caller.ask("GET", "/conversation").json()
    assert state["owner"] == "agent" and state["agent"] == agent.name
    assert caller.ask("POST", "/conversation/typing").status_code == 204
    repeated = caller.ask("POST", "/conversation/person").json()
    assert repeated["state"] == "with_person" and repeated["ticket"] == "T-10001"
    assert caller.ask("DELETE", "/conversation/person").status_code == 409


def test_notes_of_agents_are_never_shown(own_house: House) -> None:
    agent, caller = own_house.agent(), Caller(own_house)
    caller.ask("POST", "/conversation/person")
    with own_house.store.read() as tx:
        conversation_id = tx.execute(sa.select(schema.conversation.c.id)).scalar_one()
    desk.claim(own_house.store, own_house.bell, own_house.rules, conversation_id, agent, time.time())
    desk.reply(own_house.store, own_house.bell, conversation_id, agent, "n", "只给同事看", time.time(), note=True)
    desk.reply(own_house.store, own_house.bell, conversation_id, agent, "r", "您好", time.time())
    shown = caller.messages()
    assert [one["text"] for one in shown if one["author"] == "agent"] == ["您好"]
    assert "只给同事看" not in json.dumps(shown, ensure_ascii=False)
    assert set(shown[-1]) <= {"seq", "author", "kind", "text", "at", "agent"}


def test_the_queue_tells_place_wait_and_ticket_and_can_be_left(own_house: House) -> None:
    own_house.agent()
    first, second = Caller(own_house), Caller(own_house, "en")
    assert first.ask("POST", "/conversation/person").json()["position"] == 1
    outcome = second.ask("POST", "/conversation/person").json()
    assert outcome["state"] == "queued" and outcome["position"] == 2 and outcome["wait"][0] < outcome["wait"][1]
    assert second.ask("POST", "/conversation/person").json()["ticket"] == outcome["ticket"]
    left = first.ask("DELETE", "/conversation/person").json()
    assert left["owner"] == "bot"
    assert second.ask("GET", "/conversation").json()["position"] == 1


def test_closed_means_closed_but_not_for_danger(closed: House) -> None:
    caller = Caller(closed)
    outcome = caller.ask("POST", "/conversation/person").json()
    assert outcome["state"] == "out_of_hours" and outcome["next_opening"] > time.time()
    with closed.store.begin() as tx:
        query = sa.select(schema.conversation.c.id).order_by(schema.conversation.c.created_at.desc())
        conversations.update(tx, tx.execute(query).scalars().first(), urgency=Urgency.CRITICAL.value)
    assert caller.ask("POST", "/conversation/person").json()["state"] == "queued"


def test_nobody_online_is_said_honestly(own_house: House) -> None:
    own_house.agent(online=False)
    assert Caller(own_house).ask("POST", "/conversation/person").json()["state"] == "nobody_online"


def test_who_insists_waits_although_it_is_closed_and_can_leave(closed: House) -> None:
    caller = Caller(closed)
    for wrong in ("yes", 1, None):
        assert caller.ask("POST", "/conversation/person", json={"insist": wrong}).status_code == 400
    assert caller.ask("POST", "/conversation/person", json={"insist": False}).json()["may_wait"] is True
    assert caller.ask("GET", "/conversation").json()["owner"] == "bot"
    outcome = caller.ask("POST", "/conversation/person", json={"insist": True}).json()
    assert outcome["state"] == "queued" and outcome["position"] >= 1 and outcome["wait"] is None
    notice = caller.messages()[-1]
    assert notice["event"] == "queued" and notice["ticket"] == outcome["ticket"] and "没有客服在线" in notice["text"]
    state = caller.ask("GET", "/conversation").json()
    assert (state["owner"], state["ticket"], state["emergency"]) == ("queue", outcome["ticket"], False)
    assert caller.ask("DELETE", "/conversation/person").json()["owner"] == "bot"


def test_a_request_gives_one_ticket_per_id_with_a_promised_time(closed: House) -> None:
    caller = Caller(closed)
    good = {"client_id": "r1", "name": "陈先生", "contact": "+86 138-0013-8000", "text": "请回电"}
    first = caller.ask("POST", "/conversation/request", json=good)
    second = caller.ask("POST", "/conversation/request", json=good)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["ticket"] == second.json()["ticket"] and first.json()["due"] > time.time()
    with closed.store.read() as tx:
        ticket = tx.execute(sa.select(schema.ticket).where(schema.ticket.c.number == first.json()["ticket"])).one()
    assert ticket.kind == "request" and ticket.fields == {"phone": "13800138000", "name": "陈先生"}
    notice = caller.messages()[-1]
    assert notice["event"] == "request_filed" and notice["ticket"] == ticket.number and "13800138000" in notice["text"]
    for bad in ({**good, "contact": "abc"}, {**good, "text": ""}, {**good, "client_id": None}):
        refused = caller.ask("POST", "/conversation/request", json=bad)
        assert refused.status_code == 400, bad


def test_floods_are_refused_and_nothing_of_them_is_stored(always_open: House) -> None:
    caller = Caller(always_open)
    answers = [caller.say(f"m{number}") for number in range(26)]
    refused = [one for one in answers if one.status_code == 429]
    assert len(refused) == 6 and all(1 <= int(one.headers["Retry-After"]) <= 10 for one in refused)
    mine = [one for one in caller.wait_for(40) if one["author"] == "customer"]
    assert len(mine) == 20


def test_new_conversations_are_limited_per_address(strict: House) -> None:
    codes = [requests.post(f"{strict.url}/api/conversations", json={}, timeout=5).status_code for _ in range(10)]
    assert codes[-1] == 429 and set(codes) <= {201, 429}


BAD_BODIES: list[tuple[bytes, int]] = [
    (b"", 400),
    (b"{", 400),
    (b"[]", 400),
    (b"null", 400),
    (b'"text"', 400),
    (b"\xff\xfe", 400),
    (b'{"text": NaN}', 400),
    (b'{"text": ' + b"9" * 5000 + b"}", 400),
    (b'{"text": null}', 400),
    (b'{"text": ["a"]}', 400),
    (b'{"text": {"a": "b"}}', 400),
    (b'{"text": 1}', 400),
    (b'{"text": ""}', 400),
    (b'{"text": "  \\u200b\\u0000 "}', 400),
    (b'{"text": "\\ud800"}', 400),
    (b'{"text": "a", "button": "b"}', 400),
    (b'{"button": "unknown"}', 422),
    (b'{"button": "\\ud800\\u0000"}', 422),
    (b'{"button": 7}', 400),
    (b'{"text": "a", "x": ' + b"[" * 30 + b"]" * 30 + b"}", 400),
    (b"[" * 60_000, 400),
    (b'{"a":' * 10_000, 400),
    (json.dumps({"text": "长" * 5000}).encode(), 413),
    (b'{"text": "' + b"a" * 70_000 + b'"}', 413),
    (b'{"text": "' + b"a" * 20_000_000 + b'"}', 413),
]


@pytest.mark.parametrize("body,status", BAD_BODIES, ids=[repr(body[:24]) for body, _ in BAD_BODIES])
def test_bad_bodies_are_refused_in_our_shape_and_not_stored(always_open: House, body: bytes, status: int) -> None:
    caller = Caller(always_open)
    answer = caller.ask("PUT", f"/conversation/messages/{uuid.uuid4()}", data=body)
    assert answer.status_code == status, answer.text
    assert set(answer.json()["error"]) >= {"code", "message"}
    assert caller.messages() == []


@pytest.mark.parametrize(
    "method,path,body",
    [
        ("GET", "/conversation/messages?after=-1", None),
        ("GET", "/conversation/messages?after=1e9", None),
        ("GET", "/conversation/messages?after=99999999999", None),
        ("GET", "/conversation/messages?after=%00", None),
        ("GET", "/conversation/messages?limit=9999", None),
        ("GET", "/conversation/events?after=x", None),
        ("PUT", "/conversation/messages/%00", {"text": "a"}),
        ("PUT", "/conversation/messages/" + "a" * 200, {"text": "a"}),
        ("PUT", "/conversation/messages/%E4%BD%A0", {"text": "a"}),
        ("PUT", "/conversation", {"language": "fr"}),
        ("POST", "/conversations", {"language": ["zh"]}),
        ("POST", "/conversations", {"page": "javascript:alert(1)"}),
        ("POST", "/conversations", {"page": "https://x.example/" + "a" * 600}),
    ],
)
def test_bad_parameters_are_refused(always_open: House, method: str, path: str, body: Any) -> None:
    answer = Caller(always_open).ask(method, path, **({"json": body} if body else {}))
    assert 400 <= answer.status_code < 500 and set(answer.json()["error"]) >= {"code", "message"}


def test_strange_but_real_texts_are_kept_clean(always_open: House) -> None:
    caller = Caller(always_open)
    for text, kept in [
        ("a\u202eb\u0000c", "abc"),
        ("  你好\r\n世界  ", "你好\n世界"),
        ('/restart{"a": "b"}', '/restart{"a": "b"}'),
        ("🧨👩‍👩‍👧 e\u0301", "🧨👩‍👩‍👧 é"),
    ]:
        assert caller.say(text).status_code == 201
        assert [one["text"] for one in caller.messages() if one["author"] == "customer"][-1] == kept


def test_pages_have_strict_headers_and_their_language(always_open: House) -> None:
    answer = requests.get(always_open.url, headers={"Accept-Language": "en-US,en;q=0.9"}, timeout=5)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "'nonce-" in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    assert '<html lang="en"' in answer.text and "Greenleaf Home" in answer.text
    assert '<html lang="zh-CN"' in requests.get(f"{always_open.url}/?lang=zh", timeout=5).text
    assert (
        "frame-ancestors 'self'"
        in requests.get(f"{always_open.url}/widget", timeout=5).headers["Content-Security-Policy"]
    )
    assert requests.get(f"{always_open.url}/nothing", timeout=5).json()["error"]["code"] == "not_found"


def test_the_server_stops_quickly_with_streams_open(own_house: House) -> None:
    caller = Caller(own_house)
    reader = stream(caller)
    assert next(reader)[0] == "state"
    began = time.monotonic()
    own_house.stop()
    assert time.monotonic() - began < 4


def test_nothing_above_made_a_server_error(always_open: House, closed: House) -> None:
    for house in (always_open, closed):
        assert "ERROR" not in house.log() and "Traceback" not in house.log(), house.log()[-3000:]
