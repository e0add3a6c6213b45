"""The ladder of timeouts: several timers of a kind one after the other, and what a handoff remembers of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HANDOFF = (
    ("alert", sa.String(16)),
    ("alerted_at", sa.Float()),
    ("promised_at", sa.Float()),
    ("returned_at", sa.Float()),
    ("return_reason", sa.String(32)),
    ("former_agent_id", sa.Integer()),
    ("resumed_at", sa.Float()),
)


def upgrade() -> None:
    op.add_column("conversation", sa.Column("resumes", sa.Integer()))
    for name, kind in HANDOFF:
        op.add_column("handoff", sa.Column(name, kind))
    # SQLite copies the table for this; its index on unfired rows is made anew, so that it keeps its condition.
    op.drop_index("ix_timer_due", "timer")
    with op.batch_alter_table("timer") as batch:
        batch.drop_constraint("uq_timer_kind_ref", type_="unique")
    _index("ix_timer_due", ["due_at"])
    _index("uq_timer_waiting", ["kind", "ref"], unique=True)


def _index(name: str, columns: list[str], unique: bool = False) -> None:
    unfired = sa.text("fired_at IS NULL")
    op.create_index(name, "timer", columns, unique=unique, sqlite_where=unfired, postgresql_where=unfired)


def downgrade() -> None:
    # The older schema keeps one row per step: the newest.
    op.execute(
        "DELETE FROM timer WHERE id NOT IN (SELECT kept FROM (SELECT max(id) AS kept FROM timer GROUP BY kind, ref) AS newest)"
    )
    op.drop_index("uq_timer_waiting", "timer")
    op.drop_index("ix_timer_due", "timer")
    with op.batch_alter_table("timer") as batch:
        batch.create_unique_constraint("uq_timer_kind_ref", ["kind", "ref"])
    _index("ix_timer_due", ["due_at"])
    for name, _ in HANDOFF:
        op.drop_column("handoff", name)
    op.drop_column("conversation", "resumes")
