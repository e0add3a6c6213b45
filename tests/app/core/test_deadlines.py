"""Which deadlines there are at which moment: plain tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import settings as configuration
from bot.core import deadlines
from bot.core.deadlines import Deadline, Patience
from bot.core.life import STEPS, Event, Guard, State, step
from bot.settings import SettingsError
from bot.usecases import timeouts

T = Patience(10, 20, 30, 1, 2, 3, 4, 90, 500)
PROJECT = Path(__file__).resolve().parents[3]


def test_each_moment_has_its_deadlines() -> None:
    assert deadlines.while_waiting(T, 100) == {
        Deadline.CLAIM: 110,
        Deadline.WAITING_LONG: 120,
        Deadline.NOBODY_CAME: 130,
    }
    assert deadlines.while_agent_owes(T, 100) == {Deadline.AGENT_REMINDED: 101, Deadline.AGENT_SILENT: 102}
    assert deadlines.while_customer_owes(T, 100) == {Deadline.CUSTOMER_REMINDED: 103, Deadline.CUSTOMER_SILENT: 104}
    assert deadlines.gone_at(T, 100) == 190 and deadlines.next_alarm(T, 100) == 110
    assert deadlines.may_resume(T, 100, 600) and not deadlines.may_resume(T, 100, 601)


def test_every_deadline_has_a_step() -> None:
    assert set(timeouts.STEPS) == set(Deadline)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("claim_timeout: soon", "claim_timeout is 'soon'; write whole seconds from 1 to 2592000."),
        ("customer_silent_timeout: 0", "customer_silent_timeout is 0; write whole seconds from 1 to 2592000."),
        ("agent_gone_timeout: 20", "agent_gone_timeout is 20; write whole seconds from 45 to 2592000."),
        (
            "claim_timeout: 600",
            "waiting_again_timeout is 600 and claim_timeout is 600; waiting_again_timeout must be the longer one.",
        ),
        (
            "agent_silent_timeout: 60",
            "agent_silent_timeout is 60 and agent_reminder_timeout is 120; agent_silent_timeout must be the longer one.",
        ),
    ],
)
def test_a_patience_that_cannot_be_is_refused_in_one_sentence(tmp_path: Path, line: str, complaint: str) -> None:
    (tmp_path / "settings.yml").write_text(line, "utf-8")
    with pytest.raises(SettingsError) as refused:
        configuration.load(tmp_path, {})
    assert str(refused.value) == complaint


def test_file_and_environment_set_the_patience(tmp_path: Path) -> None:
    (tmp_path / "settings.yml").write_text("claim_timeout: 7\nreopen_within: 60", "utf-8")
    found = configuration.load(tmp_path, {"SUPPORTBOT_AGENT_SILENT_TIMEOUT": "121"}).patience
    assert (found.claim_timeout, found.reopen_within, found.agent_silent_timeout) == (7, 60, 121)
    assert found.customer_silent_timeout == 1800


def test_the_drawing_is_the_table() -> None:
    text = (
        (PROJECT / "docs" / "conversation.md").read_text("utf-8").partition("\n## Who speaks")[2].partition("\n## ")[0]
    )
    drawn = set(re.findall(r"^    (\w+) --> (\w+): (\w+)", text, re.M))
    assert drawn == {(state.value, taken.to.value, event.value) for (state, event), taken in STEPS.items()}


def test_guards_forbid_their_steps() -> None:
    assert step(State.QUEUED, Event.NOBODY_CAME) and not step(State.QUEUED, Event.NOBODY_CAME, danger=True)
    assert step(State.ASSIGNED, Event.RESOLVED, is_holder=True) and not step(State.ASSIGNED, Event.RESOLVED)
    assert step(State.BOT, Event.RESUMED, same=True) and not step(State.BOT, Event.RESUMED)
    assert step(State.ASSIGNED, Event.CLAIMED) is None and step(State.CLOSED, Event.CALLED) is None
    assert {taken.guard for taken in STEPS.values()} == {None, *Guard}


def test_whoever_had_nobody_before_ends_or_returns_a_handoff_at_each_way_out() -> None:
    for (state, event), taken in STEPS.items():
        assert (taken.ends is not None) == (taken.to is State.BOT)
        returns = (state is State.ASSIGNED and taken.to is State.QUEUED) or event is Event.REOPENED
        assert (taken.returns is not None) == returns
