"""The agents' API: claiming, replying, handing back, correcting, and hearing of it live."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
import requests
import sqlalchemy as sa

from bot.core.words import Nature, Urgency
from bot.store import corrections, handoffs, people
from bot.store.schema import correction, message
from bot.usecases.answer import Utterance
from bot.usecases.desk import Agent, claim
from bot.usecases.reading import messages_for_customer
from bot.usecases.users import hash_password
from tests.app.web.desk_house import PASSWORD, House, an_answer, start_house, stop_house, understood

POSTGRES = os.environ.get("SUPPORTBOT_TEST_POSTGRES")


def databases() -> list[str]:
    return ["sqlite", *(["postgresql"] if POSTGRES else [])]


@pytest.fixture(scope="module", params=databases())
def standing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    url = None
    if request.param == "postgresql":
        assert POSTGRES
        name = f"desk_{secrets.token_hex(6)}"
        root = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        with root.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        url = sa.make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    made, process = start_house(tmp_path_factory.mktemp("desk"), url)
    yield made
    stop_house(made, process)
    if url:
        with root.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        root.dispose()


@pytest.fixture
def house(standing: House) -> House:
    standing.empty()
    return standing


def test_fifty_agents_claim_one_conversation_and_one_gets_it(house: House) -> None:
    # One hash for all: fifty of them would take most of the test's time.
    hashed = hash_password(PASSWORD)
    with house.store.begin() as tx:
        for n in range(50):
            people.add(tx, f"agent{n}", f"客服{n}号", "agent", hashed, time.time())
    agents = [house.sign_in(f"agent{n}") for n in range(50)]
    waiting = house.waiting("我要人工")
    start = threading.Barrier(50)
    answers = [None] * 50

    def try_it(n: int) -> None:
        start.wait()
        answers[n] = agents[n].claim(waiting)

    threads = [threading.Thread(target=try_it, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 49}
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 200)
    assert {answer.json()["error"]["holder"] for answer in answers if answer.status_code == 409} == {f"客服{winner}号"}
    joined = [one for one in agents[0].messages(waiting) if one["event"] == "joined"]
    assert len(joined) == 1
    assert agents[winner].claim(waiting).status_code == 200, "the winner's repeat is no refusal"


def test_the_queue_stands_by_urgency_then_by_waiting_time(house: House) -> None:
    wang = house.agent("wang", "王敏")
    first = house.waiting("普通一", Urgency.NORMAL)
    second = house.waiting("普通二", Urgency.NORMAL)
    danger = house.waiting("冒烟了", Urgency.CRITICAL)
    low = house.waiting("不急", Urgency.LOW)
    lists = wang.get("/conversations").json()
    assert [line["id"] for line in lists["queue"]] == [danger, first, second, low]
    assert lists["queue"][0]["due_at"] - lists["queue"][0]["asked_at"] == pytest.approx(60, abs=1)
    wang.claim(second)
    lists = wang.get("/conversations").json()
    assert [line["id"] for line in lists["mine"]] == [second]
    li = house.agent("li", "李雷")
    assert [(line["id"], line["holder"]) for line in li.get("/conversations").json()["others"]] == [(second, "王敏")]


def test_my_conversation_stays_in_the_list_however_busy_the_bot_is(house: House) -> None:
    wang = house.agent("wang", "王敏")
    mine = house.waiting()
    wang.claim(mine)
    for _ in range(60):
        house.says(house.customer(), "你好")
    house.customer()
    lists = wang.get("/conversations").json()
    assert [line["id"] for line in lists["mine"]] == [mine]
    assert len(lists["bot"]) == 50 and all(line["last_text"] == "你好" for line in lists["bot"])


def test_who_waits_is_known_by_the_customers_own_words(house: House) -> None:
    wang = house.agent("wang", "王敏")
    conversation = house.customer()
    house.says(conversation, "充电宝在冒烟")
    house.bot_answers(Utterance("请马上停用并远离。", data={"safety": True}))
    house.calls_a_person(conversation, Urgency.CRITICAL)
    (line,) = wang.get("/conversations").json()["queue"]
    assert (line["last_text"], line["last_author"]) == ("充电宝在冒烟", "customer")


def test_a_pressed_button_is_not_what_it_is_about(house: House) -> None:
    wang = house.agent("wang", "王敏")
    conversation = house.customer()
    house.says(conversation, "洗衣机保修多久")
    house.bot_answers(Utterance("整机 1 年", buttons=[{"title": "没解决我的问题", "payload": "/not_helped"}]))
    house.says(conversation, "没解决我的问题")
    house.calls_a_person(conversation)
    summary = wang.get(f"/conversations/{conversation}").json()["handoff"]["packet"]["summary"]["zh"]
    assert "洗衣机保修多久" in summary and "没解决" not in summary


def test_the_packet_says_what_is_known(house: House) -> None:
    wang = house.agent("wang", "王敏")
    conversation = house.customer()
    house.says(conversation, "洗衣机保修多久")
    house.bot_answers(an_answer("warranty.washing", "整机 **1 年**"), analysis=understood("low", "consult", "simple"))
    house.says(conversation, "我要人工")
    triage = understood("high", "complaint", "complex", reasons=["第三次"])["triage"]
    house.calls_a_person(
        conversation,
        Urgency.HIGH,
        Nature.COMPLAINT,
        triage=triage,
        facts={"order_number": "QH2025110001", "phone": None},
        entities=[{"entity": "order_number", "value": "QH2025110001"}],
    )
    handoff = wang.get(f"/conversations/{conversation}").json()["handoff"]
    packet = handoff["packet"]
    assert handoff["urgency"] == "high" and handoff["ticket"] == "T-10001"
    assert packet["form"] == {"order_number": "QH2025110001"}
    assert packet["articles"][0]["id"] == "warranty.washing" and packet["articles"][0]["helped"] is None
    assert packet["triage"]["urgency"]["reasons"] == ["第三次"]
    assert set(packet["summary"]) == {"zh", "en"}
    messages = wang.messages(conversation)
    assert messages[0]["triage"]["nature"]["label"] == "consult"
    assert messages[1]["html"] == "<p>整机 <strong>1 年</strong></p>\n"


# The nine cases of reliability §2, row 1, for an agent's reply.


def test_a_reply_is_stored_once_and_reaches_the_customer(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    wang.claim(c)
    done = wang.reply(c, "您好", "id-1")
    assert (done.status_code, done.json()["repeated"]) == (201, False)
    shown = [one for one in messages_for_customer(house.store, c, 0) if one["author"] == "agent"]
    assert [(one["text"], one["agent"], one["seq"]) for one in shown] == [("您好", "王敏", done.json()["seq"])]


def test_refused_before_the_work_leaves_nothing_and_the_id_stays_free(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    refused = wang.reply(c, "您好", "id-1")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_claimed")
    wang.claim(c)
    assert wang.reply(c, "您好", "id-1").status_code == 201


def test_the_answer_was_lost_the_repeat_is_the_same_message(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    wang.claim(c)
    first, again = wang.reply(c, "您好", "id-1"), wang.reply(c, "您好", "id-1")
    assert (again.status_code, again.json()) == (200, {"seq": first.json()["seq"], "repeated": True})


def test_the_rules_changed_between_the_tries_the_stored_one_still_counts(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    wang.claim(c)
    first = wang.reply(c, "您好", "id-1")
    wang.post(f"/conversations/{c}/release")
    again = wang.reply(c, "您好", "id-1")
    assert (again.status_code, again.json()["seq"]) == (200, first.json()["seq"])
    assert wang.reply(c, "还在吗", "id-2").json()["error"]["code"] == "not_claimed"


@pytest.mark.parametrize("text, note", [("别的话", False), ("您好", True)])
def test_the_same_id_with_another_body_is_refused(house: House, text: str, note: bool) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    wang.claim(c)
    wang.reply(c, "您好", "id-1")
    assert wang.reply(c, text, "id-1", note=note).status_code == 422


def test_another_agent_or_the_customer_cannot_share_an_id(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    c = house.waiting()
    wang.claim(c)
    wang.reply(c, "您好", "id-1")
    assert li.reply(c, "您好", "id-1").status_code == 422
    taken = wang.messages(c)[0]["client_id"]
    assert wang.reply(c, "我要转人工", taken).status_code == 422


def test_ten_times_at_once_is_one_message(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    wang.claim(c)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(wang.reply(c, "您好", "id-1"))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 9}
    with house.store.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).where(message.c.client_id == "id-1")).scalar_one() == 1


def test_a_colleague_may_note_but_not_reply(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    c = house.waiting()
    wang.claim(c)
    held = li.reply(c, "我来")
    assert (held.status_code, held.json()["error"]["holder"]) == (409, "王敏")
    assert li.reply(c, "退款单我看过了", note=True).status_code == 201
    assert any(one["kind"] == "note" and one["agent"] == "李雷" for one in wang.messages(c))
    assert "退款单我看过了" not in str(messages_for_customer(house.store, c, 0))


@pytest.mark.parametrize(
    "body, status",
    [({}, 400), ({"text": 5}, 400), ({"text": "  "}, 400), ({"text": "好" * 4001}, 413), ({"text": "x", "note": "yes"}, 400), ([], 400),
     ({"text": "\u202e\u0000"}, 400)],
)  # fmt: skip
def test_bad_replies_are_told_so(house: House, body: object, status: int) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    wang.claim(c)
    answer = wang.put(f"/conversations/{c}/messages/a", body)
    assert answer.status_code == status and answer.json()["error"]["message"]


@pytest.mark.parametrize("conversation", ["unknown", "%00", "a%2Fb", "x" * 200, "客户", "%ud800"])
def test_an_unknown_conversation_is_not_found(house: House, conversation: str) -> None:
    wang = house.agent("wang", "王敏")
    assert wang.get(f"/conversations/{conversation}").status_code in (400, 404)
    assert wang.claim(conversation).status_code in (400, 404)
    assert wang.get(f"/conversations/{conversation}/messages").status_code in (400, 404)


def test_release_gives_it_back_and_leaves_the_ticket_open(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    c = house.waiting()
    wang.claim(c)
    assert li.post(f"/conversations/{c}/release").status_code == 409
    assert wang.post(f"/conversations/{c}/release").status_code == 200
    about = wang.get(f"/conversations/{c}").json()
    assert (about["owner"], about["handoff"], about["tickets"][0]["state"]) == ("bot", None, "open")
    assert about["past"][0]["end_reason"] == "released"
    assert wang.post(f"/conversations/{c}/release").json()["error"]["code"] == "not_claimed"


def test_resolve_needs_a_reason_and_solves_the_ticket(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    wang.claim(c)
    for reason in ({}, {"reason": ""}, {"reason": "  "}, {"reason": 5}):
        assert wang.post(f"/conversations/{c}/resolve", reason).status_code == 400
    assert wang.post(f"/conversations/{c}/resolve", {"reason": "已安排上门维修"}).status_code == 200
    about = wang.get(f"/conversations/{c}").json()
    assert (about["owner"], about["tickets"][0]["state"], about["past"][0]["end_note"]) == (
        "bot",
        "solved",
        "已安排上门维修",
    )
    assert "已安排上门维修" not in str(messages_for_customer(house.store, c, 0))


def test_a_correction_moves_the_queue_and_is_kept_to_learn_from(house: House) -> None:
    wang = house.agent("wang", "王敏")
    house.waiting("第一位", Urgency.NORMAL)
    later = house.waiting("插座在滋滋响", Urgency.NORMAL)
    answer = wang.post(f"/conversations/{later}/triage", {"urgency": "critical", "nature": "fault"})
    assert answer.json()["changed"] == {"urgency": "critical", "nature": "fault"}
    lists = wang.get("/conversations").json()
    assert lists["queue"][0]["id"] == later and lists["queue"][0]["urgency"] == "critical"
    assert lists["queue"][0]["due_at"] - lists["queue"][0]["asked_at"] == pytest.approx(60, abs=1)
    about = wang.get(f"/conversations/{later}").json()
    assert about["tickets"][0]["urgency"] == "critical"
    with house.store.read() as tx:
        rows = tx.execute(sa.select(correction).order_by(correction.c.field)).all()
    assert [(row.field, row.was, row.now, row.text) for row in rows] == [
        ("nature", "request", "fault", "插座在滋滋响"), ("urgency", "normal", "critical", "插座在滋滋响"),
    ]  # fmt: skip
    assert wang.post(f"/conversations/{later}/triage", {"urgency": "critical"}).json()["changed"] == {}
    assert wang.post(f"/conversations/{later}/triage", {"urgency": "extreme"}).status_code == 400
    assert wang.post(f"/conversations/{later}/triage", {}).status_code == 400
    assert "corrected" not in str(messages_for_customer(house.store, later, 0))


def test_a_correction_keeps_the_words_that_the_level_came_from(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.customer()
    for text, level, nature in (("插座在滋滋响", "normal", "fault"), ("好的，我等着", "low", "other")):
        house.says(c, text)
        house.bot_answers(Utterance("请稍等"), analysis=understood(level, nature))
    for wanted in ({"urgency": "high"}, {"urgency": "critical"}, {"nature": "complaint"}):
        assert wang.post(f"/conversations/{c}/triage", wanted).status_code == 200
    # Judged after the corrections, so the next one is about these words.
    house.says(c, "我家孩子也在旁边")
    house.bot_answers(Utterance("请稍等"), analysis=understood("critical", "fault"))
    wang.post(f"/conversations/{c}/triage", {"urgency": "normal"})
    with house.store.read() as tx:
        rows = [(row.field, row.was, row.now, row.text) for row in corrections.everything(tx)]
    assert rows == [
        ("urgency", "normal", "high", "插座在滋滋响"), ("urgency", "high", "critical", "插座在滋滋响"),
        ("nature", "fault", "complaint", "插座在滋滋响"), ("urgency", "critical", "normal", "我家孩子也在旁边"),
    ]  # fmt: skip


def test_the_stream_tells_of_everything_and_after_a_break_nothing_is_missing(house: House) -> None:
    wang = house.agent("wang", "王敏")
    stream = wang.listen()
    stream.wait_for("desk")
    c = house.waiting("你好，转人工")
    stream.wait_for("desk", c)
    stream.wait_for("conversation", c)
    wang.claim(c)
    stream.wait_for("desk", '"mine": [{"id": "' + c)
    stream.close()
    last = wang.messages(c)[-1]["seq"]
    for n in range(5):
        house.says(c, f"第{n}句")
    assert [one["text"] for one in wang.messages(c, after=last)] == [f"第{n}句" for n in range(5)]
    again = wang.listen()
    assert c in again.wait_for("desk")
    again.close()


def test_the_customers_typing_reaches_the_desk(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.waiting()
    wang.claim(c)
    stream = wang.listen()
    stream.wait_for("desk")
    started = requests.post(f"{house.url}/api/conversations", json={"language": "zh"}, timeout=20).json()
    who = {"Authorization": f"Bearer {started['token']}"}
    requests.put(f"{house.url}/api/conversation/messages/m1", json={"text": "在吗"}, headers=who, timeout=20)
    typed = requests.post(f"{house.url}/api/conversation/typing", headers=who, timeout=20)
    assert typed.status_code < 300, typed.text
    assert stream.wait_for("typing", '["')
    stream.close()


def test_presence_is_shown_and_away_is_not_online(house: House) -> None:
    wang, li = house.agent("wang", "王敏"), house.agent("li", "李雷")
    wang.get("/me")
    assert [one["name"] for one in li.get("/conversations").json()["online"]] == ["王敏", "李雷"]
    assert wang.put("/me", {"presence": "away"}).json()["presence"] == "away"
    assert [one["name"] for one in li.get("/conversations").json()["online"]] == ["李雷"]
    assert wang.put("/me", {"presence": "asleep"}).status_code == 400
    assert wang.put("/me", {"presence": "busy"}).json()["presence"] == wang.get("/me").json()["presence"] == "busy"
    lists = li.get("/conversations").json()
    assert ([one["name"] for one in lists["online"]], [one["name"] for one in lists["busy"]]) == (["李雷"], ["王敏"])


def test_managers_see_how_the_promised_waits_were_kept(house: House) -> None:
    wang, boss = house.agent("wang", "王敏"), house.agent("boss", "经理", "manager")
    boss.put("/me", {"presence": "away"})
    assert wang.get("/waits").status_code == 403
    nothing = boss.get("/waits").json()
    assert (nothing["days"], nothing["customers"], nothing["within"], nothing["error"]) == (28, 0, None, None)
    # Whatever the hour is: danger is promised minutes as soon as somebody's desk is open.
    wang.get("/me")
    waiting = house.waiting("插座在冒火花", Urgency.CRITICAL)
    assert boss.get("/waits").json()["undecided"] == 1
    with house.store.begin() as tx:
        handoff = handoffs.open_of(tx, waiting)
        handoffs.update(tx, handoff.id, asked_at=handoff.asked_at - 60 * (handoff.wait_high + 5))
    assert wang.claim(waiting).status_code == 200
    found = boss.get("/waits", days=7).json()
    assert (found["days"], found["judged"], found["above"], found["within"]) == (7, 1, 1.0, 0.0)
    assert found["error"] > 5
    assert boss.get("/waits", days="many").status_code == 400


def test_an_open_stream_keeps_its_agent_online(house: House) -> None:
    wang = house.agent("wang", "王敏")
    stream = wang.listen()
    stream.wait_for("desk")
    with house.store.begin() as tx:
        people.update(tx, wang.user["id"], seen_at=time.time() - 59)
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with house.store.read() as tx:
            if people.get(tx, wang.user["id"]).seen_at > time.time() - 20:
                break
        time.sleep(0.3)
    else:
        raise AssertionError("the open stream did not keep the agent online")
    stream.close()


def test_the_stream_ends_when_the_session_does(house: House) -> None:
    wang = house.agent("wang", "王敏")
    stream = wang.listen()
    stream.wait_for("desk")
    wang.http.post(f"{house.url}/logout", timeout=20)
    stream.wait_for("signed_out", seconds=12)
    stream.close()


def test_claiming_takes_the_conversation_from_the_bot_too(house: House) -> None:
    wang = house.agent("wang", "王敏")
    c = house.customer()
    house.says(c, "你好")
    assert wang.claim(c).status_code == 200
    about = wang.get(f"/conversations/{c}").json()
    assert (about["handoff"]["reason"], about["holder"]) == ("taken_over", "王敏")
    with pytest.raises(Exception, match="王敏"):
        claim(house.store, house.bell, house.rules, c, Agent(99, "别人", "agent"), time.time())
