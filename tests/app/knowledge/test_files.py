from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge.articles import Article, ArticleError, as_csv, read_any, read_csv, read_yaml, write_yaml
from bot.knowledge.files import read_bytes

HEAD = "topic: orders\nlanguage: zh\narticles:\n"
WHOLE = HEAD + "  - id: a.one\n    question: 怎么买？\n    answer: 点购买。\n"

# What may stand in a text: anything but surrogates and control characters, trimmed as reading trims.
TEXT = (
    st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n\t"), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)
PHRASES = st.lists(TEXT, max_size=4, unique=True).map(tuple)


@st.composite
def bases(draw: st.DrawFn) -> list[Article]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        found.append(
            Article(
                f"t.{number}",
                draw(st.sampled_from(["zh", "en"])),
                draw(st.sampled_from(["orders", "退货", "a b/c"])),
                draw(TEXT),
                draw(PHRASES),
                draw(TEXT),
                draw(PHRASES),
                draw(st.sampled_from([None, "critical", "low"])),
                draw(st.sampled_from(["published", "draft"])),
                draw(st.integers(0, 5)),
            )
        )
    return found


def in_order(articles: list[Article]) -> list[Article]:
    return sorted(articles, key=lambda one: (one.id, one.language))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=bases())
def test_what_is_exported_as_yaml_is_imported_unchanged(tmp_path_factory: pytest.TempPathFactory, articles) -> None:
    folder = tmp_path_factory.mktemp("kb")
    write_yaml(articles, folder)
    assert in_order(read_any([folder])) == in_order(articles)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=bases())
def test_what_is_exported_as_csv_is_imported_unchanged(tmp_path_factory: pytest.TempPathFactory, articles) -> None:
    path = tmp_path_factory.mktemp("kb") / "all.csv"
    path.write_bytes(as_csv(articles))

    def content(found: list[Article]) -> list[tuple[object, ...]]:
        return [
            (a.id, a.language, a.topic, a.question, a.variants, a.answer, a.tags, a.urgency, a.status) for a in found
        ]

    assert content(in_order(read_csv(path))) == content(in_order(articles))


def test_writing_twice_gives_the_same_files(tmp_path: Path) -> None:
    articles = [
        Article(
            "a.one", "zh", "orders", "怎么买？", ("买", "购买: 怎么弄"), "第一行\n\n- **加粗** {花括号} %s", ("下单",)
        )
    ]
    write_yaml(articles, tmp_path / "one")
    write_yaml(read_any([tmp_path / "one"]), tmp_path / "two")
    first, second = ((tmp_path / name / "orders.zh.yml").read_text("utf-8") for name in ("one", "two"))
    assert first == second
    assert "{花括号}" in first


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_spreadsheets_may_save_in_their_own_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "faq.csv"
    text = 'id,language,topic,question,variants,answer\r\nf.1,,faq,怎么退款？,退款|退钱,"第一行,\n第二行"\r\n'
    path.write_bytes(text.encode(encoding))
    [read] = read_csv(path)
    assert (read.language, read.variants, read.answer) == ("zh", ("退款", "退钱"), "第一行,\n第二行")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", "", "empty"),
        ("topic: [", ":", "not YAML"),
        (WHOLE.replace("怎么买？", "yes"), ":5", "in quotes"),
        (WHOLE.replace("question: 怎么买？", "question: [怎么买]"), ":5", "one text"),
        (WHOLE + "    tags: 下单\n", ":7", "list"),
        (WHOLE + "    colour: red\n", ":7", "colour"),
        (HEAD + "  - id: a.one\n    question: 怎么买？\n", ":4", "answer is missing"),
        (HEAD + "  - &x {id: a}\n  - *x\n", ":4", "anchors"),
        (HEAD + "  - !!python/object:os.system {}\n", ":4", "tag"),
        (HEAD + "  - " + "[" * 30 + "]" * 30 + "\n", ":4", "nested"),
        (WHOLE + "    answer: 又一个\n", ":7", "twice"),
    ],
)
def test_a_yaml_file_that_cannot_be_right_is_refused_with_its_line(
    tmp_path: Path, text: str, line: str, says: str
) -> None:
    path = tmp_path / "orders.zh.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(ArticleError) as refused:
        read_yaml(path)
    assert f"orders.zh.yml{line}" in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,language,topic,question\n", "column 'variants' is missing"),
        ("id,language,topic,question,variants,answer\na,zh,t,问\n", "4 cells"),
        ('id,language,topic,question,variants,answer\na,zh,t,"问,,答\n', "not CSV"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "faq.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ArticleError, match=says):
        read_csv(path)


def test_every_wrong_article_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yml").write_text(HEAD + "  - id: x\n  - id: y\n", "utf-8")
    with pytest.raises(ArticleError) as refused:
        read_any([tmp_path])
    assert len(refused.value.problems) == 4


def test_the_shipped_articles_are_written_back_as_they_are() -> None:
    from tests.app import understanding

    assert len(read_any([understanding.shipped()])) >= 200


def test_everything_wrong_is_told_at_once() -> None:
    table = (
        "id,topic,question,variants,answer,language,nature\n"
        "good.one,orders,怎么下单,在哪买,点购买,zh,\n"
        "with space,orders,怎么改单,改订单,联系客服,zh,\n"
        "no.answer,orders,怎么退单,退订单,,zh,\n"
        "bad.nature,orders,怎么查单,查订单,看这里,zh,happy\n"
    )
    with pytest.raises(ArticleError) as caught:
        read_bytes("a.csv", table.encode())
    said = " ".join(map(str, caught.value.problems))
    assert "with space" in said and "empty" in said and "happy" in said
