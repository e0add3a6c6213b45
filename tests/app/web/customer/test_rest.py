"""The REST door: Rasa's shapes, a bearer token, one answer per message."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from bot.store import schema
from bot.usecases import desk
from tests.app.web.customer.house import House
from tests.app.web.customer.shop_bot import shop_bot


def post(house: House, body: Any, token: str | None = None, **headers: str) -> requests.Response:
    headers["Authorization"] = f"Bearer {house.settings.rest_token if token is None else token}"
    more = {"data": body} if isinstance(body, bytes) else {"json": body}
    return requests.post(f"{house.url}/webhooks/rest/webhook", headers=headers, timeout=40, **more)


def test_a_question_gets_its_answer_and_a_button_is_pressed_by_its_payload(always_open: House) -> None:
    sender = f"客户-{uuid.uuid4()}"
    answer = post(always_open, {"sender": sender, "message": "退款多久", "metadata": {"locale": "zh-CN", "x": 1}})
    assert answer.status_code == 200
    article, helped = answer.json()
    assert article["recipient_id"] == sender and "原路退回" in article["text"] and "buttons" not in article
    assert [one["title"] for one in helped["buttons"]] == ["有帮助", "没有帮助"]
    pressed = post(always_open, {"sender": sender, "message": helped["buttons"][0]["payload"]})
    assert pressed.json() == [{"recipient_id": sender, "text": "已收到：/yes"}]
    assert post(always_open, {"sender": sender, "message": "btn:unknown"}).status_code == 422


def test_the_same_message_id_is_answered_once_and_told_again(always_open: House) -> None:
    sender, number = f"s-{uuid.uuid4()}", str(uuid.uuid4())
    first = post(always_open, {"sender": sender, "message": "你好", "message_id": number})
    second = post(always_open, {"sender": sender, "message": "你好"}, **{"X-Message-Id": number})
    assert first.json() == second.json() == [{"recipient_id": sender, "text": "已收到：你好"}]
    assert post(always_open, {"sender": sender, "message": "别的", "message_id": number}).status_code == 422


def test_with_a_person_the_list_is_empty_and_the_rest_can_be_fetched(own_house: House) -> None:
    agent = own_house.agent()
    own_house.with_bot(shop_bot)
    assert post(own_house, {"sender": "a", "message": "hi", "metadata": {"locale": "en"}}).json()[0]["text"] == "OK: hi"
    with own_house.store.read() as tx:
        conversation_id = tx.execute(sa.select(schema.conversation.c.id)).scalar_one()
    desk.claim(own_house.store, own_house.bell, own_house.rules, conversation_id, agent, time.time())
    assert post(own_house, {"sender": "a", "message": "anybody there?"}).json() == []
    desk.reply(own_house.store, own_house.bell, conversation_id, agent, "r", "Yes.", time.time())
    url = f"{own_house.url}/webhooks/rest/messages"
    headers = {"Authorization": f"Bearer {own_house.settings.rest_token}"}
    found = requests.get(url, params={"sender": "a", "after": 2}, headers=headers, timeout=5).json()["messages"]
    assert [one["author"] for one in found] == ["system", "customer", "agent"]
    assert requests.get(url, params={"sender": "b"}, headers=headers, timeout=5).status_code == 404
    assert requests.get(url, params={"sender": "a"}, timeout=5).status_code == 401


@pytest.mark.parametrize("token", ["", "wrong", "Bearer", "\x7f"])
def test_without_the_token_nothing_is_said(always_open: House, token: str) -> None:
    refused = post(always_open, {"sender": "a", "message": "hi"}, token=token)
    assert refused.status_code == 401 and refused.json()["error"]["code"] == "bad_token"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"NaN", b'{"sender": "a", "message": NaN}', b"{" * 70, b"\xff", b'"a"',
        {"message": "hi"}, {"sender": "", "message": "hi"}, {"sender": "a"}, {"sender": "a", "message": ""},
        {"sender": ["a"], "message": "hi"}, {"sender": "a" * 256, "message": "hi"}, {"sender": "a\u0000", "message": "hi"},
        {"sender": " a", "message": "hi"}, {"sender": "a", "message": ["hi"]}, {"sender": "a", "message": {"text": "hi"}},
        b'{"sender": "\\ud800", "message": "hi"}', b'{"sender": "a", "message": "\\udfff"}',
        {"sender": "a", "message": "x" * 5000}, b'{"sender": "a", "message": "' + b"x" * 20_000_000 + b'"}',
        {"sender": "a", "message": "hi", "message_id": 7}, {"sender": "a", "message": "hi", "message_id": "a b"},
        {"sender": "a", "message": "btn:"}, {"sender": "a", "message": "btn:" + "x" * 500},
        b'{"sender": "a", "message": "hi", "metadata": ' + b'{"a":' * 40 + b"1" + b"}" * 41,
    ],
    ids=lambda body: repr(body)[:40],
)  # fmt: skip
def test_malformed_calls_get_4xx_in_our_shape(always_open: House, body: Any) -> None:
    answer = post(always_open, body)
    assert 400 <= answer.status_code < 500, answer.text
    assert set(answer.json()["error"]) >= {"code", "message"}


def test_no_malformed_call_made_a_server_error(always_open: House) -> None:
    assert "ERROR" not in always_open.log() and "Traceback" not in always_open.log(), always_open.log()[-3000:]
