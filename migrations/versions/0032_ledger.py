"""Numbers, the hash chain, closed periods, what stands ready, and receipts."""

from collections import Counter, defaultdict

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import append_only, forbid, keep_rights, lift, lift_append_only
from buurtcoop.ledger.chain import LinkFacts, link

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# Who numbers waits for who numbers: the locks of two series, held to the end of a transaction.
# The same numbers stand in `ledger.operations`; SQLite has one writer at a time.
ENTRY_TURN, RECEIPT_TURN = "pg_advisory_xact_lock(5001)", "pg_advisory_xact_lock(5002)"

YEAR = {
    "sqlite": "CAST(strftime('%Y', day) AS INTEGER)",
    "postgresql": "CAST(date_part('year', day) AS INTEGER)",
}

# What was booked in a period, and what it says it was: they differ in nothing.
BOOKED = (
    "SELECT account_id, fund_id, activity_id, sum(amount), count(*) FROM line "
    "JOIN entry ON entry.id = line.entry_id WHERE entry.period_id = new.id "
    "GROUP BY account_id, fund_id, activity_id"
)
STORED = (
    "SELECT account_id, fund_id, activity_id, amount, lines FROM period_total "
    "WHERE period_id = new.id"
)

# Invariant numbers are those of the design of the ledger.
GUARDS = [
    # 10: numbers without gaps. `{year}` is the year of the entry's day, as each database says it.
    {
        "name": "posting_follows",
        "table": "posting",
        "event": "INSERT",
        "locking": ENTRY_TURN,
        "when": "new.id <> 1 + coalesce((SELECT max(id) FROM posting), 0) "
        "OR new.number <> 1 + coalesce((SELECT max(number) FROM posting WHERE year = new.year), 0) "
        "OR EXISTS (SELECT 1 FROM posting WHERE entry_id = new.entry_id) "
        "OR NOT EXISTS (SELECT 1 FROM entry WHERE id = new.entry_id AND posted_at IS NULL "
        "AND {year} = new.year)",
        "why": "A posting takes the next place and number, for a draft of its year",
    },
    {
        "name": "entry_posts_with_number",
        "table": "entry",
        "event": "UPDATE OF posted_at",
        "when": "NOT EXISTS (SELECT 1 FROM posting WHERE entry_id = new.id)",
        "why": "An entry posts with a place and a number",
    },
    {
        "name": "numbered_entry_takes_no_line",
        "table": "line",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM posting WHERE entry_id = new.entry_id)",
        "why": "An entry with a number takes no line",
    },
    {
        "name": "numbered_line_remains",
        "table": "line",
        "event": "DELETE",
        "when": "EXISTS (SELECT 1 FROM posting WHERE entry_id = old.entry_id)",
        "why": "A line of an entry with a number remains",
    },
    {
        "name": "receipt_follows",
        "table": "receipt",
        "event": "INSERT",
        "locking": RECEIPT_TURN,
        "when": "new.number <> 1 + coalesce((SELECT max(number) FROM receipt "
        "WHERE year = new.year), 0) "
        "OR EXISTS (SELECT 1 FROM receipt WHERE id = new.id OR original = new.original "
        "OR attachment_id = new.attachment_id)",
        "why": "A receipt takes the next number, and the same paper comes in once",
    },
    {
        "name": "receipt_stays",
        "table": "receipt",
        "event": "UPDATE",
        "when": "new.entry_id IS NULL OR (old.entry_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM entry WHERE reverses_id = old.entry_id AND posted_at IS NOT NULL)) "
        "OR new.id <> old.id OR new.year <> old.year OR new.number <> old.number "
        "OR new.original <> old.original "
        "OR new.attachment_id <> old.attachment_id OR new.words <> old.words "
        "OR new.made_at <> old.made_at "
        "OR coalesce(new.made_by_id, -1) <> coalesce(old.made_by_id, -1)",
        "why": "A receipt stays with its entry, until that is undone",
    },
    {
        "name": "receipt_remains",
        "table": "receipt",
        "event": "DELETE",
        "why": "A receipt with a number remains",
    },
    {
        "name": "receipt_photo_stays",
        "table": "attachment",
        "event": "UPDATE",
        "when": "EXISTS (SELECT 1 FROM receipt WHERE attachment_id = old.id)",
        "why": "The photo of a receipt stays as it is",
    },
    {
        "name": "receipt_photo_remains",
        "table": "attachment",
        "event": "DELETE",
        "when": "EXISTS (SELECT 1 FROM receipt WHERE attachment_id = old.id)",
        "why": "The photo of a receipt remains",
    },
    # A loan between funds is even over all funds, and so is a definitive transfer.
    {
        "name": "entry_posts_even_between_funds",
        "table": "entry",
        "event": "UPDATE OF posted_at",
        "when": "EXISTS (SELECT 1 FROM line JOIN ledger_account "
        "ON ledger_account.id = line.account_id WHERE line.entry_id = new.id "
        "AND ledger_account.code IN ('1290', '0590') "
        "GROUP BY ledger_account.code HAVING sum(line.amount) <> 0)",
        "why": "What funds lend or give each other is even over all funds",
    },
    # 5: a period closes in order, without drafts, with its totals, and for good.
    {
        "name": "period_closes_without_drafts",
        "table": "period",
        "event": "UPDATE OF state",
        "when": "new.state = 'closed' AND EXISTS "
        "(SELECT 1 FROM entry WHERE period_id = new.id AND posted_at IS NULL)",
        "why": "A period closes without drafts",
    },
    {
        "name": "period_closes_in_order",
        "table": "period",
        "event": "UPDATE OF state",
        "when": "new.state = 'closed' AND EXISTS "
        "(SELECT 1 FROM period WHERE state = 'open' AND starts_on < new.starts_on)",
        "why": "Periods close in the order of their days",
    },
    {
        "name": "period_closes_with_its_closing",
        "table": "period",
        "event": "UPDATE OF state",
        "when": "new.state = 'closed' "
        "AND NOT EXISTS (SELECT 1 FROM period_closing WHERE period_id = new.id)",
        "why": "A period closes with its closing and its totals",
    },
    {
        "name": "closed_period_stays_closed",
        "table": "period",
        "event": "UPDATE OF state",
        "when": "old.state = 'closed' AND new.state <> 'closed'",
        "why": "A closed period stays closed",
    },
    {
        "name": "closed_period_takes_no_total",
        "table": "period_total",
        "event": "INSERT",
        # Who closes the period at the same moment is awaited: the closing holds its row.
        "locking": "1 FROM period WHERE id = new.period_id FOR SHARE",
        "when": "EXISTS (SELECT 1 FROM period_closing WHERE period_id = new.period_id) "
        "OR EXISTS (SELECT 1 FROM period_total WHERE id = new.id)",
        "why": "The totals of a period come before its closing",
    },
    {
        "name": "period_closes_with_right_totals",
        "table": "period",
        "event": "UPDATE OF state",
        "when": f"new.state = 'closed' AND (EXISTS ({BOOKED} EXCEPT {STORED}) "
        f"OR EXISTS ({STORED} EXCEPT {BOOKED}))",
        "why": "The totals of a period are what was booked in it",
    },
    {
        "name": "period_begins_open",
        "table": "period",
        "event": "INSERT",
        "when": "new.state <> 'open'",
        "why": "A period begins open",
    },
    {
        "name": "period_begins_after_the_closed",
        "table": "period",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM period WHERE state = 'closed' "
        "AND starts_on > new.starts_on)",
        "why": "No period begins before one that is closed",
    },
    {
        "name": "period_is_not_replaced",
        "table": "period",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM period WHERE id = new.id)",
        "why": "A period is not replaced",
    },
    {
        "name": "closed_period_remains",
        "table": "period",
        "event": "DELETE",
        "when": "old.state = 'closed' OR EXISTS (SELECT 1 FROM entry WHERE period_id = old.id)",
        "why": "A period that is closed or has entries remains",
    },
    {
        "name": "period_closes_once",
        "table": "period_closing",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM period_closing WHERE period_id = new.period_id "
        "OR id = new.id)",
        "why": "A period closes once",
    },
    {
        "name": "closing_names_its_place",
        "table": "period_closing",
        "event": "INSERT",
        "when": "NOT ((new.place = 0 AND new.hash = '') OR EXISTS "
        "(SELECT 1 FROM posting WHERE id = new.place AND hash = new.hash))",
        "why": "A closing says how far the chain is, with its hash",
    },
    # The chain covers the code of an account.
    {
        "name": "account_with_lines_keeps_code",
        "table": "ledger_account",
        "event": "UPDATE",
        "when": "(new.code <> old.code OR new.id <> old.id) "
        "AND EXISTS (SELECT 1 FROM line WHERE account_id = old.id)",
        "why": "An account with lines keeps its code",
    },
    # How free money was is what its balance sheets said: those of closed years as well.
    {
        "name": "fund_with_lines_keeps_kind",
        "table": "fund",
        "event": "UPDATE",
        "when": "(new.kind <> old.kind OR new.id <> old.id) "
        "AND EXISTS (SELECT 1 FROM line WHERE fund_id = old.id)",
        "why": "A fund with lines stays as free as it is",
    },
    # What stands ready ends once, and its amounts stay as they were prepared.
    {
        "name": "prepared_entry_ends_once",
        "table": "prepared_entry",
        "event": "UPDATE",
        "when": "old.entry_id IS NOT NULL OR old.dropped_at IS NOT NULL OR new.id <> old.id "
        "OR new.key <> old.key OR new.day <> old.day OR new.memo <> old.memo OR new.why <> old.why "
        "OR coalesce(new.receipt_id, -1) <> coalesce(old.receipt_id, -1) "
        "OR coalesce(new.made_by_id, -1) <> coalesce(old.made_by_id, -1)",
        "why": "What stands ready is booked or dropped once, as it was prepared",
    },
    {
        "name": "prepared_entry_becomes_its_own",
        "table": "prepared_entry",
        "event": "UPDATE",
        "when": "new.entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entry "
        "WHERE id = new.entry_id AND key = new.key AND posted_at IS NOT NULL)",
        "why": "What stood ready becomes the entry of its own key",
    },
    {
        "name": "prepared_entry_remains",
        "table": "prepared_entry",
        "event": "DELETE",
        "why": "What stood ready remains, with who decided",
    },
    {
        "name": "ended_prepared_takes_no_line",
        "table": "prepared_line",
        "event": "INSERT",
        # Who books or drops it at the same moment is awaited.
        "locking": "1 FROM prepared_entry WHERE id = new.prepared_id FOR SHARE",
        "when": "EXISTS (SELECT 1 FROM prepared_entry WHERE id = new.prepared_id "
        "AND (entry_id IS NOT NULL OR dropped_at IS NOT NULL)) "
        "OR EXISTS (SELECT 1 FROM prepared_line WHERE id = new.id)",
        "why": "What stood ready takes no amount afterwards",
    },
    {
        "name": "prepared_line_stays",
        "table": "prepared_line",
        "event": "UPDATE",
        "why": "What stands ready keeps its amounts",
    },
    {
        "name": "prepared_line_remains",
        "table": "prepared_line",
        "event": "DELETE",
        "why": "What stands ready keeps its amounts",
    },
]

# SQLite: INSERT OR REPLACE and UPDATE OR REPLACE remove the row in their way, and without
# recursive_triggers no trigger for DELETE sees that. So the row in the way is looked for before.
SQLITE_GUARDS = [
    *(
        {
            "name": f"{row}_takes_no_place",
            "table": table,
            "event": "UPDATE",
            "when": f"new.id <> old.id OR EXISTS (SELECT 1 FROM {table} "
            f"WHERE {column} = new.{column} AND id <> old.id)",
            "why": "A row does not take the place of another",
        }
        for row, table, column in (
            ("account", "ledger_account", "code"),
            ("fund", "fund", "name"),
            ("period", "period", "starts_on"),
            ("photo", "attachment", "id"),
        )
    ),
    {
        "name": "account_is_not_replaced",
        "table": "ledger_account",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM ledger_account WHERE (id = new.id OR code = new.code) "
        "AND EXISTS (SELECT 1 FROM line WHERE account_id = ledger_account.id))",
        "why": "An account with lines is not replaced",
    },
    {
        "name": "fund_is_not_replaced",
        "table": "fund",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM line WHERE fund_id = new.id)",
        "why": "A fund with lines is not replaced",
    },
    {
        "name": "receipt_photo_is_not_replaced",
        "table": "attachment",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM receipt WHERE attachment_id = new.id)",
        "why": "The photo of a receipt is not replaced",
    },
    {
        "name": "prepared_entry_is_not_replaced",
        "table": "prepared_entry",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM prepared_entry "
        "WHERE id = new.id OR key = new.key OR entry_id = new.entry_id)",
        "why": "What stands ready is not replaced",
    },
]


def upgrade() -> None:
    op.add_column("fund", sa.Column("purpose", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("fund") as fund:
        fund.alter_column("purpose", server_default=None)
    op.create_table(
        "recurring_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column(
            "every",
            sa.Enum(
                "month",
                "quarter",
                "year",
                name="known_every",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("on_number", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("memo <> ''", name=op.f("recurring_entry_has_memo")),
        sa.CheckConstraint("on_number BETWEEN 1 AND 31", name=op.f("recurring_entry_on_a_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("recurring_entry_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "period_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("closed_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["period_id"], ["period.id"], name=op.f("period_closing_period_id_of_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("period_closing_key")),
        sa.UniqueConstraint("period_id", name=op.f("period_closing_period_id_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "period_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.CheckConstraint("lines > 0", name=op.f("period_total_of_lines")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("period_total_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("period_total_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund.id"], name=op.f("period_total_fund_id_of_fund")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["period.id"], name=op.f("period_total_period_id_of_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("period_total_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_total_with_activity",
        "period_total",
        ["period_id", "account_id", "fund_id", "activity_id"],
        unique=True,
        sqlite_where=sa.text("activity_id IS NOT NULL"),
        postgresql_where=sa.text("activity_id IS NOT NULL"),
    )
    op.create_index(
        "one_total_without_activity",
        "period_total",
        ["period_id", "account_id", "fund_id"],
        unique=True,
        sqlite_where=sa.text("activity_id IS NULL"),
        postgresql_where=sa.text("activity_id IS NULL"),
    )
    op.create_index(
        "sums_over_periods",
        "period_total",
        ["account_id", "fund_id", "activity_id", "period_id", "amount"],
        unique=False,
    )
    op.create_table(
        "recurring_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recurring_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("recurring_line_not_nothing")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("recurring_line_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("recurring_line_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund.id"], name=op.f("recurring_line_fund_id_of_fund")
        ),
        sa.ForeignKeyConstraint(
            ["recurring_id"],
            ["recurring_entry.id"],
            name=op.f("recurring_line_recurring_id_of_recurring_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("recurring_line_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("recurring_line_recurring_id_index"), "recurring_line", ["recurring_id"], unique=False
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("posting_whole_hash")),
        sa.CheckConstraint("number > 0", name=op.f("posting_numbered_from_one")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("posting_entry_id_of_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("posting_key")),
        sa.UniqueConstraint("entry_id", name=op.f("posting_entry_id_once")),
        sa.UniqueConstraint("year", "number", name=op.f("posting_year_number_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("receipt_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("receipt_attachment_id_of_attachment")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("receipt_entry_id_of_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("receipt_key")),
        sa.UniqueConstraint("attachment_id", name=op.f("receipt_attachment_id_once")),
        sa.UniqueConstraint("original", name=op.f("receipt_original_once")),
        sa.UniqueConstraint("year", "number", name=op.f("receipt_year_number_once")),
        sqlite_strict=True,
    )
    op.create_index(op.f("receipt_entry_id_index"), "receipt", ["entry_id"], unique=False)
    op.create_table(
        "prepared_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "second_person",
                "recurring",
                name="known_why",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("dropped_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(dropped_at IS NULL) = (dropped_why = '')",
            name=op.f("prepared_entry_dropped_with_reason"),
        ),
        sa.CheckConstraint("memo <> ''", name=op.f("prepared_entry_has_memo")),
        sa.CheckConstraint(
            "why <> 'second_person' OR entry_id IS NULL "
            "OR (decided_by_id IS NOT NULL AND decided_by_id <> made_by_id)",
            name=op.f("prepared_entry_booked_by_a_second_person"),
        ),
        sa.CheckConstraint(
            "entry_id IS NULL OR dropped_at IS NULL", name=op.f("prepared_entry_ends_once")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("prepared_entry_entry_id_of_entry")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("prepared_entry_receipt_id_of_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("prepared_entry_key")),
        sa.UniqueConstraint("entry_id", name=op.f("prepared_entry_entry_id_once")),
        sa.UniqueConstraint("key", name=op.f("prepared_entry_key_once")),
        sqlite_strict=True,
    )
    op.create_index(
        "receipt_waits_once",
        "prepared_entry",
        ["receipt_id"],
        unique=True,
        sqlite_where=sa.text("entry_id IS NULL AND dropped_at IS NULL"),
        postgresql_where=sa.text("entry_id IS NULL AND dropped_at IS NULL"),
    )
    op.create_table(
        "prepared_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prepared_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("prepared_line_not_nothing")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("prepared_line_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("prepared_line_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund.id"], name=op.f("prepared_line_fund_id_of_fund")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_id"],
            ["prepared_entry.id"],
            name=op.f("prepared_line_prepared_id_of_prepared_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("prepared_line_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("prepared_line_prepared_id_index"), "prepared_line", ["prepared_id"], unique=False
    )
    _number_what_is_posted()
    dialect = op.get_bind().dialect.name
    for guard in GUARDS:
        forbid(op, **{**guard, "when": guard.get("when", "true").replace("{year}", YEAR[dialect])})
    if dialect == "sqlite":
        for guard in SQLITE_GUARDS:
            forbid(op, **guard)
    for table in ("posting", "period_closing", "period_total"):
        append_only(op, table)
    keep_rights(op, "receipt", "SELECT, INSERT, UPDATE (entry_id)")
    keep_rights(
        op,
        "prepared_entry",
        "SELECT, INSERT, UPDATE (entry_id, decided_by_id, dropped_at, dropped_why)",
    )
    keep_rights(op, "prepared_line", "SELECT, INSERT")


def downgrade() -> None:
    for table in ("period_total", "period_closing", "posting"):
        lift_append_only(op, table)
    for guard in reversed([*GUARDS, *SQLITE_GUARDS]):
        lift(op, guard["name"], table=guard["table"])
    op.drop_index(op.f("prepared_line_prepared_id_index"), table_name="prepared_line")
    op.drop_table("prepared_line")
    op.drop_index("receipt_waits_once", table_name="prepared_entry")
    op.drop_table("prepared_entry")
    op.drop_index(op.f("receipt_entry_id_index"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_table("posting")
    op.drop_index(op.f("recurring_line_recurring_id_index"), table_name="recurring_line")
    op.drop_table("recurring_line")
    op.drop_index("sums_over_periods", table_name="period_total")
    op.drop_index(
        "one_total_without_activity",
        table_name="period_total",
        sqlite_where=sa.text("activity_id IS NULL"),
        postgresql_where=sa.text("activity_id IS NULL"),
    )
    op.drop_index(
        "one_total_with_activity",
        table_name="period_total",
        sqlite_where=sa.text("activity_id IS NOT NULL"),
        postgresql_where=sa.text("activity_id IS NOT NULL"),
    )
    op.drop_table("period_total")
    op.drop_table("period_closing")
    op.drop_table("recurring_entry")
    with op.batch_alter_table("fund") as fund:
        fund.drop_column("purpose")


def _number_what_is_posted() -> None:
    """The first chain: what was posted before, in the order of posting."""
    lines = defaultdict(list)
    account = sa.table("ledger_account", sa.column("id"), sa.column("code"))
    line = sa.table(
        "line",
        *(sa.column(name) for name in ("id", "entry_id", "account_id", "fund_id", "activity_id")),
        sa.column("amount", sa.BigInteger()),
    )
    bind = op.get_bind()
    told = (line.c.entry_id, account.c.code, line.c.fund_id, line.c.activity_id, line.c.amount)
    of_account = line.join(account, account.c.id == line.c.account_id)
    for entry_id, *rest in bind.execute(
        sa.select(*told).select_from(of_account).order_by(line.c.id)
    ):
        lines[entry_id].append(tuple(rest))
    entry = sa.table(
        "entry",
        sa.column("id", sa.Integer()),
        sa.column("day", sa.Date()),
        sa.column("memo"),
        sa.column("key"),
        sa.column("reverses_id"),
        sa.column("made_by_id"),
        sa.column("made_at", db.UtcDateTime()),
        sa.column("posted_at", db.UtcDateTime()),
    )
    posted = sa.select(entry).where(entry.c.posted_at.is_not(None))
    numbers: Counter[int] = Counter()
    previous, rows = "", []
    for place, row in enumerate(
        bind.execute(posted.order_by(entry.c.posted_at, entry.c.id)), start=1
    ):
        numbers[row.day.year] += 1
        facts = LinkFacts(
            place=place,
            year=row.day.year,
            number=numbers[row.day.year],
            day=row.day,
            memo=row.memo,
            key=row.key,
            reverses_id=row.reverses_id,
            made_at=row.made_at,
            made_by_id=row.made_by_id,
            lines=lines[row.id],
        )
        previous = link(previous, facts)
        rows.append(
            {
                "id": place,
                "entry_id": row.id,
                "year": facts.year,
                "number": facts.number,
                "hash": previous,
            }
        )
    posting = sa.table(
        "posting",
        *(sa.column(name) for name in ("id", "entry_id", "year", "number", "hash")),
    )
    if rows:
        op.bulk_insert(posting, rows)
