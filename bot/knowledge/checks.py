"""What is wrong with articles: errors forbid an import, warnings ask for a second look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.words import Urgency
from bot.knowledge.article import (
    CHANNELS,
    LANGUAGES,
    LONGEST_OWNER,
    LONGEST_TOPIC,
    NATURES,
    STATES,
    Article,
    Problem,
)
from bot.knowledge.duplicates import near_pairs
from bot.knowledge.normal import key

LONGEST_ANSWER = 8000
LONGEST_PHRASE = 500
ENOUGH_VARIANTS = 4

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,127}")


def check(articles: Sequence[Article]) -> list[Problem]:
    """Every error, then every warning, in the order of the articles."""
    errors = [problem for article in articles for problem in _of_one(article)]
    errors += _same_id_twice(articles)
    errors += _same_phrase_twice(articles)
    return [*errors, *_thin(articles), *_untranslated(articles), *_nearly_the_same(articles)]


def _of_one(article: Article) -> Iterator[Problem]:
    def error(what: str, how: str) -> Problem:
        return Problem("error", article.where, what, how)

    if not _ID.fullmatch(article.id):
        yield error(f"the id {article.id[:40]!r} cannot be used.", "Use letters, digits, dots, dashes and underscores.")
    if article.language not in LANGUAGES:
        yield error(f"unknown language {article.language!r}.", f"Known: {', '.join(LANGUAGES)}.")
    for name in ("topic", "question", "answer"):
        if not getattr(article, name).strip():
            yield error(f"the {name} is missing.", f"Write a {name}.")
    for name, longest in (("topic", LONGEST_TOPIC), ("owner", LONGEST_OWNER)):
        if len(getattr(article, name)) > longest:
            yield error(f"the {name} has {len(getattr(article, name))} characters.", f"At most {longest} are kept.")
    begin, end = article.valid_from, article.valid_until
    if begin is not None and end is not None and begin >= end:
        yield error("it ends before it begins to be valid.", "Let valid_until be later than valid_from.")
    if article.status not in STATES:
        yield error(f"unknown status {article.status!r}.", f"Known: {', '.join(STATES)}.")
    if article.urgency is not None and article.urgency not in {level.value for level in Urgency}:
        yield error(f"unknown urgency {article.urgency!r}.", "Known: critical, high, normal, low; or leave it out.")
    if article.nature is not None and article.nature not in NATURES:
        yield error(f"unknown nature {article.nature!r}.", f"Known: {', '.join(NATURES)}; or leave it out.")
    # Only a warning: an export may come from an installation with more channels.
    for name in article.channels:
        if name not in CHANNELS:
            how = f"Known: {', '.join(CHANNELS)}. No customer writes there, so nobody is told it there."
            yield Problem("warning", article.where, f"unknown channel {name[:40]!r}.", how)
    if len(article.answer) > LONGEST_ANSWER:
        yield error(f"the answer has {len(article.answer)} characters.", f"At most {LONGEST_ANSWER} are shown.")
    if len(re.findall(r"^\s*```", article.answer, re.M)) % 2:
        yield error("a code block (```) is not closed.", "Add the closing line.")
    elif article.answer.count("**") % 2:
        yield Problem("warning", article.where, "a bold passage (**) is not closed.", "Add the closing stars.")
    for phrase in article.phrases:
        if len(phrase) > LONGEST_PHRASE:
            yield error(
                f"the phrase {phrase[:20]!r}… has {len(phrase)} characters.",
                f"At most {LONGEST_PHRASE} help to find it.",
            )


def _same_id_twice(articles: Sequence[Article]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Article] = {}
    for article in articles:
        other = first.setdefault((article.id, article.language), article)
        if other is not article:
            at = f" at {other.source}" if other.source else ""
            yield Problem("error", article.where, f"this id and language exist already{at}.", "Give one another id.")


def _same_phrase_twice(articles: Sequence[Article]) -> Iterator[Problem]:
    owner: dict[str, Article] = {}
    for article in articles:
        for phrase in article.phrases:
            other = owner.setdefault(key(phrase) or phrase, article)
            if other.id != article.id:
                yield Problem(
                    "error",
                    article.where,
                    f"the phrase {phrase[:40]!r} belongs to {other.id} too.",
                    "Keep it where its answer is; otherwise customers get either by chance.",
                )


def _thin(articles: Sequence[Article]) -> Iterator[Problem]:
    for article in articles:
        if len(article.variants) < ENOUGH_VARIANTS:
            yield Problem(
                "warning",
                article.where,
                f"only {len(article.variants)} variants.",
                f"Add other wordings until there are {ENOUGH_VARIANTS}: customers rarely use the title's words.",
            )


def _untranslated(articles: Sequence[Article]) -> Iterator[Problem]:
    has: dict[str, set[str]] = {}
    for article in articles:
        has.setdefault(article.id, set()).add(article.language)
    # A knowledge base in one language only is a choice, not an oversight.
    wanted = set().union(*has.values()) & set(LANGUAGES) if has else set()
    told: set[str] = set()
    for article in articles:
        for language in sorted(wanted - has[article.id]):
            if article.id not in told:
                told.add(article.id)
                yield Problem("warning", article.where, f"there is no {language} version.", "Translate it.")


def _nearly_the_same(articles: Sequence[Article]) -> Iterator[Problem]:
    rows = [(article, phrase) for article in articles for phrase in article.phrases]
    for one, two in near_pairs([phrase for _, phrase in rows], [article.id for article, _ in rows]):
        (article, phrase), (other, near) = rows[two], rows[one]
        yield Problem(
            "warning",
            article.where,
            f"{phrase[:40]!r} is nearly {near[:40]!r} of {other.id}.",
            "Make them differ, or join the two articles.",
        )
