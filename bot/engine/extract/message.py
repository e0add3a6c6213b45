"""Everything that one message names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.engine.extract.address import find_addresses
from bot.engine.extract.amount import find_amounts
from bot.engine.extract.email import find_emails
from bot.engine.extract.fold import folded
from bot.engine.extract.found import Found, without_overlaps
from bot.engine.extract.name import find_names
from bot.engine.extract.order_number import find_order_numbers
from bot.engine.extract.phone import find_phones
from bot.engine.extract.product import ProductNames, find_products
from bot.engine.extract.rejected import without_rejected
from bot.engine.extract.serial_number import find_serial_numbers
from bot.engine.extract.ticket_number import find_ticket_numbers
from bot.engine.extract.typos import mended
from bot.engine.extract.when import find_when, is_spoken


def entities_of(text: str, now: datetime, products: ProductNames) -> list[dict[str, Any]]:
    """Rasa's entity dictionaries, in order of appearance; `now` is the shop's local time."""
    return [_entity(one, text) for one in find_all(text, now, products)]


def find_all(text: str, now: datetime, products: ProductNames) -> list[Found]:
    meant = mended(folded(text), products.words)
    found = _find_all(meant.text, now, products)
    return [replace(one, start=meant.back[one.start], end=meant.back[one.end]) for one in found]


def _find_all(plain: str, now: datetime, products: ProductNames) -> list[Found]:
    numbers = without_overlaps(
        (
            *find_ticket_numbers(plain),
            *find_order_numbers(plain),
            *find_serial_numbers(plain),
            *find_phones(plain),
            *find_emails(plain),
        )
    )
    amounts = list(find_amounts(plain))
    times = list(find_when(plain, now))
    # An address ends before a number or a spoken date, so what is left inside it is a house number, a part of a
    # street's name and the like: it goes before 11号, 11/28 and 海信空调厂.
    stops = [one.start for one in (*numbers, *filter(is_spoken, times))]
    addresses = find_addresses(plain, stops)
    rest = (*amounts, *times, *find_products(plain, products), *find_names(plain))
    return without_rejected(without_overlaps((*numbers, *addresses, *rest)), plain)


def _entity(found: Found, text: str) -> dict[str, Any]:
    written = text[found.start : found.end]
    value = written if found.entity in ("name", "address") and isinstance(found.value, str) else found.value
    if found.entity == "name" and written.islower():
        value = found.value
    entity = {"entity": found.entity, "value": value, "start": found.start, "end": found.end, "text": written}
    entity["confidence_entity"] = 1.0
    info = {key: value for key, value in found.info.items() if key != "spoken"}
    return {**entity, "additional_info": info} if info else entity
