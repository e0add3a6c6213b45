"""A campaign: a real installation at work while its processes are killed with -9 at seeded random moments."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa

from bot import supervisor
from bot.processes import ENGINE_PYTHON
from bot.settings import PROJECT
from bot.store import schema
from bot.store.database import Store
from bot.watcher import Supervisor
from tests.crash.agents import Agent
from tests.crash.customers import Customer
from tests.crash.wire import Diary
from tests.installation import PASSWORD, Installation

FORK_ENGINE = (str(ENGINE_PYTHON), str(PROJECT / "tests" / "crash" / "fork_engine.py"))
# In every twelve kills; the engine most often, for it holds a turn half done.
VICTIMS = ("engine",) * 4 + ("actions",) * 3 + ("web",) * 3 + ("worker",) * 2
BACK_UP_SECONDS = 60.0
SETTLE_SECONDS = 100.0


@dataclass(frozen=True)
class Plan:
    seed: int
    kills: int = 12
    customers: int = 15
    messages: int = 10
    agents: tuple[str, ...] = ("xiaowang", "amy", "ben")
    # Seconds between two kills, at random.
    pause: tuple[float, float] = (0.8, 3.0)
    # However it goes, nobody sends anything after this long.
    longest: float = 120.0


@dataclass
class Campaign:
    """What happened: from the outside (diary, customers, agents, readers) and which processes were killed."""

    plan: Plan
    installation: Installation
    diary: Diary = field(default_factory=Diary)
    customers: list[Customer] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    began: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    open_at_the_end: dict[str, int] = field(default_factory=dict)

    def complain(self, what: str) -> None:
        self.diary.complain("harness", what)


def run(installation: Installation, plan: Plan) -> Campaign:
    """Start, let people work, kill, let everything settle, stop. Bounded in time at every step."""
    campaign = Campaign(plan, installation)
    began = time.monotonic()
    running = supervisor.start(installation.settings, prepared=True, commands={"engine": FORK_ENGINE})
    store = Store(installation.settings.database_url)
    campaign.seconds["start"] = time.monotonic() - began
    done, ended, closing = threading.Event(), threading.Event(), threading.Event()
    try:
        _hire(campaign, closing, ended)
        _invite(campaign, done, ended)
        began = time.monotonic()
        _kill_at_random(campaign, running, store, began + plan.longest)
        done.set()
        for customer in campaign.customers:
            customer.join(timeout=max(1.0, began + plan.longest + 60 - time.monotonic()))
            if customer.is_alive():
                campaign.complain(f"{customer.name} was still sending when the time was over")
        campaign.seconds["under fire"] = time.monotonic() - began
        began = time.monotonic()
        closing.set()
        _settle(campaign, store)
        campaign.seconds["settling"] = time.monotonic() - began
        _let_readers_catch_up(campaign, store)
    finally:
        ended.set()
        done.set()
        for person in (*campaign.agents, *campaign.customers):
            person.join(timeout=10)
        for customer in campaign.customers:
            for reader in customer.readers:
                reader.join(timeout=5)
        store.close()
        began = time.monotonic()
        running.stop()
        campaign.seconds["stop"] = time.monotonic() - began
    return campaign


def _hire(campaign: Campaign, closing: threading.Event, ended: threading.Event) -> None:
    plan, base = campaign.plan, campaign.installation.url
    campaign.agents += [
        Agent(login, PASSWORD, plan.seed, base, campaign.diary, closing, ended) for login in plan.agents
    ]
    for agent in campaign.agents:
        agent.start()
    for agent in campaign.agents:
        if not agent.signed_in.wait(timeout=30):
            raise RuntimeError(f"{agent.name} could not sign in: {campaign.diary.complaints}")


def _invite(campaign: Campaign, done: threading.Event, ended: threading.Event) -> None:
    plan, base = campaign.plan, campaign.installation.url
    for number in range(1, plan.customers + 1):
        customer = Customer(number, plan.seed, base, campaign.diary, plan.messages, done, ended)
        campaign.customers.append(customer)
        customer.start()


def _kill_at_random(campaign: Campaign, running: Supervisor, store: Store, until: float) -> None:
    chance = random.Random(f"{campaign.plan.seed} killer")
    order: list[str] = []
    while len(order) < campaign.plan.kills:
        dozen = list(VICTIMS)
        chance.shuffle(dozen)
        order += dozen
    for victim in order[: campaign.plan.kills]:
        time.sleep(chance.uniform(*campaign.plan.pause))
        if time.monotonic() > until:
            campaign.complain(
                f"only {sum(campaign.kills.values())} of {campaign.plan.kills} kills fitted into the time"
            )
            return
        in_mid_turn = victim in ("engine", "actions") and chance.random() < 0.7
        aim = partial(_await_a_turn, store, chance.uniform(0.0, 0.15)) if in_mid_turn else None
        if _kill(running, victim, aim):
            campaign.kills[victim] += 1
        else:
            campaign.complain(f"{victim} was not back {BACK_UP_SECONDS:.0f} s after its last death")
            return


def _await_a_turn(store: Store, moment: float, seconds: float = 3.0) -> None:
    """Turns are short: most kills at just any time would find the engine idle."""
    limit = time.monotonic() + seconds
    leased = sa.select(sa.func.count()).where(schema.inbox.c.state == "leased")
    while time.monotonic() < limit:
        with store.read() as tx:
            if tx.execute(leased).scalar_one():
                break
        time.sleep(0.01)
    time.sleep(moment)


def _kill(running: Supervisor, victim: str, aim: Callable[[], None] | None) -> bool:
    """Only who is at work can be killed there: waits until the last kill of this process is healed."""
    limit = time.monotonic() + BACK_UP_SECONDS
    while not running.is_ready(victim):
        if time.monotonic() > limit:
            return False
        time.sleep(0.1)
    if aim:
        aim()
    os.kill(running.pid(victim), signal.SIGUSR1 if victim == "engine" else signal.SIGKILL)
    return True


def _settle(campaign: Campaign, store: Store) -> None:
    """Until nothing is open any more: every message answered or with people, everything handed back and delivered."""
    limit = time.monotonic() + SETTLE_SECONDS
    for agent in campaign.agents:
        # Else one who was about to take a conversation writes after everything seemed to be settled.
        if agent.is_alive() and not agent.takes_nothing_new.wait(max(0.0, limit - time.monotonic())):
            campaign.complain(f"{agent.name} did not finish a round in {SETTLE_SECONDS:.0f} s")
    while time.monotonic() < limit:
        campaign.open_at_the_end = {name: number for name, number in what_is_open(store).items() if number}
        if not campaign.open_at_the_end:
            return
        time.sleep(0.3)
    campaign.complain(f"not settled after {SETTLE_SECONDS:.0f} s: {campaign.open_at_the_end}")


def what_is_open(store: Store) -> dict[str, int]:
    inbox, conversation, job = schema.inbox.c, schema.conversation.c, schema.ticket_job.c
    questions = {
        "messages waiting for the bot": sa.select(sa.func.count()).where(inbox.state.in_(("new", "leased"))),
        "conversations not with the bot": sa.select(sa.func.count()).where(conversation.owner != "bot"),
        "ticket jobs": sa.select(sa.func.count()).where(job.state != "done"),
        "handoffs": sa.select(sa.func.count()).where(schema.handoff.c.ended_at.is_(None)),
        "messages not classified": sa.select(sa.func.count())
        .select_from(schema.message.join(schema.inbox, inbox.message_id == schema.message.c.id))
        .where(inbox.state == "human", schema.message.c.analysis.is_(None)),
    }
    with store.read() as tx:
        return {name: int(tx.execute(question).scalar_one()) for name, question in questions.items()}


def _let_readers_catch_up(campaign: Campaign, store: Store) -> None:
    message = schema.message.c
    newest = (
        sa.select(schema.message.c.conversation_id, sa.func.max(message.seq).label("seq"))
        .where(message.kind != "note")
        .group_by(message.conversation_id)
    )
    with store.read() as tx:
        last = {row.conversation_id: row.seq for row in tx.execute(newest)}
        owner_of = dict(
            tx.execute(sa.select(message.client_id, message.conversation_id).where(message.author == "customer")).all()
        )
    limit = time.monotonic() + 20
    for customer in campaign.customers:
        wanted = last.get(owner_of.get(customer.sent[0].client_id)) if customer.sent else None
        for reader in customer.readers:
            while wanted and reader.cursor < wanted and time.monotonic() < limit:
                time.sleep(0.1)
