"""Articles from a Rasa bot: examples of `intent: faq/…` under `nlu:`, answers `utter_faq/…` under `responses:`.

Rasa's projects keep the two in separate files, so the parts of several files are gathered before articles are made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from bot.core.sentence import Sentence
from bot.core.text import language_of
from bot.knowledge.article import LONGEST_TOPIC, Article, Problem
from bot.knowledge.cells import LONGEST_CELL, trimmed
from bot.knowledge.yaml_files import refused

# `[Berlin](city)` and `[Berlin]{"entity": "city"}`: the customer wrote Berlin.
_ENTITY = re.compile(r"\[([^\[\]]+)\](?:\([^()]*\)|\{[^{}]*\})")


@dataclass
class RasaParts:
    # Intent to its texts, and where they stand.
    examples: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def is_rasa(root: yaml.Node) -> bool:
    return isinstance(root, yaml.MappingNode) and any(
        isinstance(name, yaml.ScalarNode) and name.value in ("nlu", "responses") for name, _ in root.value
    )


def gather(root: yaml.Node, name: str, parts: RasaParts, found: list[Problem]) -> None:
    """Add the examples and answers of one file; what else a Rasa file holds is none of our business."""
    parts.files.append(name)
    for key, node in _pairs(root, name):
        if key == "nlu":
            _examples(node, name, parts, found)
        elif key == "responses":
            _answers(node, name, parts, found)


def _pairs(node: yaml.Node, name: str) -> Iterator[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise refused(name, node, "expected `name: value` lines.", "See Rasa's training data format.")
    for key, value in node.value:
        yield (key.value if isinstance(key, yaml.ScalarNode) else "?"), value


def _items(node: yaml.Node | None, name: str) -> list[yaml.Node]:
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise refused(name, node, "expected a list.", "Write `- ` before each entry.")
    return list(node.value)


def _examples(node: yaml.Node, name: str, parts: RasaParts, found: list[Problem]) -> None:
    others: list[str] = []
    for item in _items(node, name):
        entry = dict(_pairs(item, name))
        intent = entry.get("intent")
        if intent is None:  # A synonym, a regex or a lookup table.
            continue
        word = _text(intent, name)
        if "/" not in word:
            others.append(word)
            continue
        texts, _ = parts.examples.setdefault(word, ([], f"{name}:{item.start_mark.line + 1}"))
        texts += [text for text in _phrases(entry.get("examples"), name) if text not in texts]
    if others:
        shown = ", ".join(others[:5]) + (" …" if len(others) > 5 else "")
        what = Sentence("{count} intents without a slash were left out: {names}.", count=len(others), names=shown)
        found.append(Problem("warning", name, what, "Name one faq/… and its answer utter_faq/… to have it read."))


def _phrases(node: yaml.Node | None, name: str) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        lines = (re.match(r"\s*-\s+(.*)", line) for line in _text(node, name).split("\n"))
        texts = [line[1] for line in lines if line]
    else:
        texts = []
        for item in _items(node, name):
            one = dict(_pairs(item, name)).get("text") if isinstance(item, yaml.MappingNode) else item
            if one is not None:
                texts += [re.sub(r"\A\s*-\s+", "", line) for line in _text(one, name).split("\n")]
    for text in texts:
        if plain := _ENTITY.sub(r"\1", text).strip():
            yield plain


def _answers(node: yaml.Node, name: str, parts: RasaParts, found: list[Problem]) -> None:
    for key, variations in _pairs(node, name):
        intent = key[len("utter_") :]
        if not key.startswith("utter_") or "/" not in intent:
            continue
        where = f"{name}:{variations.start_mark.line + 1}"
        texts = [
            text
            for item in _items(variations, name)
            for text in (_text(value, name) for inner, value in _pairs(item, name) if inner == "text")
            if text
        ]
        if not texts:
            how = "Write `- text: …` below it; pictures and buttons alone are not taken."
            found.append(Problem("error", where, Sentence("{answer} has no text.", answer=key), how))
            continue
        if len(texts) > 1:
            what = Sentence("{answer} has {count} texts; the first is taken.", answer=key, count=len(texts))
            found.append(Problem("warning", where, what, "Put the best one first."))
        if re.search(r"\{\w+\}", texts[0]):
            what = Sentence("{answer} has a slot in braces, which stays as it is written.", answer=key)
            found.append(Problem("warning", where, what, "Write the answer without it."))
        if intent in parts.answers:
            what = Sentence("{answer} stands already at {place}.", answer=key, place=parts.answers[intent][1])
            found.append(Problem("error", where, what, "Remove one."))
            continue
        parts.answers[intent] = (texts[0], where)


def articles_of(parts: RasaParts, found: list[Problem]) -> list[Article]:
    """One article an intent; its first example is the question, the others are variants."""
    if parts.files and not parts.examples and not parts.answers:
        what = "there is no intent faq/… and no answer utter_faq/… in it."
        found.append(Problem("error", parts.files[0], what, "Only retrieval intents, those with a slash, are read."))
    articles: list[Article] = []
    positions: dict[tuple[str, str], int] = {}
    for intent, (texts, where) in parts.examples.items():
        if intent not in parts.answers:
            how = "Write it under `responses:`, or import the file that holds it together with this one."
            found.append(Problem("error", where, Sentence("there is no answer utter_{intent}.", intent=intent), how))
        elif not texts:
            how = "Write customers' questions below it, `- ` before each."
            found.append(Problem("error", where, Sentence("the intent {intent} has no examples.", intent=intent), how))
        else:
            topic = intent.split("/")[0][:LONGEST_TOPIC]
            language = language_of(texts[0])
            position = positions[topic, language] = positions.get((topic, language), -1) + 1
            articles.append(
                Article(
                    id=_id(intent),
                    language=language,
                    topic=topic,
                    question=texts[0],
                    variants=tuple(texts[1:]),
                    answer=parts.answers[intent][0],
                    position=position,
                    source=where,
                )
            )
    for intent, (_, where) in parts.answers.items():
        if intent not in parts.examples:
            how = Sentence(
                "Write `- intent: {intent}` with examples under `nlu:`, or import the file that holds it too.",
                intent=intent,
            )
            found.append(
                Problem("error", where, Sentence("there are no questions for utter_{intent}.", intent=intent), how)
            )
    return articles


def _id(intent: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.\-]+", "-", intent.replace("/", ".")).strip("-.")
    if plain == intent.replace("/", ".") and len(plain) <= 128:
        return plain
    digest = hashlib.sha256(intent.encode()).hexdigest()[:8]
    return f"{plain[:100].rstrip('-.')}-{digest}" if re.match(r"[A-Za-z0-9]", plain) else f"faq-{digest}"


def _text(node: yaml.Node, name: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise refused(name, node, "expected one text.", "Write it in one line, or below `|`.")
    # Examples stand by the thousand in one block, so it is the lines that are bounded.
    if max(map(len, node.value.split("\n"))) > LONGEST_CELL:
        raise refused(
            name,
            node,
            "the text is too long.",
            Sentence("At most {longest} characters are read.", longest=LONGEST_CELL),
        )
    return trimmed(node.value)
