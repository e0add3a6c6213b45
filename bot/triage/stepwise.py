"""Triage in two steps: the quick encoder alone settles what is plain, both encoders judge the rest.

What that saves and loses: docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.core.words import Urgency
from bot.knowledge.encoder import load_encoder
from bot.knowledge.vectors import VectorCache
from bot.triage.clauses import NEAR
from bot.triage.corrected import CORRECTIONS, read_corrected
from bot.triage.judgement import Judgement
from bot.triage.model import TriageModel
from bot.triage.passages import explained

# From these confidences on, the quick step is as often right as both encoders together (rows left out one by one;
# docs/performance.md). An alarm that is not quite sure is always looked at twice.
SURE_OF_URGENCY = {Urgency.CRITICAL.value: 0.9}
SURE_OF_OTHERS = 0.7
SURE_OF_PERSON, SURE_OF_NO_PERSON = 0.9, 0.85
# Who asks what an everyday article answers hardly asks for a person as well. Left out one by one, both encoders are
# right in 81 % of rows between 0.75 and 0.85, the quick one in 78 %, articles aside.
SURE_OF_QUESTION = 0.75
# Their clauses are read where the whole already sounds half like danger: a third of all questions would pay otherwise.
NEAR_EVERYDAY = 0.15


class StepwiseTriage:
    def __init__(self, quick: TriageModel, full: TriageModel) -> None:
        self.quick = quick
        self.full = full

    @classmethod
    def load(cls, folder: Path, cache: VectorCache, own: Path | None = None) -> StepwiseTriage:
        """`own`: the folder of an installation's corrections; what is learned with them is kept there."""
        corrected = read_corrected(own / CORRECTIONS) if own is not None else []
        keep = own if corrected else None
        quick = TriageModel.load(folder, load_encoder("use"), cache, keep, corrected)
        return cls(quick, TriageModel.load(folder, load_encoder("use+e5"), cache, keep, corrected, quick))

    def judge(self, text: str, history: Sequence[str] = (), everyday: bool = False) -> Judgement:
        """`everyday`: the knowledge base is sure that an article about nothing dangerous answers the message."""
        # Counted by the quick encoder in either case: it has read the former messages already.
        repeats = self.quick.repeats(text, history)
        near = NEAR_EVERYDAY if everyday else NEAR
        found = self.quick.judge(text, repeats=repeats, near=near)
        if not is_settled(found, everyday):
            found = self.full.judge(text, repeats=repeats, near=near)
        # What an article answers for certain is not read by a person; its customer should not wait for reasons.
        return found if everyday else explained(self.quick, found)


def is_settled(found: Judgement, everyday: bool) -> bool:
    sure_of_none = SURE_OF_QUESTION if everyday else SURE_OF_NO_PERSON
    if found.person_confidence < (SURE_OF_PERSON if found.wants_person else sure_of_none):
        return False
    if everyday and found.urgency.level != Urgency.CRITICAL.value:
        return True
    return found.urgency.confidence >= SURE_OF_URGENCY.get(found.urgency.level, SURE_OF_OTHERS)
