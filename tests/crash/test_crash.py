"""kill -9 of engine, actions, web and worker while customers and agents work: nothing lost, nothing said twice."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.crash.campaign import Campaign, Plan, run
from tests.crash.spoiled import unseen
from tests.crash.verdict import Verdict, judge
from tests.installation import Installation, Trained, install

KILLS = int(os.environ.get("SUPPORTBOT_KILLS", "60"))


@pytest.mark.timeout(420, func_only=True)
def test_nothing_is_lost_or_doubled_by_twelve_kills(shop: Installation, seed: int) -> None:
    campaign = run(shop, Plan(seed))
    verdict = _nothing_is_wrong(campaign)
    assert sum(campaign.kills.values()) == 12
    assert all(campaign.kills[name] >= 2 for name in ("engine", "actions", "web", "worker"))
    assert verdict.counts["customers' messages"] >= 150
    # A bot that is always down loses nothing either.
    assert verdict.counts["  answered by the bot"] >= 30
    if shop.settings.is_sqlite:
        # No violation means something only if every kind of it would have been seen.
        assert list(unseen(campaign)) == []


@pytest.mark.soak
@pytest.mark.timeout(120 + 30 * KILLS, func_only=True)
def test_nothing_is_lost_or_doubled_by_many_kills(shop: Installation, seed: int) -> None:
    campaign = run(shop, Plan(seed, kills=KILLS, customers=24, messages=20, longest=60.0 + 20.0 * KILLS))
    _nothing_is_wrong(campaign)
    assert sum(campaign.kills.values()) == KILLS


def _nothing_is_wrong(campaign: Campaign) -> Verdict:
    verdict = judge(campaign)
    print(f"\n{verdict.table(campaign)}")
    assert verdict.is_clean, f"{verdict.explained()}\n{_logs(campaign)}"
    return verdict


def _logs(campaign: Campaign, most: int = 40) -> str:
    said = []
    for path in sorted(campaign.installation.settings.logs.glob("*.log")):
        lines = path.read_text("utf-8", "replace").splitlines()[-most:]
        said += [f"--- {path}", *lines]
    return "\n".join(said)


@pytest.fixture
def seed() -> int:
    return int(os.environ.get("SUPPORTBOT_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.fixture
def shop(trained: Trained, tmp_path: Path, empty_database: str | None) -> Installation:
    # A short patience, so that deadlines fire during the campaign.
    return install(trained, tmp_path / "installation", empty_database, claim_timeout=3)
