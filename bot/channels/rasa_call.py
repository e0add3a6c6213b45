"""What programs send us and get from us: the shapes that Rasa's channels `rest` and `callback` have in common."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.text import BadText, clean

LONGEST_SENDER = 255
BUTTON = "btn:"
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_.:\-]{1,128}")


@dataclass(frozen=True)
class Call:
    """A program's call: either `text` or the id of a pressed `button`; `message_id` None when it names none."""

    sender: str
    text: str | None
    button: str | None
    message_id: str | None
    language: str


def verify(authorization: str | None, expected: str) -> bool:
    """Whether the header carries the bearer token; without an expected one nobody is let in."""
    scheme, _, token = (authorization or "").partition(" ")
    good = hmac.compare_digest(token.strip().encode("utf-8", "surrogateescape"), expected.encode())
    return scheme.lower() == "bearer" and good and bool(expected)


def parse(body: Mapping[str, Any], message_id: str | None = None) -> Call:
    """The call in a JSON body; a message id from the header wins. Raises BadText."""
    sender, message = parse_sender(body.get("sender")), body.get("message")
    number = _message_id(message_id or body.get("message_id"))
    language = _language(body.get("metadata"))
    if isinstance(message, str) and message.startswith(BUTTON):
        return Call(sender, None, message[len(BUTTON) :], number, language)
    return Call(sender, clean(message), None, number, language)


def parse_sender(sender: object) -> str:
    if not isinstance(sender, str) or not 1 <= len(sender) <= LONGEST_SENDER:
        raise BadText("bad_sender", f"`sender` must be a text of 1 to {LONGEST_SENDER} characters.")
    # Cleaning a name could turn it into somebody else's, so an unclean one is refused.
    if clean(sender, LONGEST_SENDER) != sender:
        raise BadText("bad_sender", "`sender` must be plain text in NFC without control characters or outer spaces.")
    return sender


def reply(recipient: str, text: str, buttons: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    said: dict[str, Any] = {"recipient_id": recipient, "text": text}
    if buttons:
        said["buttons"] = payloads(buttons)
    return said


def payloads(buttons: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Buttons as programs see them: one is pressed by sending its payload as the next message."""
    return [{"title": one["title"], "payload": BUTTON + one["id"]} for one in buttons]


def _message_id(given: object) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or not _MESSAGE_ID.fullmatch(given):
        raise BadText("bad_id", "`message_id` must be 1 to 128 letters, digits or any of - _ . :")
    return given


def _language(metadata: object) -> str:
    locale = metadata.get("locale") if isinstance(metadata, dict) else None
    return "en" if isinstance(locale, str) and locale.lower().startswith("en") else "zh"
