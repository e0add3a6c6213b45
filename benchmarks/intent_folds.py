"""How examples are parted for cross-validation of intents: what is learned and what is judged, fold by fold."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

Example = tuple[str, str]
Fold = tuple[list[Example], list[Example]]

OUTSIDE = ("oos", "out_of_scope", "NO_NODES_DETECTED")


def folds(examples: Sequence[Example], number: int, leave_out: bool, shots: int | None) -> Iterator[Fold]:
    """(learned, judged) for each of `number` folds; every example is judged once.

    `leave_out`: a share of the intents is not learned at all, and all their examples are judged as out of scope, so
    that a part of what is judged belongs to nothing known, as in real use. `shots`: learn so many examples an intent.
    """
    intents = sorted({label for _, label in examples})
    for fold in range(number):
        missing = set(intents[fold::number]) if leave_out else set()
        learned = [one for at, one in enumerate(examples) if at % number != fold and one[1] not in missing]
        judged = [
            (text, OUTSIDE[0] if label in missing else label)
            for at, (text, label) in enumerate(examples)
            if label in missing or at % number == fold
        ]
        learned = drawn(learned, shots, fold) if shots else learned
        known = {label for _, label in learned}
        yield learned, [one for one in judged if one[1] in known or one[1] in OUTSIDE]


def drawn(examples: Sequence[Example], shots: int, seed: int) -> list[Example]:
    """At most `shots` examples of each intent, drawn by `seed`, in their old order."""
    order = list(range(len(examples)))
    random.Random(seed).shuffle(order)
    taken: dict[str, int] = {}
    kept = []
    for at in order:
        label = examples[at][1]
        taken[label] = taken.get(label, 0) + 1
        if taken[label] <= shots:
            kept.append(at)
    return [examples[at] for at in sorted(kept)]
