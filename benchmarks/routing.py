"""`python -m benchmarks routing`: fifty agents and five thousand customers on a simulated clock, by the product's own rules.

Does nobody wait for ever, do the urgent come first, and is the work even among equals? Seconds of real time.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace

from benchmarks.aims import Aim, code, kept, show
from benchmarks.report import percentile, table, write
from benchmarks.routing_day import Day, arrivals, run, spread, team
from bot.core.queue_order import MOST_STEPS
from bot.core.routing import RoutingRules
from bot.core.words import Urgency

SEED = 20261123
LOAD = 0.88
# A day with more of the most urgent VIPs than the desk can serve: what ageing is for.
FLOOD = 1.1
MINUTE = 60.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks routing")
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--customers", type=int, default=5000)
    chosen = parser.parse_args()
    began = time.perf_counter()
    rules = RoutingRules()
    day = run(arrivals(chosen.customers, chosen.agents, LOAD, SEED), team(chosen.agents), rules)
    waits = waits_by_class(day)
    print(f"{chosen.agents} agents, {chosen.customers} customers, {LOAD:.0%} load and a rush; minutes of waiting")
    table(("class", "customers", "median", "95 %", "longest"), [
        (name, str(len(some)), *(f"{one / MINUTE:.1f}" for one in (percentile(some, 0.5), percentile(some, 0.95), max(some))))
        for name, some in waits.items()
    ])  # fmt: skip
    with_ageing, without = flood(rules), flood(replace(rules, ageing_step=10**9))
    bound = 300 + MOST_STEPS * rules.ageing_step + 15 * MINUTE
    print(
        f"  a flood of urgent VIPs, longest wait of the others: {with_ageing / MINUTE:.0f} min, without ageing {without / MINUTE:.0f} min"
    )
    aims = [
        Aim("customers not served", chosen.customers - len(day.served), 0),
        Aim("somebody overtaken by one who stood behind (times)", day.overtaken, 0),
        Aim("longest wait of all (min)", max(one.wait for one in day.served) / MINUTE, 30),
        Aim("danger: longest wait (min)", max(waits["danger"]) / MINUTE, 1),
        Aim("95 % of high against normal (ratio)", ratio(waits, "high", "normal"), 1),
        Aim("95 % of normal against low (ratio)", ratio(waits, "normal", "low"), 1),
        Aim("work among equals, largest difference (share)", spread(day), 0.10),
        Aim("longest wait in the flood (min)", with_ageing / MINUTE, bound / MINUTE),
        Aim("the flood with ageing against without (ratio)", with_ageing / without, 0.9),
    ]
    show(aims)
    found = {
        name: [len(some), percentile(some, 0.5), percentile(some, 0.95), max(some)] for name, some in waits.items()
    }
    write("routing", {
        "agents": chosen.agents, "customers": chosen.customers, "seed": SEED, "waits": found, "aims": kept(aims),
        "most_waiting": day.most_waiting, "flood": {"with_ageing": with_ageing, "without": without},
        "seconds": round(time.perf_counter() - began, 1),
    })  # fmt: skip
    return code(aims)


def waits_by_class(day: Day) -> dict[str, list[float]]:
    """Seconds of waiting: danger, VIPs, and the others by urgency."""
    found: dict[str, list[float]] = {name: [] for name in ("danger", "vip", "high", "normal", "low")}
    for one in day.served:
        who = one.customer
        name = "danger" if who.urgency is Urgency.CRITICAL else "vip" if who.vip else who.urgency.value
        found[name].append(one.wait)
    return found


def ratio(waits: dict[str, list[float]], sooner: str, later: str) -> float:
    """Of the 95th percentiles; 0 where nobody of the later ones had to wait."""
    late = percentile(waits[later], 0.95)
    return percentile(waits[sooner], 0.95) / late if late else 0.0


def flood(rules: RoutingRules) -> float:
    """The longest wait of ordinary customers when VIPs with high urgency alone take all there is, for some hours."""
    customers = [
        replace(one, urgency=Urgency.LOW, vip=False, matter=replace(one.matter, urgency=Urgency.LOW))
        if one.number % 20 == 0
        else replace(one, urgency=Urgency.HIGH, vip=True, matter=replace(one.matter, urgency=Urgency.HIGH))
        for one in arrivals(1200, 10, FLOOD, SEED)
    ]
    day = run(customers, team(10), rules)
    return max(one.wait for one in day.served if not one.customer.vip)


if __name__ == "__main__":
    sys.exit(main())
