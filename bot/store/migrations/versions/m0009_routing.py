"""Teams, what agents can do, how customers stand with the shop, and offers of waiting conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(64), nullable=False),
        sa.Column("name_en", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name_zh", name=op.f("uq_team_name_zh")),
        sa.UniqueConstraint("name_en", name=op.f("uq_team_name_en")),
    )
    op.create_table(
        "team_member",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_team_member_user_id")),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_member")),
    )
    op.create_table(
        "agent_profile",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("assigned_at", sa.Float(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_agent_profile_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_agent_profile")),
    )
    op.create_table(
        "customer_profile",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("tier", sa.String(16), nullable=False, server_default="normal"),
        sa.Column("dedicated_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_customer_profile_conversation_id")
        ),
        sa.ForeignKeyConstraint(["dedicated_id"], ["app_user.id"], name=op.f("fk_customer_profile_dedicated_id")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_customer_profile")),
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float()),
        sa.Column("outcome", sa.String(16)),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoff.id"], name=op.f("fk_offer_handoff_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["app_user.id"], name=op.f("fk_offer_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(
        "uq_offer_open",
        "offer",
        ["handoff_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_offer_handoff_id", "offer", ["handoff_id", "id"])
    op.create_index("ix_handoff_conversation_id", "handoff", ["conversation_id"])


def downgrade() -> None:
    op.drop_index("ix_handoff_conversation_id", "handoff")
    for name in ("offer", "customer_profile", "agent_profile", "team_member", "team"):
        op.drop_table(name)
