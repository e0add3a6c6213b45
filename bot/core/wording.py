"""A masked question as a customer without a number would ask it: what may become a variant or a regression question.

A mask such as [订单号] is nobody's word: kept in a variant it would draw every masked question to that article. It gives
way to the plain thing ("my order"); who only introduces themselves ("我叫[姓名]", "my phone is [phone]") says nothing to
learn from, so that part of the sentence goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.masking import PLACES, says_something

# For each mask: what stands in its place, and how the thing may have been named right before it.
_THINGS: dict[str, tuple[str, str]] = {
    "[订单号]": ("订单", r"订单(?:编号|号码|号)?|訂單(?:編號|號碼|號)?|单号|單號"),
    "[工单号]": ("工单", r"(?:工单|工單|报修单|维修单|維修單|服务单|投诉单)(?:编号|号码|号|號)?"),
    "[序列号]": ("机器", r"序列号|序列號|机身号|機身號|机器编号|产品编号|s/?n"),
    "[电话]": ("电话", r"(?:电话|電話|手机|手機|座机|微信|qq)(?:号码|号|號)?"),
    "[邮箱]": ("邮箱", r"邮箱|郵箱|邮件|e-?mail"),
    "[地址]": ("这个地址", r"地址|住址"),
    "[姓名]": ("", r"名字|姓名"),
    "[号码]": ("", r"号码|號碼|卡号|身份证号?|单号"),
    "[order number]": ("my order", r"order(?: id| number| no\.?)?"),
    "[ticket number]": ("my ticket", r"(?:ticket|case)(?: id| number| no\.?)?"),
    "[serial number]": ("my device", r"serial(?: number| no\.?)?|s/?n"),
    "[phone]": ("my phone", r"(?:phone|mobile|cell|tel|wechat|qq)(?: number| no\.?| id)?"),
    "[email]": ("my email", r"e-?mail(?: address)?"),
    "[address]": ("my address", r"address"),
    "[name]": ("", r"name"),
    "[number]": ("", r"number|card|parcel"),
}
# What a question is about, so that it stays when the rest of its part goes.
_MATTERS = ("订单", "工单", "my order", "my ticket")
_LINK = r"(?:\s|[:：#]|是|为|為|叫|\bis\b|'s)*"
_NAMED = {mask: re.compile(rf"(?P<it>{words}){_LINK}{re.escape(mask)}", re.I) for mask, (_, words) in _THINGS.items()}
_BARE = {mask: re.compile(rf"(?:\bmy\s+)?{re.escape(mask)}", re.I) for mask in _THINGS}
# Words of a part that only tells who or where somebody is.
_INTRODUCES = re.compile(
    r"(?:我|本人|的|是|为|為|叫|在|住|这|那|个|收货人|收件人|联系人|联系|请|打|找|回|告诉|您|你|有事|可以)"
    r"|\b(?:my|is|it|it's|i|am|i'm|live|at|in|on|the|a|this|here|you|can|reach|call|me|please|contact|by|full|name's)\b"
    + "".join(f"|{words}" for _, words in _THINGS.values()),
    re.I,
)
_BREAKS = re.compile(r"\s*[，,、。；;!！?？\n]+\s*|(?<!\d)\.(?:\s+|$)|\s+(?:and|but)\s+", re.I)
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff，。！？；])\s+(?=[\u3400-\u9fff，。！？；])")


def wording_of(example: str) -> str:
    """The question in words alone; "" when nothing is left that asks something. Without a mask it stays as it is."""
    flat = " ".join(example.split())
    if not PLACES.search(flat):
        return flat
    parts = list(_parts(flat))
    asks = any(not _introduces(part) for part, _ in parts)
    if not asks:
        return ""
    kept = ""
    for part, end in parts:
        words = _matter(part, flat) if _introduces(part) else _without_masks(part)
        kept += words + end if words else ""
    made = _BETWEEN_HAN.sub("", " ".join(kept.split()))
    made = re.sub(r"\s+(?=[,.?!;])", "", made).strip(" ,，、;；:：")
    made = re.sub(r"\s+(?:and|but)$", "", made, flags=re.I)
    return made if says_something(made) else ""


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a sentence, each with what divides it from the next."""
    at = 0
    for match in _BREAKS.finditer(text):
        yield text[at : match.start()], match.group()
        at = match.end()
    if at < len(text):
        yield text[at:], ""


def _introduces(part: str) -> bool:
    if not PLACES.search(part):
        return False
    return not any(char.isalnum() for char in _INTRODUCES.sub("", PLACES.sub("", part)))


def _matter(part: str, whole: str) -> str:
    """The thing that a part without a question names, unless the rest says it anyway."""
    mask = PLACES.search(part)
    thing = _THINGS[mask.group()][0] if mask else ""
    rest = PLACES.sub("", whole.replace(part, "", 1)).lower()
    return thing if thing in _MATTERS and thing.removeprefix("my ") not in rest else ""


def _without_masks(part: str) -> str:
    for mask, (thing, _) in _THINGS.items():
        if mask in part:
            part = _NAMED[mask].sub(lambda match: match.group("it"), part)
            part = _BARE[mask].sub(thing, part)
    return part
