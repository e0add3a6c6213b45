"""Triage in two steps: the quick encoder alone settles what is plain, both encoders judge the rest.

A wrong "low" is dear, so the quick step may only settle calm messages, and only when it is sure of everything.
What that saves and loses: docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.core.words import Urgency
from bot.knowledge.encoder import load_encoder
from bot.knowledge.vectors import VectorCache
from bot.triage.judgement import Judgement
from bot.triage.model import TriageModel

CALM = (Urgency.LOW.value, Urgency.NORMAL.value)
SURE_OF_URGENCY = 0.85
SURE_OF_PERSON = 0.95


class StepwiseTriage:
    def __init__(self, quick: TriageModel, full: TriageModel) -> None:
        self.quick = quick
        self.full = full

    @classmethod
    def load(cls, folder: Path, cache: VectorCache) -> StepwiseTriage:
        return cls(
            TriageModel.load(folder, load_encoder("use"), cache),
            TriageModel.load(folder, load_encoder("use+e5"), cache),
        )

    def judge(self, text: str, history: Sequence[str] = (), everyday: bool = False) -> Judgement:
        """`everyday`: the knowledge base is sure that an article about nothing dangerous answers the message."""
        found = self.quick.judge(text, history)
        return found if is_settled(found, everyday) else self.full.judge(text, history)


def is_settled(found: Judgement, everyday: bool) -> bool:
    return (
        found.urgency.level in CALM
        and (everyday or found.urgency.confidence >= SURE_OF_URGENCY)
        and not found.wants_person
        and found.person_confidence >= SURE_OF_PERSON
    )
