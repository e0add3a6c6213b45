"""What agents propose: a draft for an editor to look at, and a question that is not asked by the gate yet.

A proposal lies where drafts lie, one a language. It never takes the place of somebody else's words, so taking
it back loses nobody's work.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.store import drafts
from bot.store.database import Transaction
from bot.usecases.editor import Editor
from bot.usecases.learning import question_key
from bot.usecases.receive import Refused

# A question's `source` until somebody who writes has accepted it.
PROPOSAL = "proposal"
# And after an article was published that holds it.
TAUGHT = "taught"


class OthersDraft(Refused):
    """409: somebody is at work on these words already."""

    def __init__(self, who: str) -> None:
        super().__init__(
            "others_draft",
            Sentence(
                "{who} has an unpublished draft of this article. Ask them to add your change, or wait until it is "
                "published.",
                who=who,
            ),
            409,
        )


def may_write_over(editor: Editor, draft: Any | None) -> None:
    """Refused when a proposal would take the place of somebody else's draft."""
    if draft is not None and not editor.may(Right.WRITE) and not editor.wrote(draft.who):
        raise OthersDraft(draft.who)


def may_discard(editor: Editor, draft: Any | None) -> None:
    """Refused unless this editor writes, or the draft is their own proposal."""
    if editor.may(Right.WRITE):
        return
    if draft is None or draft.state != "proposed" or not editor.wrote(draft.who):
        raise Refused("not_yours", "You may take back your own proposal only. Ask an editor about other drafts.", 403)


def withdraw(tx: Transaction, article_id: str, language: str, draft: Any) -> None:
    """The questions that were proposed together with this draft go with it."""
    if draft.state == "proposed":
        drafts.drop_questions(tx, article_id, language, PROPOSAL, draft.who)


def accept(tx: Transaction, article_id: str, language: str, phrases: Iterable[str]) -> None:
    """Published words are accepted words: proposed questions among them are asked from now on."""
    drafts.accept_questions(tx, article_id, language, PROPOSAL, TAUGHT, [question_key(one) for one in phrases])
