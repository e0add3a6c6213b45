"""Canned replies: everybody's, which managers keep, and each agent's own. Nobody's change is overwritten.

The page brings the id of a new reply, so a repeated save makes no second one and an undone deletion is the same again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.core.canned import (
    LANGUAGES,
    LONGEST_CODE,
    LONGEST_TEXT,
    SHARING_ROLES,
    VARIABLES,
    code_of,
    key_of,
    wrong_with_code,
    wrong_with_text,
)
from bot.core.sentence import Sentence
from bot.core.shipped_replies import SHIPPED
from bot.core.text import BadText, clean
from bot.store import canned, people
from bot.store.bell import DESK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.desk import Agent
from bot.usecases.receive import Refused

# Of everybody's, and of each agent's own: the page holds them all.
MOST = 300
FIELDS = ("code", "zh", "en", "shared")
_ID = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
_NAMES = {"zh": Sentence("zh"), "en": Sentence("en")}


class Changed(Refused):
    """412: somebody else was here first; `reply` is what stands there now, None when it was deleted."""

    def __init__(self, reply: Mapping[str, Any] | None) -> None:
        told = Sentence("Somebody else has changed this reply meanwhile. Compare both and save the one that you want.")
        if reply is None:
            told = Sentence("Somebody else has deleted this reply meanwhile. Save it again to keep it.")
        super().__init__("changed", told, 412)
        self.more = {"reply": dict(reply) if reply else None}


class Unusable(Refused):
    """`field` (code, zh, en) cannot be saved like this."""

    def __init__(self, field: str, told: Sentence, code: str = "not_good", status: int = 422) -> None:
        super().__init__(code, told, status)
        self.more = {"field": field}


def replies_for(store: Store, agent: Agent) -> dict[str, Any]:
    """All that this agent may use, the variables, and whether they may change everybody's."""
    with store.read() as tx:
        # Read first: a change in between is then seen by whoever compares.
        version = canned.version(tx)
        rows = canned.visible(tx, agent.id)
    return {
        "replies": [_shown(row) for row in rows],
        "version": version,
        "variables": list(VARIABLES),
        "may_share": agent.role in SHARING_ROLES,
    }


def save_reply(
    store: Store, bell: Bell, reply_id: str, content: Mapping[str, Any], agent: Agent, etag: str, now: float
) -> tuple[dict[str, Any], bool]:
    """The reply as it stands then, and whether it is new. Without an etag it is made, or made again."""
    if not _ID.match(reply_id):
        raise Refused("bad_id", Sentence("The id must be 1 to 64 letters, digits, dashes or underscores."), 400)
    new = _content(content)
    owner_id = canned.SHARED if new["shared"] else agent.id
    _may_change(agent, owner_id)
    values = {**{name: new[name] for name in ("code", *LANGUAGES)}, "code_key": key_of(new["code"])}
    with store.begin(durable=True) as tx:
        # Before the first look: from here on nobody else changes one.
        number = canned.raise_version(tx)
        row = _own(tx, reply_id, agent)
        if row is not None and row.owner_id != owner_id:
            told = Sentence("A reply stays shared or personal. Make a new one for the other use.")
            raise Refused("stays", told, 422)
        if row is not None and not etag and all(getattr(row, name) == value for name, value in values.items()):
            return _shown(row), False
        if (str(row.number) if row is not None else "") != etag:
            raise Changed(_shown(row) if row is not None else None)
        _free(tx, owner_id, new["code"], reply_id)
        if row is None and canned.count(tx, owner_id) >= MOST:
            told = Sentence("There are {most} replies already. Delete one that nobody uses.", most=MOST)
            raise Refused("too_many", told, 409)
        canned.put(tx, reply_id, owner_id=owner_id, number=number, who=agent.name, updated_at=now, **values)
        if owner_id == canned.SHARED:
            was = _words(row) if row is not None else None
            _record(
                tx, agent, "canned_saved", new["code"], now, {"is": {name: new[name] for name in LANGUAGES}, "was": was}
            )
        saved = _shown(canned.get(tx, reply_id))
    bell.ring(DESK)
    return saved, row is None


def delete_reply(store: Store, bell: Bell, reply_id: str, agent: Agent, etag: str, now: float) -> None:
    """Gone for whoever used it; saving it again under its id brings it back. Deleting twice is once."""
    with store.begin(durable=True) as tx:
        canned.raise_version(tx)
        row = _own(tx, reply_id, agent)
        if row is None:
            return
        _may_change(agent, row.owner_id)
        if str(row.number) != etag:
            raise Changed(_shown(row))
        canned.drop(tx, reply_id)
        if row.owner_id == canned.SHARED:
            _record(tx, agent, "canned_deleted", row.code, now, {"was": _words(row)})
    bell.ring(DESK)


def add_shipped(store: Store, now: float) -> int:
    """The shipped ones, where there never was any; returns how many. Deleted ones do not come back."""
    with store.begin() as tx:
        if canned.version(tx):
            return 0
        number = canned.raise_version(tx)
        for code, zh, en in SHIPPED:
            canned.put(
                tx, f"shipped-{code}", owner_id=canned.SHARED, code=code, code_key=key_of(code), zh=zh, en=en,
                number=number, who="", updated_at=now,
            )  # fmt: skip
    return len(SHIPPED)


def _content(content: Mapping[str, Any]) -> dict[str, Any]:
    if set(content) - set(FIELDS):
        raise Refused("bad_content", Sentence("A reply has only {names}.", names=", ".join(FIELDS)), 400)
    shared = content.get("shared", False)
    if not isinstance(shared, bool):
        raise Refused("bad_content", Sentence("`shared` must be true or false."), 400)
    code = code_of(_cleaned(content, "code", LONGEST_CODE * 4))
    if wrong := wrong_with_code(code):
        raise Unusable("code", wrong)
    texts = {name: _cleaned(content, name, LONGEST_TEXT) for name in LANGUAGES}
    if not any(texts.values()):
        raise Unusable("zh", Sentence("Write the text in Chinese, in English, or in both."))
    for name, text in texts.items():
        if wrong := wrong_with_text(text):
            raise Unusable(name, wrong)
    return {"code": code, "shared": shared, **texts}


def _cleaned(content: Mapping[str, Any], name: str, longest: int) -> str:
    value = content.get(name) or ""
    if not isinstance(value, str):
        raise Refused("bad_content", Sentence("`{name}` must be a text.", name=name), 400)
    try:
        return clean(value, longest)
    except BadText as error:
        if error.code == "empty":
            return ""
        if error.code != "too_long":
            raise
        if name == "code":
            wrong = wrong_with_code(code_of(value))
            raise Unusable(
                "code", wrong or Sentence("The code is missing. Write a short word, for example thanks.")
            ) from error
        told = Sentence(
            "The {language} text has {count} characters; a message holds at most {longest}.",
            language=_NAMES[name], count=len(value.strip()), longest=longest,
        )  # fmt: skip
        raise Unusable(name, told) from error


def _may_change(agent: Agent, owner_id: int) -> None:
    if owner_id == canned.SHARED and agent.role not in SHARING_ROLES:
        told = Sentence(
            "Only managers and administrators change what everybody uses. Make a reply of your own instead."
        )
        raise Refused("forbidden", told, 403)


def _own(tx: Transaction, reply_id: str, agent: Agent) -> Any | None:
    """The row if there is one; another agent's own is nobody's business."""
    row = canned.get(tx, reply_id)
    if row is not None and row.owner_id not in (canned.SHARED, agent.id):
        raise Refused("unknown_reply", Sentence("There is no such reply."), 404)
    return row


def _free(tx: Transaction, owner_id: int, code: str, reply_id: str) -> None:
    there = canned.of_code(tx, owner_id, key_of(code))
    if there is not None and there.id != reply_id:
        told = Sentence(
            "There is a reply with the code {code} already. Choose another code, or change that one.", code=code
        )
        raise Unusable("code", told, "code_taken", 409)


def _record(tx: Transaction, agent: Agent, what: str, code: str, now: float, data: Mapping[str, Any]) -> None:
    people.record(tx, f"user:{agent.id}", what, f"canned:{code}", now, dict(data))


def _words(row: Any) -> dict[str, str]:
    return {"code": row.code, **{name: getattr(row, name) for name in LANGUAGES}}


def _shown(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        **_words(row),
        "shared": row.owner_id == canned.SHARED,
        "etag": str(row.number),
        "by": row.who,
        "at": row.updated_at,
    }
