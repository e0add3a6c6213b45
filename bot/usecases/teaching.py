"""Words that editors and agents teach an article: what of them may join it."""

from __future__ import annotations

from bot.core.masking import masked
from bot.core.wording import wording_of
from bot.usecases.receive import Refused


def taught(text: str) -> str:
    """The words as they join an article: without anything of a person's own. Refused 422 when nothing is left then."""
    made = wording_of(masked(text))
    if not made:
        raise Refused(
            "no_question", "Without the personal data nothing is left to ask; write the question yourself.", 422
        )
    return made
