"""Files of other products, and tables that people have made."""

from __future__ import annotations

import io
from typing import Any

import pytest

from bot.knowledge.articles import Article, ArticleError, Problem, check, read_bytes, read_files

OWN = "id,language,topic,question,variants,answer\r\n"


def csv_of(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def xlsx_of(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(name: str, data: bytes, format: str = "auto") -> str:
    with pytest.raises(ArticleError) as error:
        read_bytes(name, data, format)
    return str(error.value)


def phrases(article: Article) -> tuple[str, ...]:
    return (article.question, *article.variants)


# --- FastGPT -----------------------------------------------------------------------------------

# document/content/guide/dataset/template.mdx of labring/FastGPT, 2026-07: q, a, any number of index, one metadata.
FASTGPT_NEW = (
    "q,a,index,index,metadata\n"
    '"FastGPT 是什么？","一个平台，\n用来搭建智能体。","FastGPT 简介","AI Agent 平台","{""source"":""product-doc""}"\n'
    '"如何导入知识库数据？","用 CSV 模板。","知识库导入",,\n'
)
# The older template: further indexes stand right of the heading, and one is the whole text over again.
FASTGPT_OLD = (
    "q,a,indexes,\n"
    '"你是谁呀？","我是助手。","1. 你是什么？\n2. 你能做什么？","你是谁呀？我是助手。"\n'
    '"你能做什么？呀","陪你聊天。","你能做什么？呀","还有呢","能干啥"\n'
)


def test_fastgpts_layout_of_today() -> None:
    one, two = read_bytes("产品.csv", csv_of(FASTGPT_NEW))
    assert phrases(one) == ("FastGPT 是什么？", "FastGPT 简介", "AI Agent 平台")
    assert one.answer == "一个平台，\n用来搭建智能体。"
    assert (one.topic, one.language, one.position, one.source) == ("产品", "zh", 0, "产品.csv:2")
    assert (phrases(two), two.position, two.source) == (("如何导入知识库数据？", "知识库导入"), 1, "产品.csv:4")


def test_fastgpts_older_layout_with_indexes_right_of_the_heading() -> None:
    one, two = read_bytes("faq.csv", csv_of(FASTGPT_OLD))
    assert phrases(one) == ("你是谁呀？", "你是什么？", "你能做什么？")
    assert phrases(two) == ("你能做什么？呀", "还有呢", "能干啥")


def test_fastgpt_in_a_workbook() -> None:
    data = xlsx_of(("售后", [["q", "a", "index", "index"], ["怎么退", "申请退货。", "退货", None]]))
    [one] = read_bytes("x.xlsx", data)
    assert (one.topic, phrases(one)) == ("售后", ("怎么退", "退货"))


def test_a_piece_of_text_in_fastgpt_takes_its_index_as_question() -> None:
    [one] = read_bytes("f.csv", csv_of("q,a,index\n退货政策全文。,,怎么退货\n,,\n"))
    assert (one.question, one.answer) == ("怎么退货", "退货政策全文。")
    assert "f.csv:2, column B (a)" in refused("f.csv", csv_of("q,a,index\n退货政策全文。,,\n"))


def test_ids_come_from_the_question_and_stay() -> None:
    first = [one.id for one in read_bytes("a.csv", csv_of(FASTGPT_NEW))]
    again = [one.id for one in read_bytes("b.csv", csv_of(FASTGPT_NEW, "gb18030"))]
    assert first == again and len(set(first)) == 2
    ids = [
        read_bytes("c.csv", csv_of(f"q,a\n{q},x\n"))[0].id for q in ("How do I pay?", "  how DO i  pay? ", "怎么付？")
    ]
    assert ids[0] == ids[1] and ids[0].startswith("how-do-i-pay-")
    # Known and kept: whoever imports a file again must meet the same articles.
    assert ids[2] == "faq-" + ids[2][4:] and len(ids[2]) == 16
    assert not [one for one in check(read_bytes("a.csv", csv_of(FASTGPT_NEW))) if one.level == "error"]


# --- MaxKB -------------------------------------------------------------------------------------

# As MaxKB exports it (apps/dataset/serializers/document_serializers.py of 1Panel-dev/MaxKB).
MAXKB = ["分段标题（选填）", "分段内容（必填，问题答案，最长不超过4096个字符）", "问题（选填，单元格内一行一个）"]


def test_maxkbs_layout_with_one_question_a_line() -> None:
    rows = [MAXKB, ["退货", "七天内可退。", "怎么退货\n 可以退吗 \n\n"], ["开票", "在订单里申请。", None]]
    one, two = read_bytes("kb.xlsx", xlsx_of(("Sheet1", rows)))
    assert (phrases(one), one.topic, one.answer) == (("怎么退货", "可以退吗", "退货"), "kb", "七天内可退。")
    assert phrases(two) == ("开票",)


def test_a_title_over_several_pieces_is_no_question_of_any() -> None:
    one, two = read_bytes("kb.csv", csv_of(",".join(MAXKB).replace("，", "") + "\n售后,甲。,问甲\n售后,乙。,问乙\n"))
    assert (phrases(one), phrases(two)) == (("问甲",), ("问乙",))


def test_maxkb_exports_a_sheet_a_document_and_all_are_read() -> None:
    notes: list[Problem] = []
    sheets = [("退货", [MAXKB, ["", "甲。", "问甲"]]), ("开票", [MAXKB, ["", "乙。", "问乙"]]), ("笔记", [["别的"]])]
    found = read_bytes("kb.xlsx", xlsx_of(*sheets), notes=notes)
    assert [(one.topic, one.question) for one in found] == [("退货", "问甲"), ("开票", "问乙")]
    assert ["笔记" in str(note) for note in notes] == [True]


def test_what_maxkb_lets_through_and_we_cannot_use_is_named() -> None:
    text = refused("kb.xlsx", xlsx_of(("a", [MAXKB, ["标题", None, "问"], [None, "文", None]])))
    assert "kb.xlsx:2, column B (分段内容" in text
    assert "kb.xlsx:3, column C (问题" in text


# --- Rasa --------------------------------------------------------------------------------------

NLU = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - hi
- intent: faq/ask_price
  examples: |
    - How much is the [X1](product)?
    - price of [X1]{"entity": "product", "role": "item"} please
- synonym: X1
  examples: |
    - x one
- intent: faq/退款
  examples:
  - text: |
      - 怎么退款
    metadata: {sentiment: neutral}
  - text: 退钱
"""
RESPONSES = """version: "3.1"
responses:
  utter_greet:
  - text: Hello
  utter_faq/ask_price:
  - text: |
      It costs **99**.

      Shipping is free.
  - text: Ninety-nine.
  utter_faq/退款:
  - text: "三天内到账"
    buttons: [{title: a, payload: /b}]
"""


def test_rasas_questions_and_answers_in_one_file() -> None:
    notes: list[Problem] = []
    price, refund = read_bytes("data.yml", (NLU + RESPONSES.replace('version: "3.1"\n', "")).encode(), notes=notes)
    assert (price.id, price.topic, price.language) == ("faq.ask_price", "faq", "en")
    assert phrases(price) == ("How much is the X1?", "price of X1 please")
    assert price.answer == "It costs **99**.\n\nShipping is free."
    assert (phrases(refund), refund.answer, refund.language) == (("怎么退款", "退钱"), "三天内到账", "zh")
    assert not [one for one in check([price, refund]) if one.level == "error"]
    assert ["greet" in str(notes[0]), "2 texts" in str(notes[1])] == [True, True]


def test_rasas_questions_and_answers_in_two_files() -> None:
    found = read_files([("nlu.yml", NLU.encode()), ("domain.yml", RESPONSES.encode())])
    assert [one.id for one in found][0] == "faq.ask_price"
    assert len(found) == 2


def test_half_of_a_rasa_project_is_refused_with_what_to_do() -> None:
    assert "no answer utter_faq/ask_price" in refused("nlu.yml", NLU.encode())
    assert "together" in refused("nlu.yml", NLU.encode())
    assert "no questions for utter_faq/ask_price" in refused("domain.yml", RESPONSES.encode())
    assert "no intent faq/" in refused("nlu.yml", b"nlu:\n- intent: greet\n  examples: |\n    - hi\n")


def test_an_answer_without_text_is_refused_with_its_line() -> None:
    data = "nlu:\n- intent: faq/a\n  examples: |\n    - q\nresponses:\n  utter_faq/a:\n  - image: x.png\n"
    assert "r.yml:7: utter_faq/a has no text" in refused("r.yml", data.encode())


# --- Our own -----------------------------------------------------------------------------------


def test_our_own_layout_in_a_workbook_with_what_excel_makes_of_cells() -> None:
    from datetime import datetime

    heading = ["ID", "language", " Topic ", "question", "variants", "answer", "valid_from", "owner", None]
    rows = [heading, [1001, None, "退货", "能退吗", "退|'=1", 7.0, datetime(2026, 11, 1), "lin"], [None] * 8, [None]]
    notes: list[Problem] = []
    [one] = read_bytes("a.xlsx", xlsx_of(("文章", rows), ("草稿", [["x"]]), ("空", [])), notes=notes)
    assert (one.id, one.language, one.answer, one.valid_from) == ("1001", "zh", "7", 1793491200.0)
    assert one.variants == ("退", "'=1")
    assert len(notes) == 1 and "草稿" in str(notes[0])


def test_a_column_that_is_not_known_is_left_out_aloud() -> None:
    notes: list[Problem] = []
    read_bytes("a.csv", csv_of(OWN.replace("answer", "answer,colour") + "a,zh,t,问,,答,red\r\n"), notes=notes)
    assert "'colour'" in str(notes[0])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (csv_of(OWN + "a,zh,t,问,,答\r\na,zh,t,问二,,答\r\n"), "f.csv:3: the id 'a' (zh) stands already at f.csv:2"),
        (csv_of(OWN + "a,zh,t,,,答\r\n,zh,,问,,\r\n"), "f.csv:2, column D (question): the cell is empty"),
        (csv_of(OWN + "a,zh,t,,,答\r\n,zh,,问,,\r\n"), "f.csv:3, column F (answer): the cell is empty"),
        (csv_of("id,topic,question,answer\r\na,t,问,答\r\n"), "f.csv:1: the column 'variants' is missing"),
        (csv_of(OWN.replace("variants", "question") + "a,zh,t,问,,答\r\n"), "stands here twice"),
        (csv_of("name,phone\r\na,b\r\n"), "this heading is not known: 'name, phone'"),
        (csv_of(OWN), "no row below"),
        (csv_of("\r\n" + OWN), "no heading"),
        (csv_of(OWN + f"a,zh,t,问,,{'长' * 100_001}\r\n"), "f.csv:2, column F (answer): the cell has 100001"),
        (csv_of(OWN + f"a,zh,t,问,,{'l' * 200_000}\r\n"), "f.csv:2: a cell has more than 100000"),
        (csv_of(OWN + "," * 1_000_001), "f.csv:2: the line has"),
        (csv_of("," * 500 + OWN), "columns are too many"),
        (
            csv_of(OWN.replace("answer", "answer,valid_until") + "a,zh,t,问,,答,soon\r\n"),
            "column G (valid_until): 'soon'",
        ),
        (csv_of(OWN.replace("answer", "answer,position") + "a,zh,t,问,,答,-1\r\n"), "column G (position): '-1'"),
        (csv_of(OWN + "a,zh,t,问,,答,more\r\n"), "7 cells where the header has 6"),
        (b"q,a\n\xff\xff,\x80\n", "Save it as UTF-8 or GB18030"),
        (csv_of(OWN, "utf-16"), "UTF-16"),
        (b"\x00\x01\x02" * 50, "not a text file"),
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"\xef\xbb\xbf", "no heading"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (csv_of("q,a\n甲,乙\n甲,丙\n"), "f.csv:3: this question stands already at f.csv:2. Join the two rows"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_with_row_and_column(data: bytes, says: str) -> None:
    assert says in refused("f.csv", data)


@pytest.mark.parametrize(
    ("name", "data", "format", "says"),
    [
        ("f.xlsx", b"id,language", "auto", "not an Excel workbook"),
        ("f.yml", "topic: 退".encode("gb18030"), "auto", "Save it as UTF-8."),
        ("f.pdf", b"%PDF-1.7", "auto", "form of this file is not known"),
        ("f.csv", b"q,a\n1,2\n", "toml", "unknown format 'toml'"),
        ("f.csv", b"q,a\n1,2\n", "csv", "the column 'id' is missing"),
        ("f.csv", b"q,a\n1,2\n", "maxkb", "the column '分段内容' is missing".encode().decode()),
        ("f.csv", OWN.encode(), "fastgpt", "the column 'q' is missing"),
        ("f.csv", OWN.encode(), "xlsx", "not an Excel workbook"),
        ("f.csv", b"x" * 50_000_001, "auto", "too many"),
        ("../../etc/x.csv", b"", "auto", "x.csv: the file is empty"),
    ],
)
def test_a_file_that_is_something_else_is_refused(name: str, data: bytes, format: str, says: str) -> None:
    text = refused(name, data, format)
    assert says in text
    assert "etc" not in text


def test_a_file_wrong_throughout_is_not_read_to_its_end() -> None:
    with pytest.raises(ArticleError) as error:
        read_bytes("f.csv", csv_of(OWN + "a\r\n" * 40_000))
    assert 1000 <= len(error.value.problems) < 1010


def test_the_form_is_known_without_an_ending() -> None:
    assert read_bytes("upload", csv_of(FASTGPT_NEW))[0].question == "FastGPT 是什么？"
    assert read_bytes("upload", xlsx_of(("t", [["q", "a"], ["甲", "乙"]])))[0].topic == "t"
    assert read_bytes("upload", "topic: t\narticles:\n- {id: a, question: 问, answer: 答}\n".encode())[0].id == "a"
    assert len(read_bytes("upload", (NLU + RESPONSES.replace('version: "3.1"\n', "")).encode())) == 2


def test_an_encoding_that_was_guessed_is_said() -> None:
    notes: list[Problem] = []
    read_bytes("f.csv", csv_of(FASTGPT_NEW, "gb18030"), notes=notes)
    assert "GB18030" in str(notes[0])


def test_a_long_text_in_yaml_is_refused_with_its_line() -> None:
    text = f"topic: t\narticles:\n- id: a\n  question: 问\n  answer: {'长' * 100_001}\n"
    assert "f.yml:5: the text has 100001 characters" in refused("f.yml", text.encode())
