"""What each role may do on the knowledge desk: one table, asked by every door and every use case."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Right(str, Enum):
    READ = "read"  # look at articles, gaps and use; try questions out; export
    PROPOSE = "propose"  # save a draft that an editor has to look at
    WRITE = "write"  # drafts, restoring, discarding, imports, regression questions, looked-at gaps
    PUBLISH = "publish"  # show to customers what somebody else wrote and submitted, send it back, archive
    PUBLISH_ALONE = "publish_alone"  # show to customers also one's own words, and what was not submitted
    OVERRIDE = "override"  # publish although stored questions would fail


_WRITING = frozenset((Right.READ, Right.PROPOSE, Right.WRITE))
RIGHTS: Mapping[str, frozenset[Right]] = {
    "agent": frozenset((Right.READ, Right.PROPOSE)),
    "editor": _WRITING,
    "reviewer": _WRITING | {Right.PUBLISH},
    "manager": frozenset(Right),
    "admin": frozenset(Right),
}
# Where articles are not reviewed, whoever writes them also shows them.
WITHOUT_REVIEW = frozenset((Right.PUBLISH, Right.PUBLISH_ALONE))


def rights_of(role: str, review: bool) -> frozenset[Right]:
    """What the role may do where articles are reviewed, or are not; nothing for a role that is not in the table."""
    rights = RIGHTS.get(role, frozenset())
    return rights if review or Right.WRITE not in rights else rights | WITHOUT_REVIEW
