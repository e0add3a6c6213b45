"""A postal address: introduced (地址是…, my address is …), or a street with a house that stands alone in its clause."""

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
    r"(?:我们?在|我们?人在|家在|上门到|(?:^|(?<=[，,。；;\s]))住在?)[:\s]*|\b(?:(?:i|we)(?:['’][mr]e?| am| are) at|we live (?:at|in|on)|come to)\s+",
    re.IGNORECASE,
)
# Not introduced at all, but nothing else in its clause: "oven won't heat, 22 Harbour Street, tomorrow".
_ALONE = re.compile(
    r"(?:^|(?<=[，,。；;:\s是]))(?:应该是|就是|是|住在?|在)?(?P<zh>(?![^，,。；;]{0,15}(?:师傅|快递|客服|说|[我你他她]|投诉|放|扔|送到|寄到))"
    r"(?:[\u4e00-\u9fff]{1,12}[省市区县镇乡村])?[\u4e00-\u9fff]{1,10}(?:路|街|大道|道|巷|弄|胡同)(?:[东西南北中]段?)?[0-9]{1,5} ?(?:号|弄|栋|幢))|"
    r"(?:^|(?<=[,.;:\n] )|(?<=[,;:]))(?:(?:flat|room|unit|apt\.?|apartment|suite|building|block) [0-9A-Z]{1,6},? )?(?:no\.? ?)?[0-9]{1,5}[A-Z]? "
    r"(?:(?!(?:times?|days?|hours?|years?|weeks?|months?|minutes?|of|on|the|in|at|and|a|to|from|for|or|is|was)\b)[A-Z][A-Z'’.]*\s+){1,4}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|boulevard|blvd|close|court|square|crescent|terrace|walk|gardens?)\b",
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
    # (where it begins, must it name a house, does it stand alone)
    found = [(match.end(), False, False) for match in _INTRODUCED.finditer(text)]
    found += [(match.end(), True, False) for match in _PLACED.finditer(text)]
    found += [(match.start("zh" if match["zh"] else 0), True, True) for match in _ALONE.finditer(text)]
    for start, strict, alone in sorted(found):
        if start <= known:
            continue
        limit = next((stop for stop in stops if stop >= start), len(text))
        limit = min(limit, start + _LONGEST)
        other = _OTHER_MATTER.search(text, start, limit)
        end = _end_of_clauses(text, start, other.start() if other else limit)
        address = text[start:end].rstrip(" ,、:-")
        if _looks_like_one(address) and (not strict or _names_a_house(address)):
            known = start + len(address)
            # To the question where to come the whole answer counts, not the part that looks like a street.
            yield Found("address", address, start, start + len(address), {"alone": True} if alone else {})


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
