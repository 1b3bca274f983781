"""The books."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ENTRY_OF_LINE = "1 FROM entry WHERE id = new.entry_id FOR NO KEY UPDATE"
PERIOD_OF_ENTRY = "1 FROM period WHERE id = new.period_id FOR SHARE"
NO_OPEN_PERIOD = (
    "NOT EXISTS (SELECT 1 FROM period WHERE id = new.period_id AND state = 'open' "
    "AND new.day BETWEEN starts_on AND ends_on)"
)
SHARES_A_DAY = (
    "EXISTS (SELECT 1 FROM period WHERE id <> coalesce(new.id, -1) "
    "AND starts_on <= new.ends_on AND ends_on >= new.starts_on)"
)

# What holds on both databases. Invariant numbers are those of the design of the ledger.
GUARDS = [
    # 1: an entry is born as a draft and posts only with two lines or more and sum 0 per fund.
    {
        "name": "entry_begins_as_draft",
        "table": "entry",
        "event": "INSERT",
        "when": "new.posted_at IS NOT NULL",
        "why": "An entry begins as a draft",
    },
    {
        "name": "entry_posts_with_two_lines",
        "table": "entry",
        "event": "UPDATE OF posted_at",
        "when": "(SELECT count(*) FROM line WHERE entry_id = new.id) < 2",
        "why": "An entry posts with two lines or more",
    },
    {
        "name": "entry_posts_in_balance",
        "table": "entry",
        "event": "UPDATE OF posted_at",
        "when": "EXISTS (SELECT 1 FROM line WHERE entry_id = new.id "
        "GROUP BY fund_id HAVING sum(amount) <> 0)",
        "why": "An entry posts when every fund in it adds up to zero",
    },
    # 2: what is posted is not changed, deleted or extended; it is reversed once, exactly.
    {
        "name": "entry_only_posts",
        "table": "entry",
        "event": "UPDATE",
        "when": "old.posted_at IS NOT NULL OR new.posted_at IS NULL OR new.id <> old.id "
        "OR new.day <> old.day OR new.period_id <> old.period_id OR new.memo <> old.memo "
        "OR new.key <> old.key OR new.made_at <> old.made_at "
        "OR coalesce(new.reverses_id, -1) <> coalesce(old.reverses_id, -1) "
        "OR coalesce(new.made_by_id, -1) <> coalesce(old.made_by_id, -1)",
        "why": "An entry changes once: from draft to posted",
    },
    {
        "name": "posted_entry_remains",
        "table": "entry",
        "event": "DELETE",
        "when": "old.posted_at IS NOT NULL",
        "why": "A posted entry remains",
    },
    {
        "name": "posted_entry_takes_no_line",
        "table": "line",
        "event": "INSERT",
        # A posting that runs at the same time is awaited: it holds the row of the entry.
        "locking": ENTRY_OF_LINE,
        "when": "EXISTS (SELECT 1 FROM entry WHERE id = new.entry_id AND posted_at IS NOT NULL)",
        "why": "A posted entry takes no line",
    },
    {
        "name": "line_stays",
        "table": "line",
        "event": "UPDATE",
        "why": "A line never changes",
    },
    {
        "name": "posted_line_remains",
        "table": "line",
        "event": "DELETE",
        "when": "EXISTS (SELECT 1 FROM entry WHERE id = old.entry_id AND posted_at IS NOT NULL)",
        "why": "A line of a posted entry remains",
    },
    {
        "name": "entry_reverses_exactly",
        "table": "entry",
        "event": "UPDATE OF posted_at",
        "when": "new.reverses_id IS NOT NULL AND ("
        "NOT EXISTS (SELECT 1 FROM entry WHERE id = new.reverses_id "
        "AND posted_at IS NOT NULL AND reverses_id IS NULL) "
        "OR EXISTS (SELECT 1 FROM line WHERE entry_id IN (new.id, new.reverses_id) "
        "GROUP BY fund_id, account_id, activity_id HAVING sum(amount) <> 0))",
        "why": "A reversal undoes one posted entry exactly",
    },
    # 3: the date lies inside an open period, when it is made and when it posts.
    {
        "name": "entry_begins_in_open_period",
        "table": "entry",
        "event": "INSERT",
        "locking": PERIOD_OF_ENTRY,
        "when": NO_OPEN_PERIOD,
        "why": "An entry is made inside its open period",
    },
    {
        "name": "entry_posts_in_open_period",
        "table": "entry",
        "event": "UPDATE OF posted_at",
        "locking": PERIOD_OF_ENTRY,
        "when": NO_OPEN_PERIOD,
        "why": "An entry posts inside its open period",
    },
    {
        "name": "period_with_entries_stays",
        "table": "period",
        "event": "UPDATE",
        "when": "(new.id <> old.id OR new.starts_on <> old.starts_on "
        "OR new.ends_on <> old.ends_on) "
        "AND EXISTS (SELECT 1 FROM entry WHERE period_id = old.id)",
        "why": "A period with entries keeps its days",
    },
    # 4: income and expense say what they were for.
    {
        "name": "line_says_activity",
        "table": "line",
        "event": "INSERT",
        "when": "new.activity_id IS NULL AND EXISTS (SELECT 1 FROM ledger_account "
        "WHERE id = new.account_id AND kind IN ('income', 'expense'))",
        "why": "A line of income or expense carries an activity",
    },
    {
        "name": "account_with_lines_keeps_kind",
        "table": "ledger_account",
        "event": "UPDATE",
        "when": "new.kind <> old.kind AND EXISTS (SELECT 1 FROM line WHERE account_id = old.id)",
        "why": "An account with lines keeps its kind",
    },
]

# SQLite: INSERT OR REPLACE removes the row in its way, and without recursive_triggers no
# trigger for DELETE sees that. So the row in the way is looked for before.
SQLITE_GUARDS = [
    {
        "name": "posted_entry_is_not_replaced",
        "table": "entry",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM entry WHERE posted_at IS NOT NULL "
        "AND (id = new.id OR key = new.key OR reverses_id = new.reverses_id))",
        "why": "A posted entry is not replaced, and its key books once",
    },
    {
        "name": "posted_line_is_not_replaced",
        "table": "line",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM line JOIN entry ON entry.id = line.entry_id "
        "WHERE line.id = new.id AND entry.posted_at IS NOT NULL)",
        "why": "A line of a posted entry is not replaced",
    },
    {
        "name": "period_stands_apart",
        "table": "period",
        "event": "INSERT",
        "when": SHARES_A_DAY,
        "why": "Two periods share no day",
    },
    {
        "name": "period_moves_apart",
        "table": "period",
        "event": "UPDATE",
        "when": SHARES_A_DAY,
        "why": "Two periods share no day",
    },
]


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
        sqlite_strict=True,
    )
    op.create_index("entry_books_once", "entry", ["key"], unique=True)
    op.create_index(op.f("entry_day_id_index"), "entry", ["day", "id"], unique=False)
    op.create_index(op.f("entry_period_id_index"), "entry", ["period_id"], unique=False)
    op.create_index("entry_undoes_once", "entry", ["reverses_id"], unique=True)
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
        "line_balances",
        "line",
        ["fund_id", "account_id", "activity_id", "entry_id", "amount"],
        unique=False,
    )
    op.create_index(op.f("line_entry_id_index"), "line", ["entry_id"], unique=False)
    for guard in GUARDS:
        guards.forbid(op, **guard)
    _guard_by_dialect(op.get_bind().dialect.name)


def downgrade() -> None:
    _lift_by_dialect(op.get_bind().dialect.name)
    for guard in GUARDS:
        guards.lift(op, guard["name"], table=guard["table"])
    op.drop_index(op.f("line_entry_id_index"), table_name="line")
    op.drop_index("line_balances", table_name="line")
    op.drop_table("line")
    op.drop_index("entry_undoes_once", table_name="entry")
    op.drop_index(op.f("entry_period_id_index"), table_name="entry")
    op.drop_index(op.f("entry_day_id_index"), table_name="entry")
    op.drop_index("entry_books_once", table_name="entry")
    op.drop_table("entry")
    op.drop_table("period")
    op.drop_table("ledger_account")
    op.drop_table("fund")


def _guard_by_dialect(dialect: str) -> None:
    if dialect == "sqlite":
        for guard in SQLITE_GUARDS:
            guards.forbid(op, **guard)
        return
    op.execute(
        "ALTER TABLE period ADD CONSTRAINT period_stands_apart "
        "EXCLUDE USING gist (daterange(starts_on, ends_on, '[]') WITH &&)"
    )
    op.execute(
        "CREATE FUNCTION books_are_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
        "BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', "
        "MESSAGE = 'The books are not emptied'; END $guard$"
    )
    for table in ("entry", "line"):
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION books_are_not_emptied()"
        )
    # The app login posts, and beyond that adds rows only.
    guards.keep_rights(op, "entry", "SELECT, INSERT, UPDATE (posted_at)")
    guards.keep_rights(op, "line", "SELECT, INSERT")
    guards.keep_rights(op, "ledger_account", "SELECT, INSERT, UPDATE (name, rgs)")
    guards.keep_rights(op, "period", "SELECT, INSERT, UPDATE (state)")


def _lift_by_dialect(dialect: str) -> None:
    if dialect == "sqlite":
        for guard in SQLITE_GUARDS:
            guards.lift(op, guard["name"], table=guard["table"])
        return
    for table in ("line", "entry"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_is_not_emptied ON {table}")
    op.execute("DROP FUNCTION IF EXISTS books_are_not_emptied()")
    op.execute("ALTER TABLE period DROP CONSTRAINT period_stands_apart")
