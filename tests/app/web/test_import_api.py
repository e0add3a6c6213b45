"""Imports over HTTP: a job that is looked at, applied once, stopped, and never takes what somebody else did."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.knowledge.article import Article
from bot.knowledge.articles import as_csv, as_xlsx
from bot.usecases.knowledge import import_articles
from bot.usecases.regression import add_question
from tests.app.many import many_articles
from tests.app.usecases.test_gate import DELIVERY, INVOICE, REFUND
from tests.app.web.desk_house import House, Person, start_house, stop_house
from tests.app.web.stocked import stocked

GREEDY = replace(DELIVERY, variants=("发票咋开", "发票怎么开", "开发票", "我要开票"))
NEW = Article("new.one", "zh", "misc", "新问题？", ("一", "二"), "新答案。")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("import"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    return stocked(standing)


def call(who: Person, method: str, path: str = "", body: Any = None) -> requests.Response:
    return who.http.request(method, f"{who.url}/api/knowledge/import{path}", json=body, timeout=60)


def send(who: Person, data: bytes, name: str = "new.csv", **asked: object) -> requests.Response:
    return who.http.post(f"{who.url}/api/knowledge/import", params={"name": name, **asked}, data=data, timeout=100)


def ended(who: Person, job: dict[str, Any], seconds: float = 90) -> dict[str, Any]:
    until = time.monotonic() + seconds
    while job["state"] == "running" and time.monotonic() < until:
        time.sleep(0.05)
        job = call(who, "GET", f"/{job['id']}").json()
    assert job["state"] != "running", job
    return job


def looked(who: Person, *articles: Article, publish: bool = False) -> dict[str, Any]:
    begun = send(who, as_csv(articles), wait=0, publish=int(publish))
    assert begun.status_code == 202, begun.text
    job = ended(who, begun.json())
    assert job["state"] == "looked", job
    return job


def live(who: Person, article: str) -> Any:
    found = who.http.get(f"{who.url}/api/knowledge/articles/{article}", timeout=20)
    return found.json()["versions"]["zh"] if found.ok else None


def revisions(who: Person, article: str) -> list[dict[str, Any]]:
    found = who.http.get(f"{who.url}/api/knowledge/articles/{article}/zh/history", timeout=20).json()["revisions"]
    return list(found)


def test_a_job_is_looked_at_then_applied_once_however_often_it_is_asked(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    job = looked(li, NEW, REFUND)
    assert (job["outcome"]["added"], job["outcome"]["same"], job["outcome"]["applied"]) == (1, 1, False)
    assert live(li, "new.one") is None, "looking writes nothing"
    assert call(li, "GET").json()["import"] == job, "as a reloaded page finds it"
    answers = [call(li, "POST", f"/{job['id']}/apply", {"token": job["outcome"]["token"]}) for _ in range(3)]
    assert {one.status_code for one in answers} == {202}
    done = ended(li, answers[0].json())
    assert done["state"] == "applied" and done["outcome"]["applied"]
    assert call(li, "POST", f"/{job['id']}/apply").json()["state"] == "applied"
    assert live(li, "new.one")["live"] is None and live(li, "new.one")["draft"]["answer"] == "新答案。"
    assert [one["kind"] for one in revisions(li, "new.one")] == ["imported"]
    assert call(li, "DELETE", f"/{job['id']}").status_code == 200
    assert call(li, "GET").json()["import"] is None


def test_published_by_an_import_is_told_like_anything_published(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    job = looked(li, NEW)
    assert job["outcome"]["gate"] is None
    again = ended(li, call(li, "POST", f"/{job['id']}/look", {"publish": True}).json())
    assert again["publish"] and again["outcome"]["gate"]["blocks"] is False
    assert ended(li, call(li, "POST", f"/{job['id']}/apply").json())["state"] == "applied"
    assert live(li, "new.one")["live"]["answer"] == "新答案。"
    assert revisions(li, "new.one")[0]["who"] == "李编辑 (li)"


def test_the_gate_stops_an_import_and_only_a_manager_may_say_otherwise(house: House) -> None:
    li, chen = house.agent("li", "李编辑", "editor"), house.agent("chen", "陈经理", "manager")
    add_question(house.store, "发票咋开", "zh", "invoice.how", "editor", "li", time.time())
    dry = send(li, as_csv([GREEDY, NEW]), publish=1)
    assert dry.status_code == 200 and dry.json()["gate"]["failing"][0]["wanted"] == "invoice.how"
    for person, reason, status in ((li, None, 409), (li, "I say so", 403), (chen, None, 409), (chen, " ", 400)):
        asked = {"apply": 1, "publish": 1} | ({"override": reason} if reason else {})
        answer = send(person, as_csv([GREEDY, NEW]), **asked)
        assert answer.status_code == status, answer.text
        assert live(li, "new.one") is None and len(revisions(li, "delivery.when")) == 1
    assert (
        send(li, as_csv([GREEDY]), apply=1, publish=1).json()["error"]["gate"]["failing"][0]["question"] == "发票咋开"
    )
    job = looked(chen, GREEDY, NEW, publish=True)
    refused = call(chen, "POST", f"/{job['id']}/apply")
    assert refused.status_code == 409 and refused.json()["error"]["code"] == "gate"
    assert call(chen, "GET", f"/{job['id']}").json()["state"] == "looked", "the plan is still there"
    done = ended(chen, call(chen, "POST", f"/{job['id']}/apply", {"override": "invoices move there"}).json())
    assert done["state"] == "applied"
    assert "invoices move there" in revisions(li, "delivery.when")[0]["why"]
    # Without publishing nothing is asked, because nothing is told.
    assert send(li, as_csv([replace(GREEDY, answer="明天")]), apply=1).json()["waiting"] == 1


def test_what_was_seen_is_what_is_done(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    table = as_csv([replace(REFUND, answer="五天。"), NEW])
    token = send(li, table, publish=1).json()["token"]
    job = looked(li, replace(REFUND, answer="五天。"), NEW, publish=True)
    import_articles(house.store, [replace(REFUND, answer="两天。")], "other", "", True, time.time())
    late = ended(li, call(li, "POST", f"/{job['id']}/apply").json())
    assert (late["state"], late["error"]["code"]) == ("failed", "look_again")
    for other in (table, as_csv([NEW])):
        answer = send(li, other, publish=1, apply=1, token=token)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "look_again")
    assert live(li, "refund.time")["live"]["answer"] == "两天。" and live(li, "new.one") is None
    fresh = send(li, table, publish=1).json()["token"]
    assert send(li, table, publish=1, apply=1, token=fresh).json()["applied"]
    assert live(li, "refund.time")["live"]["answer"] == "五天。"


def test_after_somebody_elses_change_the_same_articles_can_be_looked_at_again(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    job = looked(li, replace(REFUND, answer="五天。"), publish=True)
    import_articles(house.store, [replace(REFUND, answer="两天。")], "other", "", True, time.time())
    assert ended(li, call(li, "POST", f"/{job['id']}/apply").json())["state"] == "failed"
    assert call(li, "POST", f"/{job['id']}/apply").status_code == 409
    again = ended(li, call(li, "POST", f"/{job['id']}/look").json())
    assert again["state"] == "looked" and again["publish"] and again["outcome"]["changed"] == 1
    assert ended(li, call(li, "POST", f"/{job['id']}/apply").json())["state"] == "applied"


def test_a_colleagues_open_draft_is_named(house: House) -> None:
    li, amy = house.agent("li", "李编辑", "editor"), house.agent("amy", "Amy", "editor")
    version = live(amy, "refund.time")
    body = {"content": {**version["live"], "answer": "半天。"}}
    amy.http.put(
        f"{amy.url}/api/knowledge/articles/refund.time/zh", json=body, headers={"If-Match": version["etag"]}, timeout=20
    )
    job = looked(li, replace(REFUND, answer="五天。"), INVOICE, publish=True)
    assert [(one["id"], one["who"]) for one in job["outcome"]["drafts"]] == [("refund.time", "Amy (amy)")]
    ended(li, call(li, "POST", f"/{job['id']}/apply").json())
    after = live(li, "refund.time")
    assert (after["live"]["answer"], after["draft"]["answer"]) == ("五天。", "半天。")


def test_a_long_import_tells_how_far_it_is_and_can_be_stopped(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    data = as_xlsx(many_articles(6000))
    job = send(li, data, "many.xlsx", wait=0).json()
    busy = send(li, as_csv([NEW]), wait=0)
    assert (busy.status_code, busy.json()["error"]["code"], busy.json()["error"]["id"]) == (
        409,
        "import_runs",
        job["id"],
    )
    seen: dict[str, list[int]] = {}
    while job["state"] == "running":
        progress = job["progress"]
        seen.setdefault(progress["stage"], []).append(progress["done"])
        time.sleep(0.02)
        job = call(li, "GET", f"/{job['id']}").json()
    assert job["state"] == "looked" and job["outcome"]["added"] == 6000
    assert {"reading", "checking"} <= seen.keys()
    assert len(set(seen["reading"])) > 5 and seen["reading"] == sorted(seen["reading"])
    going = send(li, data, "many.xlsx", wait=0).json()
    stopped = call(li, "DELETE", f"/{going['id']}")
    assert stopped.status_code == 200
    assert ended(li, stopped.json())["state"] == "cancelled"
    assert send(li, as_csv([NEW])).json()["added"] == 1, "the next one may begin"


def test_an_import_belongs_to_who_began_it(house: House) -> None:
    li, amy, wang = (
        house.agent("li", "李编辑", "editor"), house.agent("amy", "Amy", "editor"), house.agent("wang", "王敏"),
    )  # fmt: skip
    job = looked(li, NEW)
    for verb, path in (("GET", ""), ("POST", "/apply"), ("POST", "/look"), ("DELETE", "")):
        answer = call(amy, verb, f"/{job['id']}{path}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_import")
    assert (call(amy, "GET").json()["import"] or {}).get("id") != job["id"]
    assert send(wang, as_csv([NEW])).status_code == 403, "agents propose, one article at a time"
    assert call(Person(house.url), "GET").status_code == 401
    assert call(li, "GET", f"/{job['id']}").json()["state"] == "looked"


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.yml", b"#" * 60_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("junk.csv", b"\x00\xff\xfe junk"),
        ("empty.yml", b""),
        ("bomb.zip", bomb()),
        ("cut.xlsx", as_xlsx([NEW])[:700]),
        ("../../etc/passwd", b"root:x:0:0"),
        ("twice.csv", as_csv([NEW, NEW])),
        ("alias.yml", b"articles: &a [*a]"),
        ("<script>.csv", b"id,language,topic,question,variants,answer\n<b>,zh,,,,\n"),
    ],
)  # fmt: skip
def test_hostile_files_end_in_words_and_change_nothing(house: House, name: str, data: bytes) -> None:
    li = house.agent("li", "李编辑", "editor")
    dry = send(li, data, name)
    assert dry.status_code == 200 and all(one["what"] and one["how"] for one in dry.json()["errors"]), dry.text
    assert dry.json()["errors"] and not dry.json()["token"]
    job = call(li, "GET").json()["import"]
    assert job["state"] == "wrong" and call(li, "POST", f"/{job['id']}/apply").status_code == 409
    applied = send(li, data, name, apply=1, publish=1)
    assert applied.status_code == 422 and applied.json()["error"]["problems"][0]["how"]
    assert len(call(li, "GET").json()["import"]["name"]) <= 200


def test_nonsense_around_a_file_is_refused(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    assert send(li, as_csv([NEW]), format="pdf").status_code == 400
    assert send(li, as_csv([NEW]), wait="long").status_code == 400
    assert call(li, "POST", "/nothing/apply", {"override": 3}).status_code == 404
    assert send(li, b"x" * 50_000_001).status_code == 413
    assert send(li, as_csv([NEW])).json()["added"] == 1


def test_the_whole_way_on_both_databases(tmp_path: Path, database_url: str) -> None:
    house, process = start_house(tmp_path, database_url)
    try:
        li = house.agent("li", "李编辑", "editor")
        job = looked(li, NEW, INVOICE, publish=True)
        other = house.agent("amy", "Amy", "editor")
        rival = looked(other, replace(NEW, answer="别的。"), publish=True)
        both: list[dict[str, Any]] = []
        threads = [
            threading.Thread(target=lambda w=who, j=one: both.append(ended(w, call(w, "POST", f"/{j['id']}/apply").json())))
            for who, one in ((li, job), (other, rival))
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(one["state"] for one in both) == ["applied", "failed"]
        assert len(revisions(li, "new.one")) == 1
    finally:
        stop_house(house, process)
