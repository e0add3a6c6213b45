"""E-mail addresses, also in the middle of Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core import contact
from bot.engine.extract.found import Found

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![A-Za-z0-9\-])"
)


def find_emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        address = contact.email(match[0])
        if address:
            yield Found("email", address, *match.span())
