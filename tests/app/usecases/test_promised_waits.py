"""What customers were promised in the queue is kept, and held against when they were taken."""

from __future__ import annotations

from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, claim
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import leave_queue
from bot.usecases.promised_waits import promises_kept
from bot.usecases.receive import start_conversation
from tests.app.usecases.conftest import NOON
from tests.app.usecases.test_all_busy import calls, is_now


def test_promises_are_judged_by_the_clock(store: Store, bell: Bell, rules: DeskRules, wang: Agent) -> None:
    in_time, late, gave_up, left_early, waiting = (calls(store, bell, rules) for _ in range(5))
    highest = max(outcome.wait[1] for _, outcome in (in_time, late, gave_up, waiting) if outcome.wait)
    is_now(store, wang, "busy")
    unpromised, outcome = calls(store, bell, rules)
    assert outcome.wait is None
    taken_over = start_conversation(store, "web", "zh", NOON)
    claim(store, bell, rules, taken_over, wang, NOON)
    low, high = in_time[1].wait or (0, 0)
    claim(store, bell, rules, in_time[0], wang, NOON + 60 * (low + high) / 2)
    claim(store, bell, rules, unpromised, wang, NOON + 60)
    leave_queue(store, bell, left_early[0], NOON + 30)
    leave_queue(store, bell, gave_up[0], NOON + 60 * (highest + 1))
    claim(store, bell, rules, late[0], wang, NOON + 60 * (highest + 10))
    found = promises_kept(store, 28, NOON + 60 * (highest + 11))
    assert (found.customers, found.without_promise, found.undecided, found.judged) == (6, 1, 1, 4)
    assert (found.within, found.below, found.above) == (0.25, 0.0, 0.75)
    assert found.error is not None and found.error > 0
    assert promises_kept(store, 1, NOON + 2 * 86400).customers == 0, "of the last day only"
