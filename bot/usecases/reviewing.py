"""The second pair of eyes: a draft is submitted for review, and published or sent back with a note.

Words are never changed here, only the draft's state. Editing takes a draft out of review, because what was
submitted is not what stands there any more.
"""

from __future__ import annotations

from typing import Any

from bot.core.rights import Right
from bot.store import drafts, people
from bot.store.database import Store, Transaction
from bot.usecases.editing import begin_change, version
from bot.usecases.editor import Editor
from bot.usecases.receive import Refused


def submit(
    store: Store, article_id: str, language: str, editor: Editor, note: str, etag: str, now: float
) -> dict[str, Any]:
    """Draft → in review. The writer stays the writer, whoever submits."""
    editor.needs(Right.WRITE)
    if not editor.review:
        raise Refused("no_review", "Articles are not reviewed here; publish the draft.", 409)
    with store.begin(durable=True) as tx:
        found = begin_change(tx, article_id, language, etag)
        if found["draft_state"] == "review":
            raise Refused("in_review", "This draft is in review already.", 409)
        # What is off the shelf comes back by the same way as what is new.
        content = found["draft"] or (found["live"] if found["status"] == "archived" else None)
        if content is None:
            raise Refused("no_draft", "There is no draft. Change the article and save it first.", 409)
        if drafts.get(tx, article_id, language) is None:
            writer = drafts.last_writer(tx, article_id, language) or editor.who
            base = found["live_revision"] or 0
            drafts.put(tx, article_id, language, content=content, base=base, number=0, who=writer, updated_at=now)
        return _step(tx, article_id, language, content, "review", "submitted", editor, note, now)


def send_back(
    store: Store, article_id: str, language: str, editor: Editor, note: str, etag: str, now: float
) -> dict[str, Any]:
    """In review → draft, with what the writer should change."""
    editor.needs(Right.PUBLISH)
    if not note:
        raise Refused("no_note", "Say in `note` what the writer should change.", 400)
    with store.begin(durable=True) as tx:
        found = begin_change(tx, article_id, language, etag)
        if found["draft_state"] != "review":
            raise Refused("not_in_review", "This was not submitted for review. Submit it first.", 409)
        return _step(tx, article_id, language, found["draft"], "returned", "returned", editor, note, now)


def _step(
    tx: Transaction, article_id: str, language: str, content: dict[str, Any], state: str, kind: str, editor: Editor,
    note: str, now: float,
) -> dict[str, Any]:  # fmt: skip
    number = drafts.remember(tx, article_id, language, content, kind, editor.who, note, now)
    drafts.put(tx, article_id, language, state=state, number=number)
    people.record(tx, editor.login, f"draft_{kind}", f"article:{article_id}.{language}", now, {"note": note})
    found = version(tx, article_id, language)
    assert found is not None
    return found
