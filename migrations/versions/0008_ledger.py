"""The books."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "free",
                "designated",
                "restricted",
                name="known_fundkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("fund_key")),
        sa.UniqueConstraint("name", name=op.f("fund_name_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asset",
                "liability",
                "equity",
                "income",
                "expense",
                name="known_accountkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("rgs", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("ledger_account_key")),
        sa.UniqueConstraint("code", name=op.f("ledger_account_code_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                name="known_periodstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("period_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("period_key")),
        sa.UniqueConstraint("ends_on", name=op.f("period_ends_on_once")),
        sa.UniqueConstraint("starts_on", name=op.f("period_starts_on_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("posted_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["period_id"], ["period.id"], name=op.f("entry_period_id_of_period")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["entry.id"], name=op.f("entry_reverses_id_of_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("entry_key")),
        sa.UniqueConstraint("key", name=op.f("entry_key_once")),
        sa.UniqueConstraint("reverses_id", name=op.f("entry_reverses_id_once")),
        sqlite_strict=True,
    )
    op.create_index(op.f("entry_day_index"), "entry", ["day"], unique=False)
    op.create_table(
        "line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("line_not_nothing")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_account.id"], name=op.f("line_account_id_of_ledger_account")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("line_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("line_entry_id_of_entry")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("line_fund_id_of_fund")),
        sa.PrimaryKeyConstraint("id", name=op.f("line_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "line_balances", "line", ["fund_id", "account_id", "entry_id", "amount"], unique=False
    )
    op.create_index(op.f("line_entry_id_index"), "line", ["entry_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("line_entry_id_index"), table_name="line")
    op.drop_index("line_balances", table_name="line")
    op.drop_table("line")
    op.drop_index(op.f("entry_day_index"), table_name="entry")
    op.drop_table("entry")
    op.drop_table("period")
    op.drop_table("ledger_account")
    op.drop_table("fund")
