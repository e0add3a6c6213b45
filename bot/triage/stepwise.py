"""Triage in two steps: the quick encoder alone settles what is plain, both encoders judge the rest.

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
# From these confidences on, the quick step is as often right as both encoders together (rows left out one by one;
# docs/performance.md). An alarm that is not quite sure is always looked at twice.
SURE_OF_URGENCY = {Urgency.CRITICAL.value: 0.9}
SURE_OF_OTHERS = 0.7
SURE_OF_PERSON, SURE_OF_NO_PERSON = 0.9, 0.85


class StepwiseTriage:
    def __init__(self, quick: TriageModel, full: TriageModel) -> None:
        self.quick = quick
        self.full = full

    @classmethod
    def load(cls, folder: Path, cache: VectorCache) -> StepwiseTriage:
        quick = TriageModel.load(folder, load_encoder("use"), cache)
        return cls(quick, TriageModel.load(folder, load_encoder("use+e5"), cache, quick=quick))

    def judge(self, text: str, history: Sequence[str] = (), everyday: bool = False) -> Judgement:
        """`everyday`: the knowledge base is sure that an article about nothing dangerous answers the message."""
        # Counted by the quick encoder in either case: it has read the former messages already.
        repeats = self.quick.repeats(text, history)
        found = self.quick.judge(text, repeats=repeats)
        return found if is_settled(found, everyday) else self.full.judge(text, repeats=repeats)


def is_settled(found: Judgement, everyday: bool) -> bool:
    sure_of_person = SURE_OF_PERSON if found.wants_person else SURE_OF_NO_PERSON
    if found.person_confidence < sure_of_person:
        return False
    if everyday and found.urgency.level in CALM:
        return True
    return found.urgency.confidence >= SURE_OF_URGENCY.get(found.urgency.level, SURE_OF_OTHERS)
