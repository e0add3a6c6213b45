"""The bot's Markdown in the browser: safe, and bold also where Chinese has no spaces."""

from __future__ import annotations

import pytest

from bot.knowledge.articles import read_any
from bot.settings import PROJECT
from bot.web.markdown import safe_html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("请**停用。**联系我们", "请<strong>停用。</strong>联系我们"),
        ("可用**（限时）**活动", "可用<strong>（限时）</strong>活动"),
        ("用**“引号”**包、**请看`code`**。", "用<strong>“引号”</strong>包、<strong>请看<code>code</code></strong>。"),
        ("中文*斜体。*后", "中文<em>斜体。</em>后"),
        ("第**3**步", "第<strong>3</strong>步"),
        # As CommonMark has it where no Chinese stands beside the mark.
        ("a * b ** c, 2*3, x**.**y", "a * b ** c, 2*3, x**.**y"),
        ("尺寸 5 * 3 * 2，2 ** 3", "尺寸 5 * 3 * 2，2 ** 3"),
        ("\\*\\*不\\*\\*", "**不**"),
    ],
)
def test_bold_beside_chinese(markdown: str, html: str) -> None:
    assert safe_html(markdown) == f"<p>{html}</p>\n"


def test_no_shipped_article_shows_stars() -> None:
    shown = {f"{one.id}.{one.language}": safe_html(one.answer) for one in read_any([PROJECT / "knowledge_base"])}
    assert len(shown) > 200
    assert [name for name, html in shown.items() if "**" in html] == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://a.example/i.png)",
        '<img src=x onerror="alert(1)">',
        "**<b onclick=x>**",
    ],
)
def test_nothing_but_words_comes_through(text: str) -> None:
    html = safe_html(text).lower()
    assert "<script" not in html and "<img" not in html and "<b " not in html and 'href="javascript' not in html
