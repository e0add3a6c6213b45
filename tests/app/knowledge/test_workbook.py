"""Workbooks that cannot be right, that lie, and that would exhaust this machine."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.knowledge.articles import FORMATS, Article, ArticleError, as_csv, as_xlsx, read_bytes
from bot.knowledge.workbook import LARGEST_UNPACKED

HEADING = ["id", "language", "topic", "question", "variants", "answer"]
ROW = ["a", "zh", "t", "问", "甲|乙", "答"]


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: list[Any]) -> tuple[Any, Any]:
    from openpyxl import Workbook

    book = Workbook()
    for row in (HEADING, *rows):
        book.active.append(row)
    return book, book.active


def refused(data: bytes, name: str = "f.xlsx") -> str:
    with pytest.raises(ArticleError) as error:
        read_bytes(name, data)
    assert "Traceback" not in str(error.value)
    return str(error.value)


def with_parts(data: bytes, **parts: bytes) -> bytes:
    """The workbook with some parts replaced; names by their last word."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            word = part.filename.rsplit("/", 1)[-1].split(".")[0]
            new.writestr(part.filename, parts.get(word, old.read(part)))
    return out.getvalue()


GOOD = saved(book_of(ROW)[0])


def test_a_formula_is_refused_with_row_and_column() -> None:
    book, sheet = book_of(ROW, ["b", "zh", "t", "问二", "", '=HYPERLINK("http://evil","x")'])
    text = refused(saved(book))
    assert "f.xlsx:3, column F (answer): the cell holds a formula" in text and "paste it as values" in text


def test_an_error_in_a_cell_is_refused() -> None:
    book, sheet = book_of(ROW)
    sheet["F2"] = "#REF!"
    assert "f.xlsx:2, column F (answer): the cell shows the error #REF!" in refused(saved(book))


def test_a_text_like_an_error_or_a_formula_is_a_text_when_we_wrote_it() -> None:
    article = Article("a", "zh", "t", "#N/A", ("=1+1", "'=x"), "-5\n_x0041_")
    assert read_bytes("f.xlsx", as_xlsx([article])) == [article]


def test_merged_cells_are_refused_where_the_articles_are_and_ignored_elsewhere() -> None:
    book, sheet = book_of(ROW, ROW)
    sheet.merge_cells("H1:J4")
    book.create_sheet("two").merge_cells("A1:C3")
    sheet["A3"] = "b"
    assert len(read_bytes("f.xlsx", saved(book))) == 2
    sheet.merge_cells("C2:C3")
    assert "f.xlsx:2, column C (topic): the cells C2:C3 are merged" in refused(saved(book))


def test_formatted_text_and_excels_escapes_are_read_as_text() -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book, sheet = book_of(ROW)
    sheet["F2"] = CellRichText("先", TextBlock(InlineFont(b=True), "关阀门"), "再打电话")
    sheet["D2"] = "第一行_x000D_\n第二行"
    [one] = read_bytes("f.xlsx", saved(book))
    assert (one.answer, one.question) == ("先关阀门再打电话", "第一行\n第二行")


def test_shared_texts_as_excel_saves_them() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1">' + "".join(f'<c r="{chr(65 + n)}1" t="inlineStr"><is><t>{t}</t></is></c>' for n, t in enumerate(HEADING))
        + '</row><row r="5">' + "".join(f'<c r="{chr(65 + n)}5" t="s"><v>{n}</v></c>' for n in range(6)) + "</row></sheetData></worksheet>"
    )  # fmt: skip
    strings = "".join(f"<si><t>{text}</t></si>" for text in ("a", "zh", "t", "一_x000D_\n二", "<![CDATA[<b>]]>", "答"))
    table = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = sheet if part.endswith("sheet1.xml") else old.read(part).decode()
            entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}" /></Types>'
            new.writestr(part, content.replace("</Types>", entry))
        new.writestr("xl/sharedStrings.xml", table)
    [one] = read_bytes("f.xlsx", out.getvalue())
    assert (one.question, one.variants, one.source) == ("一\n二", ("<b>",), "f.xlsx:5")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        with bomb.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(LARGEST_UNPACKED // 10_000_000 + 1):
                part.write(b" " * 10_000_000)
    started = time.process_time()
    text = refused(out.getvalue())
    assert "unpacked it has" in text and time.process_time() - started < 1


def test_a_bomb_of_tags_is_refused_before_it_is_parsed() -> None:
    cells = b"<worksheet><sheetData><row>" + b"<c/>" * 6_100_000 + b"</row></sheetData></worksheet>"
    started = time.process_time()
    assert "too many cells" in refused(with_parts(GOOD, sheet1=cells))
    assert time.process_time() - started < 5
    styles = b"<styleSheet><cellXfs>" + b"<xf/>" * 300_000 + b"</cellXfs></styleSheet>"
    assert "styles" in refused(with_parts(GOOD, styles=styles))


def test_a_bomb_of_entities_is_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert "declares entities" in refused(with_parts(GOOD, sheet1=laughs))
    assert "not UTF-8" in refused(with_parts(GOOD, sheet1=laughs.decode().encode("utf-16")))


def test_a_far_row_and_a_far_column_cost_nothing() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="ZZZ1"><v>1</v></c></row>'
    for far in ("1048576", "999999999"):
        sheet = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            f'{rows}<row r="{far}"><c r="A{far}"><v>1</v></c></row></sheetData></worksheet>'
        )
        started = time.process_time()
        refused(with_parts(GOOD, sheet1=sheet.encode()))
        assert time.process_time() - started < 5


def test_too_many_rows_and_characters_are_refused() -> None:
    book, sheet = book_of(*(["a", "zh", "t", "问", "", "答"] for _ in range(50_001)))
    assert "f.xlsx:50002: the table goes on" in refused(saved(book))


@pytest.mark.parametrize(
    "data",
    [
        GOOD[: len(GOOD) // 2],
        b"PK\x03\x04" + b"junk" * 100,
        b"PK\x05\x06" + b"\0" * 18,
        with_parts(GOOD, sheet1=b"<worksheet><sheetData><row>"),
        with_parts(GOOD, workbook=b"<workbook/>"),
        with_parts(GOOD, sheet1=b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'),
    ],
    ids=["half", "junk", "empty zip", "broken sheet", "no sheets", "empty sheet"],
)
def test_a_damaged_workbook_is_refused_in_words(data: bytes) -> None:
    assert "f.xlsx" in refused(data)


def test_a_zip_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        other.writestr("hello.txt", "hello")
    assert "not an Excel workbook" in refused(out.getvalue())


@settings(max_examples=150, deadline=None)
@given(
    data=st.binary(max_size=300),
    name=st.sampled_from(["f.csv", "f.yml", "f.xlsx", "f"]),
    format=st.sampled_from(FORMATS),
)
@example(data=b"'", name="f", format="auto")
def test_junk_is_refused_in_words(data: bytes, name: str, format: str) -> None:
    try:
        read_bytes(name, data, format)
    except ArticleError as error:
        assert error.problems and all(one.where.startswith("f") and one.how for one in error.problems)


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255), format=st.sampled_from(["auto", "fastgpt", "maxkb"]))
def test_a_workbook_with_a_wrong_byte_is_read_or_refused(at: int, byte: int, format: str) -> None:
    try:
        read_bytes("f.xlsx", GOOD[:at] + bytes([byte]) + GOOD[at + 1 :], format)
    except ArticleError as error:
        assert error.problems


@settings(max_examples=200, deadline=None)
@given(
    text=st.text("-:|>&*!{}[]\"'# \n\tabnlu", max_size=80),
    head=st.sampled_from(["", "nlu:\n", "responses:\n", "articles:\n"]),
)
def test_yaml_junk_is_refused_in_words(text: str, head: str) -> None:
    try:
        read_bytes("f.yml", (head + text).encode())
    except ArticleError as error:
        assert error.problems


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_ten_thousand_rows_are_read_in_seconds(write: Any) -> None:
    many = [
        Article(
            f"a.{n}", "zh", "t", f"第{n}号怎么保养", tuple(f"{n}{v}" for v in "甲乙丙丁"), "- 答案" * 60, position=n
        )
        for n in range(10_000)
    ]
    data = write(many)
    started = time.process_time()
    assert read_bytes(f"f.{write.__name__[3:]}", data) == many
    assert time.process_time() - started < 8
