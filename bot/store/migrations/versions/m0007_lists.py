"""The desk's left pane: how far each person has read, saved views, what was put aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_seen_user_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_seen_conversation_id")),
        sa.PrimaryKeyConstraint("user_id", "conversation_id", name=op.f("pk_seen")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("choice", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_saved_view_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_view_user_id_name")),
    )
    op.create_table(
        "snooze",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("until", sa.Float()),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("woke_at", sa.Float()),
        sa.Column("woke", sa.String(16)),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_snooze_user_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_snooze_conversation_id")),
        sa.PrimaryKeyConstraint("user_id", "conversation_id", name=op.f("pk_snooze")),
        sa.UniqueConstraint("number", name=op.f("uq_snooze_number")),
    )
    op.create_index("ix_snooze_conversation_id", "snooze", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("snooze")
    op.drop_table("saved_view")
    op.drop_table("seen")
