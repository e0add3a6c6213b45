"""The range of minutes that was promised to a customer who entered the queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handoff", sa.Column("wait_low", sa.Integer()))
    op.add_column("handoff", sa.Column("wait_high", sa.Integer()))


def downgrade() -> None:
    op.drop_column("handoff", "wait_high")
    op.drop_column("handoff", "wait_low")
