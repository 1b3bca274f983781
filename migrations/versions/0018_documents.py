"""Files that people gave us."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('image/jpeg')", name=op.f("attachment_known_kind")),
        sa.CheckConstraint("size > 0", name=op.f("attachment_not_empty")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("attachment_made_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("attachment_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("attachment")
