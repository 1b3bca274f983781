"""The heartbeat, and the jobs of the night."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("beat_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("machine", sa.String(), nullable=False),
        sa.Column("uptime", sa.Integer(), nullable=False),
        sa.Column("jumped_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("heartbeat_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("heartbeat_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("done_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "local_day", name=op.f("job_run_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("job_run")
    op.drop_table("heartbeat")
