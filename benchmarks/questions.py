"""Questions for speed: the held-out ones, and as many others as a long run needs."""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
# Topics without dangers: those call a person, and a person is not what is timed here.
CALM = frozenset({"account", "contact", "delivery", "invoice", "order", "privacy", "promotion", "return"})
# No text may come twice: what was encoded lately is remembered, and would look faster than it is.
OPENINGS = {
    "zh": ("您好，", "请问一下，", "麻烦问下，", "我想了解一下，", "打扰了，", "在吗？", "客服你好，", "再问一个，"),
    "en": ("Hi, ", "Hello there, ", "Quick question: ", "One more thing: ", "Sorry to bother you. ", "Good day. "),
}


@lru_cache(maxsize=1)
def held_out() -> tuple[tuple[str, str], ...]:
    """(question, language), both languages mixed, always in the same order."""
    rows = [(text, tongue) for text, tongue, article in with_article() if article.partition(".")[0] in CALM]
    random.Random(20).shuffle(rows)
    return tuple(rows)


def with_article() -> list[tuple[str, str, str]]:
    """(question, language, id of the article that answers it): all held-out questions, dangers as well."""
    with (DATA / "faq_eval.tsv").open(encoding="utf-8", newline="") as file:
        found = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["language"], row["article"]) for row in found]


def endless(language: str | None = None) -> Iterator[str]:
    """Questions without repetition: first as they are, then with ever other openings."""
    chosen = [(text, tongue) for text, tongue in held_out() if language in (None, tongue)]
    for turn in itertools.count():
        for text, tongue in chosen:
            yield _opening(turn, tongue) + text


def alternating() -> Iterator[str]:
    """Chinese, English, Chinese, …"""
    for pair in zip(endless("zh"), endless("en")):
        yield from pair


def _opening(turn: int, tongue: str) -> str:
    words = OPENINGS[tongue]
    found = ""
    while turn:
        found += words[turn % len(words)]
        turn //= len(words)
    return found
