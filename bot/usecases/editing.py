"""Editors' work on one language of one article: drafts, publishing, history. Nobody's words are overwritten.

Customers are told what stands in `article`; a draft lies beside it until it is published. An etag names both
("7.9": revision 7 is shown, the draft is revision 9), so a change made elsewhere is always noticed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.rights import Right
from bot.core.sentence import Sentence
from bot.core.words import Urgency
from bot.knowledge.article import NATURES, Article, Problem
from bot.knowledge.checks import check
from bot.store import articles, drafts, people
from bot.store.bell import KNOWLEDGE, Bell
from bot.store.database import Store, Transaction
from bot.usecases import proposals
from bot.usecases.editor import Editor
from bot.usecases.receive import Refused

FIELDS = (
    "topic", "question", "variants", "answer", "tags", "urgency", "nature", "valid_from", "valid_until", "owner",
    "channels",
)  # fmt: skip
EMPTY: Mapping[str, Any] = {
    "topic": "", "question": "", "variants": [], "answer": "", "tags": [], "urgency": None, "nature": None,
    "valid_from": None, "valid_until": None, "owner": "", "channels": [],
}  # fmt: skip
LANGUAGES = ("zh", "en")


class Changed(Refused):
    """412: somebody else was here first; `version` is what stands there now."""

    def __init__(self, version: Mapping[str, Any]) -> None:
        super().__init__(
            "changed", "Somebody else has changed this article meanwhile. Compare both versions and merge.", 412
        )
        self.more = {"version": dict(version), "who": version.get("draft_by"), "at": version.get("draft_at")}


class NotGood(Refused):
    """422: the content cannot be an article; every problem names its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        told = tuple(text for one in problems[:3] for text in (one.what, one.how))
        super().__init__("not_good", Sentence("{problems}", problems=told), 422)
        self.more = {"problems": [shown(one) for one in problems]}


def shown(problem: Problem) -> dict[str, str]:
    fields = ("question", "answer", "topic", "urgency", "nature", "channel", "variants", "id", "language")
    # Not in `where`: there stands the id, and "signature" is no word about the nature.
    field = next(
        (name for name in fields if name in problem.what), "variants" if "phrase" in problem.what else "answer"
    )
    field = "channels" if field == "channel" else field
    return {"level": problem.level, "field": field, "what": problem.what, "how": problem.how}


def versions(store: Store, article_id: str) -> dict[str, Any]:
    """Both languages of an article; Refused 404 when there is none of them."""
    with store.read() as tx:
        found = {language: version(tx, article_id, language) for language in LANGUAGES}
    if not any(found.values()):
        raise Refused("unknown_article", "There is no such article.", 404)
    return {"id": article_id, "versions": found}


def version(tx: Transaction, article_id: str, language: str) -> dict[str, Any] | None:
    row, draft = articles.get(tx, article_id, language), drafts.get(tx, article_id, language)
    if row is None and draft is None:
        return None
    # Imported without being published: nothing is shown yet, so it is a draft to its editor.
    waiting = row is not None and row.status == "draft"
    content = None if row is None else {name: getattr(row, name) for name in FIELDS}
    return {
        "etag": f"{row.revision if row else 0}.{draft.number if draft else 0}",
        "status": row.status if row is not None else "draft",
        "live": None if waiting else content,
        "live_revision": None if row is None or waiting else row.revision,
        "live_at": None if row is None or waiting else row.updated_at,
        # A draft saved by a former release lacks the fields that came since.
        "draft": {**EMPTY, **draft.content} if draft else (content if waiting else None),
        "draft_by": draft.who if draft else None,
        "draft_at": draft.updated_at if draft else (row.updated_at if row is not None and waiting else None),
        "draft_state": draft.state if draft else ("draft" if waiting else None),
        "review": _last_word(tx, article_id, language) if draft else None,
    }


def _last_word(tx: Transaction, article_id: str, language: str) -> dict[str, Any] | None:
    """The note with which the draft was submitted, or sent back to be changed."""
    found = drafts.last_of(tx, article_id, language, ("submitted", "returned", "published", "discarded"))
    if found is None or found.kind not in ("submitted", "returned"):
        return None
    return {"kind": found.kind, "note": found.why, "who": found.who, "at": found.created_at}


def save_draft(
    store: Store, article_id: str, language: str, content: Mapping[str, Any], editor: Editor, why: str, etag: str,
    now: float,
) -> tuple[dict[str, Any], list[dict[str, str]]]:  # fmt: skip
    """The version as it stands then, and what is worth a second look."""
    editor.needs(Right.PROPOSE)
    made = article_of(article_id, language, content)
    problems = check([made])
    errors = [one for one in problems if one.level == "error"]
    if errors:
        raise NotGood(errors)
    plain = {name: _stored(getattr(made, name)) for name in FIELDS}
    with store.begin(durable=True) as tx:
        _put(tx, article_id, language, plain, editor, why, etag, "saved", now)
        found = version(tx, article_id, language)
    assert found is not None
    return found, [shown(one) for one in problems]


def discard(store: Store, article_id: str, language: str, editor: Editor, etag: str, now: float) -> dict[str, Any]:
    """Forget the draft; its revisions stay in the history. Who only proposes may take back their own proposal."""
    editor.needs(Right.PROPOSE)
    with store.begin(durable=True) as tx:
        _same(tx, article_id, language, etag)
        draft = drafts.get(tx, article_id, language)
        proposals.may_discard(editor, draft)
        if draft is not None:
            proposals.withdraw(tx, article_id, language, draft)
            drafts.remember(tx, article_id, language, draft.content, "discarded", editor.who, "", now)
            drafts.drop(tx, article_id, language)
        people.record(tx, editor.login, "draft_discarded", f"article:{article_id}.{language}", now)
        return version(tx, article_id, language) or {"etag": "0.0", "status": "draft", "live": None, "draft": None}


def to_publish(store: Store, article_id: str, language: str, editor: Editor | None = None) -> Article:
    """What publishing would show: the draft, or else what stands there. Refused when this editor may not publish it."""
    with store.read() as tx:
        found = version(tx, article_id, language)
    if found is None:
        raise Refused("unknown_article", "There is no such article.", 404)
    if editor is not None:
        editor.may_show(found["draft_state"], found["draft_by"])
    return article_of(article_id, language, found["draft"] or found["live"])


def publish(
    store: Store, bell: Bell, article_id: str, language: str, editor: Editor, why: str, etag: str, now: float,
    override: str | None = None,
) -> tuple[dict[str, Any], int]:  # fmt: skip
    """Show the draft to customers: one transaction, which raises the knowledge version. Returns that version."""
    editor.needs(Right.PUBLISH)
    with store.begin(durable=True) as tx:
        _same(tx, article_id, language, etag)
        found = version(tx, article_id, language)
        if found is None:
            raise Refused("unknown_article", "There is no such article.", 404)
        editor.may_show(found["draft_state"], found["draft_by"])
        made = article_of(article_id, language, found["draft"] or found["live"])
        errors = [one for one in check([made]) if one.level == "error"]
        if errors:
            raise NotGood(errors)
        row = articles.get(tx, article_id, language)
        content = {name: _stored(getattr(made, name)) for name in FIELDS}
        content |= {"status": "published", "position": row.position if row is not None else 0}
        number = drafts.remember(tx, article_id, language, content, "published", editor.who, why, now)
        drafts.show(tx, article_id, language, content, number, now)
        drafts.drop(tx, article_id, language)
        proposals.accept(tx, article_id, language, made.phrases)
        raised = articles.raise_version(tx)
        data = {"revision": number, "why": why, "override": override}
        people.record(tx, editor.login, "article_published", f"article:{article_id}.{language}", now, data)
        after = version(tx, article_id, language)
    bell.ring(KNOWLEDGE)
    assert after is not None
    return after, raised


def archive(
    store: Store, bell: Bell, article_id: str, language: str, editor: Editor, why: str, etag: str, now: float,
    override: str | None = None,
) -> tuple[dict[str, Any], int]:  # fmt: skip
    """Take it off the shelf; it stays in the history and can be published again."""
    editor.needs(Right.PUBLISH)
    with store.begin(durable=True) as tx:
        _same(tx, article_id, language, etag)
        row = articles.get(tx, article_id, language)
        if row is None:
            raise Refused("never_published", "This article was never published; discard its draft instead.", 409)
        content = {name: getattr(row, name) for name in articles.CONTENT} | {"status": "archived"}
        number = drafts.remember(tx, article_id, language, content, "archived", editor.who, why, now)
        drafts.set_status(tx, article_id, language, "archived", number, now)
        raised = articles.raise_version(tx)
        data = {"why": why, "override": override}
        people.record(tx, editor.login, "article_archived", f"article:{article_id}.{language}", now, data)
        after = version(tx, article_id, language)
    bell.ring(KNOWLEDGE)
    assert after is not None
    return after, raised


def add_variant(
    store: Store, article_id: str, language: str, text: str, editor: Editor, now: float
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The article's draft, or a new one over what is shown, learns one more wording."""
    with store.read() as tx:
        found = version(tx, article_id, language)
    if found is None:
        raise Refused("unknown_article", "There is no such article in this language.", 404)
    content = dict(found["draft"] or found["live"])
    if text not in (content["question"], *content["variants"]):
        content["variants"] = [*content["variants"], text]
    return save_draft(store, article_id, language, content, editor, f"+ {text}"[:200], found["etag"], now)


def restore(
    store: Store, article_id: str, language: str, number: int, editor: Editor, why: str, etag: str, now: float
) -> dict[str, Any]:
    """A former revision becomes the draft; publishing it is a step of its own."""
    editor.needs(Right.WRITE)
    with store.begin(durable=True) as tx:
        old = drafts.revision_of(tx, article_id, language, number)
        if old is None:
            raise Refused("unknown_revision", "There is no such revision.", 404)
        plain = {name: old.content.get(name, EMPTY[name]) for name in FIELDS}
        _put(tx, article_id, language, plain, editor, why or f"restored revision {number}", etag, "restored", now)
        found = version(tx, article_id, language)
    assert found is not None
    return found


def _put(
    tx: Transaction, article_id: str, language: str, plain: Mapping[str, Any], editor: Editor, why: str, etag: str,
    kind: str, now: float,
) -> None:  # fmt: skip
    _same(tx, article_id, language, etag)
    proposals.may_write_over(editor, drafts.get(tx, article_id, language))
    row = articles.get(tx, article_id, language)
    # The revision's number, and no count of its own: after a discarded draft a count would begin again and meet
    # the etag of words that are gone.
    number = drafts.remember(tx, article_id, language, plain, kind, editor.who, why, now)
    drafts.put(
        tx, article_id, language, content=dict(plain), base=row.revision if row is not None else 0, number=number,
        state="draft" if editor.may(Right.WRITE) else "proposed", who=editor.who, updated_at=now,
    )  # fmt: skip


def begin_change(tx: Transaction, article_id: str, language: str, etag: str) -> dict[str, Any]:
    """What stands there now; Changed when that is not what `etag` names, Refused 404 when nothing does."""
    _same(tx, article_id, language, etag)
    found = version(tx, article_id, language)
    if found is None:
        raise Refused("unknown_article", "There is no such article.", 404)
    return found


def _same(tx: Transaction, article_id: str, language: str, etag: str) -> None:
    found = version(tx, article_id, language)
    if (found["etag"] if found else "0.0") != (etag or "0.0"):
        raise Changed(found or {"etag": "0.0", "status": "draft", "live": None, "draft": None})


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def article_of(article_id: str, language: str, content: Any) -> Article:
    """The content as an article; Refused 400 for another shape."""
    if language not in LANGUAGES:
        raise Refused("bad_language", Sentence("The language must be one of {names}.", names=", ".join(LANGUAGES)), 400)
    if not isinstance(content, Mapping) or set(content) - set(FIELDS):
        raise Refused(
            "bad_content", Sentence("`content` must be an object with {names}.", names=", ".join(FIELDS)), 400
        )
    whole = {**EMPTY, **content}
    for name in ("topic", "question", "answer", "owner"):
        if not isinstance(whole[name], str):
            raise Refused("bad_content", Sentence("`{name}` must be a text.", name=name), 400)
    for name in ("variants", "tags", "channels"):
        if not isinstance(whole[name], list) or not all(isinstance(one, str) for one in whole[name]):
            raise Refused("bad_content", Sentence("`{name}` must be a list of texts.", name=name), 400)
        whole[name] = tuple(dict.fromkeys(one.strip() for one in whole[name] if one.strip()))
    for name in ("valid_from", "valid_until"):
        if not (whole[name] is None or isinstance(whole[name], int | float)):
            raise Refused("bad_content", Sentence("`{name}` must be seconds since 1970, or null.", name=name), 400)
    if whole["urgency"] is not None and whole["urgency"] not in {one.value for one in Urgency}:
        raise Refused("bad_content", "`urgency` must be critical, high, normal, low, or null.", 400)
    if whole["nature"] is not None and whole["nature"] not in NATURES:
        raise Refused("bad_content", Sentence("`nature` must be {names}, or null.", names=", ".join(NATURES)), 400)
    whole = {name: one.strip() if isinstance(one, str) and name != "answer" else one for name, one in whole.items()}
    return Article(id=article_id, language=language, **whole)
