"""Sums of money: ¥199, 三百块, 1.5万元, $20, 20 yuan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.engine.extract.found import Found
from bot.engine.extract.numerals import CHINESE, chinese

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]{1,9}(?:\.[0-9]{1,2})?"
_SIGNS = {"¥": "CNY", "rmb": "CNY", "cny": "CNY", "$": "USD", "us$": "USD", "usd": "USD", "hk$": "HKD", "hkd": "HKD"}
_SIGNS |= {"€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP"}
_WORDS = {
    "yuan": "CNY", "kuai": "CNY", "rmb": "CNY", "cny": "CNY", "dollar": "USD", "dollars": "USD", "bucks": "USD",
    "usd": "USD", "euro": "EUR", "euros": "EUR", "eur": "EUR", "pounds": "GBP", "quid": "GBP", "gbp": "GBP", "hkd": "HKD",
    "美元": "USD", "美金": "USD", "港币": "HKD", "港元": "HKD", "欧元": "EUR", "英镑": "GBP",
}  # fmt: skip
_SIGN_FIRST = re.compile(
    rf"(?<![A-Za-z])(?P<sign>US\$|HK\$|RMB|CNY|USD|HKD|EUR|GBP|[¥$€£])\s?(?P<number>{_NUMBER})(?P<wan>万|[kK]\b)?(?![0-9])",
    re.IGNORECASE,
)
# 元旦 is New Year, 元件 a component; 三块屏幕 are three panes, 一块 alone is mostly "together".
_YUAN = r"(?:元|圆)(?!旦|件|素|宵|气|[一二三两]次)|块钱|塊錢|块(?!儿|[屏板砖电玻面布表肉])|塊(?!兒)"
_WORD_LAST = re.compile(
    rf"(?<![0-9A-Za-z.\-{CHINESE}])(?:(?P<number>{_NUMBER})|(?P<hanzi>[{CHINESE}]{{1,12}}))\s?(?P<wan>万|萬)?(?:多|余)?"
    rf"(?:(?P<yuan>{_YUAN})|\s?(?P<word>美元|美金|港币|港元|欧元|英镑|人民币"
    rf"|(?:yuan|kuai|rmb|cny|dollars?|bucks|usd|euros?|eur|pounds|quid|gbp|hkd)(?![A-Za-z])))",
    re.IGNORECASE,
)


def find_amounts(text: str) -> Iterator[Found]:
    for match in _SIGN_FIRST.finditer(text):
        yield _amount(float(match["number"].replace(",", "")), match["wan"], _SIGNS[match["sign"].lower()], match)
    for match in _WORD_LAST.finditer(text):
        number = float(match["number"].replace(",", "")) if match["number"] else chinese(match["hanzi"])
        if number is None or (number < 10 and match["hanzi"] and match["yuan"] in ("块", "塊")):
            continue
        yield _amount(number, match["wan"], _WORDS.get((match["word"] or "").lower(), "CNY"), match)


def _amount(number: float, factor: str | None, currency: str, match: re.Match[str]) -> Found:
    value = number * {"万": 10_000, "萬": 10_000, "k": 1000}.get((factor or "").lower(), 1)
    value = round(value, 2)
    return Found("amount", int(value) if value == int(value) else value, *match.span(), {"currency": currency})
