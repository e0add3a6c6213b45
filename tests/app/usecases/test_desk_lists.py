"""The desk's lists on both databases: who stands where, what is unread for whom."""

from __future__ import annotations

import pytest

from bot.core.list_choice import ListChoice
from bot.core.words import HandoffReason, Urgency
from bot.store import conversations
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, claim, reply
from bot.usecases.desk_lists import FIRST_PAGE, desk_list, house_lists, list_page, lists_of
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.read_marks import mark_seen
from bot.usecases.reading import desk_conversation
from bot.usecases.receive import Refused, receive, start_conversation
from bot.usecases.saved_views import MOST, drop_view, save_view, views_of
from tests.app.usecases.conftest import NOON


class Shop:
    """Customers who write and call, in the words of the tests."""

    def __init__(self, store: Store, bell: Bell, rules: DeskRules) -> None:
        self.store, self.bell, self.rules = store, bell, rules
        self.at = NOON
        self.said = 0

    def says(self, conversation_id: str, text: str = "你好") -> int:
        self.said += 1
        self.at += 1
        return receive(self.store, self.bell, conversation_id, f"m{self.said}", text, self.at).seq

    def with_bot(self, text: str = "你好", language: str = "zh", channel: str = "web") -> str:
        conversation_id = start_conversation(self.store, channel, language, self.at)
        self.says(conversation_id, text)
        return conversation_id

    def waiting(self, text: str = "我要人工", urgency: Urgency = Urgency.NORMAL) -> str:
        conversation_id = self.with_bot(text)
        request = HandoffRequest(conversation_id, HandoffReason.ASKED, urgency, insist=True)
        request_handoff(self.store, self.bell, self.rules, request, self.at)
        return conversation_id

    def held(self, agent: Agent, urgency: Urgency = Urgency.NORMAL) -> str:
        conversation_id = self.waiting(urgency=urgency)
        claim(self.store, self.bell, self.rules, conversation_id, agent, self.at)
        return conversation_id

    def unread(self, agent: Agent) -> dict[str, int]:
        lists = desk_list(self.store, self.at, agent.id)
        return {line["id"]: line["unread"] for name in ("queue", "mine") for line in lists[name]}


@pytest.fixture
def shop(store: Store, bell: Bell, rules: DeskRules) -> Shop:
    return Shop(store, bell, rules)


def test_unread_is_counted_for_each_agent_from_what_they_saw(shop: Shop, wang: Agent, amy: Agent) -> None:
    waits = shop.waiting()
    shop.says(waits, "还在吗")
    mine = shop.held(wang)
    assert shop.unread(wang) == {waits: 2, mine: 1}
    assert shop.unread(amy) == {waits: 2}
    last = desk_list(shop.store, shop.at, wang.id)["queue"][0]["last_seq"]
    assert mark_seen(shop.store, waits, wang.id, last)
    assert not mark_seen(shop.store, waits, wang.id, last), "the same again is no news"
    assert shop.unread(wang) == {waits: 0, mine: 1} and shop.unread(amy) == {waits: 2}
    assert desk_conversation(shop.store, waits, shop.at, wang.id)["seen"] == last
    assert desk_conversation(shop.store, waits, shop.at, amy.id)["seen"] == 0
    shop.says(waits, "有人吗")
    assert shop.unread(wang) == {waits: 1, mine: 1}


def test_reading_never_goes_back_and_never_ahead(shop: Shop, wang: Agent) -> None:
    mine = shop.held(wang)
    last = shop.says(mine, "二")
    assert shop.unread(wang) == {mine: 2}
    mark_seen(shop.store, mine, wang.id, 10_000)
    assert shop.unread(wang) == {mine: 0}
    assert not mark_seen(shop.store, mine, wang.id, 1)
    assert shop.unread(wang) == {mine: 0}
    shop.says(mine, "三")
    assert shop.unread(wang) == {mine: 1}, "a number beyond the end does not swallow what comes"
    assert desk_conversation(shop.store, mine, shop.at, wang.id)["seen"] == last
    with pytest.raises(Refused) as refused:
        mark_seen(shop.store, "nobody", wang.id, 1)
    assert refused.value.status == 404


def test_only_the_customers_words_are_unread(shop: Shop, wang: Agent) -> None:
    mine = shop.held(wang)
    mark_seen(shop.store, mine, wang.id, 10_000)
    reply(shop.store, shop.bell, mine, wang, "r1", "您好", shop.at)
    reply(shop.store, shop.bell, mine, wang, "n1", "记一下", shop.at, note=True)
    assert shop.unread(wang) == {mine: 0}


def test_one_look_gives_everybody_their_own_lists(shop: Shop, wang: Agent, amy: Agent) -> None:
    waits, wangs, amys = shop.waiting(), shop.held(wang), shop.held(amy)
    with_bot = shop.with_bot()
    house = house_lists(shop.store, shop.at, [wang.id, amy.id])
    for agent, mine, other in ((wang, wangs, amys), (amy, amys, wangs)):
        found = lists_of(house, agent.id)
        assert {name: [line["id"] for line in found[name]] for name in ("queue", "mine", "others", "bot")} == {
            "queue": [waits], "mine": [mine], "others": [other], "bot": [with_bot],
        }  # fmt: skip
        assert found["counts"] == {"queue": 1, "mine": 1, "snoozed": 0, "others": 1, "bot": 1, "mentions": 0}
        assert found == desk_list(shop.store, shop.at, agent.id)


def test_mine_are_whole_however_many_newer_ones_colleagues_have(shop: Shop, wang: Agent, amy: Agent) -> None:
    old = shop.held(wang)
    for _ in range(2 * FIRST_PAGE + 5):
        shop.held(amy)
    found = desk_list(shop.store, shop.at, wang.id)
    assert [line["id"] for line in found["mine"]] == [old]
    assert len(found["others"]) == FIRST_PAGE and found["counts"]["others"] == 2 * FIRST_PAGE + 5
    amys = desk_list(shop.store, shop.at, amy.id)
    assert len(amys["mine"]) == 2 * FIRST_PAGE + 5 == amys["counts"]["mine"]
    assert amys["counts"]["others"] == 1


def test_a_line_tells_the_last_words(shop: Shop, wang: Agent) -> None:
    mine = shop.held(wang)
    shop.says(mine, "长" * 500)
    (line,) = desk_list(shop.store, shop.at, wang.id)["mine"]
    assert (line["last_text"], line["last_author"]) == ("长" * 200, "customer")
    reply(shop.store, shop.bell, mine, wang, "n1", "只给同事看", shop.at, note=True)
    reply(shop.store, shop.bell, mine, wang, "r1", "好的", shop.at)
    (line,) = desk_list(shop.store, shop.at, wang.id)["mine"]
    assert (line["last_text"], line["last_author"]) == ("好的", wang.owner)


def test_who_waits_is_known_by_what_was_written_not_by_a_button(shop: Shop, wang: Agent) -> None:
    waits = shop.waiting("洗衣机漏水，找人工")
    with shop.store.begin() as tx:
        buttons = [{"id": "b1", "title": "仍然排队等待", "payload": "/insist"}]
        conversations.append(tx, waits, shop.at, author="bot", text="要等吗", buttons=buttons)
    shop.at += 1
    receive(shop.store, shop.bell, waits, "pressed", None, shop.at, button="b1")
    (line,) = desk_list(shop.store, shop.at, wang.id)["queue"]
    assert line["last_text"] == "洗衣机漏水，找人工"
    shop.says(waits, "还在漏")
    (line,) = desk_list(shop.store, shop.at, wang.id)["queue"]
    assert line["last_text"] == "还在漏"


def pages(shop: Shop, me: Agent, choice: ListChoice, limit: int = 7) -> list[str]:
    """All ids of a long list, fetched page by page."""
    found: list[str] = []
    after = ""
    while True:
        page = list_page(shop.store, shop.at, me.id, choice, after, limit)
        found += [line["id"] for line in page["lines"]]
        after = page["next"]
        if not after:
            assert page["total"] == len(found)
            return found


def test_a_long_list_comes_in_pages_whole_and_once(shop: Shop, wang: Agent) -> None:
    made = [shop.with_bot() for _ in range(23)]
    assert pages(shop, wang, ListChoice("bot", "newest")) == made[::-1]
    page = list_page(shop.store, shop.at, wang.id, ListChoice("bot", "newest"), "", 7)
    # Who writes meanwhile moves up; nobody is left out further down.
    shop.says(made[3])
    rest, after = [], page["next"]
    while after:
        page = list_page(shop.store, shop.at, wang.id, ListChoice("bot", "newest"), after, 7)
        rest += [line["id"] for line in page["lines"]]
        after = page["next"]
    assert rest == [one for one in made[15::-1] if one != made[3]]
    # Places of equal moments are told apart by the id.
    at = shop.at
    many = []
    for _ in range(9):
        many.append(shop.with_bot())
        shop.at = at
    assert sorted(pages(shop, wang, ListChoice("bot", "newest"), 2)) == sorted([*made, *many])


def test_filters_of_a_long_list_combine(shop: Shop, wang: Agent, amy: Agent) -> None:
    critical, high, normal = (shop.held(amy, one) for one in (Urgency.CRITICAL, Urgency.HIGH, Urgency.NORMAL))
    answered = shop.held(amy, Urgency.HIGH)
    reply(shop.store, shop.bell, answered, amy, "r1", "您好", shop.at)
    shop.held(wang, Urgency.HIGH)
    assert pages(shop, wang, ListChoice("others")) == [critical, high, normal, answered]
    assert pages(shop, wang, ListChoice("others", "waiting")) == [critical, high, normal, answered]
    assert pages(shop, wang, ListChoice("others", "newest"), 1) == [answered, normal, high, critical]
    assert pages(shop, wang, ListChoice("others", filters={"urgency": "high"}), 1) == [high, answered]
    assert pages(shop, wang, ListChoice("others", filters={"urgency": "high", "language": "en"})) == []
    now, shop.at = shop.at, shop.at - 30
    assert pages(shop, wang, ListChoice("others", overdue=True)) == [critical, high], "the third is due in 5.5 minutes"
    shop.at = now + 3600
    assert pages(shop, wang, ListChoice("others", overdue=True)) == [critical, high, normal]
    english = shop.with_bot("hello", "en")
    rest = shop.with_bot("hello there", "en", "rest")
    assert pages(shop, wang, ListChoice("bot", filters={"language": "en"})) == [rest, english]
    assert pages(shop, wang, ListChoice("bot", filters={"language": "en", "channel": "rest"})) == [rest]
    with pytest.raises(Refused):
        list_page(shop.store, shop.at, wang.id, ListChoice("mine"))
    for bad in ("x", "nan_a", "1", "1e999_a", "_"):
        with pytest.raises(Refused):
            list_page(shop.store, shop.at, wang.id, ListChoice("bot"), bad)


def test_views_are_kept_per_person_under_one_name(store: Store, wang: Agent, amy: Agent) -> None:
    wanted = {"view": "all", "sort": "waiting", "urgency": "critical", "overdue": True}
    first, new = save_view(store, wang.id, "  急  的 ", wanted, NOON)
    assert new and views_of(store, wang.id) == [{"id": first, "name": "急 的", "choice": wanted}]
    assert views_of(store, amy.id) == []
    assert save_view(store, wang.id, "急 的", {"view": "mine"}, NOON) == (first, False)
    assert views_of(store, wang.id)[0]["choice"] == {"view": "mine", "sort": "due"}
    save_view(store, amy.id, "急 的", wanted, NOON)
    with pytest.raises(Refused) as refused:
        drop_view(store, amy.id, first)
    assert refused.value.status == 404
    drop_view(store, wang.id, first)
    assert views_of(store, wang.id) == [] and len(views_of(store, amy.id)) == 1
    for n in range(MOST):
        save_view(store, wang.id, f"v{n}", {}, NOON)
    with pytest.raises(Refused) as refused:
        save_view(store, wang.id, "one more", {}, NOON)
    assert refused.value.code == "too_many_views"
    assert save_view(store, wang.id, "v3", {"view": "bot"}, NOON)[1] is False


@pytest.mark.parametrize(
    "bad",
    [
        {"view": "everything"},
        {"urgency": "huge"},
        {"sort": 3},
        {"colour": "red"},
        {"overdue": "yes"},
        {"channel": "x" * 40},
        "mine; DROP",
        None,
        7,
        [],
    ],
)
def test_a_choice_that_cannot_be_read_is_refused(store: Store, wang: Agent, bad: object) -> None:
    with pytest.raises(Refused) as refused:
        save_view(store, wang.id, "v", bad, NOON)
    assert refused.value.code == "bad_choice" and refused.value.status == 400
