"""The callback door: "success" at once; every answer, of bot, person and system, is sent to the operator's address."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from bot.settings import SettingsError, load
from bot.store import schema
from bot.usecases import desk
from bot.worker.delivery import keep_delivering, push_channels
from tests.app.receiver import Receiver
from tests.app.web.customer.conftest import ALWAYS
from tests.app.web.customer.house import House
from tests.app.web.customer.shop_bot import shop_bot


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def house(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with the door open, a small bot, and the worker's part that delivers."""
    opened = House(tmp_path_factory.mktemp("callback"), ALWAYS + f"callback_url: {receiver.url}\n")
    opened.start()
    opened.with_bot(shop_bot)
    stopping = threading.Event()
    channels = push_channels(opened.settings)
    worker = threading.Thread(target=keep_delivering, args=(opened.store, channels, stopping))
    worker.start()
    yield opened
    stopping.set()
    worker.join(20)
    opened.close()


def post(house: House, body: Any, token: str | None = None, **headers: str) -> requests.Response:
    headers["Authorization"] = f"Bearer {house.settings.rest_token if token is None else token}"
    more = {"data": body} if isinstance(body, bytes) else {"json": body}
    return requests.post(f"{house.url}/webhooks/callback/webhook", headers=headers, timeout=20, **more)


def conversation_of(house: House, sender: str) -> str:
    query = sa.select(schema.conversation.c.id).where(schema.conversation.c.ext_user == sender)
    with house.store.read() as tx:
        return str(tx.execute(query).scalar_one())


def test_success_at_once_and_the_answers_come_by_themselves(house: House, receiver: Receiver) -> None:
    sender = f"客户-{uuid.uuid4()}"
    answer = post(house, {"sender": sender, "message": "退款多久", "metadata": {"locale": "zh-CN"}})
    assert (answer.status_code, answer.text) == (200, "success")
    receiver.wait_for(2, sender)
    article, helped = [one.body for one in receiver.heard if one.body["recipient_id"] == sender]
    assert "原路退回" in article["text"] and "buttons" not in article
    assert [one["title"] for one in helped["buttons"]] == ["有帮助", "没有帮助"]
    assert post(house, {"sender": sender, "message": helped["buttons"][0]["payload"]}).text == "success"
    receiver.wait_for(3, sender)
    assert receiver.texts(sender)[-1] == "已收到：/yes"
    assert post(house, {"sender": sender, "message": "btn:unknown"}).status_code == 422


def test_what_a_person_and_the_system_say_is_sent_too(house: House, receiver: Receiver) -> None:
    sender, agent = f"s-{uuid.uuid4()}", house.agent()
    post(house, {"sender": sender, "message": "hi", "metadata": {"locale": "en"}})
    receiver.wait_for(1, sender)
    conversation = conversation_of(house, sender)
    desk.claim(house.store, house.bell, house.rules, conversation, agent, time.time())
    assert post(house, {"sender": sender, "message": "anybody there?"}).text == "success"
    desk.reply(house.store, house.bell, conversation, agent, "r", "Yes.", time.time())
    desk.resolve(house.store, house.bell, conversation, agent, "said hello", time.time())
    receiver.wait_for(4, sender)
    said = receiver.texts(sender)
    assert said[0] == "OK: hi" and agent.name in said[1] and said[2] == "Yes." and len(said) == 4


def test_the_same_message_id_is_taken_once(house: House, receiver: Receiver) -> None:
    sender, number = f"s-{uuid.uuid4()}", str(uuid.uuid4())
    first = post(house, {"sender": sender, "message": "你好", "message_id": number})
    second = post(house, {"sender": sender, "message": "你好"}, **{"X-Message-Id": number})
    assert first.text == second.text == "success"
    assert post(house, {"sender": sender, "message": "别的", "message_id": number}).status_code == 422
    post(house, {"sender": sender, "message": "完"})
    receiver.wait_for(2, sender)
    assert receiver.texts(sender) == ["已收到：你好", "已收到：完"]


def test_a_sender_of_the_rest_door_is_somebody_else(house: House, receiver: Receiver) -> None:
    sender = f"s-{uuid.uuid4()}"
    post(house, {"sender": sender, "message": "你好"})
    receiver.wait_for(1, sender)
    headers = {"Authorization": f"Bearer {house.settings.rest_token}"}
    asked = requests.get(f"{house.url}/webhooks/rest/messages", params={"sender": sender}, headers=headers, timeout=5)
    assert asked.status_code == 404


@pytest.mark.parametrize("token", ["", "wrong", "\x7f"])
def test_without_the_token_nothing_is_taken(house: House, token: str) -> None:
    refused = post(house, {"sender": "thief", "message": "hi"}, token=token)
    assert refused.status_code == 401 and refused.json()["error"]["code"] == "bad_token"
    with house.store.read() as tx:
        assert tx.execute(sa.select(schema.conversation).where(schema.conversation.c.ext_user == "thief")).all() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", {"message": "hi"}, {"sender": " a", "message": "hi"}, {"sender": "a"}, {"sender": "a", "message": ""},
     {"sender": "a", "message": "x" * 5000}, {"sender": "a", "message": "hi", "message_id": "a b"}],
    ids=lambda body: repr(body)[:40],
)  # fmt: skip
def test_malformed_calls_get_4xx_in_our_shape(house: House, body: Any) -> None:
    answer = post(house, body)
    assert 400 <= answer.status_code < 500 and set(answer.json()["error"]) >= {"code", "message"}


def test_without_an_address_the_door_is_closed_and_says_why(own_house: House) -> None:
    refused = post(own_house, {"sender": "a", "message": "hi"})
    assert refused.status_code == 404 and refused.json()["error"]["code"] == "no_callback_url"
    assert "CALLBACK_URL" in refused.json()["error"]["message"]
    assert requests.get(f"{own_house.url}/webhooks/callback/", timeout=5).status_code == 404
    assert requests.get(f"{own_house.url}/webhooks/rest/", timeout=5).status_code == 200
    assert push_channels(own_house.settings) == {}


def test_the_address_comes_from_file_or_environment_and_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "settings.yml").write_text("callback_url: https://a.example/bot\n", "utf-8")
    assert load(tmp_path, {}).callback_url == "https://a.example/bot"
    found = load(tmp_path, {"CALLBACK_URL": "http://b.example", "CALLBACK_TOKEN": "t"})
    assert (found.callback_url, found.callback_token) == ("http://b.example", "t")
    assert "callback_token" not in repr(found)
    with (tmp_path / "secrets.env").open("a", encoding="utf-8") as secrets:
        secrets.write("CALLBACK_TOKEN=kept\n")
    assert load(tmp_path, {}).callback_token == "kept"
    for wrong in ("b.example", "ftp://b.example", "http://", "http://a b"):
        with pytest.raises(SettingsError, match="callback_url"):
            load(tmp_path, {"CALLBACK_URL": wrong})


def test_nothing_of_this_made_a_server_error(house: House) -> None:
    assert "ERROR" not in house.log() and "Traceback" not in house.log(), house.log()[-3000:]
