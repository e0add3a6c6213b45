"""A postal address, only when it is introduced: 地址是…, my address is …"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.engine.extract.found import Found

_INTRODUCED = re.compile(
    r"(?:地址|住址)(?:应该|應該)?(?:改成|改为|改到|换成|換成|是在|是|为|在|:)[:\s]*"
    r"|(?:我家住在?|家住在?|我住在?|(?:送|寄|发)到|换成新的:)[:\s]*"
    r"|\baddress(?: should be| is now| is|'s)\s*:?\s*|\baddress(?: to|\s*:)\s*|\baddress, it's\s+"
    r"|\b(?<=address, )the (?:new|right|correct) one is\s+"
    r"|\b(?:i live (?:at|in|on)|(?:ship|deliver|send) (?:it )?to)\s+",
    re.IGNORECASE,
)
# "I am at …" says where somebody is in many ways: only a street with a house number makes it an address.
_PLACED = re.compile(
    r"(?:我们?在|我们?人在|家在|上门到)[:\s]*|\b(?:(?:i|we)(?:['’][mr]e?| am| are) at|we live (?:at|in|on)|come to)\s+",
    re.IGNORECASE,
)
_STREET_ZH = re.compile(r"[省市区區县縣镇鎮乡鄉村路街道巷弄].*[0-9]+ ?[号號弄栋棟幢楼樓室]")
_HOUSE_EN = re.compile(r"^(?:(?:no\.? ?|flat |room |unit |apt\.? |apartment |building )?[0-9])", re.IGNORECASE)
_UNIT_ZH = r"[省市区區县縣镇鎮乡鄉村路街道巷弄里號号楼樓栋棟幢座室层層苑园園城]"
_UNIT_EN = (
    r"\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|building|bldg|block|floor|room|rm|flat|unit|suite"
    r"|apartment|apt|district|city|town|village|garden|gardens|court|square|plaza|tower|no|way|close)\b"
)
_LONGEST = 160
_CLAUSE = re.compile(
    r"[。！!？?;\n]|,|，|(?<!\bno)(?<!\bst)(?<!\brd)(?<!\bapt)(?<!\bdr)(?<!\bave)\.(?=\s|$)", re.IGNORECASE
)
# Where the customer goes on to speak of something else.
_OTHER_MATTER = re.compile(
    r"\s*(?:,\s*)?(?:(?:我的?)?(?:电话|電話|手机|手機|联系|聯繫|订单|谢谢|麻烦|請|请|姓名|我叫|我姓|收件|不是|别|上门|师傅|这样|可以|你们|什么时候)"
    r"|\b(?:and (?:my|the|i|please)|but|not|my (?:phone|number|name|order)|phone|tel|mobile|please|thanks|thank you|call me|can you|could you"
    r"|instead)\b)",
    re.IGNORECASE,
)
_NO_ADDRESS = re.compile(
    r"^(?:旧|老|什么|哪|多少|错|不对|wrong\b|the same\b|different\b|not\b|what\b|incorrect\b|you\b)|[吗呢]$",
    re.IGNORECASE,
)


def find_addresses(text: str, others: Iterable[int] = ()) -> Iterator[Found]:
    """`others` are the places where a phone, a date and the like begin: an address ends before them."""
    stops = sorted(others)
    known = -1
    found = [(match, False) for match in _INTRODUCED.finditer(text)] + [
        (match, True) for match in _PLACED.finditer(text)
    ]
    for match, strict in sorted(found, key=lambda one: one[0].end()):
        start = match.end()
        if start <= known:
            continue
        limit = next((stop for stop in stops if stop >= start), len(text))
        limit = min(limit, start + _LONGEST)
        other = _OTHER_MATTER.search(text, start, limit)
        end = _end_of_clauses(text, start, other.start() if other else limit)
        address = text[start:end].rstrip(" ,、:-")
        if _looks_like_one(address) and (not strict or _names_a_house(address)):
            known = start + len(address)
            yield Found("address", address, start, start + len(address))


def _end_of_clauses(text: str, start: int, limit: int) -> int:
    """Commas divide an address too; a clause belongs to it when it names a street, a house or a room."""
    for mark in _CLAUSE.finditer(text, start, limit):
        if mark[0] not in ",，":
            return mark.start()
        following = _CLAUSE.search(text, mark.end(), limit)
        clause = text[mark.end() : following.start() if following else limit].strip()
        short_place = re.fullmatch(r"[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)?(?: [0-9]{4,6})?", clause)
        if not (short_place or re.search(r"[0-9]", clause) or re.search(_UNIT_ZH, clause) or _names_unit(clause)):
            return mark.start()
    return limit


def _names_unit(text: str) -> bool:
    return re.search(_UNIT_EN, text, re.IGNORECASE) is not None


def _names_a_house(address: str) -> bool:
    return bool(_STREET_ZH.search(address) or (_HOUSE_EN.search(address) and _names_unit(address)))


def _looks_like_one(address: str) -> bool:
    if len(address) < 4 or _NO_ADDRESS.search(address):
        return False
    return bool(re.search(r"[0-9]", address) or re.search(_UNIT_ZH, address) or _names_unit(address))
