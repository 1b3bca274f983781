"""Asks, swaps and watches."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("watch_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("watch_shift_id_of_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("watch_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_live_watch",
        "watch",
        ["shift_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("watch_person_id_index"), "watch", ["person_id"], unique=False)
    op.create_table(
        "ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "open",
                "yes",
                "no",
                name="known_answer",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer = 'open') = (answered_at IS NULL)", name=op.f("ask_answered_with_moment")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("ask_asked_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["crew_line.id"], name=op.f("ask_line_id_of_crew_line")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("ask_person_id_of_person")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("ask_shift_id_of_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("ask_key")),
        sa.UniqueConstraint(
            "line_id", "person_id", "version", name=op.f("ask_line_id_person_id_version_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ask_person_id_asked_at_index"), "ask", ["person_id", "asked_at"], unique=False
    )
    op.create_index(op.f("ask_shift_id_index"), "ask", ["shift_id"], unique=False)
    op.create_table(
        "swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("other_claim_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "agreed",
                "declined",
                "withdrawn",
                "gone",
                name="known_swapstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (ended_at IS NULL)", name=op.f("swap_ends_with_moment")
        ),
        sa.CheckConstraint("claim_id <> other_claim_id", name=op.f("swap_two_places")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("swap_claim_id_of_claim")),
        sa.ForeignKeyConstraint(
            ["other_claim_id"], ["claim.id"], name=op.f("swap_other_claim_id_of_claim")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("swap_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_live_offer",
        "swap",
        ["claim_id", "other_claim_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(op.f("swap_other_claim_id_index"), "swap", ["other_claim_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("swap_other_claim_id_index"), table_name="swap")
    op.drop_index(
        "one_live_offer",
        table_name="swap",
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.drop_table("swap")
    op.drop_index(op.f("ask_shift_id_index"), table_name="ask")
    op.drop_index(op.f("ask_person_id_asked_at_index"), table_name="ask")
    op.drop_table("ask")
    op.drop_index(op.f("watch_person_id_index"), table_name="watch")
    op.drop_index(
        "one_live_watch",
        table_name="watch",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("watch")
