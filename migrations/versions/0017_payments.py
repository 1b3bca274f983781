"""What members have to pay."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FIXED = "debtor_id, amount, words, on_day, cause_kind, cause_id, made_at"


def upgrade() -> None:
    op.create_table(
        "charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debtor_id", sa.Integer(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("cause_kind", sa.String(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "waived",
                name="known_chargestate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("waived_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("waived_by_id", sa.Integer(), nullable=True),
        sa.Column("waived_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waived') = (waived_at IS NOT NULL)", name=op.f("charge_waived_with_moment")
        ),
        sa.CheckConstraint(
            "state = 'open' OR waived_why <> ''", name=op.f("charge_waived_with_reason")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("charge_has_words")),
        sa.CheckConstraint("amount > 0", name=op.f("charge_something_to_pay")),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["person.id"], name=op.f("charge_debtor_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["waived_by_id"], ["person.id"], name=op.f("charge_waived_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("charge_key")),
        sa.UniqueConstraint("cause_kind", "cause_id", name=op.f("charge_cause_kind_cause_id_once")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("charge_debtor_id_state_index"), "charge", ["debtor_id", "state"], unique=False
    )
    guards.forbid(
        op,
        "charge_stays",
        table="charge",
        event=f"UPDATE OF {FIXED}",
        why="What a charge is for, and how much, never changes",
    )


def downgrade() -> None:
    guards.lift(op, "charge_stays", table="charge")
    op.drop_index(op.f("charge_debtor_id_state_index"), table_name="charge")
    op.drop_table("charge")
