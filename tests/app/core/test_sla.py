"""Clocks: plain tables for the rules, and properties for what must hold of every course of things."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.hours import DAYS, OpeningHours, parse_hours
from bot.core.service_levels import ClockKind, ClockRules, Level, ServiceLevels
from bot.core.sla import (
    Clock,
    Happened,
    Matter,
    Moment,
    Standing,
    due_at,
    follow,
    left,
    passed,
    run,
    spent,
    standing,
    stop,
    warn_at,
)
from bot.core.words import Nature, Urgency

# Two periods a day, in a zone whose clocks change, over both nights in which they do.
SHOP = parse_hours(
    {day: [["00:30", "02:45"], ["09:00", "12:00"], ["13:30", "18:00"]] for day in DAYS}, "Europe/Berlin", ["2026-10-27"]
)
NEVER = OpeningHours({}, ZoneInfo("Europe/Berlin"))
ALWAYS = parse_hours({day: [["00:00", "24:00"]] for day in DAYS}, "Europe/Berlin")
SPRING = datetime(2026, 3, 28, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
AUTUMN = datetime(2026, 10, 24, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
DAY = 86400.0
MINUTE = 60.0

F, N, R, C = ClockKind
AGENT, CUSTOMER = Happened.AGENT_WROTE, Happened.CUSTOMER_WROTE
moments = st.builds(
    lambda from_, seconds: from_ + seconds, st.sampled_from([SPRING, AUTUMN]), st.integers(0, 4 * int(DAY))
)
targets = st.integers(1, 3000).map(lambda minutes: minutes * MINUTE)


def a_clock(at: float, target: float = 5 * MINUTE, by_wall: bool = False, kind: ClockKind = F) -> Clock:
    return Clock(kind, 1, target, by_wall, started_at=at, since=at)


def starter(target: float = 5 * MINUTE, by_wall: bool = True):  # type: ignore[no-untyped-def]
    return lambda kind, number, at: Clock(kind, number, target, by_wall, started_at=at, since=at)


def course(*happened: tuple[float, Happened], hours: OpeningHours = ALWAYS, call: bool = True) -> dict[str, Clock]:
    """The clocks of a call at moment 0 (or of what was filed then, promised for 600), as first1, next1, …"""
    made = follow(
        Matter(0.0, call, None if call else 600.0), [Moment(at, what) for at, what in happened], starter(), hours
    )
    return {f"{one.kind.value}{one.number}": one for one in made}


# --- Time -----------------------------------------------------------------------------------------


@given(moments, st.integers(0, int(DAY)), st.integers(0, int(2 * DAY)), st.booleans())
@settings(max_examples=200, deadline=None)
def test_an_interval_in_two_parts_counts_as_much_as_whole(at: float, first: int, second: int, by_wall: bool) -> None:
    clock = a_clock(at, by_wall=by_wall)
    middle, end = at + first, at + first + second
    whole = passed(clock, SHOP, at, end)
    assert passed(clock, SHOP, at, middle) + passed(clock, SHOP, middle, end) == pytest.approx(whole)
    assert 0 <= whole <= end - at
    assert spent(run(stop(clock, SHOP, middle), middle), SHOP, end) == pytest.approx(whole)


@given(moments, st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_opening_time_is_counted_minute_by_minute_also_when_the_clocks_change(at: float, minutes: int) -> None:
    at -= at % 60
    zone = ZoneInfo("UTC")
    counted = sum(SHOP.is_open(datetime.fromtimestamp(at + one * MINUTE, zone)) for one in range(minutes))
    assert passed(a_clock(at), SHOP, at, at + minutes * MINUTE) == counted * MINUTE


@given(moments, targets, st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_clock_is_late_just_after_its_due_moment_and_never_before(at: float, target: float, by_wall: bool) -> None:
    clock = a_clock(at, target, by_wall)
    due = due_at(clock, SHOP)
    assert due is not None and due >= at + target - 1e-3
    assert spent(clock, SHOP, due) == pytest.approx(target)
    assert standing(clock, SHOP, due - 1) is Standing.RUNNING
    later = due + DAY
    assert standing(clock, SHOP, later) is Standing.BREACHED
    warned = warn_at(clock, SHOP, ClockRules())
    assert warned is not None and at <= warned <= due


@given(moments, st.lists(st.integers(0, 7200), min_size=1, max_size=8), targets)
@settings(max_examples=100, deadline=None)
def test_what_stands_still_does_not_count_and_time_never_runs_backwards(
    at: float, steps: list[int], target: float
) -> None:
    clock, counted, now = a_clock(at, target, kind=R), 0.0, at
    for number, step in enumerate(steps):
        before, now = spent(clock, SHOP, now), now + step
        if number % 2 == 0:
            counted += passed(clock, SHOP, now - step, now)
            clock = stop(clock, SHOP, now)
        else:
            clock = run(clock, now)
        assert spent(clock, SHOP, now) >= before
        assert spent(clock, SHOP, now) == pytest.approx(counted)
    assert left(clock, SHOP, now) == pytest.approx(target - counted)


happenings = st.lists(
    st.tuples(st.integers(0, int(DAY)), st.sampled_from([one for one in Happened if one is not Happened.PROMISED])),
    max_size=12,
)


@given(moments, happenings, st.booleans())
@settings(max_examples=300, deadline=None)
def test_of_every_course_each_clock_ends_at_most_once_and_never_before_it_began(
    at: float, happened: list[tuple[int, Happened]], call: bool
) -> None:
    happened = sorted(happened, key=lambda one: one[0])
    made = follow(
        Matter(at, call), [Moment(at + after, what) for after, what in happened], starter(3600.0, False), SHOP
    )
    for one in made:
        assert one.started_at >= at and one.spent >= 0
        assert (one.ended_at is None) or (one.since is None and one.ended_at >= one.started_at)
        assert one.spent <= (one.ended_at or at + 2 * DAY) - one.started_at + 1e-6
    for kind in ClockKind:
        alike = [one for one in made if one.kind is kind]
        assert [one.number for one in alike] == list(range(1, len(alike) + 1))
        assert sum(one.ended_at is None for one in alike) <= 1, "two clocks of a kind never run at once"
    # A solution is owed once, and once more each time that the customer says it was none.
    reopened = [what for _, what in happened].count(Happened.REOPENED)
    assert 1 <= len([one for one in made if one.kind is R]) <= 1 + reopened
    assert len([one for one in made if one.kind is F]) == call


@given(moments, happenings, st.integers(0, 12))
@settings(max_examples=150, deadline=None)
def test_a_course_told_in_two_parts_is_the_same_course(
    at: float, happened: list[tuple[int, Happened]], cut: int
) -> None:
    """A word that comes while the customer waits already changes nothing that was measured."""
    told = sorted(happened, key=lambda one: one[0])
    plain = [Moment(at + after, what) for after, what in told]
    begun = [one for one in plain[:cut] if one.what is CUSTOMER]
    doubled = plain[:cut] + begun[-1:] + plain[cut:] if plain[cut - 1 : cut] == begun[-1:] else plain
    start = starter(3600.0, False)
    assert follow(Matter(at, True), doubled, start, SHOP) == follow(Matter(at, True), plain, start, SHOP)


def test_a_watch_that_goes_wrong_does_not_turn_time_back() -> None:
    clocks = course((200, AGENT), (100, CUSTOMER), (260, AGENT))
    assert (clocks["first1"].ended_at, clocks["next1"].started_at, clocks["next1"].spent) == (200, 200, 60)


def test_a_shop_without_hours_counts_by_the_wall_clock() -> None:
    assert due_at(a_clock(SPRING, 300), NEVER) == SPRING + 300


# --- The rules ------------------------------------------------------------------------------------


def test_the_first_answer_ends_the_first_clock_and_each_further_word_has_its_own() -> None:
    clocks = course((100, AGENT), (160, CUSTOMER), (200, CUSTOMER), (250, AGENT), (900, CUSTOMER))
    assert standing(clocks["first1"], ALWAYS, 1000) is Standing.MET and clocks["first1"].spent == 100
    assert clocks["next1"].spent == 90, "from the first unanswered word"
    assert clocks["next2"].since == 900 and standing(clocks["next2"], ALWAYS, 1201) is Standing.BREACHED


def test_the_resolution_waits_while_the_customer_does_not_write() -> None:
    clocks = course((100, AGENT), (5000, CUSTOMER), (5060, AGENT), (9000, Happened.RESOLVED))
    assert clocks["resolution1"].spent == 160
    assert standing(clocks["resolution1"], ALWAYS, 9999) is Standing.MET


def test_late_stays_late() -> None:
    clocks = course((301, AGENT))
    assert standing(clocks["first1"], ALWAYS, 400) is Standing.BREACHED


@pytest.mark.parametrize(
    ("happened", "stands"),
    [
        # Released or nobody came: the first answer is nobody's any more, the solution still ours.
        ([(60, Happened.RELEASED)], {"first1": "void", "resolution1": "running"}),
        ([(60, AGENT), (90, Happened.RELEASED)], {"first1": "met", "resolution1": "running"}),
        # The customer has left the queue: nothing is owed.
        ([(60, Happened.LEFT)], {"first1": "void", "resolution1": "void"}),
        ([(400, Happened.LEFT)], {"first1": "breached", "resolution1": "breached"}),
        # Back in the queue the clocks go on, and the next agent owes a word.
        ([(60, Happened.RETURNED)], {"first1": "running", "resolution1": "running"}),
        ([(60, AGENT), (90, Happened.RETURNED)], {"first1": "met", "next1": "running", "resolution1": "running"}),
        # Silence stops the solution; a word takes it up with what has counted.
        ([(60, AGENT), (90, Happened.WENT_QUIET)], {"first1": "met", "resolution1": "stopped"}),
        (
            [(60, AGENT), (90, Happened.WENT_QUIET), (5000, CUSTOMER)],
            {"first1": "met", "resolution1": "running"},
        ),
        (
            [(60, AGENT), (90, Happened.WENT_QUIET), (5000, CUSTOMER), (5000, Happened.RESUMED)],
            {"first1": "met", "next1": "running", "resolution1": "running"},
        ),
        # Solved without a word here, by phone for instance.
        ([(60, Happened.RESOLVED)], {"first1": "met", "resolution1": "met"}),
    ],
)
def test_where_a_conversation_goes_the_clocks_follow(
    happened: list[tuple[float, Happened]], stands: dict[str, str]
) -> None:
    at = happened[-1][0] + 1
    assert {name: standing(one, ALWAYS, at).value for name, one in course(*happened).items()} == stands


def test_a_promise_is_kept_by_a_word_or_a_call_and_a_new_moment_follows_a_broken_one() -> None:
    assert standing(course((60, AGENT), call=False)["callback1"], ALWAYS, 700) is Standing.MET
    assert standing(course((60, Happened.CALLED_BACK), call=False)["callback1"], ALWAYS, 700) is Standing.MET
    told = [Moment(601, Happened.PROMISED, 1200.0), Moment(700, Happened.PROMISED, 1200.0), Moment(1100, AGENT)]
    made = follow(Matter(0, False, 600.0), told, starter(), ALWAYS)
    promises = [one for one in made if one.kind is C]
    assert [standing(one, ALWAYS, 1300) for one in promises] == [Standing.BREACHED, Standing.MET]


def test_a_promised_moment_is_not_moved_by_opening_hours() -> None:
    late = datetime(2026, 5, 4, 20, 0, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    (_, promise) = follow(Matter(late, False, late + 600), [], starter(by_wall=False), SHOP)
    assert due_at(promise, SHOP) == late + 600 and left(promise, SHOP, late) == 600
    assert standing(promise, SHOP, late + 601) is Standing.BREACHED


@pytest.mark.parametrize(
    ("minutes", "warned"), [(1, 0.8), (5, 4), (10, 5), (20, 15), (60, 48), (1440, 1152)]
)  # fmt: skip
def test_it_warns_after_most_of_the_time_and_in_time_to_act(minutes: float, warned: float) -> None:
    assert warn_at(a_clock(0, minutes * 60, True), ALWAYS, ClockRules()) == pytest.approx(warned * 60)


# --- The levels -----------------------------------------------------------------------------------


def test_the_norms_and_what_managers_change() -> None:
    levels = ServiceLevels()
    first = [levels.minutes(F, urgency.value, "consult") for urgency in Urgency]
    assert first == [1, 1, 5, 5]
    complaint = [levels.minutes(kind, "normal", Nature.COMPLAINT.value) for kind in ClockKind]
    assert complaint == [5, 5, 24 * 60, 60]
    changed = ServiceLevels(
        {Level(F, "", "normal"): 3, Level(F, "fault", "normal"): 2, Level(F, "", "normal", "vip"): 1}
    )
    assert changed.minutes(F, "normal", "consult") == 3 and changed.minutes(F, "normal", "fault") == 2
    assert changed.minutes(F, "normal", "complaint") == 5, "a nature with its own cell does not follow all natures"
    assert changed.minutes(F, "normal", "consult", "vip") == 1 and changed.minutes(N, "normal", "consult", "vip") == 5


@pytest.mark.parametrize("clock", list(ClockKind))
def test_danger_runs_by_the_wall_clock_and_the_resolution_by_default(clock: ClockKind) -> None:
    assert ClockRules().by_wall(clock, "critical")
    assert ClockRules().by_wall(clock, "normal") is (clock is R)
    assert timedelta(seconds=passed(a_clock(SPRING, by_wall=True), SHOP, SPRING, SPRING + DAY)) == timedelta(days=1)
