""" "This should have been article X": its draft learns the wording, and the gate asks the question from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.core.masking import masked
from bot.core.wording import wording_of
from bot.store.database import Store
from bot.usecases.editing import add_variant, versions
from bot.usecases.editor import Editor
from bot.usecases.proposals import OthersDraft
from bot.usecases.receive import Refused
from bot.usecases.regression import ask_for


@dataclass(frozen=True)
class Taught:
    version: dict[str, Any]
    problems: list[dict[str, str]]
    # Whether the draft has the wording now; an agent does not write into somebody else's draft.
    variant: bool
    # What became of the question: added, proposed or known.
    question: str


def teach(store: Store, text: str, article_id: str, language: str, editor: Editor, now: float) -> Taught:
    """By an agent both are proposals: an editor sees them, and nothing is asked by the gate before."""
    try:
        version, problems = add_variant(store, article_id, language, text, editor, now)
        added = True
    except OthersDraft:
        version, problems, added = versions(store, article_id)["versions"][language], [], False
    return Taught(version, problems, added, ask_for(store, text, language, article_id, editor, now))


def taught(text: str) -> str:
    """The words as they join an article: without anything of a person's own. Refused 422 when nothing is left then."""
    made = wording_of(masked(text))
    if not made:
        raise Refused(
            "no_question", "Without the personal data nothing is left to ask; write the question yourself.", 422
        )
    return made
