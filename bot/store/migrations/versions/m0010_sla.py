"""Clocks of service levels and the targets that managers set. Who waits now gets the clock of what they wait for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = (
    "conversation_id, ticket_id, kind, number, urgency, nature, tier, target, by_wall, started_at, since, due_at, fixed,"
    " from_seq, seq"
)
# From now on: what was said before belongs to no clock.
LAST = "conversation.next_seq - 1, conversation.next_seq - 1"
MATTER = "FROM ticket JOIN handoff ON handoff.id = ticket.handoff_id JOIN conversation ON conversation.id = ticket.conversation_id"
WAITS = (
    f"INSERT INTO sla_clock ({COLUMNS}) SELECT ticket.conversation_id, ticket.id, 'first', 1, ticket.urgency, ticket.nature,"
    " 'normal', CASE WHEN ticket.urgency IN ('critical', 'high') THEN 60 ELSE 300 END, ticket.urgency = 'critical',"
    f" handoff.asked_at, handoff.asked_at, handoff.due_at, CAST(NULL AS FLOAT), {LAST} {MATTER}"
    " WHERE handoff.ended_at IS NULL AND handoff.first_reply_at IS NULL"
)
PROMISED = (
    f"INSERT INTO sla_clock ({COLUMNS}) SELECT ticket.conversation_id, ticket.id, 'callback', 1, ticket.urgency,"
    " ticket.nature, 'normal', handoff.promised_at - handoff.ended_at, ticket.urgency = 'critical', handoff.ended_at,"
    f" handoff.ended_at, handoff.promised_at, handoff.promised_at, {LAST} {MATTER}"
    " WHERE handoff.end_reason = 'nobody_came' AND handoff.promised_at IS NOT NULL AND ticket.state = 'open'"
)


def upgrade() -> None:
    op.create_table(
        "sla_clock",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.String(16), nullable=False),
        sa.Column("nature", sa.String(16), nullable=False),
        sa.Column("tier", sa.String(32), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("by_wall", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("spent", sa.Float(), nullable=False, server_default="0"),
        sa.Column("since", sa.Float()),
        sa.Column("due_at", sa.Float()),
        sa.Column("fixed", sa.Float()),
        sa.Column("warned_at", sa.Float()),
        sa.Column("breached_at", sa.Float()),
        sa.Column("ended_at", sa.Float()),
        sa.Column("outcome", sa.String(16)),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.UniqueConstraint("ticket_id", "kind", "number", name="uq_sla_clock_ticket_id_kind_number"),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_sla_clock_open", "sla_clock", ["conversation_id"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("ix_sla_clock_conversation_id", "sla_clock", ["conversation_id"])
    op.create_index("ix_sla_clock_ended_at", "sla_clock", ["ended_at"])
    op.create_table(
        "sla_target",
        sa.Column("clock", sa.String(16), primary_key=True),
        sa.Column("nature", sa.String(16), primary_key=True),
        sa.Column("urgency", sa.String(16), primary_key=True),
        sa.Column("tier", sa.String(32), primary_key=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
    )
    op.execute(WAITS)
    op.execute(PROMISED)
    op.execute(
        "INSERT INTO timer (conversation_id, kind, ref, due_at)"
        " SELECT conversation_id, 'sla_breach', id, due_at FROM sla_clock WHERE due_at IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DELETE FROM timer WHERE kind IN ('sla_warn', 'sla_breach')")
    op.drop_table("sla_target")
    op.drop_table("sla_clock")
