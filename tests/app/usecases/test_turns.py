"""A message's way through the inbox: stored once, answered once, in order, by one engine at a time."""

from __future__ import annotations

import threading

import pytest

from bot.core.text import BadText
from bot.store import conversations, inbox
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.answer import LeaseLost, Turn, Utterance, give_back, lease, lease_again, save_turn
from bot.usecases.desk import Agent, claim, release
from bot.usecases.desk_settings import DeskRules
from bot.usecases.reading import messages_for_customer
from bot.usecases.receive import Refused, receive, start_conversation
from tests.app.usecases.conftest import NOON


def heard(turn: Turn) -> list[dict[str, object]]:
    return [{"event": "user", "text": turn.text, "message_id": turn.key, "timestamp": NOON}]


def answer(store: Store, bell: Bell, turn: Turn, text: str, first: int = 0, now: float = NOON) -> None:
    save_turn(store, bell, turn, first, heard(turn), [Utterance(text)], None, now)


def texts(store: Store, conversation: str) -> list[str]:
    return [message["text"] for message in messages_for_customer(store, conversation, 0)]


def test_a_message_is_answered_once_and_in_order(store: Store, bell: Bell, customer: str) -> None:
    for number in range(3):
        receive(store, bell, customer, f"m{number}", f"问题 {number}", NOON)
    for number in range(3):
        turn = lease(store, "engine-1", NOON)
        assert turn is not None and turn.text == f"问题 {number}"
        assert lease(store, "engine-2", NOON) is None, "one open message of a conversation at a time"
        answer(store, bell, turn, f"答案 {number}", first=number)
    assert texts(store, customer) == ["问题 0", "问题 1", "问题 2", "答案 0", "答案 1", "答案 2"]
    assert [message["seq"] for message in messages_for_customer(store, customer, 0)] == [1, 2, 3, 4, 5, 6]


def test_the_same_id_is_the_same_message(store: Store, bell: Bell, customer: str) -> None:
    first = receive(store, bell, customer, "a", "你好", NOON)
    again = receive(store, bell, customer, "a", "你好", NOON + 5)
    assert (again.seq, again.repeated) == (first.seq, True)
    with pytest.raises(Refused) as refused:
        receive(store, bell, customer, "a", "别的话", NOON + 6)
    assert refused.value.status == 422
    assert texts(store, customer) == ["你好"]


def test_two_sends_at_once_make_one_message(store: Store, bell: Bell, customer: str) -> None:
    seen: list[int] = []

    def send() -> None:
        seen.append(receive(store, bell, customer, "same", "你好", NOON).seq)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 8
    assert texts(store, customer) == ["你好"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\u200b\u200b", None, 5, ["a"], "a" * 5000, "\ud800x"])
def test_what_is_no_message_is_refused_and_nothing_is_kept(
    store: Store, bell: Bell, customer: str, text: object
) -> None:
    with pytest.raises(BadText):
        receive(store, bell, customer, "bad", text, NOON)
    assert texts(store, customer) == []


@pytest.mark.parametrize("text", ["/restart", "／restart", ' \u200b/ask_person{"order_number": "1"}', "//x"])
def test_a_customer_cannot_give_rasa_commands(store: Store, bell: Bell, customer: str, text: str) -> None:
    receive(store, bell, customer, "c", text, NOON)
    turn = lease(store, "engine", NOON)
    assert turn is not None and not turn.text.lstrip().startswith("/")


def test_a_button_is_pressed_by_its_id_only_where_it_was_shown(store: Store, bell: Bell, customer: str) -> None:
    receive(store, bell, customer, "q", "怎么退货", NOON)
    turn = lease(store, "engine", NOON)
    assert turn is not None
    said = Utterance("这样退", [{"title": "没解决", "payload": "/not_helped"}])
    save_turn(store, bell, turn, 0, heard(turn), [said], None, NOON)
    button = messages_for_customer(store, customer, 1)[0]["buttons"][0]
    assert button["title"] == "没解决" and "payload" not in button
    stranger = start_conversation(store, "web", "zh", NOON)
    with pytest.raises(Refused):
        receive(store, bell, stranger, "b", None, NOON, button=button["id"])
    receive(store, bell, customer, "b", None, NOON, button=button["id"])
    pressed = lease(store, "engine", NOON)
    assert pressed is not None and pressed.text == "/not_helped" and pressed.trusted
    assert texts(store, customer)[-1] == "没解决"


def test_a_dead_engines_message_goes_to_the_next_one(store: Store, bell: Bell, customer: str) -> None:
    receive(store, bell, customer, "a", "在吗", NOON)
    dead = lease(store, "dead", NOON)
    assert dead is not None
    assert lease(store, "next", NOON + 10) is None, "the lease still holds"
    taken = lease(store, "next", NOON + 40)
    assert taken is not None and taken.tries == 2
    with pytest.raises(LeaseLost):
        answer(store, bell, dead, "来自阴间的回答")
    answer(store, bell, taken, "在的")
    assert texts(store, customer) == ["在吗", "在的"]


def test_a_turn_that_was_saved_is_not_run_again(store: Store, bell: Bell, customer: str) -> None:
    receive(store, bell, customer, "a", "在吗", NOON)
    turn = lease(store, "engine", NOON)
    assert turn is not None
    answer(store, bell, turn, "在的")
    with store.begin() as tx:
        # As if the mark had been lost, and only the mark.
        inbox.set_state(tx, turn.inbox_id, state="new", lease_until=0)
    assert lease(store, "engine", NOON) is lease_again
    assert lease(store, "engine", NOON) is None
    assert texts(store, customer) == ["在吗", "在的"]


def test_a_failed_turn_is_tried_again_a_little_later(store: Store, bell: Bell, customer: str) -> None:
    receive(store, bell, customer, "a", "在吗", NOON)
    for number in range(1, 4):
        turn = lease(store, "engine", NOON + 60 * number)
        assert turn is not None and turn.tries == number
        assert give_back(store, turn, NOON + 60 * number)
        assert lease(store, "engine", NOON + 60 * number) is None
    last = lease(store, "engine", NOON + 600)
    assert last is not None and not give_back(store, last, NOON + 600)


def test_nothing_the_bot_thought_is_shown_after_a_takeover(
    store: Store, bell: Bell, rules: DeskRules, customer: str, wang: Agent
) -> None:
    receive(store, bell, customer, "a", "在吗", NOON)
    turn = lease(store, "engine", NOON)
    assert turn is not None
    claim(store, bell, rules, customer, wang, NOON)
    with pytest.raises(LeaseLost):
        answer(store, bell, turn, "迟到的回答")
    release(store, bell, customer, wang, NOON + 60)
    assert lease(store, "engine", NOON + 100) is None, "the bot does not answer what people have read"
    assert "迟到的回答" not in texts(store, customer)


def test_engines_side_by_side_take_different_conversations(store: Store, bell: Bell) -> None:
    for number in range(20):
        one = start_conversation(store, "rest", "zh", NOON, ext_user=f"u{number}")
        receive(store, bell, one, "m", "你好", NOON)
    taken: list[int] = []

    def engine(name: str) -> None:
        while (turn := lease(store, name, NOON)) is not None:
            taken.append(turn.inbox_id)
            answer(store, bell, turn, "好")

    threads = [threading.Thread(target=engine, args=(f"e{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken)) and len(taken) == 20


def test_the_language_follows_the_customer(store: Store, bell: Bell, customer: str) -> None:
    receive(store, bell, customer, "a", "Where is my parcel?", NOON)
    with store.read() as tx:
        assert conversations.get(tx, customer).language == "en"
    receive(store, bell, customer, "b", "QH2025110001", NOON)
    with store.read() as tx:
        assert conversations.get(tx, customer).language == "en", "a bare number has no language"
