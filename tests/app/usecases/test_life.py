"""The real use cases on a real database against a simple model: whatever customers, agents, bot and clock do.

Never two speakers and never none, one open handoff at most, each change of owner one epoch, each accepted message stored,
each deadline fired once, late turns of the bot dropped. SUPPORTBOT_LIFE=2000x50 runs 2,000 lives of 50 steps.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.core.deadlines import Deadline, Patience
from bot.core.hours import DAYS, parse_hours
from bot.core.words import HandoffReason, Urgency
from bot.store import people
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.migrate import upgrade
from bot.store.schema import conversation, handoff, inbox, message, ticket, timer
from bot.store.schema import transfer as transfers
from bot.usecases.answer import LeaseLost, Turn, Utterance, lease, lease_again, save_turn
from bot.usecases.desk import Agent, Held, claim, release, reply, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.handing_off import HandoffRequest, leave_queue, request_handoff
from bot.usecases.leave_request import leave_request
from bot.usecases.receive import Refused, receive, start_conversation
from bot.usecases.supervising import reassign, send_back, take_over
from bot.usecases.timeouts import fire_due
from bot.usecases.transferring import transfer
from bot.usecases.triage_correction import correct_triage
from tests.app.usecases.conftest import NOON
from tests.app.usecases.life_model import Model

LIVES, STEPS = (int(one) for one in os.environ.get("SUPPORTBOT_LIFE", "60x30").split("x"))
AGENTS = (1, 2, 3)
# Around each deadline, and a day after which nobody comes back to the same agent.
PAUSES = (5, 40, 61, 91, 121, 181, 301, 601, 1201, 1801, 90000)
# 0 is whoever has the conversation, else the first: otherwise most tries would only be refused.
agents = st.sampled_from((0, 0, 0, *AGENTS))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: migrating sixty times would take longer than the lives."""
    path = tmp_path_factory.mktemp("life") / "empty.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.mark.timeout(120 + LIVES * STEPS)
def test_no_life_breaks_the_promises(empty: Path) -> None:
    class Here(Life):
        template = empty

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert sum(Here.taken.values()) > LIVES, "lives in which nothing happens would prove nothing"
    print("\n" + ", ".join(f"{name} {count}" for name, count in sorted(Here.taken.items())))


def test_one_long_life_goes_everywhere(empty: Path) -> None:
    """What chance may leave out in sixty lives, once for certain, under the same eyes."""

    class Here(Life):
        template = empty

    life = Here()
    life.begin(5)
    always = (
        life.customer_says,
        lambda: (life.agent_replies(1, True), life.desk_closes(1), life.time_passes(91)),
        lambda: (life.desk_opens(2), life.agent_claims(2), life.time_passes(121), life.time_passes(181)),
        lambda: (life.desk_closes(2), life.desk_opens(3), life.agent_claims(3)),
        lambda: (life.agent_hands_back(2, True), life.agent_hands_back(3, False), life.customer_leaves_a_number()),
        lambda: (life.customer_calls(False, True, False), life.time_passes(301), life.time_passes(301)),
        lambda: (life.time_passes(1201), life.customer_says(), life.bot_begins(), life.agent_claims(3)),
        lambda: (life.agent_hands_back(3, True), life.customer_says_whether_it_is_solved(False, False)),
        lambda: (life.agent_hands_back(3, True), life.desk_closes(3), life.time_passes(61)),
        lambda: life.customer_says_whether_it_is_solved(False, True),
        lambda: (life.desk_opens(3), life.agent_claims(3), life.agent_hands_back(3, True)),
        lambda: (life.customer_says_whether_it_is_solved(True, True), life.customer_calls(False, True, False)),
        lambda: (life.agent_claims(3), life.agent_hands_back(3, True), life.time_passes(90000)),
        lambda: (life.desk_opens(3), life.agent_claims(3)),
        lambda: (life.bot_answers(), life.agent_replies(3, False), life.time_passes(601), life.time_passes(1201)),
        lambda: (life.desk_closes(3), life.time_passes(61), life.customer_says()),
        lambda: (life.desk_opens(3), life.agent_claims(3), life.agent_replies(2, False), life.agent_claims(1)),
        lambda: (life.customer_says(), life.agent_corrects_the_urgency(3, True), life.agent_replies(3, False)),
        lambda: (life.time_passes(1801), life.desk_closes(3), life.time_passes(91), life.time_passes(1801)),
        lambda: (life.time_passes(301), life.time_passes(301), life.customer_leaves_the_queue()),
        lambda: (
            life.desk_opens(1),
            life.agent_claims(1),
            life.agent_passes_it_on(2, 3),
            life.agent_passes_it_on(1, 2),
        ),
        lambda: (life.customer_says(), life.agent_replies(1, False), life.agent_passes_it_on(2, 0)),
        lambda: (life.agent_claims(1), life.agent_replies(1, False), life.agent_passes_it_on(1, 3)),
        lambda: (life.desk_closes(3), life.time_passes(91), life.customer_leaves_the_queue()),
        lambda: (life.customer_calls(False, True, False), life.desk_opens(1), life.lead_reassigns(1)),
        lambda: (life.desk_opens(2), life.lead_reassigns(2), life.lead_takes_over(1), life.lead_sends_back()),
        lambda: (life.lead_takes_over(1), life.customer_leaves_the_queue()),
        lambda: (life.customer_says(), life.bot_begins(), life.customer_calls(True, False, True), life.bot_answers()),
    )
    for step in always:
        step()
        life.the_database_is_the_model()
    life.teardown()
    # A follow-up is an agent's own promise and no part of a talk: test_outcome.py.
    assert {one.value for one in Deadline} - {"follow_up"} == set(life.model.fired)
    assert {"reopened", "reopened_queued", "confirmed"} < set(life.model.events)
    assert {"taken_over", "reassigned", "sent_back"} < set(life.model.events)
    assert {"transferred", "put_back", "resumed", "agent_gone", "agent_silent", "nobody_came", "customer_silent"} < set(
        life.model.events
    )


class Life(RuleBasedStateMachine):
    template: Path
    taken: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="life-")
        path = Path(self.folder.name) / "life.db"
        shutil.copyfile(self.template, path)
        self.store, self.bell = Store(f"sqlite:///{path}", pool_size=1), Bell(None)
        hours = parse_hours({day: [["00:00", "24:00"]] for day in DAYS}, "Asia/Shanghai")
        self.rules = DeskRules(hours, "Asia/Shanghai")
        self.model = Model(Patience(), {})
        self.now = NOON
        self.count = 0
        self.turn: Turn | None = None
        # Whether the turn in hand may still be saved, and whether it may be heard.
        self.is_lost = False
        self.calling: int | None = None
        self.open_desks: set[int] = set()
        self.epochs: list[int] = []
        # What was sent under a key, where it was not "话 KEY": words, or a button's id.
        self.texts: dict[str, tuple[str | None, str | None]] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()
        self.taken.update(self.model.fired)
        self.taken.update(self.model.events)

    @initialize(far=st.sampled_from(range(6)))
    def begin(self, far: int) -> None:
        with self.store.begin() as tx:
            for number in AGENTS:
                assert people.add(tx, f"a{number}", f"客服{number}", "agent", "-", NOON) == number
                self.model.seen[number] = 0.0
        self.id = start_conversation(self.store, "web", "zh", NOON)
        # Many lives begin in the middle, so that thirty steps come far.
        steps = (
            self.customer_says,
            lambda: self.customer_calls(False, True, False),
            lambda: (self.desk_opens(1), self.agent_claims(1)),
            lambda: self.agent_replies(1, False),
            lambda: self.time_passes_by(1801),
        )
        for one in steps[:far]:
            one()

    def tick(self) -> float:
        """No two things happen in the same moment, so their order is never a matter of luck."""
        self.now += 0.013
        return self.now

    def key(self) -> str:
        self.count += 1
        return f"k{self.count}"

    def chosen(self, number: int) -> int:
        return number or int(self.model.owner.partition(":")[2] or 1)

    def agent(self, number: int) -> Agent:
        return Agent(number, f"客服{number}", "agent")

    @contextlib.contextmanager
    def bot_may_lose(self) -> Iterator[None]:
        """A turn in hand is lost when the conversation passes on, but for the turn that called the person."""
        before = self.model.epoch
        yield
        if self.model.epoch == before or self.turn is None:
            return
        if self.model.owner != "bot" and self.calling is None:
            self.is_lost = True
        if self.model.owner.startswith("agent:") or self.model.events[-1] in (
            "agent_silent",
            "agent_gone",
            "put_back",
            "sent_back",
            "reopened_queued",
        ):
            self.is_lost = True

    # --- Customers --------------------------------------------------------------------------------

    @rule()
    def customer_says(self) -> None:
        now, key = self.tick(), self.key()
        with self.bot_may_lose():
            receipt = receive(self.store, self.bell, self.id, key, f"话 {key}", now)
            self.model.customer_said(now, key)
        assert (receipt.repeated, receipt.owner) == (False, self.model.owner)

    @rule(solved=st.booleans(), by_button=st.booleans())
    def customer_says_whether_it_is_solved(self, solved: bool, by_button: bool) -> None:
        now, key = self.tick(), self.key()
        with self.store.read() as tx:
            query = sa.select(message.c.buttons, message.c.data).where(message.c.author == "bot")
            asked = [
                row for row in tx.execute(query.order_by(message.c.id)) if (row.data or {}).get("asked") == "solved"
            ]
        if by_button and not asked:
            return
        # The newest question may be about an older call than the last one: then the button counts no more.
        counts = by_button and asked[-1].data["handoff"] == len(self.model.handoffs)
        button = asked[-1].buttons[0 if solved else 1]["id"] if by_button else None
        text = None if by_button else "已经好了" if solved else "还是不行"
        with self.bot_may_lose():
            receipt = receive(self.store, self.bell, self.id, key, text, now, button=button, rules=self.rules)
            if by_button and not counts:
                self.model.customer_said(now, key)
            else:
                self.model.customer_judged(now, key, solved, by_button)
        self.texts[key] = (text, button)
        assert (receipt.repeated, receipt.owner) == (False, self.model.owner)

    @precondition(lambda self: self.model.said)
    @rule()
    def customer_sends_the_last_one_again(self) -> None:
        key = self.model.said[-1]
        text, button = self.texts.get(key, (f"话 {key}", None))
        assert receive(self.store, self.bell, self.id, key, text, self.tick(), button=button).repeated

    @rule(danger=st.booleans(), insist=st.booleans(), by_the_bot=st.booleans())
    def customer_calls(self, danger: bool, insist: bool, by_the_bot: bool) -> None:
        now = self.tick()
        turn = self.turn if by_the_bot and not self.is_lost and self.calling is None else None
        if turn is not None and turn.epoch != self.model.epoch:
            turn = None
        urgency = Urgency.CRITICAL if danger else Urgency.NORMAL
        inbox_id = turn.inbox_id if turn else None
        request = HandoffRequest(self.id, HandoffReason.ASKED, urgency, inbox_id=inbox_id, insist=insist)
        was_with_bot = self.model.owner == "bot"
        with self.bot_may_lose():
            outcome = request_handoff(self.store, self.bell, self.rules, request, now)
            assert outcome.state == self.model.called(now, danger, insist)
            if turn is not None and was_with_bot and outcome.state == "queued":
                self.calling = len(self.model.handoffs)
        again = request_handoff(self.store, self.bell, self.rules, request, now)
        if outcome.state != "nobody_online":
            assert (again.state, again.ticket) == (outcome.state, outcome.ticket), "a second request returns the first"

    @rule()
    def customer_leaves_the_queue(self) -> None:
        now = self.tick()
        if self.model.left_queue():
            leave_queue(self.store, self.bell, self.id, now)
        else:
            with pytest.raises(Refused):
                leave_queue(self.store, self.bell, self.id, now)

    @rule()
    def customer_leaves_a_number(self) -> None:
        leave_request(
            self.store, self.bell, self.rules, self.id, self.key(), None, "13912345678", "请回电", self.tick()
        )
        self.model.has_contact = True
        self.model.events.append("request_filed")

    # --- The bot ----------------------------------------------------------------------------------

    @precondition(lambda self: self.turn is None and self.model.said)
    @rule()
    def bot_begins(self) -> None:
        turn = lease(self.store, "engine", self.tick())
        while turn is lease_again:
            turn = lease(self.store, "engine", self.now)
        assert turn is None or self.model.owner == "bot", "the bot works on nothing that people have"
        self.turn, self.is_lost, self.calling = turn, False, None

    @precondition(lambda self: self.turn is not None)
    @rule()
    def bot_answers(self) -> None:
        turn, self.turn = self.turn, None
        assert turn is not None
        now = self.tick()
        said = [Utterance("答")]
        if self.is_lost:
            self.taken["dropped"] += 1
            with pytest.raises(LeaseLost):
                save_turn(self.store, self.bell, turn, 0, [], said, None, now)
            return
        save_turn(self.store, self.bell, turn, self.count, [], said, None, now)
        same = self.model.owner == "bot" and self.model.epoch == turn.epoch
        called = self.calling == len(self.model.handoffs) and self.model.epoch == turn.epoch + 1
        if same or (called and self.model.owner == "queue"):
            self.model.bots += 1
            self.model.just_asked = False
        else:
            self.taken["dropped"] += 1

    # --- Agents -----------------------------------------------------------------------------------

    @rule(number=agents)
    def desk_opens(self, number: int) -> None:
        number = self.chosen(number)
        self.open_desks.add(number)
        self.sign_of_life(number, self.tick())

    @rule(number=agents)
    def desk_closes(self, number: int) -> None:
        number = self.chosen(number)
        self.open_desks.discard(number)

    def sign_of_life(self, number: int, now: float) -> None:
        with self.store.begin() as tx:
            people.seen(tx, number, now)
        self.model.seen[number] = now

    @rule(number=agents)
    def agent_claims(self, number: int) -> None:
        number = self.chosen(number)
        now = self.tick()
        with self.bot_may_lose():
            if self.model.claimed(number, now):
                claim(self.store, self.bell, self.rules, self.id, self.agent(number), now)
            else:
                with pytest.raises(Held):
                    claim(self.store, self.bell, self.rules, self.id, self.agent(number), now)

    @rule(number=agents, twice=st.booleans())
    def agent_replies(self, number: int, twice: bool) -> None:
        number = self.chosen(number)
        now, key = self.tick(), self.key()
        if self.model.replied(number, now, key):
            first = reply(self.store, self.bell, self.id, self.agent(number), key, "您好", now)
            if twice:
                again = reply(self.store, self.bell, self.id, self.agent(number), key, "您好", now + 0.001)
                assert (again.seq, again.repeated) == (first.seq, True)
        else:
            with pytest.raises(Refused):
                reply(self.store, self.bell, self.id, self.agent(number), key, "您好", now)

    @rule(number=agents)
    def agent_notes(self, number: int) -> None:
        number = self.chosen(number)
        reply(self.store, self.bell, self.id, self.agent(number), self.key(), "只给同事", self.tick(), note=True)

    @rule(number=agents, is_solved=st.booleans())
    def agent_hands_back(self, number: int, is_solved: bool) -> None:
        number, now = self.chosen(number), self.tick()

        def hand_back() -> None:
            if is_solved:
                resolve(self.store, self.bell, self.id, self.agent(number), "好了", now)
            else:
                release(self.store, self.bell, self.id, self.agent(number), now)

        if self.model.handed_back(number, "resolved" if is_solved else "released", now):
            hand_back()
        else:
            with pytest.raises(Refused):
                hand_back()

    @rule(number=agents, to=st.sampled_from((0, *AGENTS)))
    def agent_passes_it_on(self, number: int, to: int) -> None:
        number, now = self.chosen(number), self.tick()
        before = len(self.transfers())

        def pass_on() -> None:
            transfer(
                self.store, self.bell, self.rules, self.id, self.agent(number), to or None, "都说好了", now, insist=True
            )

        with self.bot_may_lose():
            if self.model.passed_on(number, to, now):
                pass_on()
            else:
                with pytest.raises(Refused):
                    pass_on()
                assert len(self.transfers()) == before
                return
        made = self.transfers()
        assert (len(made), made[-1]) == (before + 1, (len(self.model.handoffs), number, to or None))

    def transfers(self) -> list[tuple[int, int, int | None]]:
        """Of which handoff, from whom, to whom."""
        with self.store.read() as tx:
            rows = tx.execute(sa.select(transfers).order_by(transfers.c.id))
            return [(row.handoff_id, row.from_id, row.to_id) for row in rows]

    # --- Team leads -------------------------------------------------------------------------------

    def lead(self, number: int) -> Agent:
        return Agent(number, f"客服{number}", "manager")

    @rule(number=agents)
    def lead_takes_over(self, number: int) -> None:
        number, now = self.chosen(number), self.tick()
        with self.bot_may_lose(), self.refused_unless(self.model.taken_over(number, now)):
            take_over(self.store, self.bell, self.rules, self.id, self.lead(number), "为何", now)

    @rule(number=st.sampled_from(AGENTS))
    def lead_reassigns(self, number: int) -> None:
        now = self.tick()
        with self.bot_may_lose(), self.refused_unless(self.model.reassigned(number, now)):
            reassign(self.store, self.bell, self.rules, self.id, self.lead(1), number, "为何", now)

    @rule()
    def lead_sends_back(self) -> None:
        now = self.tick()
        with self.bot_may_lose(), self.refused_unless(self.model.sent_back(now)):
            send_back(self.store, self.bell, self.rules, self.id, self.lead(1), "为何", now)

    def refused_unless(self, allowed: bool) -> contextlib.AbstractContextManager[object]:
        return contextlib.nullcontext() if allowed else pytest.raises(Refused)

    @precondition(lambda self: self.model.is_open)
    @rule(number=agents, danger=st.booleans())
    def agent_corrects_the_urgency(self, number: int, danger: bool) -> None:
        number = self.chosen(number)
        wanted = {"urgency": "critical" if danger else "normal"}
        correct_triage(self.store, self.bell, self.rules, self.id, self.agent(number), wanted, self.tick())
        self.model.corrected(danger)

    # --- The clock --------------------------------------------------------------------------------

    @precondition(lambda self: self.model.deadlines)
    @rule()
    def time_passes_until_the_next_deadline(self) -> None:
        self.time_passes_by(max(0.0, min(self.model.deadlines.values()) - self.now))

    @rule(seconds=st.sampled_from(PAUSES))
    def time_passes(self, seconds: int) -> None:
        self.time_passes_by(seconds)

    def time_passes_by(self, seconds: float) -> None:
        self.now += seconds
        now = self.tick()
        for number in self.open_desks:
            self.sign_of_life(number, now)
        with self.bot_may_lose():
            fire_due(self.store, self.bell, self.rules, now)
            self.model.passes(now)
        assert fire_due(self.store, self.bell, self.rules, now) == 0, "each fires once"

    # --- What always holds ------------------------------------------------------------------------

    @invariant()
    def the_database_is_the_model(self) -> None:
        if not self.model.seen:
            return
        with self.store.read() as tx:
            row = tx.execute(sa.select(conversation)).one()
            handoffs = list(tx.execute(sa.select(handoff).order_by(handoff.c.id)))
            states = list(
                tx.execute(
                    sa.select(ticket.c.state).where(ticket.c.handoff_id.is_not(None)).order_by(ticket.c.id)
                ).scalars()
            )
            ladder = timer.c.kind.in_([one.value for one in Deadline])
            timers = list(tx.execute(sa.select(timer).where(ladder)))
            messages = list(tx.execute(sa.select(message).order_by(message.c.id)))
            open_rows = list(tx.execute(sa.select(inbox).where(inbox.c.state.in_(("new", "leased")))))
        model = self.model
        assert (row.owner, row.epoch) == (model.owner, model.epoch)
        assert [one.end_reason for one in handoffs] == model.handoffs
        assert [one.agent_id for one in handoffs] == model.agents
        assert sum(one.ended_at is None for one in handoffs) == (row.owner != "bot")
        assert states == model.tickets
        waiting = {one.kind: one.due_at for one in timers if one.fired_at is None and one.kind != "confirm"}
        assert waiting == pytest.approx(model.deadlines)
        confirms = {one.ref - 1: one.due_at for one in timers if one.fired_at is None and one.kind == "confirm"}
        assert confirms == pytest.approx(model.confirms)
        assert Counter(one.kind for one in timers if one.fired_at is not None) == Counter(model.fired)
        self._messages(messages, model)
        if row.owner != "bot":
            mine = self.turn.inbox_id if self.turn is not None else None
            assert [one.id for one in open_rows if one.id != mine] == [], "nothing waits for a bot that is silent"

    def _messages(self, rows: list[Any], model: Model) -> None:
        shown = [one for one in rows if one.seq is not None]
        assert [one.seq for one in shown] == list(range(1, len(shown) + 1))
        assert [one.client_id for one in shown if one.author == "customer"] == model.said
        replies = [one for one in shown if one.author.startswith("agent:") and one.kind == "text"]
        assert [one.client_id for one in replies] == model.replies
        assert sum(one.author == "bot" for one in shown) == model.bots
        events = [(one.data["event"], one.epoch) for one in shown if one.kind == "event"]
        assert [name for name, _ in events] == model.events
        assert [epoch for _, epoch in events] == sorted(epoch for _, epoch in events)
