"""Who took what."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attention_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("attention_mark_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("attention_mark_owner_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("attention_mark_key")),
        sa.UniqueConstraint(
            "kind",
            "subject_id",
            "follows",
            name=op.f("attention_mark_kind_subject_id_follows_once"),
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("attention_mark")
