"""The review step over HTTP, with `review_articles` on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bot.settings import SettingsError, load
from bot.usecases.knowledge import import_articles
from tests.app.usecases.test_gate import DELIVERY, INVOICE, REFUND
from tests.app.web.desk_house import PASSWORD, House, start_house, stop_house
from tests.app.web.test_knowledge_api import call, content

WHERE = "/articles/delivery.when/zh"


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, process = start_house(tmp_path_factory.mktemp("review"), SUPPORTBOT_REVIEW_ARTICLES="yes")
    import_articles(made.store, [REFUND, INVOICE, DELIVERY], "test", "", True, time.time())
    yield made
    stop_house(made, process)


def test_from_draft_over_review_to_published(house: House) -> None:
    li, rui = house.agent("li", "李编辑", "editor"), house.agent("rui", "芮审阅", "reviewer")
    mine = call(li, "GET", "/me").json()
    assert mine["review"] and mine["may"]["write"] and not mine["may"]["publish"]
    before, etag = content(li, "delivery.when")
    saved = call(li, "PUT", WHERE, {"content": {**before, "answer": "当天发货。"}}, etag).json()["etag"]
    refused = call(li, "POST", f"{WHERE}/publish", {"why": "quick"}, saved)
    assert refused.status_code == 403 and "Submit" in refused.json()["error"]["message"]
    early = call(rui, "POST", f"{WHERE}/publish", {"why": "quick"}, saved)
    assert (early.status_code, early.json()["error"]["code"]) == (409, "not_in_review")
    waiting = call(li, "POST", f"{WHERE}/submit", {"note": "new rule"}, saved)
    assert waiting.status_code == 200 and waiting.json()["version"]["review"]["note"] == "new rule", waiting.text
    assert [one["id"] for one in call(rui, "GET", "/articles?status=review").json()["articles"]] == ["delivery.when"]
    back = call(rui, "POST", f"{WHERE}/return", {"note": "from when on?"}, waiting.json()["etag"])
    assert call(li, "GET", "/articles/delivery.when").json()["versions"]["zh"]["review"]["note"] == "from when on?"
    again = call(li, "POST", f"{WHERE}/submit", {}, back.json()["etag"])
    done = call(rui, "POST", f"{WHERE}/publish", {"why": "good"}, again.json()["etag"])
    assert done.status_code == 200, done.text
    assert content(li, "delivery.when")[0]["answer"] == "当天发货。"
    kinds = [one["kind"] for one in call(li, "GET", f"{WHERE}/history").json()["revisions"]]
    assert kinds[:5] == ["published", "submitted", "returned", "submitted", "saved"]
    assert call(li, "POST", f"{WHERE}/submit", {"note": "x" * 501}, done.json()["etag"]).status_code == 400


def test_reviewers_begin_at_the_knowledge_page(house: House) -> None:
    rui = house.agent("rui", "芮审阅", "reviewer")
    form = {"login": "rui", "password": PASSWORD}
    signed_in = rui.http.post(f"{house.url}/login", data=form, allow_redirects=False, timeout=20)
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/knowledge")
    assert rui.http.get(f"{house.url}/knowledge", timeout=20).status_code == 200
    assert rui.get("/conversations").status_code == 403, "reviewers see no customers"


def test_the_setting_is_yes_or_no(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("settings")
    assert load(folder, {}).review_articles is False
    (folder / "settings.yml").write_text("review_articles: true\n", "utf-8")
    assert load(folder, {}).review_articles is True
    assert load(folder, {"SUPPORTBOT_REVIEW_ARTICLES": "off"}).review_articles is False
    with pytest.raises(SettingsError, match="write true or false"):
        load(folder, {"SUPPORTBOT_REVIEW_ARTICLES": "perhaps"})
