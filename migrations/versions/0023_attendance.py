"""Who was there."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "present",
                "late",
                "excused",
                "no_show",
                name="known_outcome",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "how",
            sa.Enum(
                "lead",
                "code",
                "self",
                name="known_how",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("decides", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(minutes IS NOT NULL) = (claim_id IS NOT NULL AND outcome IN ('present', 'late'))",
            name=op.f("attendance_minutes_of_who_gave"),
        ),
        sa.CheckConstraint(
            "(claim_id IS NULL) <> (booking_id IS NULL)", name=op.f("attendance_about_one_promise")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("attendance_minutes_sane")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("attendance_booking_id_of_booking")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("attendance_claim_id_of_claim")
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["person.id"], name=op.f("attendance_said_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("attendance_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("attendance_booking_id_index"), "attendance", ["booking_id"], unique=False)
    op.create_index(op.f("attendance_claim_id_index"), "attendance", ["claim_id"], unique=False)
    op.create_index(
        "words_that_decide_nothing",
        "attendance",
        ["said_at"],
        unique=False,
        sqlite_where=sa.text("decides = 0"),
        postgresql_where=sa.text("NOT decides"),
    )
    guards.append_only(op, "attendance")


def downgrade() -> None:
    guards.lift_append_only(op, "attendance")
    op.drop_index(
        "words_that_decide_nothing",
        table_name="attendance",
        sqlite_where=sa.text("decides = 0"),
        postgresql_where=sa.text("NOT decides"),
    )
    op.drop_index(op.f("attendance_claim_id_index"), table_name="attendance")
    op.drop_index(op.f("attendance_booking_id_index"), table_name="attendance")
    op.drop_table("attendance")
