"""Somebody at the knowledge desk, and what they may do there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.rights import Right, rights_of
from bot.usecases.receive import Refused

_WHY_NOT = {
    Right.READ: "Your account has no access to the knowledge desk.",
    Right.PROPOSE: "Your account may read the articles only. Ask an editor to change them.",
    Right.WRITE: "Your role may propose changes; an editor decides about them.",
    Right.PUBLISH: "Your role may propose changes; an editor publishes them.",
    Right.PUBLISH_ALONE: "Articles are reviewed here. Import without publishing, and submit the drafts for review.",
    Right.OVERRIDE: "Only a manager may publish over failing questions.",
}


class Forbidden(Refused):
    """403: another role has to do it; the sentence says which."""

    def __init__(self, right: Right) -> None:
        super().__init__("forbidden", _WHY_NOT[right], 403)


class NeedsReview(Refused):
    """403: customers see only what a second person has looked at."""

    def __init__(self) -> None:
        super().__init__(
            "needs_review",
            "Articles are reviewed here. Submit the draft for review; a reviewer or manager publishes and archives.",
            403,
        )


class OwnWords(Refused):
    """403: the second person must be another one."""

    def __init__(self) -> None:
        super().__init__(
            "own_words", "You wrote this last yourself. Ask another reviewer or a manager to publish it.", 403
        )


@dataclass(frozen=True)
class Editor:
    login: str
    name: str
    role: str
    # Whether articles are reviewed in this installation.
    review: bool = False

    @property
    def who(self) -> str:
        return f"{self.name} ({self.login})"

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.role, self.review)

    def may(self, right: Right) -> bool:
        return right in self.rights

    def needs(self, right: Right) -> None:
        """Refused unless the table gives this right."""
        if right in self.rights:
            return
        # Who writes needs to know the way, not only that the door is shut.
        raise NeedsReview() if right is Right.PUBLISH and self.may(Right.WRITE) else Forbidden(right)

    def wrote(self, who: str | None) -> bool:
        """Whether `who` of a draft or revision is this person; names may change, logins do not."""
        return who is not None and who.endswith(f"({self.login})")

    def may_show(self, state: str | None, writer: str | None) -> None:
        """Refused unless customers may see this draft by this person's word; `state` is the draft's, None without one."""
        self.needs(Right.PUBLISH)
        if self.may(Right.PUBLISH_ALONE):
            return
        if state != "review":
            raise Refused("not_in_review", "This was not submitted for review. Submit it first.", 409)
        if self.wrote(writer):
            raise OwnWords()
