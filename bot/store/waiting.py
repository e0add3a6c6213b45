"""The queue in its order, and places in it. The order is that of `bot/core/queue_order.py`, said in SQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.core.queue_order import DANGER, FIRST, MOST_STEPS, VIP_AHEAD, Tier, waiting_class
from bot.core.routing import RoutingRules
from bot.core.words import QUEUE, Urgency
from bot.store.database import Transaction
from bot.store.schema import conversation, customer_profile, handoff

USUAL_STEP = RoutingRules.ageing_step
_VIP = sa.func.coalesce(customer_profile.c.tier, Tier.NORMAL.value) == Tier.VIP.value
# 0: an agent had it and lost it.
_TURN = sa.case((handoff.c.returned_at.is_not(None), 0), else_=1)


def _class(now: float, step: float) -> Any:
    # Sums of comparisons and not a division: the two databases round in their own ways.
    lifted: Any = sa.literal(0)
    for count in range(1, MOST_STEPS + 1):
        lifted = lifted + sa.case((handoff.c.due_at <= now - count * step, 1), else_=0)
    aged = handoff.c.urgency_rank + sa.case((_VIP, 0), else_=VIP_AHEAD) - lifted
    return sa.case((handoff.c.urgency_rank == Urgency.CRITICAL.rank, DANGER), (aged < FIRST, FIRST), else_=aged)


def _waiting() -> Any:
    return (
        sa.select(handoff)
        .join(conversation, conversation.c.id == handoff.c.conversation_id)
        .outerjoin(customer_profile, customer_profile.c.conversation_id == handoff.c.conversation_id)
        .where(handoff.c.ended_at.is_(None), conversation.c.owner == QUEUE)
    )


def queue(tx: Transaction, now: float, step: float = USUAL_STEP, limit: int | None = None) -> list[Any]:
    """The handoffs of everyone who waits, the next one first, with `vip`."""
    order = (_class(now, step), _TURN, handoff.c.due_at, handoff.c.asked_at, handoff.c.id)
    return list(tx.execute(_waiting().add_columns(_VIP.label("vip")).order_by(*order).limit(limit)))


def position(tx: Transaction, mine: Any, now: float, step: float = USUAL_STEP) -> int:
    """The place of this handoff in the queue, from 1."""
    tier = sa.select(customer_profile.c.tier).where(customer_profile.c.conversation_id == mine.conversation_id)
    vip = tx.execute(tier).scalar() == Tier.VIP.value
    own = (
        waiting_class(mine.urgency_rank, vip, mine.due_at, now, step),
        0 if mine.returned_at is not None else 1,
        mine.due_at,
        mine.asked_at,
        mine.id,
    )
    columns = (_class(now, step), _TURN, handoff.c.due_at, handoff.c.asked_at, handoff.c.id)
    ahead: Any = columns[-1] < own[-1]
    for column, value in reversed(list(zip(columns[:-1], own[:-1]))):
        ahead = sa.or_(column < value, sa.and_(column == value, ahead))
    return 1 + int(tx.execute(sa.select(sa.func.count()).select_from(_waiting().where(ahead).subquery())).scalar_one())
