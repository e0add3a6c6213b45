"""The leads' board over HTTP, on both databases: rights, figures, what is behind them, and that it is live."""

from __future__ import annotations

import json
import time

import requests
import sqlalchemy as sa

from bot.core.words import Urgency
from bot.store.schema import handoff, ticket
from tests.app.web.desk_house import House
from tests.app.web.test_desk_api import house, standing  # noqa: F401


def test_only_leads_see_the_board(house: House) -> None:  # noqa: F811
    wang = house.agent("wang", "王敏")
    house.user("ed", "编辑", "editor")
    editor = house.sign_in("ed")
    boss, root = house.agent("boss", "陈主管", "manager"), house.agent("root", "管理员", "admin")
    for person, status in ((wang, 403), (editor, 403), (boss, 200), (root, 200)):
        assert person.get("/board").status_code == status
        assert person.get("/board/accepted").status_code == status
        assert person.http.get(f"{house.url}/desk/board", timeout=20).status_code == status
    for person in (wang, editor):
        assert person.get("/board/events").status_code == 403
        assert person.user["name"] in person.http.get(f"{house.url}/desk/board", timeout=20).text, "told why"
    nobody = requests.Session()
    assert nobody.get(f"{house.url}/api/desk/board", timeout=20).status_code == 401
    gone = nobody.get(f"{house.url}/desk/board", timeout=20, allow_redirects=False)
    assert gone.headers["location"] == "/login?next=%2Fdesk%2Fboard"
    assert boss.get("/board/nonsense").status_code == 404


def test_an_empty_house(house: House) -> None:  # noqa: F811
    boss = house.agent("boss", "陈主管", "manager")
    found = boss.get("/board").json()
    assert (found["waiting"], found["longest"], found["at_risk"]) == ([], None, [])
    assert [(one["name"], one["presence"], one["held"]) for one in found["agents"]] == [("陈主管", "online", [])]
    assert found["tickets"] == {"open": 0, "overdue": 0}
    today = found["today"]
    assert today.pop("since") <= found["now"]
    assert today == {
        "accepted": 0, "answered": 0, "resolved": 0, "unanswered": 0, "kept": 0, "late": 0, "first_response": None,
    }  # fmt: skip


def test_every_figure_leads_to_its_conversations(house: House) -> None:  # noqa: F811
    wang, boss = house.agent("wang", "王敏"), house.agent("boss", "陈主管", "manager")
    danger, normal = house.waiting("冒烟了", Urgency.CRITICAL), house.waiting("退货")
    held, done = house.waiting("第三位"), house.waiting("第四位")
    for one in (held, done):
        wang.claim(one)
    wang.reply(done, "您好")
    wang.post(f"/conversations/{done}/resolve", {"reason": "好了"})
    now = time.time()
    with house.store.begin() as tx:
        tx.execute(sa.update(handoff).values(due_at=now + 9999))
        tx.execute(sa.update(handoff).where(handoff.c.conversation_id.in_((normal, held))).values(due_at=now + 200))
        tx.execute(sa.update(handoff).where(handoff.c.conversation_id == normal).values(asked_at=now - 900))
        tx.execute(sa.update(ticket).values(first_response_due=now + 9999, resolution_due=now + 99999))
        tx.execute(sa.update(ticket).where(ticket.c.conversation_id == held).values(first_response_due=now - 5))
    found = boss.get("/board").json()
    assert [line["id"] for line in found["waiting"]] == [danger, normal]
    assert found["by_urgency"] == {"critical": 1, "high": 0, "normal": 1, "low": 0}
    assert found["longest"] == normal
    assert {line["id"] for line in found["at_risk"]} == {normal, held}
    agents = {one["name"]: [line["id"] for line in one["held"]] for one in found["agents"]}
    assert agents == {"王敏": [held], "陈主管": []}
    assert found["tickets"] == {"open": 3, "overdue": 1}
    assert (found["today"]["accepted"], found["today"]["answered"], found["today"]["resolved"]) == (2, 1, 1)
    assert 0 <= found["today"]["first_response"] < 60

    def behind(figure: str) -> list[str]:
        answer = boss.get(f"/board/{figure}").json()
        assert answer["total"] == len(answer["lines"])
        return [line["id"] for line in answer["lines"]]

    assert set(behind("accepted")) == {held, done}
    assert behind("resolved") == behind("answered") == [done]
    assert behind("unanswered") == []
    assert behind("tickets_open")[0] == held and set(behind("tickets_open")) == {held, danger, normal}
    assert behind("tickets_overdue") == [held]


def test_the_board_is_live(house: House) -> None:  # noqa: F811
    wang, boss = house.agent("wang", "王敏"), house.agent("boss", "陈主管", "manager")
    stream = boss.listen("/board/events")
    stream.wait_for("board", '"waiting": []')
    waits = house.waiting("有人吗")
    assert [one["id"] for one in json.loads(stream.wait_for("board", waits))["waiting"]] == [waits]
    wang.claim(waits)
    stream.wait_for("board", '"accepted": 1')
    wang.reply(waits, "您好，我来看看")
    stream.wait_for("board", "您好，我来看看")
    # What nobody else knows stays off the stream of the desk.
    assert {name for name, _ in stream.events} == {"board"}
    stream.close()
