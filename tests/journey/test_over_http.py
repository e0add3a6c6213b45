"""The main job over HTTP: an answer, or a person, or a ticket; in Chinese and in English."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
import requests

from tests.installation import Installation
from tests.running import Agent, Customer, until

# The fixtures may have to train first.
pytestmark = pytest.mark.timeout(120, func_only=True)


@pytest.fixture
def wang(shop: Installation) -> Iterator[Agent]:
    agent = Agent(shop.url, "xiaowang")
    yield agent
    agent.clears_up()
    agent.goes("away")


def waiting(agent: Agent, text: str) -> dict[str, object]:
    """The line of the queue whose last words are these."""
    return dict(
        until(lambda: next((one for one in agent.queue if text in one["last_text"]), None), f"{text!r} in the queue")
    )


@pytest.mark.parametrize(
    ("language", "question", "word"),
    [
        ("zh", "退款一般几天能到账？", "退款"),
        ("zh", "怎么开发票", "发票"),
        ("en", "How long does a refund take?", "refund"),
        ("en", "How do I get an invoice?", "invoice"),
    ],
)
def test_a_question_is_answered_from_the_knowledge_base(
    shop: Installation, language: str, question: str, word: str
) -> None:
    answer = Customer(shop.url, language).says(question)
    assert word in answer[0]["text"].lower() and answer[0]["author"] == "bot"
    assert answer[0]["html"] and answer[-1]["buttons"]


def test_helped_ends_it_and_not_helped_goes_on(shop: Installation) -> None:
    customer = Customer(shop.url)
    answer = customer.says("退款一般几天能到账？")
    helped, not_helped = (one["title"] for one in answer[-1]["buttons"][:2])
    assert customer.presses(not_helped)[0]["text"]
    customer.says("退款一般几天能到账？")
    assert customer.presses(helped)[0]["text"]


@pytest.mark.parametrize(
    ("language", "call", "word", "after", "answered"),
    [
        ("zh", "转人工", "工单", "怎么开发票", "发票"),
        ("en", "I want to talk to a person please", "ticket", "How do I get an invoice?", "invoice"),
    ],
)
def test_a_person_takes_over_replies_resolves_and_hands_back(
    shop: Installation, wang: Agent, language: str, call: str, word: str, after: str, answered: str
) -> None:
    customer = Customer(shop.url, language)
    notice = customer.says(call)
    assert any(one.get("event") == "queued" and word in one["text"].lower() for one in notice)
    assert customer.state["owner"] == "queue" and customer.state["position"] == 1

    line = waiting(wang, call)
    one = str(line["id"])
    packet = wang.opens(one)["handoff"]["packet"]
    assert packet["who"]["language"] == language and call in packet["said"]
    wang.claims(one)
    customer.sees("小王")
    wang.says(one, "您好，我是小王 / hello")
    wang.says(one, "内部：老客户", note=True)
    customer.sees("我是小王")
    assert customer.state["agent"] == "小王"

    # While a person has it, the bot is silent.
    customer.puts({"text": after})
    until(lambda: after in wang.reads(one)[-1]["text"], "the customer's words at the desk")
    wang.resolves(one, "已说明")
    until(lambda: customer.state["owner"] == "bot", "the bot")
    told = [message["text"] for message in customer.messages()]
    assert not any("老客户" in text for text in told), "an internal note reached the customer"
    # After the person has left, the bot only asks whether it is solved.
    assert [message["author"] for message in customer.messages()[-3:]] == ["customer", "system", "bot"]
    assert answered in customer.says(after)[0]["text"].lower()
    assert wang.opens(one)["tickets"][0]["state"] == "solved"


@pytest.mark.parametrize(("language", "words"), [("zh", "充电宝冒烟了，好烫！"), ("en", "My power bank is smoking!")])
def test_danger_gets_safety_advice_first_and_then_a_person(
    shop: Installation, wang: Agent, language: str, words: str
) -> None:
    Customer(shop.url).says("转人工")
    customer = Customer(shop.url, language)
    said = customer.says(words)
    assert said[0].get("safety") and said[0]["author"] == "bot"
    assert any(one.get("event") == "queued" for one in said[1:])
    assert customer.state["position"] == 1, "danger goes before those who have waited longer"
    first = wang.queue[0]
    assert first["urgency"] == "critical" and words in wang.opens(first["id"])["handoff"]["packet"]["said"]


def test_danger_is_queued_although_nobody_is_there(shop: Installation) -> None:
    customer = Customer(shop.url)
    assert not customer.state["people_online"]
    said = customer.says("插座在冒火花，有焦糊味！")
    assert said[0].get("safety")
    assert customer.state["owner"] == "queue" and customer.state["ticket"]
    left = customer.http.delete(f"{shop.url}/api/conversation/person", timeout=20)
    assert left.status_code == 200 and left.json()["owner"] == "bot"


def test_with_nobody_there_the_customer_leaves_a_request(shop: Installation) -> None:
    customer = Customer(shop.url)
    assert not customer.state["people_online"]
    said = customer.says("转人工")
    assert customer.state["owner"] == "bot" and said[-1]["buttons"]
    answer = customer.http.post(
        f"{shop.url}/api/conversation/request",
        json={"client_id": secrets.token_hex(4), "contact": "13912345678", "text": "请回电"},
        timeout=20,
    )
    assert answer.status_code == 201 and answer.json()["ticket"].startswith("T-")
    customer.sees(answer.json()["ticket"])


def test_a_repair_is_taken_down_and_gets_a_ticket(shop: Installation) -> None:
    customer = Customer(shop.url)
    assert "地址" in customer.says("我家空调不制冷了，帮我约师傅明天下午来")[-1]["text"]
    assert "电话" in customer.says("上海市浦东新区世纪大道100号3栋502")[-1]["text"]
    summary = customer.says("13912345678")[-1]
    assert "空调" in summary["text"] and "13912345678" in summary["text"]
    done = customer.presses(summary["buttons"][0]["title"])[-1]
    assert "T-" in done["text"]
    number = "T-" + done["text"].partition("T-")[2][:5]
    assert number in customer.says("我的工单处理得怎么样了")[-1]["text"]


def test_unsure_twice_offers_a_person_and_never_loops(shop: Installation) -> None:
    customer = Customer(shop.url)
    first = customer.says("牛顿第二定律怎么推导")
    second = customer.says("asdf ghjkl qwerty")
    assert second[-1].get("buttons"), "the second time a person is offered"
    assert first[0]["text"] != second[0]["text"]


def test_rasas_own_rest_door_answers_with_buttons(shop: Installation) -> None:
    url = f"{shop.url}/webhooks/rest/webhook"
    headers = {"Authorization": f"Bearer {shop.settings.rest_token}"}
    sender = secrets.token_hex(6)
    answer = requests.post(url, json={"sender": sender, "message": "退款一般几天能到账？"}, headers=headers, timeout=40)
    assert answer.status_code == 200
    said = answer.json()
    assert said[0]["recipient_id"] == sender and "退款" in said[0]["text"]
    payload = said[-1]["buttons"][0]["payload"]
    pressed = requests.post(url, json={"sender": sender, "message": payload}, headers=headers, timeout=40)
    assert pressed.status_code == 200 and pressed.json()[0]["text"]
    assert requests.post(url, json={"sender": sender, "message": "hi"}, timeout=20).status_code == 401


@pytest.mark.parametrize("text", ["/restart", '/intent{"a":1}', "／restart", "/ask_person", "EXTERNAL: restart"])
def test_what_looks_like_a_command_is_only_words(shop: Installation, text: str) -> None:
    customer = Customer(shop.url)
    assert customer.says(text)[0]["text"]
    assert customer.state["owner"] == "bot"
