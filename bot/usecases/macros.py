"""Macros are kept: everybody's, which managers change, and each agent's own. Nobody's change is overwritten.

The page brings the id of a new macro, so a repeated save makes no second one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.core.canned import SHARING_ROLES
from bot.core.macros import LONGEST_NAME, checked_steps
from bot.core.sentence import Sentence
from bot.core.text import BadText, clean
from bot.store import canned, macros, people
from bot.store.database import Store, Transaction
from bot.usecases.desk import Agent
from bot.usecases.receive import Refused

# Of everybody's, and of each agent's own.
MOST = 100
_ID = re.compile(r"^[A-Za-z0-9_-]{1,64}$")


class MacroChanged(Refused):
    """412: somebody else was here first; `macro` is what stands there now, None when it was deleted."""

    def __init__(self, macro: Mapping[str, Any] | None) -> None:
        told = Sentence("Somebody else has changed this macro meanwhile. Look at it again.")
        if macro is None:
            told = Sentence("Somebody else has deleted this macro meanwhile.")
        super().__init__("changed", told, 412)
        self.more = {"macro": dict(macro) if macro else None}


class NotGood(Refused):
    """`field` (name, steps) cannot be saved like this."""

    def __init__(self, field: str, told: Sentence, code: str = "not_good", status: int = 422) -> None:
        super().__init__(code, told, status)
        self.more = {"field": field}


def macros_for(store: Store, agent: Agent) -> dict[str, Any]:
    """All that this agent may use, and whether they may change everybody's."""
    with store.read() as tx:
        rows = macros.visible(tx, agent.id)
    return {"macros": [shown(row) for row in rows], "may_share": agent.role in SHARING_ROLES}


def save_macro(
    store: Store, macro_id: str, content: Mapping[str, Any], agent: Agent, etag: str, now: float
) -> tuple[dict[str, Any], bool]:
    """The macro as it stands then, and whether it is new. Without an etag it is made."""
    if not _ID.match(macro_id):
        raise Refused("bad_id", Sentence("The id must be 1 to 64 letters, digits, dashes or underscores."), 400)
    shared = content.get("shared", False)
    if not isinstance(shared, bool):
        raise Refused("bad_content", Sentence("`shared` must be true or false."), 400)
    owner_id = macros.SHARED if shared else agent.id
    _may_change(agent, owner_id)
    name = _name(content.get("name"))
    steps = checked_steps(content.get("steps"))
    if isinstance(steps, Sentence):
        raise NotGood("steps", steps)
    values: dict[str, Any] = {"name": name, "name_key": name.casefold(), "steps": steps}
    with store.begin(durable=True) as tx:
        # Before the first look: from here on nobody else changes one.
        number = macros.next_version(tx)
        row = own(tx, macro_id, agent)
        if row is not None and row.owner_id != owner_id:
            raise Refused("stays", Sentence("A macro stays shared or personal. Make a new one for the other use."), 422)
        if row is not None and not etag and all(getattr(row, key) == value for key, value in values.items()):
            return shown(row), False
        if (str(row.number) if row is not None else "") != etag:
            raise MacroChanged(shown(row) if row is not None else None)
        there = macros.of_name(tx, owner_id, values["name_key"])
        if there is not None and there.id != macro_id:
            told = Sentence("There is a macro with the name {name} already. Choose another name.", name=name)
            raise NotGood("name", told, "name_taken", 409)
        if row is None and macros.count(tx, owner_id) >= MOST:
            told = Sentence("There are {most} macros already. Delete one that nobody uses.", most=MOST)
            raise Refused("too_many", told, 409)
        _replies_exist(tx, steps, owner_id)
        macros.put(tx, macro_id, owner_id=owner_id, number=number, who=agent.name, updated_at=now, **values)
        if owner_id == macros.SHARED:
            people.record(tx, f"user:{agent.id}", "macro_saved", f"macro:{name}", now, {"steps": steps})
        saved = shown(macros.get(tx, macro_id))
    return saved, row is None


def delete_macro(store: Store, macro_id: str, agent: Agent, etag: str, now: float) -> None:
    """Deleting twice is once."""
    with store.begin(durable=True) as tx:
        macros.next_version(tx)
        row = own(tx, macro_id, agent)
        if row is None:
            return
        _may_change(agent, row.owner_id)
        if str(row.number) != etag:
            raise MacroChanged(shown(row))
        macros.drop(tx, macro_id)
        if row.owner_id == macros.SHARED:
            people.record(tx, f"user:{agent.id}", "macro_deleted", f"macro:{row.name}", now, {"steps": row.steps})


def own(tx: Transaction, macro_id: str, agent: Agent) -> Any | None:
    """The row if there is one; another agent's own is nobody's business."""
    row = macros.get(tx, macro_id)
    if row is not None and row.owner_id not in (macros.SHARED, agent.id):
        raise Refused("unknown_macro", Sentence("There is no such macro."), 404)
    return row


def shown(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "steps": list(row.steps),
        "shared": row.owner_id == macros.SHARED,
        "etag": str(row.number),
        "by": row.who,
        "at": row.updated_at,
    }


def _name(written: object) -> str:
    try:
        name = clean(written, LONGEST_NAME)
    except BadText as error:
        told = Sentence("Give the macro a name of at most {longest} characters.", longest=LONGEST_NAME)
        raise NotGood("name", told) from error
    return " ".join(name.split())


def _may_change(agent: Agent, owner_id: int) -> None:
    if owner_id == macros.SHARED and agent.role not in SHARING_ROLES:
        told = Sentence(
            "Only managers and administrators change what everybody uses. Make a macro of your own instead."
        )
        raise Refused("forbidden", told, 403)


def _replies_exist(tx: Transaction, steps: list[dict[str, str]], owner_id: int) -> None:
    """What everybody uses may only say what everybody may say."""
    for number, one in enumerate(steps, 1):
        if one["do"] != "say":
            continue
        reply = canned.get(tx, one["reply"])
        if reply is None or reply.owner_id not in (canned.SHARED, owner_id):
            told = Sentence("Step {number}: choose a canned reply that all who use the macro have.", number=number)
            raise NotGood("steps", told)
