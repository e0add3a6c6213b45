"""What is written and read back is what it was, in every format."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.articles import Article, ArticleError, as_csv, as_xlsx, as_yaml, check, read_bytes, template
from bot.knowledge.cells import guarded, joined, moment, split, unguarded, written

DAY = 86400.0
# With what spreadsheets run, what Excel escapes, and what separates.
PIECES = st.sampled_from(
    ["=", "+", "-", "@", "'", "＝", "|", "\\", "\t", "\n", "_x0041_", "_x0041", "#N/A", '"', ",", "0"]
)
TEXT = (
    st.lists(st.one_of(PIECES, st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)), min_size=1, max_size=5)
    .map("".join)
    .map(str.strip)
    .filter(bool)
)  # fmt: skip
PHRASES = st.lists(TEXT, max_size=3, unique=True).map(tuple)
MOMENT = st.one_of(
    st.none(), st.integers(-10_000, 200_000).map(lambda day: day * DAY), st.integers(0, 10**10).map(float)
)


@st.composite
def bases(draw: st.DrawFn) -> list[Article]:
    return [
        Article(
            f"t.{number}", draw(st.sampled_from(["zh", "en"])), draw(st.sampled_from(["orders", "退货", "=a b/c"])),
            draw(TEXT), draw(PHRASES), draw(TEXT), draw(PHRASES), draw(st.sampled_from([None, "critical"])),
            draw(st.sampled_from(["published", "draft"])), draw(st.integers(0, 3)),
            valid_from=draw(MOMENT), valid_until=draw(MOMENT), owner=draw(st.one_of(st.just(""), TEXT)),
            nature=draw(st.sampled_from([None, "complaint"])), channels=draw(PHRASES),
        )
        for number in range(draw(st.integers(1, 3)))
    ]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(articles=bases())
def test_csv_changes_nothing(articles: list[Article]) -> None:
    assert read_bytes("all.csv", as_csv(articles)) == articles


@settings(max_examples=120, deadline=None)
@given(articles=bases())
def test_a_workbook_changes_nothing(articles: list[Article]) -> None:
    assert read_bytes("all.xlsx", as_xlsx(articles)) == articles


@settings(max_examples=120, deadline=None)
@given(articles=bases())
def test_yaml_read_and_written_again_is_the_same_byte_for_byte(articles: list[Article]) -> None:
    first = as_yaml(articles)
    again = [one for name, text in first.items() for one in read_bytes(name, text.encode())]
    assert as_yaml(again) == first


@settings(max_examples=200, deadline=None)
@given(articles=bases())
def test_no_cell_starts_as_a_formula(articles: list[Article]) -> None:
    for row in csv.reader(io.StringIO(as_csv(articles).decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r", "\n")) for cell in row)


@given(st.text(st.sampled_from("'=+-@\t\rab")))
def test_guarding_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.lists(TEXT, max_size=4, unique=True))
def test_a_list_in_one_cell_is_read_back(texts: list[str]) -> None:
    assert list(split(joined(texts))) == texts


@given(st.integers(-(10**10), 10**11))
def test_moments_are_read_back(seconds: int) -> None:
    assert moment(written(float(seconds))) == seconds


@pytest.mark.parametrize("text", ["2026-12-31", "2026/12/31", "2026.12.31", " 2026-12-31 "])
def test_dates_may_be_written_as_spreadsheets_do(text: str) -> None:
    assert written(moment(text)) == "2026-12-31"


@pytest.mark.parametrize("text", ["31.12.2026", "2026-13-01", "2026-02-30", "tomorrow", "", "2026-12-31 25:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        moment(text)


def test_dates_stand_in_files_as_dates_and_only_where_they_are_set() -> None:
    plain = Article("a", "zh", "t", "怎么买", (), "点购买。")
    dated = Article("b", "zh", "t", "双十一", (), "打折。", position=1, valid_from=moment("2026-11-01"), owner="lin")
    [text] = as_yaml([plain, dated]).values()
    assert "valid_from: 2026-11-01\n" in text and "owner: lin\n" in text
    assert "valid_until" not in text and text.count("owner") == 1
    assert read_bytes("t.yml", text.encode()) == [plain, dated]
    assert read_bytes("t.yml", text.replace("2026-11-01", "'2026-11-01'").encode()) == [plain, dated]
    heading = as_csv([plain, dated]).decode("utf-8-sig").split("\r\n")[0]
    assert heading == "id,language,topic,question,variants,answer,tags,urgency,status,valid_from,owner"
    assert as_csv([plain]).decode("utf-8-sig").split("\r\n")[0].endswith("tags,urgency,status")


def test_nature_and_channels_stand_in_files_only_where_they_are_set() -> None:
    plain = Article("a", "zh", "t", "怎么买", (), "点购买。")
    set_ = Article("b", "zh", "t", "投诉", (), "说吧。", position=1, nature="complaint", channels=("web", "rest"))
    [text] = as_yaml([plain, set_]).values()
    assert "    nature: complaint\n" in text and "    channels: [web, rest]\n" in text
    assert text.count("nature") == text.count("channels") == 1
    assert read_bytes("t.yml", text.encode()) == [plain, set_]
    heading, _, row = as_csv([plain, set_]).decode("utf-8-sig").split("\r\n")[:3]
    assert heading.endswith("status,nature,channels") and row.endswith("published,complaint,web|rest")
    header = template("csv").decode("utf-8-sig").split("\r\n")[0]
    assert header.endswith("owner,nature,channels")


def test_a_table_of_a_former_release_is_read_as_before() -> None:
    older = "id,language,topic,question,variants,answer,tags,urgency,status\na,zh,t,怎么买,,点购买。,,,published\n"
    [found] = read_bytes("older.csv", older.encode())
    assert (found.nature, found.channels) == (None, ())


def test_csv_carries_the_mark_by_which_excel_knows_utf_8() -> None:
    assert as_csv([]).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_template_can_be_imported_as_it_is(kind: str) -> None:
    articles = read_bytes(f"template.{kind}", template(kind))
    assert [one.language for one in articles] == ["zh", "en"]
    assert check(articles) == []
    assert {one.status for one in articles} == {"draft"}


def test_there_is_no_other_template() -> None:
    with pytest.raises(ValueError, match="csv, xlsx"):
        template("pdf")


def test_a_text_that_no_cell_of_excel_holds_is_refused_not_cut() -> None:
    long = Article("a", "zh", "t", "问", (), "长" * 32_768)
    with pytest.raises(ArticleError, match=r"row 2, column F \(answer\).*32768.*CSV or YAML"):
        as_xlsx([long])
    assert read_bytes("a.csv", as_csv([long])) == [long]


def test_the_shipped_articles_survive_every_format() -> None:
    from bot.knowledge.articles import read_any
    from tests.app import understanding

    shipped = read_any([understanding.shipped()])
    assert read_bytes("all.csv", as_csv(shipped)) == shipped
    assert read_bytes("all.xlsx", as_xlsx(shipped)) == shipped
