"""Forms that were sent."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_form",
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("prefilled", sa.Integer(), nullable=False),
        sa.Column("at", db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("sent_form_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("sent_form")
