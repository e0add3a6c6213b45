"""Order numbers: our own (QH and ten digits) anywhere, other shops' beside a word for an order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core import contact
from bot.engine.extract.found import Found

_OURS = re.compile(r"(?<![A-Za-z0-9])QH[ \-#]?(?:[0-9][ \-]?){9}[0-9](?![0-9A-Za-z])", re.IGNORECASE)
_ANY = re.compile(r"(?<![A-Za-z0-9+\-])[A-Za-z]{0,4}-?[0-9]{8,18}(?![0-9A-Za-z])(?!-[0-9])")
_MOBILE = re.compile(r"^1[3-9][0-9]{9}$")
# The last word before the number says what it is; a parcel's or an invoice's number is no order.
_SAYS_WHAT = re.compile(
    r"(?P<order>订单|訂單|单号|單號|\border(?:s|ed)?\b|\bpurchase)"
    r"|(?P<other>(?:快递|快遞|运|運|物流|工|发票|流水)单?(?:单号|單號|号)|工单|发票|序列号|机身号|电话|手机|座机|号码|身份证|银行卡|卡号"
    r"|\b(?:tracking|waybill|ticket|invoice|serial|s/?n|phone|mobile|tel|call|card|case|account)\b)",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(r"^\s*(?:这个|这张|那个|的|是我的|is my|is the)?\s*(?:订单|訂單|order\b)", re.IGNORECASE)
_NEAR = 24


def find_order_numbers(text: str) -> Iterator[Found]:
    for match in _OURS.finditer(text):
        yield Found("order_number", contact.order_number(match[0]), *match.span())
    for match in _ANY.finditer(text):
        number = contact.order_number(match[0])
        if number and not _MOBILE.match(number) and _is_about_an_order(text, match.start(), match.end()):
            yield Found("order_number", number, *match.span())


def _is_about_an_order(text: str, start: int, end: int) -> bool:
    last = None
    # The words are looked for in the whole text: cut first, 快递单号 could lose its head and read as 单号.
    for said in _SAYS_WHAT.finditer(text, max(0, start - 2 * _NEAR), start):
        last = said
    if last is not None and start - last.end() <= _NEAR and not re.search(r"[0-9]{5}", text[last.end() : start]):
        return last["order"] is not None
    return bool(_SAID_AFTER.match(text[end : end + _NEAR]))
