"""What `benchmarks.growth` is made of: idle conversations that are copies of real ones, and memory looked at twice."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from benchmarks import crowd
from benchmarks.endurance import grown
from benchmarks.report import CannotRun
from bot.store.bell import Bell
from bot.store.database import Store
from bot.store.schema import conversation, event, inbox, message
from bot.usecases.answer import lease
from bot.usecases.desk_settings import DeskRules
from bot.usecases.reading import messages_for_customer
from bot.usecases.receive import receive
from tests.app.usecases.conftest import NOON, rules
from tests.app.usecases.talk import Talk

__all__ = ["rules"]


def _how_many(store: Store, table: sa.Table) -> int:
    with store.read() as tx:
        return int(tx.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0)


def test_copies_read_like_their_originals_and_nothing_waits_in_them(store: Store, bell: Bell, rules: DeskRules) -> None:
    talk = Talk(store, bell, rules, NOON).asks("发票怎么开", "faq").asks("怎么退货", "faq_choice")
    said = [(one["author"], one["text"]) for one in messages_for_customer(store, talk.id, 0)]
    assert len(said) >= 4
    before = {table: _how_many(store, table) for table in (conversation, message, inbox, event)}

    messages = crowd.copy(store, [talk.id], 600)

    assert messages == 600 * before[message]
    for table, rows in before.items():
        assert _how_many(store, table) == 601 * rows, table.name
    for name in ("idle-000000", "idle-000599"):
        assert [(one["author"], one["text"]) for one in messages_for_customer(store, name, 0)] == said
    assert lease(store, "engine", NOON) is None


def test_life_goes_on_beside_the_copies_and_in_them(store: Store, bell: Bell, rules: DeskRules) -> None:
    talk = Talk(store, bell, rules, NOON).asks("发票怎么开", "faq")
    crowd.copy(store, [talk.id], 3)
    for name in (talk.id, "idle-000001"):
        receive(store, bell, name, "later", "还有一个问题", NOON)
        turn = lease(store, "engine", NOON)
        assert turn is not None and turn.conversation_id == name and turn.text == "还有一个问题"


def test_conversations_of_people_are_not_copied(store: Store, bell: Bell, rules: DeskRules) -> None:
    calm = Talk(store, bell, rules, NOON).asks("发票怎么开", "faq")
    urgent = Talk(store, bell, rules, NOON).asks("救命", "faq").gets_a_person()
    crowd.copy(store, [urgent.id, calm.id], 10)
    with store.read() as tx:
        owners = tx.execute(sa.select(conversation.c.owner).where(conversation.c.id.like("idle-%"))).scalars().all()
    assert list(owners) == ["bot"] * 10


def test_memory_is_compared_after_the_warm_up() -> None:
    # Caches fill up to 1,000 MB, then a leak adds 100.
    samples = [(at / 100, 500 + 25 * at if at < 20 else 1000 + 100 * (at - 20) / 80) for at in range(100)]
    found = grown(samples)
    assert found["growth"] == pytest.approx(0.09, abs=0.015)
    assert grown([(at / 100, 1000.0) for at in range(100)])["growth"] == 0
    with pytest.raises(CannotRun, match="--minutes"):
        grown(samples[:50])
