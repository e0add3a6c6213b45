"""Articles from YAML, the form for people and reviews. What cannot be right is refused with its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from bot.core.sentence import Sentence
from bot.core.text import language_of
from bot.knowledge.article import Article, ArticleError, Problem, refusal
from bot.knowledge.cells import LONGEST_CELL, moment, trimmed

DEEPEST = 8
FIELDS = {
    "id", "language", "topic", "question", "variants", "answer", "tags", "urgency", "status", "position",
    "valid_from", "valid_until", "owner", "nature", "channels",
}  # fmt: skip

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parsed(text: str, name: str) -> yaml.Node:
    """The parsed file. Aliases and tags are refused before anything is built: they make bombs and objects."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise refusal(_at(name, event), "anchors (&) and aliases (*) are not taken.", "Repeat it.")
            tag = getattr(event, "tag", None)
            if tag:
                raise refusal(_at(name, event), Sentence("the tag {tag!r} is not taken.", tag=tag), "Remove it.")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise refusal(_at(name, event), "nested too deeply.", "Articles are flat lists.")
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        what = Sentence("this is not YAML ({reason}).", reason=reason)
        raise refusal(where, what, 'Put texts with ": " or "#" in quotes; indent by two spaces.') from error
    if node is None:
        raise refusal(name, "the file is empty.", "Write `topic:`, `language:` and `articles:`.")
    return node


def _at(name: str, event: Any) -> str:
    return f"{name}:{event.start_mark.line + 1 if event.start_mark else 1}"


def articles_in(root: yaml.Node, name: str) -> list[Article]:
    top = _mapping(root, name, {"topic", "language", "articles"})
    if "articles" not in top or not isinstance(top["articles"], yaml.SequenceNode):
        raise refused(name, root, "there is no list of articles.", "Write `articles:` and the articles below it.")
    problems: list[Problem] = []
    articles: list[Article] = []
    for position, node in enumerate(top["articles"].value):
        try:
            articles.append(_article(node, name, top, position))
        except ArticleError as error:
            problems += error.problems
    problems += _twice(articles)
    if problems:
        raise ArticleError(problems)
    return articles


def _twice(articles: list[Article]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Article] = {}
    for article in articles:
        other = first.setdefault((article.id, article.language), article)
        if other is not article:
            what = Sentence(
                "the id {id!r} ({language}) stands already at {place}.",
                id=article.id[:60],
                language=article.language,
                place=other.source,
            )
            yield Problem("error", article.source, what, "Give one another id.")


def _article(node: yaml.Node, name: str, top: dict[str, yaml.Node], position: int) -> Article:
    found = _mapping(node, name, FIELDS)
    for wanted in ("id", "question", "answer"):
        if wanted not in found:
            raise refused(
                name,
                node,
                Sentence("the {name} is missing.", name=Sentence(wanted)),
                Sentence("Write `{field}:`.", field=wanted),
            )
    question = _string(found["question"], name)
    topic = found.get("topic") or top.get("topic")
    if topic is None:
        raise refused(name, node, "the topic is missing.", "Write `topic:` at the head of the file.")
    language = found.get("language") or top.get("language")
    place = found.get("position")
    if place is not None and not (
        place.tag.endswith(":int") and place.value.isascii() and place.value.isdigit() and len(place.value) < 9
    ):
        raise refused(
            name, place, Sentence("the position {text!r} is not a number.", text=place.value), "Write a number from 0."
        )
    return Article(
        id=_string(found["id"], name),
        language=_string(language, name) if language else language_of(question),
        topic=_string(topic, name),
        question=question,
        variants=_strings(found.get("variants"), name),
        answer=_string(found["answer"], name),
        tags=_strings(found.get("tags"), name),
        urgency=_string(found["urgency"], name) if "urgency" in found else None,
        status=_string(found["status"], name) if "status" in found else "published",
        position=int(place.value) if place is not None else position,
        source=f"{name}:{node.start_mark.line + 1}",
        valid_from=_moment(found.get("valid_from"), name),
        valid_until=_moment(found.get("valid_until"), name),
        owner=_string(found["owner"], name) if "owner" in found else "",
        nature=_string(found["nature"], name) if "nature" in found else None,
        channels=_strings(found.get("channels"), name),
    )


def _mapping(node: yaml.Node, name: str, known: set[str]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise refused(name, node, "expected `name: value` lines.", "See knowledge_base/ for the form.")
    found: dict[str, yaml.Node] = {}
    for field, value in node.value:
        word = field.value if isinstance(field, yaml.ScalarNode) else "?"
        if word not in known:
            raise refused(
                name,
                field,
                Sentence("unknown field {field!r}.", field=word[:40]),
                Sentence("Known: {names}.", names=", ".join(sorted(known))),
            )
        if word in found:
            raise refused(name, field, Sentence("{field!r} stands here twice.", field=word), "Remove one.")
        found[word] = value
    return found


def _string(node: yaml.Node, name: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise refused(name, node, "expected one text.", "Write it in one line, or below `|`.")
    if len(node.value) > LONGEST_CELL:
        what = Sentence("the text has {count} characters.", count=len(node.value))
        raise refused(
            name, node, what, Sentence("At most {longest} are read; divide or shorten it.", longest=LONGEST_CELL)
        )
    if not node.tag.endswith(":str"):
        kind = node.tag.rsplit(":", 1)[-1]
        raise refused(
            name,
            node,
            Sentence("{text!r} is read as {kind}, not as text.", text=node.value[:40], kind=kind),
            "Put it in quotes.",
        )
    return trimmed(node.value)


def _strings(node: yaml.Node | None, name: str) -> tuple[str, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise refused(name, node, "expected a list.", "Write one `- text` line each.")
    found = tuple(_string(item, name) for item in node.value)
    if not all(found):
        raise refused(name, node, "one entry of the list is empty.", "Fill or remove it.")
    return tuple(dict.fromkeys(found))


def _moment(node: yaml.Node | None, name: str) -> float | None:
    if node is None:
        return None
    try:
        # With or without quotes: YAML knows dates, and so it has read the one without as no text.
        return moment(node.value if isinstance(node, yaml.ScalarNode) else "")
    except ValueError as error:
        shown = node.value[:40] if isinstance(node, yaml.ScalarNode) else "this"
        raise refused(name, node, Sentence("{text!r} is not a date.", text=shown), "Write it as 2026-12-31.") from error


def refused(name: str, node: yaml.Node, what: str, how: str) -> ArticleError:
    return refusal(f"{name}:{node.start_mark.line + 1}", what, how)
