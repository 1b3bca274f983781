"""Days that are not like others."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "public",
                "school",
                "closed",
                name="known_daykind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("day_off_named")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("day_off_in_order")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("day_off_made_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("day_off_key")),
        sa.UniqueConstraint(
            "kind", "first_on", "last_on", name=op.f("day_off_kind_first_on_last_on_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("day_off_last_on_index"), "day_off", ["last_on"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("day_off_last_on_index"), table_name="day_off")
    op.drop_table("day_off")
