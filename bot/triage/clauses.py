"""The clauses of a message: danger often stands in one of them, with thanks and small matters around it."""

from __future__ import annotations

import re

from bot.knowledge.normal import encodable

# How much the most dangerous clause counts beside the whole message, and how near to the threshold it is looked for
# at all (leave one out and one writer out; docs/understanding.md).
WEIGHT = 0.4
NEAR = 0.3
# A clause of one or two words or characters says nothing alone.
SHORT = 3
HEAD, TAIL = 8, 4

_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(
    r"(?<=[，。！？；、,.!?;…~])\s*"
    r"|\s+(?=(?:but|and|because|while|though|so)\b)"
    r"|\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+"
)


def clauses(text: str) -> list[str]:
    """At least one, at most twelve: the first and last ones of a long text. Very short ones stay with a neighbour."""
    whole = encodable(text) or " "
    found: list[str] = []
    for piece in _BETWEEN.split(whole):
        piece = piece.strip() if piece else ""
        if not piece:
            continue
        if found and _size(piece) < SHORT:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    if len(found) > 1 and _size(found[0]) < SHORT:
        found[:2] = [f"{found[0]} {found[1]}"]
    return (found if len(found) <= HEAD + TAIL else found[:HEAD] + found[-TAIL:]) or [whole]


def _size(piece: str) -> int:
    return len(piece) if _HAN.search(piece) else len(piece.split())
