"""How a matter ended: the outcome and its cause, the customer's confirmation, the recap, the follow-up, the wrap-up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

HANDOFF = (
    ("recap", sa.JSON()),
    ("outcome", sa.String(32)),
    ("cause", sa.String(16)),
    ("outcome_by", sa.Integer()),
    ("outcome_at", sa.Float()),
    ("follow_up_at", sa.Float()),
    ("follow_up_note", sa.Text()),
    ("wrap_up_until", sa.Float()),
)


def upgrade() -> None:
    for name, kind in HANDOFF:
        op.add_column("handoff", sa.Column(name, kind))
    op.add_column("ticket", sa.Column("confirmation", sa.String(16)))
    op.add_column("ticket", sa.Column("confirmed_at", sa.Float()))
    op.add_column("ticket", sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket_job", sa.Column("outcome_due", sa.Boolean(), nullable=False, server_default=sa.text("false")))


def downgrade() -> None:
    op.drop_column("ticket_job", "outcome_due")
    for name in ("reopened", "confirmed_at", "confirmation"):
        op.drop_column("ticket", name)
    for name, _ in reversed(HANDOFF):
        op.drop_column("handoff", name)
