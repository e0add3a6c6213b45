"""Clocks of one matter: a list of what happened becomes clocks, and each of them has a standing at any moment.

Moments are UTC seconds, times are seconds. Nothing here knows the database; docs/service-levels.md tells the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from enum import Enum

from bot.core.hours import OpeningHours
from bot.core.service_levels import ClockKind, ClockRules


class Happened(str, Enum):
    CUSTOMER_WROTE = "customer_wrote"
    AGENT_WROTE = "agent_wrote"
    # Back in the queue: the next agent owes a word.
    RETURNED = "returned"
    # The customer was told a moment by which somebody gets in touch.
    PROMISED = "promised"
    CALLED_BACK = "called_back"
    # Back to the bot; the matter stays open.
    RELEASED = "released"
    # The customer would rather go on with the bot.
    LEFT = "left"
    # The customer was silent for long: the talk ended.
    WENT_QUIET = "went_quiet"
    # A word after that silence, and the same agent goes on.
    RESUMED = "resumed"
    RESOLVED = "resolved"
    # The customer says that it is not: people owe a word and the solution anew.
    REOPENED = "reopened"


@dataclass(frozen=True)
class Moment:
    """`due` is the promised moment, of PROMISED only."""

    at: float
    what: Happened
    due: float | None = None


class Standing(str, Enum):
    RUNNING = "running"
    STOPPED = "stopped"
    MET = "met"
    BREACHED = "breached"
    # Over before anybody could keep or break it: the customer left, or the bot took over again.
    VOID = "void"


@dataclass(frozen=True)
class Clock:
    """One clock as it was left by the last thing that happened.

    `target`: seconds that may count. `spent`: seconds that counted until it last stopped. `since`: runs since then,
    None while it stands or is over. `fixed`: a promised moment, which no opening hour moves. `number`: from 1, within
    its kind.
    """

    kind: ClockKind
    number: int
    target: float
    by_wall: bool
    started_at: float
    since: float | None
    spent: float = 0.0
    fixed: float | None = None
    ended_at: float | None = None
    # Over, although what it waited for did not happen.
    unanswered: bool = False


def passed(clock: Clock, hours: OpeningHours, start: float, end: float) -> float:
    """Seconds between the two moments that count for this clock."""
    if end <= start:
        return 0.0
    if _by_wall(clock, hours):
        return end - start
    return hours.open_time_between(_moment(start), _moment(end)).total_seconds()


def spent(clock: Clock, hours: OpeningHours, at: float) -> float:
    """Seconds that have counted until `at`, which is not before the last thing that happened."""
    return clock.spent + (passed(clock, hours, clock.since, at) if clock.since is not None else 0.0)


def left(clock: Clock, hours: OpeningHours, at: float) -> float:
    """Seconds that may still count; below zero when it is late. Of a promised moment the time until then."""
    if clock.fixed is not None:
        return clock.fixed - (clock.ended_at if clock.ended_at is not None else at)
    return clock.target - spent(clock, hours, at)


def due_at(clock: Clock, hours: OpeningHours) -> float | None:
    """When it is breached unless something happens; None while it stands or is over."""
    return None if clock.since is None else _reaches(clock, hours, clock.target)


def warn_at(clock: Clock, hours: OpeningHours, rules: ClockRules) -> float | None:
    """When it is time to hurry: after `warn_percent` of the time, and of longer times `warn_minutes` before the end."""
    if clock.since is None:
        return None
    before = clock.target * rules.warn_percent / 100
    ahead = rules.warn_minutes * 60.0
    # Of five minutes "five minutes before" would be the beginning.
    if clock.target >= 2 * ahead:
        before = min(before, clock.target - ahead)
    if clock.fixed is not None:
        return max(clock.started_at, clock.fixed - (clock.target - before))
    return _reaches(clock, hours, before)


def standing(clock: Clock, hours: OpeningHours, at: float) -> Standing:
    """Late is late for ever, also when it was met after that."""
    remains = left(clock, hours, at)
    if remains < 0 or (clock.unanswered and remains == 0):
        return Standing.BREACHED
    if clock.ended_at is not None:
        return Standing.VOID if clock.unanswered else Standing.MET
    return Standing.STOPPED if clock.since is None else Standing.RUNNING


def stop(clock: Clock, hours: OpeningHours, at: float) -> Clock:
    return clock if clock.since is None else replace(clock, spent=spent(clock, hours, at), since=None)


def run(clock: Clock, at: float) -> Clock:
    return clock if clock.since is not None or clock.ended_at is not None else replace(clock, since=at)


@dataclass(frozen=True)
class Matter:
    """What the clocks are about. A call for a person waits for a first answer; what was filed has only a promise."""

    began_at: float
    is_call: bool
    # The moment that was told when it was filed.
    promised: float | None = None


# (kind, number, when it starts) → a clock that runs from then on.
Starter = Callable[[ClockKind, int, float], Clock]


def follow(matter: Matter, moments: Iterable[Moment], start: Starter, hours: OpeningHours) -> tuple[Clock, ...]:
    """The clocks of a matter after everything that happened, in the order in which they started."""
    course = _Course(start, hours, matter.is_call)
    at = matter.began_at
    if matter.is_call:
        course.begin(ClockKind.FIRST, at)
    course.begin(ClockKind.RESOLUTION, at)
    if matter.promised is not None:
        course.promise(at, matter.promised)
    for one in moments:
        # Two processes' watches may differ by a little; a clock never runs backwards.
        at = max(at, one.at)
        course.take(one, at)
    return tuple(course.clocks)


@dataclass
class _Course:
    start: Starter
    hours: OpeningHours
    # Whether the customer of this matter is with people, or waits for them.
    with_people: bool
    clocks: list[Clock] = field(default_factory=list)
    quiet: bool = False
    solved: bool = False

    def begin(self, kind: ClockKind, at: float) -> None:
        self.clocks.append(self.start(kind, 1 + sum(one.kind is kind for one in self.clocks), at))

    def promise(self, at: float, due: float) -> None:
        running = self._open(ClockKind.CALLBACK)
        if running is not None and running.fixed == due:
            return
        if running is not None:
            self._end(ClockKind.CALLBACK, at, unanswered=True)
        self.begin(ClockKind.CALLBACK, at)
        self._change(ClockKind.CALLBACK, lambda one: replace(one, fixed=due, target=passed(one, self.hours, at, due)))

    def take(self, moment: Moment, at: float) -> None:
        what = moment.what
        if what is Happened.CUSTOMER_WROTE:
            self._change(ClockKind.RESOLUTION, lambda one: run(one, at))
            if self.with_people:
                self._owe_a_word(at)
        elif what is Happened.AGENT_WROTE:
            for kind in (ClockKind.FIRST, ClockKind.NEXT, ClockKind.CALLBACK):
                self._end(kind, at)
            self._change(ClockKind.RESOLUTION, lambda one: stop(one, self.hours, at))
        elif what is Happened.RETURNED and self.with_people:
            self._change(ClockKind.RESOLUTION, lambda one: run(one, at))
            self._owe_a_word(at)
        elif what is Happened.PROMISED and moment.due is not None:
            self.promise(at, moment.due)
        elif what is Happened.CALLED_BACK:
            self._end(ClockKind.CALLBACK, at)
        elif what is Happened.RESOLVED:
            self.with_people, self.solved = False, True
            for kind in ClockKind:
                self._end(kind, at)
        elif what is Happened.REOPENED and self.solved:
            self.with_people, self.quiet, self.solved = True, False, False
            self.begin(ClockKind.RESOLUTION, at)
            self._owe_a_word(at)
        elif what is Happened.RESUMED and self.quiet:
            self.with_people, self.quiet = True, False
            self._change(ClockKind.RESOLUTION, lambda one: run(one, at))
            self._owe_a_word(at)
        elif self.with_people and what in (Happened.RELEASED, Happened.LEFT, Happened.WENT_QUIET):
            self._leave_people(what, at)

    def _leave_people(self, what: Happened, at: float) -> None:
        self.with_people = False
        for kind in (ClockKind.FIRST, ClockKind.NEXT):
            self._end(kind, at, unanswered=True)
        if what is Happened.LEFT:
            for kind in (ClockKind.RESOLUTION, ClockKind.CALLBACK):
                self._end(kind, at, unanswered=True)
        elif what is Happened.WENT_QUIET:
            self.quiet = True
            self._change(ClockKind.RESOLUTION, lambda one: stop(one, self.hours, at))
        else:
            # The solution is still ours to bring.
            self._change(ClockKind.RESOLUTION, lambda one: run(one, at))

    def _owe_a_word(self, at: float) -> None:
        """Only the first unanswered word starts it: who writes more must not wait longer."""
        if self._open(ClockKind.FIRST) is None and self._open(ClockKind.NEXT) is None:
            self.begin(ClockKind.NEXT, at)

    def _open(self, kind: ClockKind) -> Clock | None:
        return next((one for one in self.clocks if one.kind is kind and one.ended_at is None), None)

    def _change(self, kind: ClockKind, change: Callable[[Clock], Clock]) -> None:
        self.clocks = [change(one) if one.kind is kind and one.ended_at is None else one for one in self.clocks]

    def _end(self, kind: ClockKind, at: float, unanswered: bool = False) -> None:
        def over(clock: Clock) -> Clock:
            return replace(stop(clock, self.hours, at), ended_at=at, unanswered=unanswered)

        self._change(kind, over)


def _by_wall(clock: Clock, hours: OpeningHours) -> bool:
    # In a shop without hours opening time would stand still for ever.
    return clock.by_wall or hours.never_opens


def _reaches(clock: Clock, hours: OpeningHours, counted: float) -> float:
    """When `counted` seconds have counted; the clock runs."""
    assert clock.since is not None
    if clock.fixed is not None:
        return clock.fixed
    ahead = max(0.0, counted - clock.spent)
    if _by_wall(clock, hours):
        return clock.since + ahead
    return hours.after_open_time(_moment(clock.since), timedelta(seconds=ahead)).timestamp()


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, timezone.utc)
