"""Hours."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "time_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "helping",
                "admin",
                "meeting",
                name="known_hourkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("cause_kind", sa.String(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("time_entry_has_words")),
        sa.CheckConstraint(
            "(minutes < 0) = (reverses_id IS NOT NULL)", name=op.f("time_entry_less_only_to_mend")
        ),
        sa.CheckConstraint("minutes <> 0", name=op.f("time_entry_not_nothing")),
        sa.CheckConstraint("minutes BETWEEN -1440 AND 1440", name=op.f("time_entry_at_most_a_day")),
        sa.CheckConstraint("round > 0", name=op.f("time_entry_rounds_from_one")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("time_entry_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("time_entry_made_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("time_entry_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["time_entry.id"], name=op.f("time_entry_reverses_id_of_time_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("time_entry_key")),
        sa.UniqueConstraint(
            "cause_kind",
            "cause_id",
            "round",
            name=op.f("time_entry_cause_kind_cause_id_round_once"),
        ),
        sa.UniqueConstraint("reverses_id", name=op.f("time_entry_reverses_id_once")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("time_entry_on_day_activity_id_index"),
        "time_entry",
        ["on_day", "activity_id"],
        unique=False,
    )
    op.create_index(
        op.f("time_entry_person_id_on_day_index"),
        "time_entry",
        ["person_id", "on_day"],
        unique=False,
    )
    guards.append_only(op, "time_entry")


def downgrade() -> None:
    guards.lift_append_only(op, "time_entry")
    op.drop_index(op.f("time_entry_person_id_on_day_index"), table_name="time_entry")
    op.drop_index(op.f("time_entry_on_day_activity_id_index"), table_name="time_entry")
    op.drop_table("time_entry")
