"""A day at a desk on a simulated clock: who arrives, who takes whom, and when. The rules are the product's own.

Times in seconds. Everything is drawn from one seed, so the same day comes out the same.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.core.queue_order import queue_key
from bot.core.routing import Candidate, Matter, RoutingRules, choose, has_room, needs_of, weight_of
from bot.core.words import Nature, Urgency

# Who works there: languages, skills, and how many of a hundred are so.
KINDS = (
    (("zh",), (), 30),
    (("zh",), ("fault",), 20),
    (("zh",), ("complaint", "fault"), 10),
    (("zh", "en"), ("fault",), 20),
    (("en",), (), 10),
    (("en",), ("complaint", "fault"), 10),
)
CAPACITY = 3
SKILLS = frozenset(("fault", "complaint"))
URGENCIES = ((Urgency.CRITICAL, 2), (Urgency.HIGH, 15), (Urgency.NORMAL, 63), (Urgency.LOW, 20))
NATURES = ((Nature.CONSULT, 55), (Nature.FAULT, 33), (Nature.COMPLAINT, 12))
ENGLISH, VIP = 0.25, 0.05
# The promised first reply, as in bot/core/promises.py.
DUE = {Urgency.CRITICAL: 60.0, Urgency.HIGH: 60.0}
USUAL_DUE = 300.0
TYPICAL_SECONDS = 480.0


@dataclass(frozen=True)
class Customer:
    number: int
    at: float
    urgency: Urgency
    vip: bool
    matter: Matter
    # How long an agent needs.
    takes: float

    @property
    def due(self) -> float:
        return self.at + DUE.get(self.urgency, USUAL_DUE)


@dataclass
class Served:
    """What came of one customer."""

    customer: Customer
    agent: int
    wait: float


@dataclass
class Day:
    served: list[Served]
    # Seconds times weight that each agent worked, and who is like whom.
    work: dict[int, float]
    alike: dict[tuple[frozenset[str], frozenset[str]], list[int]]
    # How often somebody went ahead of a customer of the same language and needs who stood before them in the queue.
    overtaken: int = 0
    most_waiting: int = 0
    left: int = 0


@dataclass
class _Desk:
    agents: dict[int, Candidate]
    waiting: list[Customer] = field(default_factory=list)
    ends: list[tuple[float, int, int, int]] = field(default_factory=list)


def team(count: int) -> list[Candidate]:
    """`count` agents in the shares of KINDS."""
    found: list[Candidate] = []
    for languages, skills, share in KINDS:
        for _ in range(round(count * share / 100)):
            found.append(Candidate(len(found) + 1, True, frozenset(languages), frozenset(skills), CAPACITY))
    return found


def arrivals(count: int, agents: int, load: float, seed: int) -> list[Customer]:
    """`count` customers; together they need `load` of what the agents can do, in the middle fifth a third more."""
    chosen = random.Random(seed)
    # What one customer takes on average, danger counted as often as it comes.
    weight = 1 + URGENCIES[0][1] / 100
    usual = agents * CAPACITY / (TYPICAL_SECONDS * weight) * load
    found, at = [], 0.0
    for number in range(count):
        rush = 0.4 <= number / count < 0.6
        at += chosen.expovariate(usual * (1.33 if rush else 1.0))
        urgency = chosen.choices([one for one, _ in URGENCIES], [share for _, share in URGENCIES])[0]
        nature = chosen.choices([one for one, _ in NATURES], [share for _, share in NATURES])[0]
        language = "en" if chosen.random() < ENGLISH else "zh"
        takes = min(3600.0, chosen.lognormvariate(0, 0.6) * TYPICAL_SECONDS / 1.197)
        matter = Matter(language, needs_of([nature.value], SKILLS), urgency)
        found.append(Customer(number, at, urgency, chosen.random() < VIP, matter, takes))
    return found


def run(customers: Sequence[Customer], agents: Sequence[Candidate], rules: RoutingRules) -> Day:
    """Until everybody is served. At each arrival, each end and each quarter of a minute the queue is looked at."""
    desk = _Desk({one.id: one for one in agents})
    day = Day([], {one.id: 0.0 for one in agents}, {})
    for one in agents:
        day.alike.setdefault((one.languages, one.skills), []).append(one.id)
    coming = list(reversed(customers))
    now = 0.0
    while coming or desk.waiting or desk.ends:
        now = min(_moments(coming, desk, now))
        while coming and coming[-1].at <= now:
            desk.waiting.append(coming.pop())
        while desk.ends and desk.ends[0][0] <= now:
            _, _, agent, weight = heapq.heappop(desk.ends)
            desk.agents[agent] = replace(desk.agents[agent], load=desk.agents[agent].load - weight)
        day.most_waiting = max(day.most_waiting, len(desk.waiting))
        _assign(desk, day, rules, now)
    return day


def _moments(coming: Sequence[Customer], desk: _Desk, now: float) -> Iterator[float]:
    if coming:
        yield coming[-1].at
    if desk.ends:
        yield desk.ends[0][0]
    if desk.waiting:
        # Waiting itself changes who may be asked.
        yield (now // 15 + 1) * 15


def _assign(desk: _Desk, day: Day, rules: RoutingRules, now: float) -> None:
    def key(one: Customer) -> tuple[int, bool, float, float, int]:
        return queue_key(one.urgency.rank, one.vip, False, one.due, one.at, one.number, now, rules.ageing_step)

    desk.waiting.sort(key=key)
    refused: set[tuple[str, frozenset[str], bool, int]] = set()
    rest: list[Customer] = []
    for at, one in enumerate(desk.waiting):
        if not any(has_room(agent) for agent in desk.agents.values()):
            rest += desk.waiting[at:]
            break
        waited = now - one.at
        patience = (waited >= rules.skill_wait) + (waited >= rules.language_wait)
        alike = (one.matter.language, one.matter.needs, one.urgency is Urgency.CRITICAL, patience)
        # Whom nobody could take a moment ago, the next one like them cannot go to either.
        best = None if alike in refused else choose(
            replace(one.matter, waited=waited), list(desk.agents.values()), rules
        )  # fmt: skip
        if best is None:
            refused.add(alike)
            rest.append(one)
            continue
        weight = weight_of(one.urgency, rules)
        desk.agents[best.id] = replace(best, load=best.load + weight, assigned_at=now)
        heapq.heappush(desk.ends, (now + one.takes, one.number, best.id, weight))
        day.work[best.id] += one.takes * weight
        day.served.append(Served(one, best.id, waited))
        day.overtaken += any(
            other.matter.language == one.matter.language
            and other.matter.needs == one.matter.needs
            and (other.urgency is Urgency.CRITICAL) == (one.urgency is Urgency.CRITICAL)
            and now - other.at >= waited
            and key(other) < key(one)
            for other in (*rest, *desk.waiting[at + 1 :])
        )
    desk.waiting = rest


def spread(day: Day) -> float:
    """The largest difference of work among equals, as a share of their mean."""
    found = 0.0
    for members in day.alike.values():
        work = [day.work[one] for one in members]
        if len(work) > 1:
            found = max(found, (max(work) - min(work)) / (sum(work) / len(work)))
    return found
