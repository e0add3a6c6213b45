"""T8: what is said reaches the receiver in order; a repeat has the same id; nobody waits for somebody else's trouble."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.callback import CallbackChannel
from bot.core.delivery import GIVE_UP_SECONDS, TWICE, End, Try
from bot.store import conversations, outbox
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import outbox as table
from bot.usecases.answer import Utterance, save_turn
from bot.usecases.answer import lease as lease_turn
from bot.usecases.deliver_messages import LEASE_SECONDS, count_due, deliver_next, lease, settle
from bot.usecases.desk import Agent, claim, reply
from bot.usecases.desk_settings import DeskRules
from bot.usecases.receive import receive, start_conversation
from bot.worker.delivery import keep_delivering
from tests.app.receiver import Receiver, eventually
from tests.app.usecases.conftest import NOON

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


@pytest.fixture
def channels(receiver: Receiver) -> dict[str, CallbackChannel]:
    return {"callback": CallbackChannel(receiver.url, "s3cret", answer_seconds=0.4)}


def talk(store: Store, sender: str, *texts: str, now: float = NOON) -> str:
    """A conversation in which the bot has said these texts."""
    conversation = start_conversation(store, "callback", "zh", now, ext_user=sender)
    with store.begin() as tx:
        for text in texts:
            conversations.append(tx, conversation, now, author="bot", text=text)
    return conversation


def rows(store: Store, conversation: str) -> list[Any]:
    with store.read() as tx:
        return list(tx.execute(sa.select(table).where(table.c.conversation_id == conversation).order_by(table.c.seq)))


def states(store: Store, conversation: str) -> list[str]:
    return [row.state for row in rows(store, conversation)]


def deliver_all(store: Store, channels: dict[str, CallbackChannel], now: float = NOON) -> int:
    count = 0
    while deliver_next(store, channels, lambda: now):
        count += 1
    return count


def test_bot_agent_and_system_reach_the_receiver_in_order_with_buttons_token_and_id(
    store: Store, bell: Bell, rules: DeskRules, wang: Agent, receiver: Receiver, channels: dict[str, CallbackChannel]
) -> None:
    conversation = start_conversation(store, "callback", "zh", NOON, ext_user="客户-1")
    receive(store, bell, conversation, "m1", "退款多久", NOON)
    turn = lease_turn(store, "engine", NOON)
    assert turn is not None
    said = [Utterance("三天。"), Utterance("有帮助吗？", buttons=[{"title": "有", "payload": "/yes"}])]
    save_turn(store, bell, turn, 0, [], said, None, NOON)
    claim(store, bell, rules, conversation, wang, NOON)
    reply(store, bell, conversation, wang, "n", "只给同事看", NOON, note=True)
    reply(store, bell, conversation, wang, "r", "您好", NOON)
    page = start_conversation(store, "web", "zh", NOON)
    with store.begin() as tx:
        conversations.append(tx, page, NOON, author="bot", text="to be fetched")
    assert deliver_all(store, channels) == 4
    first, second, joined, agent = receiver.heard
    assert first.body == {"recipient_id": "客户-1", "text": "三天。"}
    (button,) = second.body["buttons"]
    assert button["title"] == "有" and button["payload"].startswith("btn:") and len(button) == 2
    assert "小王" in joined.text and agent.text == "您好"
    assert [one.key for one in receiver.heard] == [f"{conversation}-{seq}" for seq in (2, 3, 4, 6)]
    assert {one.authorization for one in receiver.heard} == {"Bearer s3cret"}
    assert {(row.state, row.error, row.tries) for row in rows(store, conversation)} == {("sent", None, 1)}
    pressed = receive(store, bell, conversation, "m2", None, NOON, button=button["payload"].removeprefix("btn:"))
    assert pressed.seq == 7, "the payload that was sent presses the button"
    assert deliver_all(store, channels, NOON + 1e6) == 0


def test_without_a_token_none_is_sent(store: Store, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # fmt: skip
    # What requests would make a header of by itself.
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    talk(store, "a", "1")
    deliver_all(store, {"callback": CallbackChannel(receiver.url)})
    assert [one.authorization for one in receiver.heard] == [None]


@pytest.mark.parametrize("answer", [500, 503, 401, 404, (302, {"Location": "/other"})], ids=str)
def test_what_was_not_taken_is_sent_again_and_what_comes_after_it_waits(
    store: Store, receiver: Receiver, channels: dict[str, CallbackChannel], answer: Any
) -> None:
    conversation = talk(store, "a", "1", "2")
    receiver.will("a", answer, answer)
    assert deliver_all(store, channels) == 1
    row = rows(store, conversation)[0]
    assert row.state == "pending" and row.next_at == NOON + 2 and str(answer)[:3].strip("(") in row.error
    assert deliver_all(store, channels, NOON + 1.9) == 0
    assert deliver_all(store, channels, NOON + 2) == 1
    assert deliver_all(store, channels, NOON + 5.9) == 0, "the pause has grown"
    assert receiver.texts("a") == ["1", "1"]
    assert deliver_all(store, channels, NOON + 6) == 2
    assert receiver.texts("a") == ["1", "1", "1", "2"]
    assert len({one.key for one in receiver.heard}) == 2
    assert states(store, conversation) == ["sent", "sent"] and rows(store, conversation)[0].error is None


@pytest.mark.parametrize("is_date", [False, True])
def test_a_receiver_that_asks_for_patience_gets_it(
    store: Store, receiver: Receiver, channels: dict[str, CallbackChannel], is_date: bool
) -> None:
    conversation = talk(store, "a", "1")
    receiver.will("a", (429, {"Retry-After": formatdate(time.time() + 90, usegmt=True) if is_date else "90"}))
    deliver_all(store, channels)
    assert rows(store, conversation)[0].next_at - NOON == pytest.approx(90, abs=2)
    assert deliver_all(store, channels, NOON + 80) == 0
    assert deliver_all(store, channels, NOON + 93) == 1 and states(store, conversation) == ["sent"]


def test_what_the_receiver_does_not_want_fails_and_the_next_one_goes_out(
    store: Store, receiver: Receiver, channels: dict[str, CallbackChannel]
) -> None:
    conversation = talk(store, "a", "1", "2")
    receiver.will("a", 422)
    deliver_all(store, channels)
    assert receiver.texts("a") == ["1", "2"] and states(store, conversation) == ["failed", "sent"]
    assert "422" in rows(store, conversation)[0].error


@pytest.mark.parametrize("silence", ["hang", "break"])
def test_after_an_unclear_end_it_is_sent_once_more_and_flagged(
    store: Store, receiver: Receiver, channels: dict[str, CallbackChannel], silence: str
) -> None:
    conversation = talk(store, "a", "1", "2")
    receiver.will("a", silence)
    assert deliver_all(store, channels) == 1
    (row, _) = rows(store, conversation)
    assert row.state == "unknown" and ("no answer" in row.error or "broke" in row.error)
    assert deliver_all(store, channels, NOON + 2) == 2
    assert receiver.texts("a") == ["1", "1", "2"] and receiver.heard[0].key == receiver.heard[1].key
    assert [(row.state, row.error) for row in rows(store, conversation)] == [("sent", TWICE), ("sent", None)]


def test_after_two_unclear_ends_it_fails_with_the_reason_and_the_next_one_goes_out(
    store: Store, receiver: Receiver, channels: dict[str, CallbackChannel]
) -> None:
    conversation = talk(store, "a", "1", "2")
    receiver.will("a", "hang", 500, "hang")
    for now in (NOON, NOON + 2, NOON + 10):
        assert deliver_next(store, channels, lambda now=now: now)  # type: ignore[misc]
    first, second = rows(store, conversation)
    assert first.state == "failed" and TWICE in first.error and "0.4 s" in first.error
    assert second.state == "pending" and deliver_all(store, channels, NOON + 10) == 1
    assert receiver.texts("a") == ["1", "1", "1", "2"], "the 500 took nothing, so it did not use up the second call"
    assert deliver_all(store, channels, NOON + 1e6) == 0


def test_a_receiver_that_is_not_there_is_asked_for_a_day(
    store: Store, receiver: Receiver, channels: dict[str, CallbackChannel]
) -> None:
    receiver.close()
    conversation = talk(store, "a", "1", "2")
    deliver_all(store, channels)
    assert [(row.state, row.tries) for row in rows(store, conversation)] == [("pending", 1), ("pending", 0)]
    assert "No connection" in rows(store, conversation)[0].error
    assert deliver_all(store, channels, NOON + GIVE_UP_SECONDS - 1) == 1
    assert states(store, conversation) == ["pending", "pending"]
    assert deliver_all(store, channels, NOON + 2 * GIVE_UP_SECONDS) == 2
    assert states(store, conversation) == ["failed", "failed"]


def test_an_address_that_is_none_is_the_operators_to_mend(store: Store) -> None:
    conversation = talk(store, "a", "1")
    deliver_all(store, {"callback": CallbackChannel("http://[broken")})
    assert states(store, conversation) == ["pending"]


def test_what_has_no_channel_waits_for_it(
    store: Store, receiver: Receiver, channels: dict[str, CallbackChannel]
) -> None:
    conversation = talk(store, "a", "1")
    assert deliver_all(store, {}) == 0 and count_due(store, ["telegram"], NOON, 8) == 0
    assert states(store, conversation) == ["pending"] and rows(store, conversation)[0].tries == 0
    assert deliver_all(store, channels) == 1


# Another process, so that it can be killed where no exception is raised and nothing is tidied up.
DELIVER = (
    "import sys; from bot.channels.callback import CallbackChannel; from bot.store.database import Store; "
    "from bot.usecases.deliver_messages import deliver_next; "
    "deliver_next(Store(sys.argv[1]), {'callback': CallbackChannel(sys.argv[2])}, lambda: float(sys.argv[3]))"
)


def kill_during_the_call(url: str, receiver: Receiver, calls: int, now: float) -> None:
    worker = subprocess.Popen([sys.executable, "-c", DELIVER, url, receiver.url, str(now)], cwd=PROJECT)
    try:
        receiver.wait_for(calls)
    finally:
        worker.kill()
        worker.wait(10)


def test_a_worker_killed_during_the_call_means_two_calls_at_most_with_the_same_id(
    database_url: str, store: Store, receiver: Receiver, channels: dict[str, CallbackChannel]
) -> None:
    lucky, unlucky = talk(store, "lucky", "1", "2"), talk(store, "unlucky", "3", now=NOON + 1)
    receiver.will("lucky", "hang")
    kill_during_the_call(database_url, receiver, 1, NOON)
    assert states(store, lucky) == ["sending", "pending"]
    assert deliver_all(store, channels, NOON + 30) == 1, "only the other conversation's: the lease still runs"
    assert deliver_all(store, channels, NOON + LEASE_SECONDS) == 2
    assert receiver.texts("lucky") == ["1", "1", "2"]
    assert {one.key for one in receiver.heard if one.text == "1"} == {f"{lucky}-1"}
    assert [(row.state, row.error) for row in rows(store, lucky)] == [("sent", TWICE), ("sent", None)]
    # Killed again and again: it fails without a third call.
    with store.begin() as tx:
        conversations.append(tx, unlucky, NOON, author="bot", text="4")
        conversations.append(tx, unlucky, NOON, author="bot", text="5")
    receiver.will("unlucky", "hang", "hang")
    kill_during_the_call(database_url, receiver, 5, NOON + 200)
    kill_during_the_call(database_url, receiver, 6, NOON + 300)
    assert states(store, unlucky)[1] == "resending"
    assert deliver_all(store, channels, NOON + 400) == 1
    assert receiver.texts("unlucky") == ["3", "4", "4", "5"]
    assert states(store, unlucky) == ["sent", "failed", "sent"] and TWICE in rows(store, unlucky)[1].error


def test_who_comes_back_after_the_lease_changes_nothing(store: Store) -> None:
    conversation = talk(store, "a", "1")
    slow = lease(store, ["callback"], NOON)
    quick = lease(store, ["callback"], NOON + LEASE_SECONDS)
    assert slow is not None and quick is not None and slow.message.key == quick.message.key
    settle(store, slow, Try(End.REFUSED, "late word"), NOON + 61)
    assert states(store, conversation) == ["resending"]
    settle(store, quick, Try(End.ACCEPTED), NOON + 62)
    settle(store, slow, Try(End.REFUSED, "late word"), NOON + 63)
    assert states(store, conversation) == ["sent"]


def test_many_workers_send_each_message_once_and_in_order(database_url: str, store: Store, receiver: Receiver) -> None:
    senders = [f"s{number}" for number in range(6)]
    texts = [f"{number}" for number in range(10)]
    for sender in senders:
        talk(store, sender, *texts)
    channels = {"callback": CallbackChannel(receiver.url)}
    start = threading.Barrier(6)
    failures: list[BaseException] = []

    def work() -> None:
        # A store of its own, as another process has.
        own = Store(database_url)
        try:
            start.wait()
            idle = 0
            while idle < 20:
                idle = 0 if deliver_next(own, channels, lambda: NOON) else idle + 1
        except BaseException as error:
            failures.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert failures == []
    assert deliver_all(store, channels) == 0
    assert [receiver.texts(sender) for sender in senders] == [texts] * 6
    assert len({one.key for one in receiver.heard}) == 60


def test_one_conversation_that_hangs_does_not_hold_up_the_others(store: Store, receiver: Receiver) -> None:
    stuck = talk(store, "stuck", "1", "2", now=time.time())
    receiver.will("stuck", "hang")
    stopping = threading.Event()
    channels = {"callback": CallbackChannel(receiver.url, answer_seconds=30)}
    worker = threading.Thread(target=keep_delivering, args=(store, channels, stopping))
    worker.start()
    try:
        receiver.wait_for(1, "stuck")
        for number in range(12):
            talk(store, f"other{number}", "a", "b", now=time.time())
        for number in range(12):
            receiver.wait_for(2, f"other{number}")
            assert receiver.texts(f"other{number}") == ["a", "b"]
        assert states(store, stuck) == ["sending", "pending"]
        receiver.let_go()
        receiver.wait_for(3, "stuck")
        eventually(lambda: states(store, stuck) == ["sent", "sent"])
        assert receiver.texts("stuck") == ["1", "1", "2"]
        with store.read() as tx:
            assert outbox.waiting(tx) == 0
    finally:
        stopping.set()
        receiver.let_go()
        worker.join(40)
    assert not worker.is_alive()
