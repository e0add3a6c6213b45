"""What agents can do and have in hand, and how customers stand with the shop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.core.routing import LANGUAGES
from bot.store.database import Transaction, insert_or_ignore
from bot.store.schema import agent_profile as agent
from bot.store.schema import conversation, customer_profile, handoff, user


def agents(tx: Transaction) -> dict[int, Any]:
    """The profiles of those who have one, by user."""
    return {row.user_id: row for row in tx.execute(sa.select(agent))}


def skills(tx: Transaction) -> set[str]:
    """Every skill that somebody with a working account has."""
    query = sa.select(agent.c.skills).join(user, user.c.id == agent.c.user_id).where(user.c.disabled.is_(False))
    return {one for row in tx.execute(query) for one in row.skills}


def put_agent(tx: Transaction, user_id: int, **values: Any) -> None:
    """Write these columns of the profile; a new one begins with both languages and no skills."""
    usual = {"user_id": user_id, "skills": [], "languages": list(LANGUAGES)}
    tx.execute(insert_or_ignore(tx, agent).values(**usual))
    tx.execute(sa.update(agent).where(agent.c.user_id == user_id).values(**values))


def urgencies_held(tx: Transaction, owners: Collection[str]) -> dict[str, dict[str, int]]:
    """How many conversations of each urgency each of these owners ("agent:7") has."""
    if not owners:
        return {}
    open_one = sa.and_(handoff.c.conversation_id == conversation.c.id, handoff.c.ended_at.is_(None))
    query = (
        sa.select(conversation.c.owner, handoff.c.urgency, sa.func.count().label("number"))
        .select_from(conversation.outerjoin(handoff, open_one))
        .where(conversation.c.owner.in_(owners))
        .group_by(conversation.c.owner, handoff.c.urgency)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in tx.execute(query):
        found[row.owner][row.urgency or "normal"] = int(row.number)
    return found


def customers(tx: Transaction, ids: Sequence[str]) -> Mapping[str, Any]:
    """The profiles of the customers of these conversations, of those who have one."""
    if not ids:
        return {}
    query = sa.select(customer_profile).where(customer_profile.c.conversation_id.in_(ids))
    return {row.conversation_id: row for row in tx.execute(query)}


def put_customer(tx: Transaction, conversation_id: str, **values: Any) -> None:
    tx.execute(insert_or_ignore(tx, customer_profile).values(conversation_id=conversation_id))
    tx.execute(
        sa.update(customer_profile).where(customer_profile.c.conversation_id == conversation_id).values(**values)
    )


def former_agents(tx: Transaction, ids: Sequence[str]) -> dict[str, int]:
    """Who had these customers the last time, by conversation."""
    if not ids:
        return {}
    query = sa.select(handoff.c.conversation_id, handoff.c.agent_id).where(
        handoff.c.conversation_id.in_(ids), handoff.c.ended_at.is_not(None), handoff.c.agent_id.is_not(None)
    )
    return {row.conversation_id: row.agent_id for row in tx.execute(query.order_by(handoff.c.id))}
