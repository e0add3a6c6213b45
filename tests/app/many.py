"""Ten thousand articles from a seed: as many wordings as a large shop has, and every character that breaks files."""

from __future__ import annotations

import random

from bot.knowledge.article import Article

SEED = 20_260_101
_ZH = "退换货款订单发票配送快递保修安装电池屏幕地址优惠积分账户密码登录支付银行卡海关税费预约上门维修零件说明书"
_EN = "refund order invoice delivery courier warranty install battery screen address coupon points account password".split()
# What spreadsheets run, what divides cells and lines, what Excel escapes, what YAML reads as something else.
_HOSTILE = (
    '"“双引号”"', "it's 'quoted'", "=SUM(A1)", "+86 10", "-- dash", "@home", "＝全角", "a|b\\|c", "_x0041_", "#N/A", "yes",
    "null", "0123", "1e5", "2026-12-31", "a: b # c", "- item", "{brace} [list]", "👩‍👩‍👧‍👦🇨🇳👍🏽", "é\u0301 ß", "narrow\u202fspace",
    "%{x}", "<b>&amp;</b>", "、，。；", "C:\\new\\table", "`code`", "* star", "! bang", "%TAG", "~", "𠮷野家",
)  # fmt: skip


def many_articles(count: int = 10_000, seed: int = SEED) -> list[Article]:
    """`count` articles, half of them in each language, with 3.3 wordings each; no two say the same phrase."""
    draw = random.Random(seed)  # noqa: S311
    placed: dict[tuple[str, str], int] = {}
    made = []
    for number in range(count):
        pair, language = divmod(number, 2)
        language = ("zh", "en")[language]
        topic = f"topic_{pair % 60:02d}"
        place = placed[topic, language] = placed.get((topic, language), -1) + 1
        wordings = 3 + (number % 10 < 3)
        question, *variants = (_phrase(draw, language, number, at) for at in range(wordings))
        made.append(
            Article(
                f"made.{pair:05d}", language, topic, question, tuple(variants), _answer(draw, language, number),
                tags=(draw.choice(_HOSTILE),) if number % 7 == 0 else (),
                urgency=("critical", "high", "normal", "low")[number % 4] if number % 11 == 0 else None,
                status="published" if number % 50 else ("draft", "archived")[number // 50 % 2],
                position=place if number % 13 else number % 5,
                valid_from=1_800_000_000.0 + number if number % 17 == 0 else None,
                owner="小林" if number % 19 == 0 else "",
            )
        )  # fmt: skip
    return made


def _phrase(draw: random.Random, language: str, number: int, at: int) -> str:
    words = (
        "".join(draw.choices(_ZH, k=draw.randint(4, 14)))
        if language == "zh"
        else " ".join(draw.choices(_EN, k=draw.randint(3, 8)))
    )
    mark = draw.choice(_HOSTILE) if draw.random() < 0.2 else ""
    # The number keeps every phrase the only one of its kind, whatever the seed draws.
    return f"{mark}{words} {number}-{at}？".strip()


def _answer(draw: random.Random, language: str, number: int) -> str:
    lines = [_phrase(draw, language, number, at) for at in range(draw.randint(1, 5))]
    if number % 3 == 0:
        lines.insert(1, "")
    if number % 5 == 0:
        lines.append(f"- {draw.choice(_HOSTILE)}\n- **{draw.choice(_EN)}**\n\n```\n  indented = {number}\n```")
    if number % 101 == 0:
        lines.append("长" * 3000 + " long " * 500)
    return "\n".join(lines).strip()
