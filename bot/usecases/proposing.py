"""From a conversation to the knowledge base: an agent's reply becomes a draft that an editor finishes.

The old answer is never lost: customers are told it until somebody publishes, and the draft holds it with the reply
below. Where a draft exists already only the customer's wording joins it; the reply waits beside it (`proposal`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.core.masking import example_of, masked
from bot.core.misses import QUESTIONS
from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.core.text import clean, language_of
from bot.core.understood import REQUESTS
from bot.core.wording import wording_of
from bot.core.words import agent_id
from bot.knowledge.article import Article
from bot.knowledge.checks import LONGEST_ANSWER, LONGEST_PHRASE, check
from bot.knowledge.normal import key
from bot.store import articles, conversations, drafts, people, proposals
from bot.store.database import Store, Transaction
from bot.usecases.editing import FIELDS, LANGUAGES, NotGood, article_of, version
from bot.usecases.editor import Editor
from bot.usecases.receive import Refused

# Offered in the dialog, and how far back they are looked for.
MOST_QUESTIONS = 4
LOOK_BACK = 20
# "你好" and "hi" are no questions; said to a person nothing else tells them apart.
SHORTEST = 4

_MISTAKABLE = REQUESTS | {"inform", "correct_details", "report_danger", "chitchat", "ask_capabilities"}

Rank = Callable[[str], Sequence[tuple[str, str, float]]]


@dataclass(frozen=True)
class Proposal:
    """What the agent chose. Without `article_id` it is a new article of this topic."""

    conversation_id: str
    seq: int
    questions: Sequence[str]
    reply: str
    language: str
    article_id: str | None = None
    topic: str = ""
    why: str = ""


def reply_to_propose(store: Store, conversation_id: str, seq: int) -> dict[str, Any]:
    """What the dialog begins with: the reply and the customer's last questions before it, the newest first."""
    with store.read() as tx:
        row = _reply(tx, conversation_id, seq)
        asked = proposals.asked_before(tx, conversation_id, seq, LOOK_BACK)
        spoken = conversations.get(tx, conversation_id)
        made = [one for one in proposals.of_conversation(tx, conversation_id) if one.seq == seq]
        topics = sorted({one.topic for one in articles.all_of(tx)})
    found: dict[str, dict[str, str]] = {}
    # Questions come before what was taken for something else: that may have been a mistake, a greeting is none.
    for wanted in (QUESTIONS | {None}, _MISTAKABLE):
        for one in asked:
            example = example_of(one.text)
            wording = wording_of(example)
            if len(key(wording)) >= SHORTEST and (one.analysis or {}).get("intent") in wanted:
                found.setdefault(key(wording), {"text": example, "wording": wording[:LONGEST_PHRASE]})
    questions = list(found.values())[:MOST_QUESTIONS]
    return {
        "questions": questions,
        "language": language_of(
            questions[0]["wording"] if questions else row.text, spoken.language if spoken else "zh"
        ),
        "reply": masked(row.text),
        "topics": topics,
        "made": [{"id": one.article_id, "language": one.language, "at": one.created_at} for one in made],
    }


def nearest(store: Store, rank: Rank, text: str, language: str) -> list[dict[str, Any]]:
    """The nearest articles to a question, each with what stands there in this language."""
    found = rank(text)
    lines = []
    with store.read() as tx:
        for name, question, score in found:
            here = version(tx, name, language)
            content = _content(here) if here else _any_version(tx, name) or {"topic": ""}
            lines.append(
                {
                    "id": name,
                    "question": question,
                    "score": round(float(score), 3),
                    "topic": content["topic"],
                    "written": here is not None,
                    "draft": {"who": here["draft_by"], "at": here["draft_at"]} if here and here["draft"] else None,
                }
            )
    return lines


def propose(store: Store, new: Proposal, who: Editor, now: float) -> dict[str, Any]:
    """Make or extend the draft, in one transaction. The same reply joins the same article once.

    `kind` tells what was done: `new` (an article or language version), `edit` (a draft over what customers are told),
    `variant` (only the wording joined a draft that was there, whose author is `draft_by`).
    """
    if new.language not in LANGUAGES:
        raise Refused("bad_language", Sentence("The language must be one of {names}.", names=", ".join(LANGUAGES)), 400)
    wordings = _wordings(new.questions)
    reply = masked(clean(new.reply, LONGEST_ANSWER))
    with store.begin(durable=True) as tx:
        _reply(tx, new.conversation_id, new.seq)
        article_id = new.article_id or _free_id(tx, new.topic, wordings[0], now)
        known = next((one for one in proposals.of_conversation(tx, new.conversation_id) if _same(one, new)), None)
        if known is not None:
            return _done(known.article_id, known.language, "repeated", None)
        row, draft = articles.get(tx, article_id, new.language), drafts.get(tx, article_id, new.language)
        found = version(tx, article_id, new.language)
        base = _content(found) if found else _blank(tx, new, article_id, wordings)
        waiting = bool(found and found["draft"])
        kind = "new" if found is None else "variant" if waiting else "edit"
        made = _with(base, wordings, reply if kind != "variant" else "", article_id, new.language)
        plain = {name: list(one) if isinstance(one := getattr(made, name), tuple) else one for name in FIELDS}
        why = new.why or f"+ {wordings[0]}"[:200]
        state = "draft" if who.may(Right.WRITE) else "proposed"
        # The revision's number, as for every draft: an etag must not come back.
        number = drafts.remember(tx, article_id, new.language, plain, "proposed", who.who, why, now)
        drafts.put(
            tx, article_id, new.language, content=plain, base=row.revision if row is not None else 0, number=number,
            # Somebody's own draft stays theirs: the proposal beside it says that something was added. What is in
            # review is no longer what was submitted.
            state=_after(draft.state) if draft is not None else state,
            who=draft.who if draft is not None else who.who, updated_at=now,
        )  # fmt: skip
        proposals.add(
            tx,
            {
                "article_id": article_id, "language": new.language, "conversation_id": new.conversation_id,
                "seq": new.seq, "questions": list(wordings), "reply": reply, "why": new.why, "who": who.who,
                "created_at": now,
            },
        )  # fmt: skip
        data = {"conversation": new.conversation_id, "seq": new.seq, "kind": kind}
        people.record(tx, who.login, "article_proposed", f"article:{article_id}.{new.language}", now, data)
    return _done(article_id, new.language, kind, found["draft_by"] if found and waiting else None)


def _after(state: str) -> str:
    return "draft" if state == "review" else state


def open_proposals(store: Store, article_id: str, conversations_too: bool) -> list[dict[str, Any]]:
    """Those that wait for an editor; the conversation is named only to those who may read it."""
    with store.read() as tx:
        rows = proposals.open_of(tx, article_id)
    return [
        {
            "language": row.language,
            "who": row.who,
            "at": row.created_at,
            "why": row.why,
            "questions": row.questions,
            "reply": row.reply,
            "conversation": row.conversation_id if conversations_too else None,
        }
        for row in rows
    ]


def name_for(topic: str, question: str, now: float) -> str:
    """The short name of a new article: topic and a few words; Chinese has no short Latin spelling, so it gets the time."""
    words = [one for one in re.findall(r"[a-z0-9]+", question.lower()) if len(one) > 2 and one not in _COMMON][:3]
    room = re.sub(r"[^a-z0-9]+", "_", topic.strip().lower()).strip("_") or "article"
    stamp = datetime.fromtimestamp(now, timezone.utc).strftime("%y%m%d_%H%M")
    return f"{room[:60]}.{'_'.join(words)[:60] or stamp}"


_COMMON = frozenset(
    "the and can how what when where why does did you your for with are was has have this that please will not there".split()
)


def _free_id(tx: Transaction, topic: str, question: str, now: float) -> str:
    if not topic.strip():
        raise Refused("no_topic", "Choose a topic for the new article.", 400)
    name, number = name_for(topic, question, now), 1
    while _any_version(tx, name if number == 1 else f"{name}_{number}") is not None:
        number += 1
    return name if number == 1 else f"{name}_{number}"


def _wordings(questions: Sequence[str]) -> tuple[str, ...]:
    """The customer's words without anything of their own; each once."""
    found: dict[str, str] = {}
    for question in questions:
        made = wording_of(masked(clean(question, LONGEST_PHRASE)))
        if made:
            found.setdefault(key(made), made)
    if not found:
        raise Refused("no_question", "Write the question that the reply answers, without personal data.", 400)
    return tuple(found.values())


def _reply(tx: Transaction, conversation_id: str, seq: int) -> Any:
    row = proposals.reply(tx, conversation_id, seq)
    if row is None:
        raise Refused("unknown_message", "There is no such message.", 404)
    if agent_id(row.author) is None or row.kind != "text":
        raise Refused("not_a_reply", "Only what an agent wrote to the customer can become an answer.", 409)
    return row


def _same(row: Any, new: Proposal) -> bool:
    """Still open; what an editor has dropped may be proposed again."""
    mine = row.seq == new.seq and row.language == new.language and not row.settled
    return mine and new.article_id in (None, row.article_id)


def _content(found: Mapping[str, Any]) -> dict[str, Any]:
    return dict(found["draft"] or found["live"])


def _any_version(tx: Transaction, article_id: str) -> dict[str, Any] | None:
    """The content of whichever language is written."""
    found = next((one for language in LANGUAGES if (one := version(tx, article_id, language))), None)
    return _content(found) if found else None


def _blank(tx: Transaction, new: Proposal, article_id: str, wordings: Sequence[str]) -> dict[str, Any]:
    """A first version in this language; what does not depend on the language comes from the other one."""
    other = _any_version(tx, article_id)
    if other is None and new.article_id is not None:
        raise Refused(
            "unknown_article", Sentence("There is no article {id!r}; it may have been renamed.", id=article_id), 404
        )
    common = {name: other[name] for name in ("topic", "tags", "urgency", "valid_from", "valid_until")} if other else {}
    return {"topic": new.topic.strip(), "variants": [], **common, "question": wordings[0], "answer": ""}


def _with(base: Mapping[str, Any], wordings: Sequence[str], reply: str, article_id: str, language: str) -> Article:
    known = {key(one) for one in (base["question"], *base["variants"])}
    variants = [*base["variants"], *(one for one in wordings if key(one) not in known)]
    old = base["answer"].rstrip()
    both = old if reply.strip() in old else f"{old}\n\n{reply}".strip()
    made = article_of(article_id, language, {**base, "variants": variants, "answer": both})
    errors = [one for one in check([made]) if one.level == "error"]
    if errors and old:
        # Together they may be too long; the reply waits beside the draft all the same.
        made = article_of(article_id, language, {**base, "variants": variants})
        errors = [one for one in check([made]) if one.level == "error"]
    if errors:
        raise NotGood(errors)
    return made


def _done(article_id: str, language: str, kind: str, draft_by: str | None) -> dict[str, Any]:
    return {"id": article_id, "language": language, "kind": kind, "draft_by": draft_by}
