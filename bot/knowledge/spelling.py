"""What was typed with slips, in the words of the articles: "how lnog does delivry take"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.core.spelling import KnownWords

# Letters only, and not in capitals: names of models and brands are nobody's slip.
_WORD = re.compile(r"(?:^[A-Z]|(?<![\w@./-])[a-z])[a-z]{3,}(?![\w@-])")


class Speller:
    """Knows the words of the articles' own phrases."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._known = KnownWords(word for phrase in phrases for word in re.findall("[a-z]+", phrase.lower()))

    def mend(self, text: str) -> str | None:
        """The text with its slips put right; None when there are none."""
        said = _WORD.sub(lambda match: self._known.meant(match[0].lower()) or match[0], text)
        return said if said != text else None
