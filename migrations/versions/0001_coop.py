"""The cooperative and its activities."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("activity_key")),
        sa.UniqueConstraint("code", name=op.f("activity_code_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "coop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("kind_name", sa.String(), nullable=False),
        sa.Column("kvk", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("opening_hours", sa.String(), nullable=False),
        sa.Column("notice_weeks", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("founded_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("coop_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("coop_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "rule_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("rule_value_in_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("rule_value_key")),
        sa.UniqueConstraint("name", "valid_from", name=op.f("rule_value_name_valid_from_once")),
        sqlite_strict=True,
    )
    guards.forbid(
        op,
        "coop_is_what_it_was_made",
        table="coop",
        event="UPDATE",
        when="old.demo <> new.demo",
        why="A coop is a demo when it was made as one, never later",
    )
    guards.forbid(
        op,
        "coop_remains",
        table="coop",
        event="DELETE",
        why="The one row of the cooperative stays",
    )


def downgrade() -> None:
    guards.lift(op, "coop_remains", table="coop")
    guards.lift(op, "coop_is_what_it_was_made", table="coop")
    op.drop_table("rule_value")
    op.drop_table("coop")
    op.drop_table("activity")
