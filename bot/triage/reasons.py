"""The words that decided: pieces of evidence laid over the text, merged into readable spans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate

from bot.knowledge.normal import plain, simplify, words

MOST = 4
WORTH = 0.35
# Features that push less than this part of the strongest one change nothing that is shown.
SLIGHT = 0.1

_EMPTY = re.compile(r"[\W_]*")
# Words that say nothing to a reader when they stand alone.
DULL = frozenset(
    (
        "的 了 我 你 是 在 和 就 都 也 有 吗 呢 啊 吧 这 那 个 着 到 把 被 给 们 a an the i is it to of and my me in on at for with be "
        "am are was were been has have had this that these those you your we our us he she they his her its i'm it's "
        "by from as or so but if than then there just"
    ).split()
)


def spans(text: str, word_push: Mapping[str, float], sign_push: Mapping[str, float]) -> tuple[str, ...]:
    """At most four passages of `text`, strongest first. Signs are given by the expressions that showed them."""
    flat = plain(text)
    # What is laid over the text, as its rises and falls.
    steps = [0.0] * (len(flat) + 1)
    least = SLIGHT * max(map(abs, word_push.values()), default=0.0)
    for feature, push in word_push.items():
        if abs(push) < least:
            continue
        body = feature[2:]
        needles = [body.strip()] if feature[0] in "wc" else [body, body.replace(" ", "")]
        for needle in needles:
            _lay(steps, flat, needle, push)
    for expression, push in sign_push.items():
        _lay(steps, flat, expression, push)
    # Up to each place; the part between two places is their difference.
    total = list(accumulate(accumulate(steps), initial=0.0))
    found = [(total[end] - total[start], start, end) for start, end in _tokens(flat)]
    if not found:
        return ()
    best = max(value for value, _, _ in found)
    if best <= 0:
        return ()
    merged: list[tuple[float, int, int]] = []
    for value, start, end in found:
        if value < WORTH * best:
            continue
        if merged and _EMPTY.fullmatch(flat[merged[-1][2] : start]):
            merged[-1] = (max(merged[-1][0], value), merged[-1][1], end)
        else:
            merged.append((value, start, end))
    merged.sort(key=lambda one: (-one[0], one[1]))
    shown: list[str] = []
    for _, start, end in merged:
        original = in_original(text, flat[start:end])
        if original and original not in shown and original.lower() not in DULL:
            shown.append(original)
    return tuple(shown[:MOST])


def _lay(steps: list[float], flat: str, needle: str, push: float) -> None:
    for at in _places(flat, needle):
        steps[at] += push / len(needle)
        steps[at + len(needle)] -= push / len(needle)


# Urgency, nature and complexity lay the same pieces over the same text.
@lru_cache(maxsize=1024)
def _places(flat: str, needle: str) -> tuple[int, ...]:
    found: list[int] = []
    at = flat.find(needle) if needle else -1
    while at >= 0:
        found.append(at)
        at = flat.find(needle, at + len(needle))
    return tuple(found)


@lru_cache(maxsize=16)
def _tokens(flat: str) -> tuple[tuple[int, int], ...]:
    """Where its words begin and end."""
    found: list[tuple[int, int]] = []
    at = 0
    for token in words(flat):
        start = flat.find(token, at)
        if start >= 0:
            at = start + len(token)
            found.append((start, at))
    return tuple(found)


def in_original(text: str, span: str) -> str:
    """The passage as the customer wrote it, in any case and script; empty when it cannot be found again."""
    folded = simplify(text).lower()
    at = folded.find(span) if len(folded) == len(text) else -1
    if at >= 0:
        return text[at : at + len(span)]
    return span if span in text else ""
