"""Contact data and numbers as customers write them."""

from __future__ import annotations

import re
import unicodedata

_MOBILE_CN = re.compile(r"^(?:\+?86)?1[3-9]\d{9}$")
_PHONE = re.compile(r"^\+?\d{7,15}$")
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}$")
_ORDER = re.compile(r"^[A-Z]{0,4}\d{8,18}$")


def phone(text: str) -> str | None:
    """A phone number without separators (a mainland mobile without +86), or None."""
    digits = re.sub(r"[\s\-().·]", "", unicodedata.normalize("NFKC", text))
    if _MOBILE_CN.match(digits):
        return digits[-11:]
    return digits if _PHONE.match(digits) and len(digits.lstrip("+")) >= 7 else None


def email(text: str) -> str | None:
    found = unicodedata.normalize("NFKC", text).strip().strip("，。,;；")
    return found if _EMAIL.match(found) else None


def order_number(text: str) -> str | None:
    """An order number in capitals: up to four letters and 8 to 18 digits, e.g. QH2025110001."""
    found = re.sub(r"[\s\-#]", "", unicodedata.normalize("NFKC", text)).upper()
    return found if _ORDER.match(found) else None
