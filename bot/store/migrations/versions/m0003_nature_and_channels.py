"""Articles: a hint at the nature of what they answer, and the channels that they are told in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("article") as batch:
        batch.add_column(sa.Column("nature", sa.String(16)))
        batch.add_column(sa.Column("channels", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("article") as batch:
        batch.drop_column("channels")
        batch.drop_column("nature")
