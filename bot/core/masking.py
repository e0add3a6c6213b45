"""A customer's words without what tells who they are: numbers, e-mail and postal addresses, names where introduced.

The extractors under `engine/extract` want to be right about each value, so they leave the doubtful alone. Here the
doubtful goes: what is shown to editors and may become a variant of an article must be nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.core.text import language_of, shorten

# Long enough to see the matter; a letter of 4,000 characters is no example.
LONGEST_EXAMPLE = 300

_WORDS = {
    "email": ("[邮箱]", "[email]"),
    "ticket": ("[工单号]", "[ticket number]"),
    "order": ("[订单号]", "[order number]"),
    "serial": ("[序列号]", "[serial number]"),
    "phone": ("[电话]", "[phone]"),
    "address": ("[地址]", "[address]"),
    "name": ("[姓名]", "[name]"),
    "number": ("[号码]", "[number]"),
}
PLACES = re.compile("|".join(re.escape(word) for words in _WORDS.values() for word in words))

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
# A Chinese character that may stand in the name of a place: not "to", "at", "I", "your" and the like.
_PLACE = rf"(?:(?![到在是寄送去的我你您们住给从往把请问能])[{_HAN}])"
_REGION = r"[省市区區县縣镇鎮乡鄉]"
_COUNT = r"(?:[0-9]+|[一二三四五六七八九十百]+)"
_HOUSE = r"(?:号楼|号院|号|號|弄|栋|棟|幢|座|楼|樓|单元|單元|室|房|层|層|户)"
_STREET_EN = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|crescent|close|terrace|square|plaza)"
)
# Where an introduced address ends: the sentence does, or something else begins.
_REST = r"(?:(?!\b(?:and|but|please|thanks|can|could|phone|tel)\b)[^。！!？?;；\n\[\]]){4,120}"

# In this order: what an earlier one has found belongs to it.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("email", r"[a-z0-9][a-z0-9._%+\-]*@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+"),
        ("ticket", r"(?<![a-z0-9\-])T[ \-_#]?[0-9]{5,8}(?![0-9a-z])"),
        (
            "ticket",
            r"(?:工单|工單|报修单|维修单|維修單|服务单|投诉单|\bticket|\bcase)(?:编号|号码|号|號| id| number| no\.?)?"
            r"(?:是|为| is|:|#|\s)*(?P<it>[0-9]{4,9})(?![0-9a-z])",
        ),
        ("order", r"(?<![a-z0-9])QH[ \-#]?(?:[0-9][ \-]?){9}[0-9](?![0-9a-z])"),
        (
            "serial",
            r"(?:\bs/?n\b|\bserial(?: number| no\.?)?|序列号|序列號|机身号|機身號|机器编号|产品编号)(?:是|为| is|:|#|\s)*"
            r"(?P<it>(?=[a-z\-]*[0-9])[a-z0-9\-]{6,24})",
        ),
        ("serial", r"(?<![a-z0-9\-])(?=[a-z]*[0-9]+[a-z])(?=(?:[0-9]*[a-z]){3})[a-z0-9]{12}(?![a-z0-9\-])"),
        # A bank card, before its middle is taken for a phone.
        ("number", r"(?<![0-9¥$])[0-9]{4}(?:[ \-][0-9]{4}){2,}(?:[ \-]?[0-9]{1,3})?(?![0-9])"),
        (
            "phone",
            # Hotlines (400, 800) are nobody's.
            r"(?<![0-9a-z+])(?<![0-9][\-.])(?!(?:400|800)[ \-])"
            r"(?:\+[1-9](?:[ \-.()]{0,2}[0-9]){7,14}|(?:86[ \-]?)?1[3-9](?:[ \-.·]?[0-9]){9}"
            r"|\(?0[0-9]{2,3}\)?[ \-]?[0-9]{3,4}[ \-]?[0-9]{4}|\(?[2-9][0-9]{2}\)?[ \-.][0-9]{3}[ \-.][0-9]{4})(?![0-9])",
        ),
        (
            "phone",
            r"(?:电话|電話|手机|手機|座机|号码|號碼|\bphone|\bmobile|\bcell|\btel|\bcall me (?:at|on))"
            r"(?:号码|号|號| number| no\.?)?(?:是|为|:| is|\s)*(?P<it>[0-9](?:[ \-]?[0-9]){4,14})(?![0-9])",
        ),
        ("phone", r"(?:微信|wechat|qq)(?:号|號| id)?(?:是|为|:| is|\s)*(?P<it>(?=[a-z_\-]*[0-9])[a-z0-9_\-]{5,20})"),
        (
            "address",
            rf"(?:地址|住址)(?:应该|應該|改成|改为|改到|换成|換成|是在|是|为|在|:|\s)+(?P<it>(?=[^。！!？?;；\n]*(?:[0-9]|{_HOUSE}))"
            r"[^。！!？?;；\n,，\[\]]{4,60})",
        ),
        (
            "address",
            rf"(?:(?:(?!{_REGION}){_PLACE}){{1,6}}{_REGION}){{0,3}}{_PLACE}{{1,8}}?"
            r"(?:路|街|大道|巷|弄|胡同|村|小区|小區|花园|花園|公寓|大厦|大廈|广场|苑|新城|家园)"
            rf"{_PLACE}{{0,4}}?(?:{_COUNT}\s?{_HOUSE}[\s\-]?)+[0-9]*",
        ),
        ("address", r"[0-9]{1,4}\s?(?:号楼|栋|棟|幢|座)\s?(?:[0-9]{1,3}\s?(?:单元|單元)\s?)?[0-9]{2,4}(?:室|房|户)?"),
        (
            "address",
            rf"\b(?:address(?: should be| is now| is|'s|\s*:| to)|i live (?:at|in|on)|(?:ship|deliver|send) (?:it )?to(?= [0-9]))"
            rf"\s+(?P<it>(?={_REST}?(?:[0-9]|\b{_STREET_EN}\b)){_REST})",
        ),
        (
            "address",
            r"\b[0-9]{1,5}[a-z]?,? (?:(?!(?:days?|weeks?|months?|years?|hours?|minutes?|times?|the|my|a|of|on|in|to)\b)"
            rf"[a-z][a-z'\-]* ){{1,3}}{_STREET_EN}\b\.?(?:,? (?:apt|apartment|flat|unit|suite|room|#)\.? ?[a-z0-9]{{1,6}})?",
        ),
        (
            "name",
            rf"(?:我叫|名字(?:是|叫)|姓名(?:是|:)|(?:收货人|收件人|联系人)(?:是|:))\s*(?P<it>[{_HAN}]{{2,4}}?)"
            r"(?=[\s,，。.!！;；、]|$|先生|女士|电话|電話|手机|手機)",
        ),
        ("name", r"\bmy name(?: is|'s)\s+(?P<it>[a-z][a-z'\-]+(?: (?-i:[A-Z])[a-z'\-]+){0,2})"),
        # Whatever it is, so long a number is somebody's; an amount of money is not.
        ("number", r"(?<![a-z0-9])(?=(?:[a-z]*[0-9]){6})[a-z0-9]{9,40}(?![a-z0-9])"),
        (
            "number",
            r"(?<![0-9¥$.,])[a-z]{0,4}[ \-#]?[0-9]{6,}x?(?![0-9])(?!\.?[0-9]*\s?(?:元|块|塊|yuan\b|rmb\b|dollars?\b))",
        ),
    )
)


def masked(text: str) -> str:
    """The text with a word such as [phone] or [电话] for each thing that is somebody's own; safe to call twice."""
    # What was beside a number can be one by itself when that is gone.
    while (less := _masked_once(text)) != text:
        text = less
    return text


def _masked_once(text: str) -> str:
    plain = text if text.isascii() else text.translate(_FOLDING)
    taken = [(match.start(), match.end(), "") for match in PLACES.finditer(plain)]
    for kind, pattern in _PATTERNS:
        for start, end in _spans(pattern, plain):
            if all(end <= begun or start >= ended for begun, ended, _ in taken):
                taken.append((start, end, kind))
    if not taken:
        return text
    which = 0 if language_of(text) == "zh" else 1
    kept, at = [], 0
    for start, end, kind in sorted(taken):
        kept += [text[at:start], _WORDS[kind][which] if kind else text[start:end]]
        at = end
    return "".join([*kept, text[at:]])


def example_of(text: str) -> str:
    """One masked line, as it may be shown; of one that was shown already, the same."""
    # More than could be shown is left out before the work: customers send up to 4,000 characters.
    once = masked(text[: 4 * LONGEST_EXAMPLE])
    # An address ends where its line does, so lines are joined only then.
    flat = " ".join(once.split())
    shown = shorten(flat if flat == once else masked(flat), LONGEST_EXAMPLE)
    # What ran into the next word may stand by itself where the line is cut off.
    while (less := shorten(masked(shown), LONGEST_EXAMPLE)) != shown:
        shown = less
    return shown


def says_something(example: str) -> bool:
    """Whether words are left beside the masks: a bare number or "？" asks nothing that an article could answer."""
    return sum(char.isalpha() for char in PLACES.sub("", example)) >= 2


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    group = "it" if "it" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        start, end = match.span(group)
        while end > start and text[end - 1] in " ,，、:-":
            end -= 1
        if end > start:
            yield start, end


class _Folding(dict[int, str]):
    """Full-width letters, digits and signs as plain ones, one for one, so that places stay the same."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        # ① is no digit of a number that somebody writes; Chinese punctuation ends an address and stays.
        same = len(plain) != 1 or unicodedata.category(chr(code)) == "No" or chr(code) in "，；！？"
        self[code] = chr(code) if same else plain
        return self[code]


_FOLDING = _Folding({ord("’"): "'", ord("–"): "-", ord("—"): "-", ord("−"): "-"})
