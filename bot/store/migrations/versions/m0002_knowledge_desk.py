"""The knowledge desk: drafts, regression questions, looked-at gaps, validity of articles. What is still to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = "state IN ('pending','sending','unknown','resending')"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("article_id", sa.String(128), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), server_default="draft", nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("updated_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "language", name=op.f("pk_draft")),
    )
    op.create_table(
        "regression",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("question_key", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("article_id", sa.String(128), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regression")),
        sa.UniqueConstraint("question_key", name=op.f("uq_regression_question_key")),
    )
    op.create_table(
        "gap_ignored",
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", name=op.f("pk_gap_ignored")),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["conversation_id", "seq"],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    with op.batch_alter_table("article") as batch:
        batch.add_column(sa.Column("valid_from", sa.Float()))
        batch.add_column(sa.Column("valid_until", sa.Float()))
        batch.add_column(sa.Column("owner", sa.String(128), server_default="", nullable=False))
    with op.batch_alter_table("revision") as batch:
        batch.add_column(sa.Column("kind", sa.String(16), server_default="imported", nullable=False))


def downgrade() -> None:
    op.drop_index("ix_outbox_open", "outbox")
    with op.batch_alter_table("revision") as batch:
        batch.drop_column("kind")
    with op.batch_alter_table("article") as batch:
        batch.drop_column("owner")
        batch.drop_column("valid_until")
        batch.drop_column("valid_from")
    op.drop_table("gap_ignored")
    op.drop_table("regression")
    op.drop_table("draft")
