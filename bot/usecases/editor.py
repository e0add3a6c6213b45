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
    Right.OVERRIDE: "Only a manager may publish over failing questions.",
}


class Forbidden(Refused):
    """403: another role has to do it; the sentence says which."""

    def __init__(self, right: Right) -> None:
        super().__init__("forbidden", _WHY_NOT[right], 403)


@dataclass(frozen=True)
class Editor:
    login: str
    name: str
    role: str

    @property
    def who(self) -> str:
        return f"{self.name} ({self.login})"

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.role)

    def may(self, right: Right) -> bool:
        return right in self.rights

    def needs(self, right: Right) -> None:
        """Forbidden unless the table gives this right."""
        if right not in self.rights:
            raise Forbidden(right)
