"""An article as an agent sends it: its words without the signs that only Markdown needs."""

from __future__ import annotations

import re

import pytest

from bot.knowledge.articles import read_any
from bot.settings import PROJECT
from bot.web.plain_text import plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**粗** `x` ~~旧~~\n换行", "粗 x 旧\n换行"),
        ("见[规则](https://a.example/b)和 <https://a.example>", "见规则 https://a.example/b和 https://a.example"),
        ("[m](mailto:a@b.example) ![图](https://a.example/i.png)", "m"),
        ("1. 一\n   - 子\n2. 二\n\n   段", "1. 一\n   · 子\n2. 二\n   段"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("|a|b|\n|-|-|\n|1|**2**|", "a | b\n1 | 2"),
        ("# 题\n\n> 引\n\n```\ncode\n```", "题\n\n引\n\ncode"),
        ("对的。**不要转账。**请马上", "对的。不要转账。请马上"),
        ("a * b ** c", "a * b ** c"),
        ("<b>x</b> &amp; y", "<b>x</b> & y"),
    ],
)
def test_markdown_becomes_words(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


def test_no_shipped_article_keeps_signs() -> None:
    found = {one.id: plain_text(one.answer) for one in read_any([PROJECT / "knowledge_base"])}
    assert len(found) > 100 and all(found.values())
    assert [name for name, text in found.items() if re.search(r"\*\*|\]\(|^#", text, re.M)] == []
