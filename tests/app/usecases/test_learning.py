"""What helped a customer becomes a regression question, and what did not, does not."""

from __future__ import annotations

import threading

import pytest

from bot.core.masking import masked
from bot.knowledge.article import Article
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk_settings import DeskRules
from bot.usecases.editor import Editor
from bot.usecases.knowledge import import_articles
from bot.usecases.learning import LONGEST, MOST_CONFIRMED, learnable
from bot.usecases.regression import add_question, drop_question, questions
from tests.app.usecases.conftest import NOON
from tests.app.usecases.talk import Talk

ARTICLES = [
    Article("refund.time", "zh", "refund", "退款多久到账？", ("退款时间",), "三天。"),
    Article("refund.time", "en", "refund", "When do I get my refund?", ("refund time",), "In three days."),
    Article("delivery.when", "zh", "delivery", "什么时候发货？", ("发货时间",), "当天。"),
]


class Shop:
    def __init__(self, store: Store, bell: Bell, rules: DeskRules) -> None:
        self.store, self.bell, self.rules = store, bell, rules
        self.at = NOON

    def customer(self, language: str = "zh") -> Talk:
        self.at += 3600
        return Talk(self.store, self.bell, self.rules, self.at, language)

    def helped(self, question: str, article: str = "refund.time", language: str = "zh") -> None:
        self.customer(language).asks(question, "faq", article).presses("有帮助")

    def not_helped(self, question: str, article: str = "refund.time") -> None:
        self.customer().asks(question, "faq", article).presses("没解决")

    @property
    def learned(self) -> list[tuple[str, str, str]]:
        return [
            (one["question"], one["article"], one["language"])
            for one in questions(self.store)
            if one["source"] == "confirmed"
        ]


@pytest.fixture
def shop(store: Store, bell: Bell, rules: DeskRules) -> Shop:
    import_articles(store, ARTICLES, "test", "", True, NOON)
    return Shop(store, bell, rules)


def test_a_confirmed_answer_becomes_a_question_of_its_language(shop: Shop) -> None:
    shop.helped("我的钱啥时候退回来")
    shop.helped("where is my money", language="en")
    assert shop.learned == [
        ("我的钱啥时候退回来", "refund.time", "zh"),
        ("where is my money", "refund.time", "en"),
    ]


def test_what_says_nothing_or_is_somebodys_own_is_not_learned(shop: Shop) -> None:
    for question in (
        "退钱",
        "QH2025110001的钱退了吗",
        "[订单号]的钱退了吗",
        "我叫李娜，钱退了吗",
        "退" * (LONGEST + 1),
        "？？？？",
    ):
        shop.helped(question)
    talk = shop.customer().asks("退款的事", "faq_choice", "refund.time")
    talk.presses("第一篇").presses("有帮助")
    shop.customer().asks("这是什么文章呢", "faq", "no.such.article").presses("有帮助")
    shop.helped("什么时候给我发货", "delivery.when", language="en")
    assert shop.learned == []
    shop.helped("钱退了吗")
    assert len(shop.learned) == 1, "somebody was listening"


def test_one_who_was_not_helped_speaks_against_it_before_and_after(shop: Shop) -> None:
    shop.not_helped("钱退了没有啊")
    shop.helped("钱退了没有啊？")
    assert shop.learned == [], "another customer was not helped by the same answer"
    shop.helped("啥时候退我钱")
    assert len(shop.learned) == 1
    shop.not_helped("啥时候退我钱", "delivery.when")
    assert len(shop.learned) == 1, "that was another article"
    shop.not_helped("啥时候退我钱！")
    assert shop.learned == []


def test_an_editors_and_a_shipped_question_win(shop: Shop, store: Store) -> None:
    add_question(store, "啥时候退我钱", "zh", "delivery.when", "editor", "li", NOON)
    shop.helped("啥时候退我钱")
    shop.not_helped("啥时候退我钱", "delivery.when")
    assert [(one["article"], one["source"]) for one in questions(store)] == [("delivery.when", "editor")]
    shop.helped("钱退了没有啊")
    add_question(store, "钱退了没有啊", "zh", "delivery.when", "editor", "li", NOON)
    shop.helped("钱退了没有啊")
    assert shop.learned == [] and len(questions(store)) == 2


def test_a_question_follows_the_article_that_helps_now(shop: Shop) -> None:
    shop.helped("东西啥时候给我")
    shop.helped("东西啥时候给我", "delivery.when")
    assert shop.learned == [("东西啥时候给我", "delivery.when", "zh")]


def test_what_an_editor_deleted_is_not_learned_again_but_can_be_added(shop: Shop, store: Store) -> None:
    shop.helped("啥时候退我钱")
    (line,) = questions(store)
    drop_question(store, line["id"], Editor("li", "李编辑", "editor"), NOON)
    shop.helped("啥时候退我钱？")
    assert questions(store) == []
    add_question(store, "啥时候退我钱", "zh", "refund.time", "editor", "li", NOON)
    assert [one["source"] for one in questions(store)] == ["editor"]


def test_the_newest_stay_and_nobody_elses_are_dropped(shop: Shop, store: Store) -> None:
    add_question(store, "编辑自己的问题", "zh", "refund.time", "editor", "li", NOON)
    add_question(store, "自带的问题", "zh", "refund.time", "shipped", "system", NOON)
    asked = [
        f"第{'一二三四五六七八九十'[n // 10]}{'甲乙丙丁戊己庚辛壬癸'[n % 10]}种退款问法"
        for n in range(MOST_CONFIRMED + 3)
    ]
    for question in asked:
        shop.helped(question)
    shop.helped("where is my money", language="en")
    chinese = [question for question, _, language in shop.learned if language == "zh"]
    assert chinese == asked[3:]
    assert len(questions(store)) == MOST_CONFIRMED + 3, "the editor's, the shipped and the English one are all there"


def test_many_at_once_learn_it_once(shop: Shop, store: Store) -> None:
    talks = [shop.customer().asks("啥时候退我钱", "faq", "refund.time") for _ in range(4)]
    from bot.store import inbox
    from bot.usecases.feedback import keep_verdict
    from bot.usecases.receive import receive

    rows = []
    for talk in talks:
        receive(store, shop.bell, talk.id, "yes", "有用", talk.at + 5)
        with store.read() as tx:
            rows.append((talk.id, inbox.oldest_free(tx, talk.at + 10**6, 99)[-1].id))
    failed: list[BaseException] = []

    def confirm(conversation: str, number: int) -> None:
        try:
            keep_verdict(store, conversation, number, True, NOON)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=confirm, args=row) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == [] and len(shop.learned) == 1


@pytest.mark.parametrize("text", ["退钱", "QH2025110001的钱退了吗", "[email] 收到吗", "13812345678", "x" * 121])
def test_not_learnable(text: str) -> None:
    assert learnable(text) == ""


def test_learnable_text_is_one_line_and_nobodys() -> None:
    assert learnable("  钱退了\n没有啊 ") == "钱退了 没有啊"
    assert masked(learnable("钱退了没有啊")) == "钱退了没有啊"
