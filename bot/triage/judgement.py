"""What triage says about a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """A level or label, how sure it is (0 to 1), and the words or facts that decided it."""

    level: str
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    text: str
    language: str
    urgency: Verdict
    nature: Verdict
    complexity: Verdict
    wants_person: bool
    person_confidence: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "language": self.language,
            "urgency": _shown(self.urgency, "level"),
            "nature": _shown(self.nature, "label"),
            "complexity": _shown(self.complexity, "level"),
            "wants_person": self.wants_person,
            "wants_person_confidence": self.person_confidence,
        }


def _shown(verdict: Verdict, name: str) -> dict[str, Any]:
    return {name: verdict.level, "confidence": verdict.confidence, "reasons": list(verdict.reasons)}
