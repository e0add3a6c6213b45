"""What the desk's lists are made of. Asked at every change for all open desks, so no question reads a whole table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from bot.core.list_choice import SOON_SECONDS, ListChoice
from bot.core.service_levels import ClockKind
from bot.core.words import BOT, agent_owner
from bot.store.database import Transaction
from bot.store.schema import conversation, handoff, inbox, message, sla_clock

LONGEST_LINE = 200
# Later than every moment, in seconds.
NEVER = 1e11
# A list that is longer is said to have more than this.
MOST_COUNTED = 10_000


def is_held(tx: Transaction) -> Any:
    """The condition that a person has the conversation."""
    if tx.dialect.name == "sqlite":
        # A range, which the index answers; PostgreSQL's collations sort punctuation in their own ways.
        return sa.and_(conversation.c.owner > "agent:", conversation.c.owner < "agent;")
    return conversation.c.owner.like("agent:%")


def held_by_others(tx: Transaction, me: int) -> Any:
    return sa.and_(is_held(tx), conversation.c.owner != agent_owner(me))


def spoken_with_bot() -> Any:
    """With the bot, and something was said: many open the page and leave."""
    return sa.and_(conversation.c.owner == BOT, conversation.c.next_seq > 1)


def newest(tx: Transaction, condition: Any, limit: int) -> list[Any]:
    query = sa.select(conversation).where(condition)
    return list(tx.execute(query.order_by(conversation.c.updated_at.desc(), conversation.c.id).limit(limit)))


def held_by(tx: Transaction, people: Collection[int]) -> list[Any]:
    """Every conversation of these people, however long ago the last word was; the newest first."""
    if not people:
        return []
    query = sa.select(conversation).where(conversation.c.owner.in_([agent_owner(one) for one in sorted(people)]))
    return list(tx.execute(query.order_by(conversation.c.updated_at.desc(), conversation.c.id)))


def held_counts(tx: Transaction) -> dict[str, int]:
    """How many conversations each person has, by owner."""
    query = sa.select(conversation.c.owner, sa.func.count().label("number")).where(is_held(tx))
    return {row.owner: int(row.number) for row in tx.execute(query.group_by(conversation.c.owner))}


def count(tx: Transaction, condition: Any) -> int:
    """How many there are, counted up to MOST_COUNTED + 1."""
    some = sa.select(sa.literal(1)).select_from(conversation).where(condition).limit(MOST_COUNTED + 1).subquery()
    return int(tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def page(
    tx: Transaction, base: Any, choice: ListChoice, now: float, after: tuple[float, str] | None, limit: int
) -> list[Any]:
    """Conversations within `base` that pass the choice's filters, in its order, after the one with `after` as its place.

    A row is a conversation with its `place`: what to give as `after` for the next page, together with its id.
    """
    key, query = _chosen(base, choice, now)
    if after is not None:
        value, last_id = after
        query = query.where(sa.or_(key > value, sa.and_(key == value, conversation.c.id > last_id)))
    query = query.add_columns(key.label("place")).order_by(key, conversation.c.id).limit(limit)
    return list(tx.execute(query))


def count_chosen(tx: Transaction, base: Any, choice: ListChoice, now: float) -> int:
    """How many `page` finds in all, counted up to MOST_COUNTED + 1."""
    _, query = _chosen(base, choice, now)
    some = query.with_only_columns(sa.literal(1)).limit(MOST_COUNTED + 1).subquery()
    return int(tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def _chosen(base: Any, choice: ListChoice, now: float) -> tuple[Any, Any]:
    """The number that a list is ordered by (the least first), and the question itself."""
    open_one = sa.and_(handoff.c.conversation_id == conversation.c.id, handoff.c.ended_at.is_(None))
    further = _further_due()
    joined = conversation.outerjoin(handoff, open_one).outerjoin(further, further.c.id == conversation.c.id)
    query = sa.select(conversation).select_from(joined).where(base)
    first = sa.case((handoff.c.first_reply_at.is_(None), handoff.c.due_at))
    due = sa.case((first.is_(None), further.c.due_at), (further.c.due_at < first, further.c.due_at), else_=first)
    urgency = sa.func.coalesce(handoff.c.urgency, conversation.c.urgency)
    columns = {
        "urgency": urgency,
        "nature": sa.func.coalesce(handoff.c.nature, conversation.c.nature),
        "channel": conversation.c.channel,
        "language": conversation.c.language,
    }
    for name, wanted in choice.filters.items():
        query = query.where(columns[name] == wanted)
    if choice.overdue:
        query = query.where(due < now + SOON_SECONDS)
    newest_first = -conversation.c.updated_at
    # Danger stands before every deadline, and what has no deadline after all of them.
    keys = {
        "due": sa.func.coalesce(due - sa.case((urgency == "critical", NEVER / 10), else_=0.0), NEVER + newest_first),
        "waiting": sa.func.coalesce(sa.case((due.is_not(None), handoff.c.asked_at)), NEVER + newest_first),
        "newest": newest_first,
    }
    return keys[choice.sort], query


def _further_due() -> Any:
    """By conversation, what is due next beside the first answer: as in `bot/usecases/sla_shown.py`."""
    its = conversation.alias()
    solution = sa.and_(
        sla_clock.c.kind == ClockKind.RESOLUTION.value, sla_clock.c.warned_at.is_not(None), its.c.owner != BOT
    )
    counts = sa.or_(sla_clock.c.kind.in_((ClockKind.NEXT.value, ClockKind.CALLBACK.value)), solution)
    query = (
        sa.select(its.c.id, sa.func.min(sla_clock.c.due_at).label("due_at"))
        .join(sla_clock, sla_clock.c.conversation_id == its.c.id)
        .where(sla_clock.c.ended_at.is_(None), counts)
    )
    return query.group_by(its.c.id).subquery()


def last_words(tx: Transaction, ids: Sequence[str], *, typed: bool = False) -> dict[str, Any]:
    """`text` (its beginning) and `author` of each conversation's last message in words.

    `typed`: of the last that the customer wrote; a pressed button says nothing of the matter.
    """
    if not ids:
        return {}
    inner = message.alias()
    wanted = [inner.c.conversation_id == conversation.c.id, inner.c.kind == "text", inner.c.seq.is_not(None)]
    if typed:
        pressed = sa.exists().where(inbox.c.message_id == inner.c.id, inbox.c.trusted)
        wanted += [inner.c.author == "customer", ~pressed]
    last = sa.select(inner.c.seq).where(*wanted).order_by(inner.c.seq.desc()).limit(1).scalar_subquery()
    query = (
        sa.select(
            message.c.conversation_id, message.c.author, sa.func.substr(message.c.text, 1, LONGEST_LINE).label("text")
        )
        .select_from(conversation)
        .join(message, sa.and_(message.c.conversation_id == conversation.c.id, message.c.seq == last))
        .where(conversation.c.id.in_(ids))
    )
    return {row.conversation_id: row for row in tx.execute(query)}
