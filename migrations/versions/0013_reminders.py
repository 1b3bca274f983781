"""The heartbeat."""

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
        sa.CheckConstraint("id = 1", name=op.f("heartbeat_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("heartbeat_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("heartbeat")
