"""Who gets whom, and who comes next: plain tables."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from bot import settings as configuration
from bot.core.queue_order import queue_key, waiting_class
from bot.core.routing import (
    Candidate,
    Matter,
    Mode,
    Objection,
    RoutingRules,
    choose,
    has_room,
    may_take,
    needs_of,
    ranked,
    who_could,
)
from bot.core.words import Urgency
from bot.settings import SettingsError

RULES = RoutingRules(skill_wait=120, language_wait=300, ageing_step=600)
BOTH = frozenset(("zh", "en"))


def agent(number: int, languages: str = "zh en", skills: str = "", **more: object) -> Candidate:
    values = {"online": True, "capacity": 3, **more}
    return Candidate(number, languages=frozenset(languages.split()), skills=frozenset(skills.split()), **values)  # type: ignore[arg-type]


ZH = agent(1, "zh")
EN = agent(2, "en")
REPAIRS = agent(3, "zh", "repair")
FAULT = Matter("zh", frozenset(("repair",)))


@pytest.mark.parametrize(
    ("matter", "there", "best"),
    [
        # Language, then skill.
        (Matter("en"), [ZH, EN], 2),
        (FAULT, [ZH, EN, REPAIRS], 3),
        (FAULT, [ZH, agent(4, "zh", "repair returns", load=2)], 4),
        # A busy specialist is waited for, for a while; then the language is enough, then anybody is.
        (FAULT, [ZH, EN, replace(REPAIRS, load=3)], None),
        (replace(FAULT, waited=119), [ZH, EN, replace(REPAIRS, load=3)], None),
        (replace(FAULT, waited=120), [ZH, EN, replace(REPAIRS, load=3)], 1),
        (replace(FAULT, waited=299), [replace(ZH, load=3), EN, replace(REPAIRS, load=3)], None),
        (replace(FAULT, waited=300), [replace(ZH, load=3), EN, replace(REPAIRS, load=3)], 2),
        # A specialist with a hand free stays the first choice however long it took.
        (replace(FAULT, waited=900), [ZH, EN, replace(REPAIRS, load=2)], 3),
        # Nobody waits for somebody who is not there.
        (FAULT, [ZH, EN, replace(REPAIRS, online=False)], 1),
        (FAULT, [EN, replace(ZH, online=False)], 2),
        (FAULT, [replace(ZH, online=False)], None),
        (FAULT, [], None),
        # Danger does not wait for the right person either, but prefers the right one.
        (replace(FAULT, urgency=Urgency.CRITICAL), [EN, replace(REPAIRS, load=3)], 2),
        (replace(FAULT, urgency=Urgency.CRITICAL), [EN, replace(REPAIRS, load=1)], 3),
        (replace(FAULT, urgency=Urgency.CRITICAL), [EN, replace(REPAIRS, load=2)], 3),
        # The dedicated agent, then the one of last time, whatever they can; where they have room.
        (Matter("zh", dedicated=2, former=1), [ZH, EN, REPAIRS], 2),
        (Matter("zh", dedicated=2, former=1), [ZH, replace(EN, load=3), REPAIRS], 1),
        (Matter("zh", dedicated=2, former=1), [replace(ZH, online=False), replace(EN, online=False), REPAIRS], 3),
        # The least part of the capacity in use, not the least number.
        (Matter("zh"), [agent(5, load=2, capacity=3), agent(6, load=3, capacity=6)], 6),
        # Among equals who has waited longest for work.
        (Matter("zh"), [agent(5, assigned_at=50), agent(6, assigned_at=40), agent(7, assigned_at=60)], 6),
        # Who was asked already is left out, and who is being asked about somebody else.
        (Matter("zh", passed_by=frozenset((6,))), [agent(5, load=2), agent(6)], 5),
        (Matter("zh"), [agent(5, load=2), agent(6, asked=True)], 5),
        (Matter("zh", urgency=Urgency.CRITICAL), [agent(5, load=2), agent(6, asked=True)], 6),
    ],
)
def test_the_right_one_is_chosen(matter: Matter, there: list[Candidate], best: int | None) -> None:
    for some in itertools.permutations(there):
        found = choose(matter, some, RULES)
        assert (found.id if found else None) == best


def test_one_hand_free_is_enough_also_for_danger() -> None:
    assert has_room(agent(1, capacity=1)) and has_room(agent(1, capacity=2, load=1))
    assert not has_room(agent(1, capacity=2, load=2)) and not has_room(agent(1, capacity=2, load=3))


def test_a_promise_counts_on_those_it_may_go_to() -> None:
    full = replace(REPAIRS, load=3)
    assert [one.id for one in who_could(FAULT, [ZH, EN, full], RULES)] == [3]
    assert [one.id for one in who_could(replace(FAULT, waited=121), [ZH, EN, full], RULES)] == [1, 3]
    assert ranked(FAULT, [ZH, EN, full], RULES) == []


@pytest.mark.parametrize(
    ("one", "matter", "why"),
    [
        (REPAIRS, FAULT, None),
        (replace(REPAIRS, online=False), FAULT, Objection.AWAY),
        (replace(REPAIRS, load=3), FAULT, Objection.FULL),
        (EN, FAULT, Objection.LANGUAGE),
        (ZH, FAULT, Objection.SKILL),
        (EN, replace(FAULT, dedicated=2), None),
    ],
)
def test_what_speaks_against_somebody(one: Candidate, matter: Matter, why: Objection | None) -> None:
    assert may_take(one, matter, RULES) is why


def test_only_skills_that_somebody_has_are_needed() -> None:
    assert needs_of([" Fault", "asked", "Washer"], {"fault", "washer", "returns"}) == {"fault", "washer"}
    assert needs_of(["fault"], set()) == frozenset()


CRITICAL, HIGH, NORMAL, LOW = range(4)


def test_the_queue_danger_then_vip_then_urgency_then_the_promise() -> None:
    now = 1000.0
    # (urgency, vip, returned, due, asked): in the order wanted.
    wanted = [
        (CRITICAL, False, False, 1060, 1000),
        (HIGH, True, False, 1060, 1000),
        (NORMAL, True, False, 1300, 1000),
        (LOW, True, False, 1100, 800),
        (HIGH, False, False, 1060, 1000),
        (NORMAL, False, True, 1250, 950),
        (NORMAL, False, False, 1200, 900),
        (NORMAL, False, False, 1300, 900),
        (NORMAL, False, False, 1300, 990),
        (LOW, False, False, 1010, 100),
    ]
    for shuffled in (wanted[::-1], wanted[3:] + wanted[:3]):
        found = sorted(shuffled, key=lambda one: queue_key(*one, 1, now, RULES.ageing_step))
        assert found == wanted


def test_who_waits_beyond_the_promise_rises_but_not_into_danger() -> None:
    classes = [waiting_class(LOW, False, 0, late * 600, 600) for late in range(8)]
    assert classes == [6, 5, 4, 3, 2, 1, 1, 1]
    assert waiting_class(CRITICAL, False, 1e9, 0, 600) == 0
    # However many of the most urgent VIPs keep coming, after five steps nobody who asks later is ahead.
    late = queue_key(LOW, False, False, 300, 0, 1, 300 + 5 * 600, 600)
    assert late < queue_key(HIGH, True, False, 3360, 3300, 2, 3300, 600)


def test_file_and_environment_set_the_routing(tmp_path: Path) -> None:
    (tmp_path / "settings.yml").write_text("routing: push\nskill_wait: 30\nlanguage_wait: 60\n", "utf-8")
    found = configuration.load(tmp_path, {"SUPPORTBOT_OFFER_TIMEOUT": "20", "SUPPORTBOT_CRITICAL_WEIGHT": "3"}).routing
    assert found == RoutingRules(Mode.PUSH, 20, 30, 60, 600, 3)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("routing: shove", "routing is 'shove'; write one of pick, push."),
        ("offer_timeout: 1", "offer_timeout is 1; write whole seconds from 5 to 2592000."),
        ("critical_weight: 0", "critical_weight is 0; write a whole number from 1."),
        (
            "skill_wait: 400",
            "language_wait is 300 and skill_wait is 400; language_wait must not be the shorter one.",
        ),
    ],
)
def test_rules_that_cannot_be_are_refused_in_one_sentence(tmp_path: Path, line: str, complaint: str) -> None:
    (tmp_path / "settings.yml").write_text(line, "utf-8")
    with pytest.raises(SettingsError) as refused:
        configuration.load(tmp_path, {})
    assert str(refused.value) == complaint
