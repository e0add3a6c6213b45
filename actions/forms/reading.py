"""What a message says to a form. Decisions over plain values: the message, the question asked, the time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.forms import visit
from actions.forms.details import LONGEST, complaint_in, fault_in, real_characters, reason_in, said, without_numbers
from actions.forms.shapes import FIELDS, FORMS, FREE_TEXT, NONE_GIVEN, OPTIONAL, Shape
from actions.heard import Heard
from bot.core import contact, plain_words

# Together with the request that opens the form, these are answers; every other intent is a detour.
ANSWERS = frozenset({"inform", "correct_details", "not_understood", "affirm", "deny", ""})
_NO = re.compile(
    r"^(?:我?(?:也|都|真的|现在|暂时)?(?:没有?|無|无|不记得|记不得|忘记?了|找不到|不知道|不清楚|没带|跳过|不方便)|"
    r"no\b|none\b|nope|(?:i )?(?:really )?(?:don'?t|do not|can'?t|cannot) (?:have|know|remember|find)|not sure|(?:i )?forgot|n/?a\b|skip)",
    re.IGNORECASE,
)
_EXCHANGE = re.compile(r"换|換|exchang|replac|swap", re.IGNORECASE)
_RETURN = re.compile(r"退|return|refund|money back|send(?:ing)? (?:\w+ ){0,3}?back", re.IGNORECASE)
# "No exchange, my money back": what is refused is not what is wanted.
_NOT_WANTED = re.compile(
    r"(?:不|别|不是)(?:想|要|用|需要|给)?(?:再)?(?:退|换)(?:货|款|钱|新)?了?|"
    r"\b(?:not|no|don['’]?t want|rather than|instead of)(?: to)?(?: an?| the| any)? (?:return|refund|exchange|replacement|swap)",
    re.IGNORECASE,
)
# "the address should be …": the slot and what it becomes.
_CORRECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (slot, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for slot, pattern in (
        (
            "address",
            r"(?:地址|住址)[^，。,是改换為为：:]{0,6}(?:改成|改为|改到|换成|换到|应该是|應該是|是|为|：|:)\s*(.+)",
        ),
        ("address", r"\baddress\b.{0,25}?(?:\bto be\b|\bto\b|\bis\b|\bshould be\b|:)\s*(.+)"),
        ("problem", r"(?:问题|故障|毛病|現象|现象)[^，。,]{0,6}?(?:改成|改为|应该是|其实是|是|：|:)\s*(.+)"),
        ("problem", r"\b(?:problem|issue|fault)\b.{0,15}?(?:\bis\b|\bshould be\b|\bto\b|:)\s*(.+)"),
        ("return_reason", r"(?:原因|理由)[^，。,]{0,6}?(?:改成|改为|应该是|其实是|是|：|:)\s*(.+)"),
        ("return_reason", r"\breason\b.{0,15}?(?:\bis\b|\bshould be\b|\bto\b|:)\s*(.+)"),
        ("complaint_details", r"(?:内容|经过|事情)[^，。,]{0,4}?(?:改成|改为|应该是|其实是|是|：|:)\s*(.+)"),
    )
)
# "One more thing: …" adds to the story instead of replacing it.
_MORE = re.compile(
    r"(?:补充(?:一下|一点|一句)?|还有一点|另外)[：:，,\s]*(.{4,})|\b(?:i(?:'d| would)? (?:like to|want to)? ?add(?: that)?|one more thing|also)\b[:,\s]*(.{4,})",
    re.IGNORECASE | re.DOTALL,
)
_FIELD_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (slot, re.compile(pattern, re.IGNORECASE))
    for slot, pattern in (
        ("visit_when", r"时间|時間|日期|日子|\b(?:time|date|day)\b"),
        ("order_number", r"订单|訂單|单号|\border\b"),
        ("phone", r"电话|電話|手机|号码|\b(?:phone|mobile|number)\b"),
        ("address", r"地址|住址|\baddress\b"),
        ("return_kind", r"退货|换货|退换|\b(?:return|exchange|refund)\b"),
        ("return_reason", r"原因|理由|\breason\b"),
        ("problem", r"故障|问题|問題|毛病|\b(?:problem|fault|issue)\b"),
        ("product", r"产品|產品|商品|电器|\b(?:product|appliance|item)\b"),
        ("complaint_details", r"内容|经过|事情|\b(?:details|story|complaint)\b"),
    )
)


@dataclass
class Reading:
    """`values`: slots to set, None to ask once more; `objection`: the response that says what was wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    objection: str | None = None


def read(form: str, asked: str | None, message: Heard, slots: Mapping[str, Any], now: datetime) -> Reading | None:
    """What the message gives this form; None when it is not an answer at all."""
    shape = FORMS[form]
    if message.intent not in ANSWERS and message.intent != shape.intent:
        return None
    opening = message.intent == shape.intent
    reading = Reading(_from_entities(shape, asked, message, slots))
    if asked and not reading.values and plain_words.asks_to_wait(message.text):
        return Reading(objection="utter_take_your_time")
    if "visit_when" in shape.slots:
        _visit(reading, asked, message, opening, now)
    if message.text:
        _corrections(shape, asked, message, slots, reading)
        # "My fridge is not cooling" names the product that was asked for and the fault at once.
        if opening or asked == "product":
            _opening(shape, message, slots, reading)
        elif _is_another_product(message, slots, reading):
            # "No, I mean the dishwasher, it won't start": what was wrong with the other one is not wanted any more.
            _opening(shape, message, {**slots, shape.details: None}, reading)
    if asked == "confirmed":
        _confirmation(shape, message, reading)
    elif asked and asked not in reading.values and reading.objection is None:
        _asked_for(form, asked, message, opening, slots, reading)
    return reading


def _is_another_product(message: Heard, slots: Mapping[str, Any], reading: Reading) -> bool:
    named = reading.values.get("product_id")
    return message.intent == "correct_details" and bool(named) and named != slots.get("product_id")


def _from_entities(shape: Shape, asked: str | None, message: Heard, slots: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {*shape.slots, *shape.also}
    in_story = asked in FREE_TEXT and message.intent != "correct_details"
    found: dict[str, Any] = {}
    for entity in message.entities:
        name, value = entity.get("entity"), entity.get("value")
        if value in (None, ""):
            continue
        if name == "phone":
            number = reachable(str(value))
            # A hotline told in a story is not the customer's own number.
            if number and not (in_story and number.startswith(("400", "800"))):
                found[name] = found["contact"] = number
        elif name == "email":
            found[name] = found["contact"] = str(value)
        elif name == "product":
            if not (in_story and slots.get("product")):
                found["product_id"] = str(value)
                found["product"] = str(entity.get("text") or message.text[entity["start"] : entity["end"]] or value)
        elif name == "field" and value in shape.slots:
            found[str(value)] = None
        elif name == "address" and asked == "address" and (entity.get("additional_info") or {}).get("alone"):
            continue
        elif name in ("order_number", "address", "name", "serial_number", "return_kind"):
            found[str(name)] = str(value)
    return {name: value for name, value in found.items() if name in wanted}


def _visit(reading: Reading, asked: str | None, message: Heard, opening: bool, now: datetime) -> None:
    if not (opening or asked in ("visit_when", "confirmed") or message.intent == "correct_details"):
        return
    visits = [visit.visit_of(one) for one in message.entities if one.get("entity") == "when"]
    found = [one for one in visits if one]
    if not found and asked == "visit_when" and visit.is_soon(message.text):
        found = [visit.SOON]
    good = [one for one in found if visit.objection(one, now) is None]
    if good:
        reading.values["visit_when"] = good[-1 if message.intent == "correct_details" else 0]
    elif found:
        why = visit.objection(found[0], now)
        # "Since yesterday" in a first message tells when it broke.
        if not (opening and why == "utter_when_past"):
            reading.objection = why


def _corrections(shape: Shape, asked: str | None, message: Heard, slots: Mapping[str, Any], reading: Reading) -> None:
    if message.intent not in ("correct_details", "inform", "deny", "affirm"):
        return
    more = _MORE.search(message.text) if asked == "confirmed" else None
    if more and slots.get(shape.details):
        reading.values[shape.details] = f"{slots[shape.details]}；{(more[1] or more[2]).strip()}"[:LONGEST]
        return
    for slot, pattern in _CORRECTIONS:
        match = pattern.search(message.text)
        if slot in shape.slots and slot != asked and match:
            value = without_numbers(match[1], ()).strip("“”\"' ")
            if real_characters(value) >= 2:
                reading.values[slot] = value[:LONGEST]
                return
    if "return_kind" in shape.slots and asked == "confirmed" and "return_kind" not in reading.values:
        kind = _kind(message.text)
        if kind and re.search(
            r"改|换成|退货|换货|退[款钱]|不[退换]|instead|rather|change", message.text, re.IGNORECASE
        ):
            reading.values["return_kind"] = kind


def _opening(shape: Shape, message: Heard, slots: Mapping[str, Any], reading: Reading) -> None:
    """The first message often says most of it already."""
    if not slots.get(shape.details) and shape.details not in reading.values:
        found = _details_in(shape.details, message.text, reading.values.get("product"))
        if found:
            reading.values[shape.details] = found
    if "return_kind" in shape.slots and not slots.get("return_kind") and "return_kind" not in reading.values:
        kind = _kind(message.text)
        if kind:
            reading.values["return_kind"] = kind


def _details_in(slot: str, text: str, product: str | None) -> str | None:
    if slot == "problem":
        return fault_in(text, product)
    take = {"return_reason": reason_in, "complaint_details": complaint_in}.get(slot)
    return take(text) if take else None


def _confirmation(shape: Shape, message: Heard, reading: Reading) -> None:
    if reading.values or reading.objection:
        return
    if message.intent == "affirm":
        reading.values["confirmed"] = True
        return
    named = [slot for slot, words in _FIELD_WORDS if slot in shape.slots and words.search(message.text)]
    if named:
        # "The time is wrong": ask for the time again.
        reading.values[named[0]] = None


def _asked_for(
    form: str, asked: str, message: Heard, opening: bool, slots: Mapping[str, Any], reading: Reading
) -> None:
    said_no = message.intent == "deny" or bool(_NO.match(message.text.strip()))
    if (form, asked) in OPTIONAL and said_no:
        reading.values[asked] = NONE_GIVEN
        return
    if opening or (message.intent == "correct_details" and reading.values):
        return
    text = without_numbers(message.text, message.entities)
    number = reachable(text) if asked in FREE_TEXT and real_characters(text) == len(_DIGIT.findall(text)) else None
    if number and "phone" in FORMS[form].slots:
        # Nothing but a number is no story: it is kept as what it is, and the question comes again.
        reading.values["phone"] = number
        return
    if asked in FREE_TEXT or asked == "product":
        least = 4 if asked == "address" else 1 if asked == "product" else 2
        short = (
            real_characters(text) < least
            or (said_no and len(text) < 12)
            or (message.intent == "affirm" and len(text) < 6)
            # "Send it", said to the question where to come.
            or (asked == "address" and message.intent in ("affirm", "deny") and not plain_words.names_a_place(text))
        )
        if asked == "address" and reading.values and real_characters(text) < 6:
            # "Fine, 13611112222": what is left beside the number is no address.
            return
        if not short:
            reading.values[asked] = text[: 60 if asked == "product" else LONGEST]
            if asked == "product":
                reading.values["product_id"] = None
        elif not reading.values:
            reading.objection = "utter_address_short" if asked == "address" else "utter_details_needed"
        return
    value = _typed(asked, message.text)
    if asked == "order_number" and value and value == reading.values.get("phone"):
        # Eleven digits without a word are somebody's phone: kept as that, and the order is asked for again.
        return
    if value:
        reading.values[asked] = value
    elif asked == "phone" and "email" in reading.values:
        reading.objection = "utter_email_noted"
    elif not reading.values and not _told_on(form, asked, text, slots, reading):
        reading.objection = _UNCLEAR.get(asked) if _DIGIT.search(text) else _MISSING.get(asked, _UNCLEAR.get(asked))
        if asked == "order_number" and said_no:
            reading.objection = "utter_order_number_needed"


def _told_on(form: str, asked: str, text: str, slots: Mapping[str, Any], reading: Reading) -> bool:
    """No number came, but words about the matter: it is put right, or the story goes on."""
    details = FORMS[form].details
    if asked not in _MISSING or not slots.get(details) or _DIGIT.search(text):
        return False
    if plain_words.corrects(text):
        put_right = _TAKEN_BACK.sub("", text).strip()
        if real_characters(put_right) >= 2:
            reading.values[details] = put_right[:LONGEST]
            return True
    if form == "complaint_form" and said(text) >= A_STORY:
        reading.values[details] = f"{slots[details]}；{text}"[:LONGEST]
        if (form, asked) in OPTIONAL:
            reading.values[asked] = NONE_GIVEN
        return True
    return False


# Fewer words tell nothing new.
A_STORY = 4
_DIGIT = re.compile(r"[0-9０-９]")
_TAKEN_BACK = re.compile(
    r"^(?:(?:啊|哦|呃|等等|不对|不是的?|错了|我?(?:搞|说|写|弄)错了|应该是|是)[，,。！ ]*)+|"
    r"^(?:(?:oh|ah|oops|whoops|sorry|wait|actually|no|i mean|i meant|it['’]?s|my mistake)\b[,.:! ]*)+",
    re.IGNORECASE,
)
# Nothing like a number came at all.
_MISSING = {"phone": "utter_phone_missing", "order_number": "utter_order_number_missing"}
_UNCLEAR = {
    "phone": "utter_phone_unclear",
    "contact": "utter_contact_unclear",
    "order_number": "utter_order_number_unclear",
    "visit_when": "utter_when_unclear",
    "return_kind": "utter_return_kind_unclear",
}


def objections_to(asked: str | None) -> set[str]:
    """What is answered to words that are no value of this slot, be they unclear or about something else."""
    return {found[asked] for found in (_UNCLEAR, _MISSING) if asked in found}


def reachable(text: str) -> str | None:
    """A number that can be dialled: a whole mobile number, or a landline with its area code."""
    number = contact.phone(text)
    if number is None or len(number) < 9:
        return None
    return None if number.startswith("1") and len(number) != 11 else number


def _typed(asked: str, text: str) -> str | None:
    if asked == "phone":
        return reachable(text)
    if asked == "contact":
        return reachable(text) or contact.email(text)
    if asked == "order_number":
        return contact.order_number(text)
    return _kind(text) if asked == "return_kind" else None


def _kind(text: str) -> str | None:
    text = _NOT_WANTED.sub(" ", text)
    back, swap = bool(_RETURN.search(text)), bool(_EXCHANGE.search(text))
    return None if back == swap else "exchange" if swap else "return"


def field_titles(form: str, language: str) -> list[tuple[str, str]]:
    """(slot, title) of what can be changed before a form is sent."""
    return [(slot, FIELDS[slot][language]) for slot in FORMS[form].slots if slot in FIELDS]
