"""The same questions to two installations, in turn: what one more thing in the house costs a turn."""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks.ours import House, Timed
from benchmarks.questions import endless
from benchmarks.report import CannotRun

BLOCK = 8
WARM_UP = 8
# Of the pairs: the slowest are a machine that was busy elsewhere.
KEPT = 0.95


def compared(plain: House, other: House, questions: int) -> dict[str, Any]:
    """Medians of seconds of a turn in both, and `ratio`: all time spent in `other` by all time in `plain`.

    Not the ratio of the medians: half of all turns need the second encoder, so the median falls now on this
    side of the gap and now on that. The slowest twentieth of the pairs is left out of the ratio.
    Blocks of questions alternate, each block is a conversation of its own, and who is first changes with every
    block. A question that called a person in one of the two counts in neither.
    """
    supply = endless()
    for house in (plain, other):
        _block(house, [next(supply) for _ in range(WARM_UP)])
    pairs: list[tuple[float, float]] = []
    for number in range(-(-questions // BLOCK)):
        texts = [next(supply) for _ in range(BLOCK)]
        order = (plain, other) if number % 2 == 0 else (other, plain)
        first, second = (_block(house, texts) for house in order)
        pairs += [
            (one.seconds, two.seconds) if order[0] is plain else (two.seconds, one.seconds)
            for one, two in zip(first, second)
            if not one.called_person and not two.called_person
        ]
    if not pairs:
        raise CannotRun("every question called a person; ask more (--questions)")
    before, after = (statistics.median(side) for side in zip(*pairs))
    calm = sorted(pairs, key=sum)[: max(1, int(len(pairs) * KEPT))]
    ratio = sum(two for _, two in calm) / sum(one for one, _ in calm)
    return {"plain": before, "other": after, "ratio": ratio, "measured": len(pairs)}


def _block(house: House, texts: list[str]) -> list[Timed]:
    conversation = house.conversation()
    return [house.ask(conversation, text) for text in texts]
