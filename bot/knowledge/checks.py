"""What is wrong with articles: errors forbid an import, warnings ask for a second look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.sentence import Sentence
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
        yield error(
            Sentence("the id {id!r} cannot be used.", id=article.id[:40]),
            "Use letters, digits, dots, dashes and underscores.",
        )
    if article.language not in LANGUAGES:
        yield error(Sentence("unknown language {language!r}.", language=article.language), _known(LANGUAGES))
    for name in ("topic", "question", "answer"):
        if not getattr(article, name).strip():
            yield error(
                Sentence("the {name} is missing.", name=Sentence(name)),
                Sentence("Write a {name}.", name=Sentence(name)),
            )
    for name, longest in (("topic", LONGEST_TOPIC), ("owner", LONGEST_OWNER)):
        if len(getattr(article, name)) > longest:
            yield error(
                Sentence("the {name} has {count} characters.", name=Sentence(name), count=len(getattr(article, name))),
                Sentence("At most {longest} are kept.", longest=longest),
            )
    begin, end = article.valid_from, article.valid_until
    if begin is not None and end is not None and begin >= end:
        yield error("it ends before it begins to be valid.", "Let valid_until be later than valid_from.")
    if article.status not in STATES:
        yield error(Sentence("unknown status {status!r}.", status=article.status), _known(STATES))
    if article.urgency is not None and article.urgency not in {level.value for level in Urgency}:
        yield error(
            Sentence("unknown urgency {urgency!r}.", urgency=article.urgency),
            "Known: critical, high, normal, low; or leave it out.",
        )
    if article.nature is not None and article.nature not in NATURES:
        yield error(
            Sentence("unknown nature {nature!r}.", nature=article.nature),
            Sentence("Known: {names}; or leave it out.", names=", ".join(NATURES)),
        )
    # Only a warning: an export may come from an installation with more channels.
    for name in article.channels:
        if name not in CHANNELS:
            yield Problem(
                "warning",
                article.where,
                Sentence("unknown channel {channel!r}.", channel=name[:40]),
                Sentence(
                    "Known: {names}. No customer writes there, so nobody is told it there.", names=", ".join(CHANNELS)
                ),
            )
    if len(article.answer) > LONGEST_ANSWER:
        yield error(
            Sentence("the answer has {count} characters.", count=len(article.answer)),
            Sentence("At most {longest} are shown.", longest=LONGEST_ANSWER),
        )
    if len(re.findall(r"^\s*```", article.answer, re.M)) % 2:
        yield error("a code block (```) is not closed.", "Add the closing line.")
    elif article.answer.count("**") % 2:
        yield Problem("warning", article.where, "a bold passage (**) is not closed.", "Add the closing stars.")
    for phrase in article.phrases:
        if len(phrase) > LONGEST_PHRASE:
            yield error(
                Sentence("the phrase {phrase!r}… has {count} characters.", phrase=phrase[:20], count=len(phrase)),
                Sentence("At most {longest} help to find it.", longest=LONGEST_PHRASE),
            )


def _known(names: Sequence[str]) -> Sentence:
    return Sentence("Known: {names}.", names=", ".join(names))


def _same_id_twice(articles: Sequence[Article]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Article] = {}
    for article in articles:
        other = first.setdefault((article.id, article.language), article)
        if other is not article:
            what = (
                Sentence("this id and language exist already at {place}.", place=other.source)
                if other.source
                else "this id and language exist already."
            )
            yield Problem("error", article.where, what, "Give one another id.")


def _same_phrase_twice(articles: Sequence[Article]) -> Iterator[Problem]:
    owner: dict[str, Article] = {}
    for article in articles:
        for phrase in article.phrases:
            other = owner.setdefault(key(phrase) or phrase, article)
            if other.id != article.id:
                yield Problem(
                    "error",
                    article.where,
                    Sentence("the phrase {phrase!r} belongs to {other} too.", phrase=phrase[:40], other=other.id),
                    "Keep it where its answer is; otherwise customers get either by chance.",
                )


def _thin(articles: Sequence[Article]) -> Iterator[Problem]:
    for article in articles:
        if len(article.variants) < ENOUGH_VARIANTS:
            yield Problem(
                "warning",
                article.where,
                Sentence("only {count} variants.", count=len(article.variants)),
                Sentence(
                    "Add other wordings until there are {enough}: customers rarely use the title's words.",
                    enough=ENOUGH_VARIANTS,
                ),
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
                yield Problem(
                    "warning",
                    article.where,
                    Sentence("there is no {language} version.", language=Sentence(language)),
                    "Translate it.",
                )


def _nearly_the_same(articles: Sequence[Article]) -> Iterator[Problem]:
    rows = [(article, phrase) for article in articles for phrase in article.phrases]
    for one, two in near_pairs([phrase for _, phrase in rows], [article.id for article, _ in rows]):
        (article, phrase), (other, near) = rows[two], rows[one]
        yield Problem(
            "warning",
            article.where,
            Sentence("{phrase!r} is nearly {near!r} of {other}.", phrase=phrase[:40], near=near[:40], other=other.id),
            "Make them differ, or join the two articles.",
        )
