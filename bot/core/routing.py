"""Who of the agents gets a waiting customer: plain values and pure functions. Times in seconds, people by user id.

Weights are whole numbers: what a conversation takes of an agent's capacity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.core.words import Urgency

LANGUAGES = ("zh", "en")


class Mode(str, Enum):
    """PICK: everybody sees who waits and takes; the list names the one chosen. PUSH: one agent after the other is asked."""

    PICK = "pick"
    PUSH = "push"


@dataclass(frozen=True)
class RoutingRules:
    """Seconds, and weights; the names are those of the settings (`mode` is `routing` there)."""

    mode: Mode = Mode.PICK
    # How long one agent is asked before the next one is.
    offer_timeout: int = 30
    # Since the call: from then on the language is enough, and from then on anybody is.
    skill_wait: int = 120
    language_wait: int = 300
    # Who waits beyond the promised first reply rises one class of the queue each time this is over.
    ageing_step: int = 600
    critical_weight: int = 2


class Fit(int, Enum):
    """How well somebody suits a matter; the lower the better."""

    SKILLED = 0
    LANGUAGE = 1
    ANYBODY = 2


class Objection(str, Enum):
    """Why somebody should not be given a matter."""

    AWAY = "away"
    FULL = "full"
    LANGUAGE = "language"
    SKILL = "skill"


@dataclass(frozen=True)
class Candidate:
    """An agent at one moment. `load` and `capacity` are weights; `assigned_at` is the last time one was given work."""

    id: int
    online: bool
    languages: frozenset[str]
    skills: frozenset[str]
    capacity: int
    load: int = 0
    assigned_at: float = 0.0
    # Is being asked about another customer; meanwhile only danger is offered beside it.
    asked: bool = False


@dataclass(frozen=True)
class Matter:
    """What waits. `needs` are those of its tags that are a skill of somebody; `waited` counts from the call."""

    language: str
    needs: frozenset[str] = frozenset()
    urgency: Urgency = Urgency.NORMAL
    waited: float = 0.0
    dedicated: int | None = None
    former: int | None = None
    # Who was asked already and did not take it, or had it and was silent.
    passed_by: frozenset[int] = frozenset()


def weight_of(urgency: Urgency, rules: RoutingRules) -> int:
    return rules.critical_weight if urgency is Urgency.CRITICAL else 1


def needs_of(tags: Iterable[str], skills: Collection[str]) -> frozenset[str]:
    """A tag asks for a skill only where somebody has that skill: a shop without skills needs none."""
    return frozenset(tag_of(one) for one in tags) & frozenset(skills)


def tag_of(text: str) -> str:
    """Skills and tags are compared without regard to capitals and outer blanks."""
    return text.strip().lower()


def fit_of(one: Candidate, matter: Matter) -> Fit:
    """Of several skills that a matter needs one is enough: few agents have all."""
    if matter.language not in one.languages:
        return Fit.ANYBODY
    return Fit.SKILLED if not matter.needs or one.skills & matter.needs else Fit.LANGUAGE


def has_room(one: Candidate) -> bool:
    """A hand free is enough, also for danger, which weighs more: while it waited for two, light matters would take each."""
    return one.load < one.capacity


def widest(matter: Matter, candidates: Iterable[Candidate], rules: RoutingRules) -> Fit:
    """How far the search goes by now. It waits only for somebody who is there; danger does not wait at all."""
    if matter.urgency is Urgency.CRITICAL or matter.waited >= rules.language_wait:
        return Fit.ANYBODY
    patient = Fit.LANGUAGE if matter.waited >= rules.skill_wait else Fit.SKILLED
    best = min((fit_of(one, matter) for one in candidates if one.online), default=Fit.ANYBODY)
    return max(patient, best)


def who_could(matter: Matter, candidates: Sequence[Candidate], rules: RoutingRules) -> list[Candidate]:
    """Those online whom this matter may go to by now, with a hand free or not: what a promise may count on."""
    limit = widest(matter, candidates, rules)
    known = (matter.dedicated, matter.former)
    return [one for one in candidates if one.online and (fit_of(one, matter) <= limit or one.id in known)]


def ranked(matter: Matter, candidates: Sequence[Candidate], rules: RoutingRules) -> list[Candidate]:
    """Who may be given it now, the best first; empty when nobody may.

    The dedicated agent of the customer, then the one of last time, then the best fit; among equals the least part of
    the capacity in use, then who has waited longest for work.
    """
    free = [
        one
        for one in who_could(matter, candidates, rules)
        if has_room(one) and one.id not in matter.passed_by and (not one.asked or matter.urgency is Urgency.CRITICAL)
    ]

    def key(one: Candidate) -> tuple[bool, bool, Fit, float, float, int]:
        return (
            one.id != matter.dedicated,
            one.id != matter.former,
            fit_of(one, matter),
            one.load / one.capacity,
            one.assigned_at,
            one.id,
        )

    return sorted(free, key=key)


def choose(matter: Matter, candidates: Sequence[Candidate], rules: RoutingRules) -> Candidate | None:
    return next(iter(ranked(matter, candidates, rules)), None)


def may_take(one: Candidate, matter: Matter, rules: RoutingRules) -> Objection | None:
    """Why this one should not be given it, None when nothing speaks against it. For who chooses by hand."""
    if not one.online:
        return Objection.AWAY
    if not has_room(one):
        return Objection.FULL
    if one.id == matter.dedicated:
        return None
    return {Fit.ANYBODY: Objection.LANGUAGE, Fit.LANGUAGE: Objection.SKILL, Fit.SKILLED: None}[fit_of(one, matter)]
