"""What each role may do on the knowledge desk: one table, asked by every door and every use case."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Right(str, Enum):
    READ = "read"  # look at articles, gaps and use; try questions out; export
    PROPOSE = "propose"  # save a draft that an editor has to look at
    WRITE = "write"  # drafts, restoring, discarding, imports, regression questions, looked-at gaps
    PUBLISH = "publish"  # show drafts to customers, and take articles off the shelf
    OVERRIDE = "override"  # publish although stored questions would fail


_WRITING = (Right.READ, Right.PROPOSE, Right.WRITE)
RIGHTS: Mapping[str, frozenset[Right]] = {
    "agent": frozenset((Right.READ, Right.PROPOSE)),
    "editor": frozenset((*_WRITING, Right.PUBLISH)),
    "manager": frozenset(Right),
    "admin": frozenset(Right),
}


def rights_of(role: str) -> frozenset[Right]:
    """Nothing for a role that is not in the table."""
    return RIGHTS.get(role, frozenset())
