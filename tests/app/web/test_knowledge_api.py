"""The editors' API over HTTP: drafts, the gate, trying out, files, roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.app.usecases.test_gate import DELIVERY
from tests.app.web.desk_house import House, Person, start_house, stop_house
from tests.app.web.stocked import stocked

LANGUAGE = "zh"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("knowledge"))
    yield made
    stop_house(made, process)


@pytest.fixture
def house(standing: House) -> House:
    return stocked(standing)


def call(
    who: Person, method: str, path: str, body: Any = None, etag: str | None = None, **more: Any
) -> requests.Response:
    headers = {"If-Match": f'"{etag}"'} if etag is not None else {}
    return who.http.request(method, f"{who.url}/api/knowledge{path}", json=body, headers=headers, timeout=120, **more)


def content(who: Person, article: str) -> tuple[dict[str, Any], str]:
    found = call(who, "GET", f"/articles/{article}").json()["versions"][LANGUAGE]
    return dict(found["draft"] or found["live"]), found["etag"]


def test_from_draft_to_published_with_the_gate_between(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    assert (
        call(
            li, "POST", "/regression", {"question": "发票咋开", "language": "zh", "article": "invoice.how"}
        ).status_code
        == 201
    )
    before, etag = content(li, "delivery.when")
    greedy = {**before, "variants": ["发票咋开", "发票怎么开", "开发票", "我要开票"]}
    saved = call(li, "PUT", "/articles/delivery.when/zh", {"content": greedy, "why": "more words"}, etag)
    assert saved.status_code == 200, saved.text
    blocked = call(li, "POST", "/articles/delivery.when/zh/publish", {}, saved.json()["etag"])
    assert blocked.status_code == 409 and blocked.json()["error"]["code"] == "gate"
    assert blocked.json()["error"]["gate"]["failing"][0]["wanted"] == "invoice.how"
    assert (
        call(
            li, "POST", "/articles/delivery.when/zh/publish", {"override": "I say so"}, saved.json()["etag"]
        ).status_code
        == 403
    )
    mended = call(
        li, "PUT", "/articles/delivery.when/zh", {"content": {**before, "answer": "当天发货。"}}, saved.json()["etag"]
    )
    done = call(li, "POST", "/articles/delivery.when/zh/publish", {"why": "quicker"}, mended.json()["etag"])
    assert done.status_code == 200 and not done.json()["gate"]["blocks"], done.text
    assert content(li, "delivery.when")[0]["answer"] == "当天发货。"
    tried = call(li, "POST", "/try", {"text": "什么时候发货"}).json()
    assert tried["shown"]["kind"] == "answer" and "当天发货" in tried["shown"]["html"]
    lines = call(li, "GET", "/articles/delivery.when/zh/history").json()["revisions"]
    assert lines[0]["kind"] == "published" and lines[0]["why"] == "quicker"
    change = call(li, "GET", f"/articles/delivery.when/zh/history/{lines[0]['n']}").json()
    assert change["content"]["answer"] == "当天发货。"
    back = call(li, "POST", "/articles/delivery.when/zh/restore", {"n": lines[-1]["n"]}, done.json()["etag"])
    assert back.json()["version"]["draft"]["answer"] == DELIVERY.answer


def test_a_manager_may_override_and_it_is_recorded(house: House) -> None:
    chen = house.agent("chen", "陈经理", "manager")
    call(chen, "POST", "/regression", {"question": "发票咋开", "language": "zh", "article": "invoice.how"})
    before, etag = content(chen, "delivery.when")
    greedy = {**before, "variants": ["发票咋开", "发票怎么开", "开发票", "我要开票"]}
    saved = call(chen, "PUT", "/articles/delivery.when/zh", {"content": greedy}, etag).json()
    done = call(chen, "POST", "/articles/delivery.when/zh/publish", {"override": "a test of the gate"}, saved["etag"])
    assert done.status_code == 200 and done.json()["gate"]["blocks"]


def test_two_editors_of_one_article(house: House) -> None:
    li, amy = house.agent("li", "李编辑", "editor"), house.agent("amy", "Amy", "editor")
    before, etag = content(li, "refund.time")
    assert (
        call(li, "PUT", "/articles/refund.time/zh", {"content": {**before, "answer": "一天。"}}, etag).status_code
        == 200
    )
    late = call(amy, "PUT", "/articles/refund.time/zh", {"content": {**before, "answer": "两天。"}}, etag)
    assert late.status_code == 412
    assert late.json()["error"]["version"]["draft"]["answer"] == "一天。"
    assert late.json()["error"]["who"] == "李编辑 (li)"


def test_agents_read_try_and_propose(house: House) -> None:
    wang = house.agent("wang", "王敏")
    may = call(wang, "GET", "/me").json()["may"]
    assert [name for name, allowed in may.items() if allowed] == ["read", "propose"]
    before, etag = content(wang, "refund.time")
    proposed = call(wang, "PUT", "/articles/refund.time/zh", {"content": {**before, "answer": "半天。"}}, etag)
    assert proposed.json()["version"]["draft_state"] == "proposed"
    assert call(wang, "POST", "/articles/refund.time/zh/publish", {}, proposed.json()["etag"]).status_code == 403
    taught = call(wang, "POST", "/teach", {"text": "钱啥时候回来", "id": "refund.time", "language": "zh"})
    assert taught.status_code == 200 and "钱啥时候回来" in taught.json()["version"]["draft"]["variants"]
    assert (taught.json()["variant"], taught.json()["regression"]) == (True, "proposed")
    asked = call(wang, "GET", "/regression").json()["questions"]
    assert [(one["question"], one["source"]) for one in asked] == [("钱啥时候回来", "proposal")]
    li = house.agent("li", "李编辑", "editor")
    gate = call(li, "POST", "/articles/refund.time/zh/check", {}).json()
    assert gate["asked"] == 0, "a proposed question is not asked by the gate"
    accepted = call(li, "POST", "/regression", {"question": "钱啥时候回来", "language": "zh", "article": "refund.time"})
    assert accepted.json()["regression"] == "added"
    assert call(li, "POST", "/articles/refund.time/zh/check", {}).json()["asked"] == 1
    assert call(wang, "DELETE", f"/regression/{asked[0]['id']}").status_code == 403, (
        "accepted, so not the agent's any more"
    )
    mine = call(wang, "POST", "/regression", {"question": "钱几天回来", "language": "zh", "article": "refund.time"})
    assert mine.status_code == 201 and mine.json()["regression"] == "proposed"
    number = mine.json()["questions"][-1]["id"]
    amy = house.agent("amy", "Amy")
    assert call(amy, "DELETE", f"/regression/{number}").status_code == 403
    assert call(wang, "DELETE", f"/regression/{number}").status_code == 200


def test_no_mask_and_nobodys_number_is_taught(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    tried = call(li, "POST", "/try", {"text": "QH2025110001的钱退了吗"}).json()
    assert tried["wording"] == "订单的钱退了吗", "shown before it is added"
    taught = call(li, "POST", "/teach", {"text": "[订单号]的钱退了吗", "id": "refund.time", "language": "zh"}).json()
    assert taught["text"] == "订单的钱退了吗" == taught["version"]["draft"]["variants"][-1]
    nothing = call(li, "POST", "/teach", {"text": "我电话[电话]", "id": "refund.time", "language": "zh"})
    assert nothing.status_code == 422 and nothing.json()["error"]["code"] == "no_question"
    line = {"question": "我叫李娜，钱退了吗", "language": "zh", "article": "refund.time"}
    personal = call(li, "POST", "/regression", line)
    assert personal.status_code == 422 and personal.json()["error"]["wording"] == "钱退了吗"
    added = call(li, "POST", "/regression", {**line, "question": "钱退了吗"})
    assert [one["question"] for one in added.json()["questions"]] == ["订单的钱退了吗", "钱退了吗"]


def test_strangers_and_other_sites_get_nothing(house: House) -> None:
    nobody = Person(house.url)
    assert call(nobody, "GET", "/articles").status_code == 401
    li = house.agent("li", "李编辑", "editor")
    assert li.http.get(f"{house.url}/api/desk/conversations", timeout=20).status_code == 403, "editors see no customers"
    del li.http.headers["X-Requested-With"]
    assert call(li, "PUT", "/articles/refund.time/zh", {"content": {}}, "1.0").status_code == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/articles/refund.time/zh", {"content": []}),
        ("/articles/refund.time/zh", {"content": {"answer": "x" * 9000}}),
        ("/articles/refund.time/fr", {"content": {}}),
        ("/articles/..%2f..%2fetc/zh", {"content": {}}),
    ],
)
def test_bad_input_is_refused_clearly(house: House, path: str, body: Any) -> None:
    li = house.agent("li", "李编辑", "editor")
    answer = call(li, "PUT", path, body, "1.0")
    assert 400 <= answer.status_code < 500 and answer.json()["error"]["message"]
    assert call(li, "POST", "/try", {"text": ""}).status_code == 400
    assert call(li, "POST", "/try", {"text": 3}).status_code == 400
    assert call(li, "GET", "/articles?after=x").status_code == 400


def test_channels_and_nature_over_http(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    assert call(li, "GET", "/me").json()["channels"] == ["web", "rest", "callback"]
    before, etag = content(li, "refund.time")
    assert (before["nature"], before["channels"]) == (None, [])
    wanted = {**before, "nature": "request", "channels": ["web"]}
    saved = call(li, "PUT", "/articles/refund.time/zh", {"content": wanted}, etag).json()
    done = call(li, "POST", "/articles/refund.time/zh/publish", {}, saved["etag"])
    assert done.status_code == 200, done.text
    live = done.json()["version"]["live"]
    assert (live["nature"], live["channels"]) == ("request", ["web"])
    lines = call(li, "GET", "/articles?channel=rest").json()
    assert lines["total"] == 2 and "refund.time" not in {one["id"] for one in lines["articles"]}
    assert call(li, "GET", "/articles?channel=web").json()["total"] == 3
    tried = {
        one: call(li, "POST", "/try", {"text": "退款多久到账", "channel": one}).json() for one in (None, "web", "rest")
    }
    assert [tried[one]["ranking"][0]["id"] == "refund.time" for one in (None, "web", "rest")] == [True, True, False]
    wrong = call(li, "POST", "/try", {"text": "退款多久到账", "channel": "pigeon"})
    assert wrong.status_code == 400 and "web, rest, callback" in wrong.json()["error"]["message"]
    for bad in ({"nature": "other"}, {"channels": "web"}):
        assert call(li, "PUT", "/articles/refund.time/zh", {"content": {**before, **bad}}, etag).status_code == 400


def test_files_out_and_in_again(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    for kind in ("csv", "xlsx", "yaml"):
        out = call(li, "GET", f"/export?format={kind}")
        assert out.status_code == 200 and len(out.content) > 100
        name = "knowledge.zip" if kind == "yaml" else f"articles.{kind}"
        again = li.http.post(f"{house.url}/api/knowledge/import?name={name}", data=out.content, timeout=60)
        assert again.status_code == 200, again.text
        assert (again.json()["same"], again.json()["added"], again.json()["changed"]) == (3, 0, 0)


def test_an_import_is_a_dry_run_first(house: House) -> None:
    li = house.agent("li", "李编辑", "editor")
    table = "id,language,topic,question,variants,answer\nnew.one,zh,misc,新问题？,一|二,新答案。\n".encode()
    url = f"{house.url}/api/knowledge/import?name=new.csv"
    dry = li.http.post(url, data=table, timeout=60).json()
    assert dry["added"] == 1 and call(li, "GET", "/articles/new.one").status_code == 404
    real = li.http.post(f"{url}&apply=1&publish=1", data=table, timeout=60).json()
    assert real["added"] == 1 and content(li, "new.one")[0]["answer"] == "新答案。"
    broken = li.http.post(url, data=b"\x00\xff\xfe junk", timeout=60)
    assert broken.status_code == 200 and broken.json()["errors"][0]["how"], broken.text
    applied = li.http.post(f"{url}&apply=1", data=b"\x00\xff\xfe junk", timeout=60)
    assert applied.status_code == 422 and applied.json()["error"]["problems"], applied.text


def test_refusals_come_in_the_language_that_the_page_asks_for(house: House) -> None:
    li, wang = house.agent("li", "李编辑", "editor"), house.agent("wang", "王敏")
    call(li, "POST", "/regression", {"question": "发票咋开", "language": "zh", "article": "invoice.how"})
    before, etag = content(li, "delivery.when")
    greedy = {**before, "variants": ["发票咋开", "发票怎么开", "开发票", "我要开票"]}
    saved = call(li, "PUT", "/articles/delivery.when/zh", {"content": greedy}, etag).json()["etag"]

    def said(who: Person, language: str, method: str, path: str, body: Any = None, mark: str | None = None) -> Any:
        who.http.headers["Accept-Language"] = language
        return call(who, method, path, body, mark).json()["error"]

    where = "/articles/delivery.when/zh"
    for who, method, path, body, mark, code, zh, en in (
        (li, "POST", f"{where}/publish", {}, saved, "gate", "有 1 个问题会得到错误的回答", "1 question(s) would get"),
        (li, "POST", f"{where}/publish", {"override": "x"}, saved, "forbidden", "只有主管", "Only a manager"),
        (li, "PUT", where, {"content": before}, etag, "changed", "刚被别人改过", "Somebody else has changed"),
        (wang, "POST", f"{where}/publish", {}, saved, "forbidden", "由编辑发布", "an editor publishes"),
        (wang, "PUT", where, {"content": before}, saved, "others_draft", "李编辑 (li) 有这篇", "李编辑 (li) has an"),
        (li, "GET", "/articles/no.such", None, None, "unknown_article", "没有这篇文章", "no such article"),
        (li, "POST", "/try", {"text": ""}, None, "empty", "内容是空的", "is empty"),
        (li, "GET", "/articles?after=x", None, None, "bad_request", "0 到", "from 0 to"),
    ):
        for language, words in (("zh", zh), ("zh-CN,zh;q=0.9,en;q=0.8", zh), ("en", en), ("fr", en)):
            found = said(who, language, method, path, body, mark)
            assert found["code"] == code and words in found["message"], (language, found)
    wrong = said(li, "zh", "PUT", where, {"content": {**before, "answer": ""}}, saved)
    assert wrong["problems"] == [{"level": "error", "field": "answer", "what": "缺少回答。", "how": "请填写回答。"}]
    assert wrong["message"].startswith("缺少回答。请填写回答。")
    thin = call(li, "PUT", where, {"content": {**before, "variants": []}}, saved).json()
    assert thin["problems"][0]["what"] == "只有 0 种说法。"
    assert thin["version"]["draft"]["answer"] == before["answer"], "an article's own words are never translated"
    table = b"id,topic,question,variants,answer\nx,t,,v,a\n"
    broken = li.http.post(f"{house.url}/api/knowledge/import?name=a.csv", data=table, timeout=60).json()["errors"]
    assert broken[0] == {
        "level": "error", "where": "a.csv:2，C 列（question）", "what": "单元格是空的。", "how": "请填写问题。",
    }  # fmt: skip
    applied = li.http.post(f"{house.url}/api/knowledge/import?name=a.csv&apply=1", data=table, timeout=60).json()
    assert applied["error"]["problems"] == broken and "什么都没有导入" in applied["error"]["message"]
    li.http.headers["Accept-Language"] = "zh"
    assert "Your account" in li.get("/list").json()["error"]["message"], "other doors speak to programs"
