"""What a customer may send, and the form in which it is kept."""

from __future__ import annotations

import re
import unicodedata

from bot.core.pinyin import is_pinyin
from bot.core.sentence import Sentence

LONGEST = 4000
LONGEST_ID = 128

# C0/C1 controls but tab and newline, and the bidirectional overrides that can make a text read as another one.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\u00ad\u180e\u3164\ufeff]+")
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_LATIN_WORDS = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")


class BadText(ValueError):
    """A text that cannot be taken; `code` names the reason for machines."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean(text: object, longest: int = LONGEST) -> str:
    """The text as it is stored: NFC, without control and direction characters, trimmed.

    Raises BadText for anything but 1 to `longest` characters of real text.
    """
    if not isinstance(text, str):
        raise BadText("not_text", "The message must be a text.")
    if len(text) > longest * 4:
        raise BadText("too_long", Sentence("The message is too long: at most {longest} characters.", longest=longest))
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise BadText("bad_unicode", "The message contains broken characters (lone surrogates).")
    kept = _CONTROLS.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    kept = _limit_marks(kept).strip()
    if not _INVISIBLE.sub("", kept):
        raise BadText("empty", "The message is empty.")
    if len(kept) > longest:
        raise BadText(
            "too_long",
            Sentence(
                "The message is too long: {count} characters, at most {longest}.", count=len(kept), longest=longest
            ),
        )
    return kept


def _limit_marks(text: str, most: int = 50) -> str:
    if not any(unicodedata.combining(char) for char in text):
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= most:
            kept.append(char)
    return "".join(kept)


def disarm(text: str) -> str:
    """The text as Rasa may see it.

    Rasa executes `/intent{"slot": …}`, also when the slash is full-width or hides behind invisible
    characters, so the decision is made on a folded copy; an ordinary text passes unchanged.
    """
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if not folded.startswith("/"):
        return text
    # A full-width slash is an ordinary character to Rasa, which strips white space before it looks.
    return "／" + unicodedata.normalize("NFKC", _INVISIBLE.sub(" ", text)).lstrip(" /")


def language_of(text: str, otherwise: str = "zh") -> str:
    """`zh` or `en` by script; texts without words (numbers, emoji) take `otherwise`.

    One Chinese character carries about as much as one English word, so the two are compared as such;
    order numbers and model names inside a Chinese sentence do not make it English. Where Chinese is spoken, pinyin is.
    """
    chinese = len(_CJK.findall(text))
    words = [word for word in _LATIN_WORDS.findall(text) if len(word) > 1 or word in "IaA"]
    if not chinese and not words:
        return otherwise
    if not chinese and otherwise == "zh" and is_pinyin(text):
        return "zh"
    if not chinese:
        plain = re.sub(r"\S*\d\S*|\S+@\S+", " ", text)
        return "en" if _WORD.search(plain) else otherwise
    return "zh" if chinese * 2 >= len(words) else "en"


def has_cjk(text: str) -> bool:
    """Whether a Chinese character stands in it."""
    return _CJK.search(text) is not None


def shorten(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
