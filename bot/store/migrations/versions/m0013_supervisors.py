"""Words of team leads, who changed a contact, which conversations are one customer's; indexes for the board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "lead_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(128)),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("read_at", sa.Float()),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name="fk_lead_word_conversation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_word"),
        sa.UniqueConstraint("conversation_id", "client_id", name="uq_lead_word_conversation_id_client_id"),
    )
    op.create_index("ix_lead_word_unread", "lead_word", ["to_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_table(
        "contact_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("was", sa.String(255)),
        sa.Column("now", sa.String(255)),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name="fk_contact_change_conversation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_change"),
    )
    op.create_index("ix_contact_change_conversation_id", "contact_change", ["conversation_id"])
    op.create_table(
        "same_customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.String(64), nullable=False),
        sa.Column("other_id", sa.String(64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("undone_at", sa.Float()),
        sa.Column("undone_by_id", sa.Integer()),
        sa.Column("undone_why", sa.Text()),
        sa.ForeignKeyConstraint(["one_id"], ["conversation.id"], name="fk_same_customer_one_id"),
        sa.ForeignKeyConstraint(["other_id"], ["conversation.id"], name="fk_same_customer_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_same_customer"),
    )
    op.create_index("ix_same_customer_one_id", "same_customer", ["one_id"])
    op.create_index("ix_same_customer_other_id", "same_customer", ["other_id"])
    op.create_index("ix_handoff_ended_at", "handoff", ["ended_at"])
    op.create_index("ix_ticket_state", "ticket", ["state"])


def downgrade() -> None:
    op.drop_index("ix_ticket_state", "ticket")
    op.drop_index("ix_handoff_ended_at", "handoff")
    for name in ("same_customer", "contact_change", "lead_word"):
        op.drop_table(name)
