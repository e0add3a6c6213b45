"""`supportbot train --with-corrections` as it is typed, on a whole installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import sqlalchemy as sa

from bot.settings import PROJECT
from bot.store import corrections
from bot.store.database import Store
from bot.store.schema import audit
from bot.triage.corrected import CORRECTIONS, read_corrected
from bot.triage.rows import Row, read_rows
from bot.usecases.installed_triage import SHIPPED
from bot.usecases.receive import start_conversation
from tests.installation import Installation

SPARKS = "热水器开关边上冒蓝光，我没敢碰，电话13812345678"
MASKED = "热水器开关边上冒蓝光，我没敢碰，电话[电话]"

# Triage is learned four times and more, from eight thousand rows each time.
pytestmark = pytest.mark.timeout(1800)


def typed(here: Installation, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", "--data", str(here.settings.data), *words]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SUPPORTBOT_")}
    return subprocess.run(command, cwd=PROJECT, env=plain, capture_output=True, text=True, timeout=1500)


def correct(here: Installation, *wanted: tuple[str, str, str, str]) -> None:
    """Each in a conversation of its own: text, field, the old level, the new one."""
    store = Store(here.settings.database_url)
    for number, (text, field, was, now) in enumerate(wanted):
        conversation = start_conversation(store, "web", "zh", float(number))
        with store.begin() as tx:
            corrections.add(tx, conversation, "user:2", field, was, now, text, float(number))
    store.close()


def judged(here: Installation, text: str) -> str:
    said = typed(here, "triage", text, "--json")
    assert said.returncode == 0, said.stderr
    level: str = json.loads(said.stdout)["urgency"]["level"]
    return level


def test_corrections_are_learned_kept_and_dropped(trained_installation: Installation) -> None:
    here = trained_installation
    table = here.settings.data / "triage" / CORRECTIONS
    shipped = {path: path.read_bytes() for path in sorted(SHIPPED.iterdir())}
    assert "no correction to learn from" in typed(here, "train", "--with-corrections").stdout
    both = typed(here, "train", "--with-corrections", "--without-corrections")
    assert both.returncode == 2 and "Choose one" in both.stderr

    before = judged(here, SPARKS)
    wanted = "high" if before != "high" else "normal"
    # An agent who takes dangers for trifles, which must not pass unseen.
    dangers = [row.text for row in read_rows(SHIPPED) if row.by_hand and row.labels.get("urgency") == "critical"]
    wrong = list(dict.fromkeys(dangers))[::8]
    correct(here, *((text, "urgency", "critical", "low") for text in wrong))
    correct(
        here,
        (SPARKS, "urgency", before, wanted),
        (SPARKS, "nature", "consult", "fault"),
        ("又来了", "urgency", "normal", "high"),
        ("又来了！", "urgency", "normal", "low"),
        ("你好", "urgency", "low", "high"),
        ("13812345678", "urgency", "low", "high"),
    )
    refused = typed(here, "train", "--with-corrections")
    assert refused.returncode == 1, refused.stdout
    assert "WARNING: " in refused.stdout and "Nothing was changed" in refused.stderr
    assert not table.parent.exists() and not list(here.settings.data.glob(".triage-*"))

    said = typed(here, "train", "--with-corrections", "--yes")
    assert said.returncode == 0, said.stderr
    for line in (
        "WARNING: ",
        "2 against another one of the same text",
        "1 of a greeting",
        "1 without words once personal data is masked",
        "urgency: high by xiaowang on 1970-01-01; low by xiaowang on 1970-01-01: 又来了！",
        "corrected levels: right before",
        "recall of critical",
        "of these messages change their urgency or nature",
        "from its next start on",
    ):
        assert line in said.stdout, said.stdout
    assert "13812345678" not in said.stdout
    rows = read_corrected(table)
    assert Row(MASKED, {"urgency": wanted, "nature": "fault"}, by_hand=True) in rows and len(rows) > len(wrong) * 0.9
    assert "13812345678" not in table.read_text("utf-8")
    assert judged(here, SPARKS) == wanted
    store = Store(here.settings.database_url)
    with store.read() as tx:
        told = tx.execute(sa.select(audit).where(audit.c.what == "triage_learned")).one()
    store.close()
    assert told.data == {"used": len(rows) + 1, "texts": len(rows)}

    assert f"keeps the {len(rows)} corrected messages" in typed(here, "train").stdout
    table.write_text(table.read_text("utf-8").replace(f"\t{wanted}\t", "\textreme\t"), "utf-8")
    broken = typed(here, "triage", "灯坏了")
    assert broken.returncode == 1 and "--with-corrections" in broken.stderr and "Traceback" not in broken.stderr

    assert "no longer used" in typed(here, "train", "--without-corrections").stdout
    assert judged(here, SPARKS) == before
    assert list(table.parent.iterdir()) == []
    assert "No corrections are in use" in typed(here, "train", "--without-corrections").stdout
    assert {path: path.read_bytes() for path in sorted(SHIPPED.iterdir())} == shipped
