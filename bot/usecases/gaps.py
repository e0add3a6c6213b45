"""What customers asked and did not get, gathered by meaning, the dearest first: the editors' list of work."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.core.masking import example_of, says_something
from bot.core.misses import KINDS, NO_ARTICLES_FAULT, Called, Miss, Said, misses
from bot.core.text import language_of
from bot.core.wording import wording_of
from bot.knowledge.encoder import Encoder, load_encoder
from bot.knowledge.normal import key
from bot.knowledge.vectors import VectorCache, vectors_of
from bot.store import gaps as rows
from bot.store.database import Store
from bot.usecases.alike import groups_of

DAY = 86400.0
# Bounds of the work: messages looked at, different questions gathered, groups shown; the newest and dearest win.
MOST_MESSAGES = 100_000
MOST_QUESTIONS = 5000
MOST_GAPS = 50
MOST_EXAMPLES = 5
MOST_NEAREST = 3
# A talk that an agent forgot to close was not hours of work.
LONGEST_TALK = 120.0
MINUTES_OF_A_CALL = 5.0
MINUTES_OF_A_MISS = 1.0
# From this mean cosine of "use" on, questions count as one matter. On 108 paraphrases of 30 matters that no shipped
# article answers, no group mixed two and 79 % (zh) and 67 % (en) of the pairs met. Among the shipped articles' own
# variants, which are closer neighbours, 80 % (zh) and 73 % (en) are in a group with most of one article.
ALIKE = {"zh": 0.56, "en": 0.50}

Rank = Callable[[str], Sequence[tuple[str, str, float]]]


@dataclass(frozen=True)
class _Asked:
    """One customer's open question, however often it was repeated."""

    question: str
    key: str
    language: str
    kind: str
    at: float
    called: Called | None


@dataclass
class _Question:
    """The same question of several customers."""

    text: str
    asked: list[_Asked] = field(default_factory=list)


@dataclass(frozen=True)
class _Gap:
    questions: Sequence[_Question]

    @property
    def asked(self) -> list[_Asked]:
        return [one for question in self.questions for one in question.asked]

    @property
    def minutes(self) -> float:
        """What people spent on it: their talks, and a little for each question that led to none."""
        calls = [one.called for one in self.asked if one.called is not None]
        known = [call.minutes for call in calls if call.minutes is not None]
        a_call = sum(known) / len(known) if known else MINUTES_OF_A_CALL
        return len(calls) * a_call + (len(self.asked) - len(calls)) * MINUTES_OF_A_MISS


def find_gaps(
    store: Store,
    cache: VectorCache,
    rank: Rank,
    days: float,
    now: float,
    language: str | None = None,
    encoder: Encoder | None = None,
) -> dict[str, Any]:
    """Groups of open questions of the last `days`; `rank` gives the nearest published articles to a text.

    Texts are masked before anything else is done with them, so no vector or hash of a phone number is kept either.
    """
    asked = _open_questions(store, now - days * DAY, language)
    questions = _different(asked)
    found = list(_gathered(questions, cache, encoder or load_encoder("use")))
    found.sort(key=lambda gap: (-gap.minutes, -len(gap.asked), gap.questions[0].text))
    return {
        "gaps": [_shown(gap, rank) for gap in found[:MOST_GAPS]],
        "questions": sum(len(question.asked) for question in questions),
        "total": len(found),
    }


def ignore(store: Store, texts: Sequence[str], why: str, who: str, now: float) -> int:
    """These questions need no article; returns how many different ones were meant. Only hashes are kept."""
    hashes = {hash_of(form) for text in texts for form in (text, example_of(text)) if key(form)}
    new = [{"text_hash": name, "why": why, "who": who, "created_at": now} for name in sorted(hashes)]
    with store.begin() as tx:
        rows.ignore(tx, new)
    return len({key(example_of(text)) for text in texts} - {""})


def hash_of(question: str) -> str:
    return hashlib.sha256(key(question).encode()).hexdigest()


def _open_questions(store: Store, since: float, language: str | None) -> list[_Asked]:
    """The newest first."""
    with store.read() as tx:
        heard = rows.heard(tx, since, MOST_MESSAGES)
        calls = rows.calls(tx, since, NO_ARTICLES_FAULT)
        found = _missed(heard, calls)
        texts = rows.texts(tx, list(found))
        ignored = rows.ignored(tx)
    by_number = {row.id: row for row in heard}
    wordings: dict[str, tuple[str, str]] = {}
    repeated: dict[tuple[str, str], _Asked] = {}
    for number in sorted(found, reverse=True):
        row, miss, text = by_number[number], found[number], texts[number]
        spoken = row.language or language_of(text)
        if language is not None and spoken != language:
            continue
        question, name = wordings.get(text) or wordings.setdefault(text, _wording(text, ignored))
        if not name:
            continue
        one = _Asked(question, name, spoken, miss.kind, row.created_at, miss.called)
        before = repeated.setdefault((row.conversation_id, name), one)
        if KINDS.index(one.kind) > KINDS.index(before.kind):
            repeated[row.conversation_id, name] = one
    return list(repeated.values())


def _wording(text: str, ignored: Collection[str]) -> tuple[str, str]:
    """The masked text and the key that others share with it; no key for what is no question to answer."""
    question = example_of(text)
    asks = says_something(question) and hash_of(question) not in ignored
    return question, key(question) if asks else ""


def _missed(heard: Iterable[Any], calls: Iterable[Any]) -> dict[int, Miss]:
    said: dict[str, list[Said]] = defaultdict(list)
    for row in heard:
        one = Said(row.id, row.created_at, row.intent or "", row.status, bool(row.trusted), row.helped)
        said[row.conversation_id].append(one)
    called: dict[str, list[Called]] = defaultdict(list)
    for row in calls:
        called[row.conversation_id].append(Called(row.asked_at, _minutes(row)))
    return {miss.number: miss for name, talk in said.items() for miss in misses(talk, called[name])}


def _minutes(handoff: Any) -> float | None:
    if handoff.accepted_at is None or handoff.ended_at is None:
        return None
    return min((handoff.ended_at - handoff.accepted_at) / 60, LONGEST_TALK)


def _different(asked: Iterable[_Asked]) -> list[_Question]:
    found: dict[tuple[str, str], _Question] = {}
    for one in asked:
        name = (one.language, one.key)
        if name in found or len(found) < MOST_QUESTIONS:
            found.setdefault(name, _Question(one.question)).asked.append(one)
    return list(found.values())


def _gathered(questions: Sequence[_Question], cache: VectorCache, encoder: Encoder) -> Iterator[_Gap]:
    """Each language by itself: an article's variants are in its language."""
    languages = sorted({question.asked[0].language for question in questions})
    for language in languages:
        mine = [question for question in questions if question.asked[0].language == language]
        vectors = vectors_of([question.text for question in mine], encoder, cache)
        for group in groups_of(vectors, ALIKE.get(language, max(ALIKE.values()))):
            # Asked most often first, then what is most like the rest.
            middle = vectors[group] @ vectors[group].mean(axis=0)
            order = np.lexsort((-middle, [-len(mine[at].asked) for at in group]))
            yield _Gap([mine[at] for at in group[order]])


def _shown(gap: _Gap, rank: Rank) -> dict[str, Any]:
    kinds = Counter(one.kind for one in gap.asked)
    first = gap.questions[0].text
    return {
        "key": hash_of(first),
        "size": len(gap.asked),
        "cost_minutes": round(gap.minutes, 1),
        "examples": [question.text for question in gap.questions[:MOST_EXAMPLES]],
        # As they would join an article; "" for one of which nothing is left without its masks.
        "wordings": [wording_of(question.text) for question in gap.questions[:MOST_EXAMPLES]],
        # All of them, for `ignore`: with the examples alone the rest would come back as a smaller gap.
        "texts": [question.text for question in gap.questions],
        "language": gap.questions[0].asked[0].language,
        "nearest": [
            {"id": name, "question": question, "score": round(float(score), 4)}
            for name, question, score in list(rank(first))[:MOST_NEAREST]
        ],
        "kinds": {kind: kinds[kind] for kind in KINDS},
        "last_at": max(one.at for one in gap.asked),
    }
