"""Files of the bank, their movements, and which entry books which."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import append_only, forbid, keep_rights, lift, lift_append_only

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# Who matches waits for who matches, to the end of a transaction; SQLite has one writer at a time.
MATCH_TURN = "pg_advisory_xact_lock(5003)"
# A match counts until it was ended, or its entry was undone.
COUNTS = (
    "m.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM entry u WHERE u.reverses_id = m.entry_id)"
)
OF_LINE = (
    f"(SELECT coalesce(sum(m.amount), 0) FROM bank_match m WHERE m.line_id = l.id AND {COUNTS})"
)
# An entry between two accounts of ours has a movement on each.
OF_ENTRY = (
    "(SELECT coalesce(sum(m.amount), 0) FROM bank_match m JOIN bank_line o ON o.id = m.line_id"
    f" WHERE m.entry_id = new.entry_id AND o.bank_account_id = b.id AND {COUNTS})"
)
# What the entry did to the account of the movement.
BOOKED = (
    "(SELECT coalesce(sum(r.amount), 0) FROM line r WHERE r.entry_id = new.entry_id"
    " AND r.account_id = b.account_id)"
)
GUARDS = [
    {
        "name": "match_never_more_than_its_line",
        "table": "bank_match",
        "event": "INSERT",
        "locking": MATCH_TURN,
        "when": "NOT EXISTS (SELECT 1 FROM bank_line l WHERE l.id = new.line_id"
        f" AND (l.amount > 0) = (new.amount > 0) AND abs({OF_LINE} + new.amount) <= abs(l.amount))",
        "why": "The matches of a movement are never more than the movement",
    },
    {
        "name": "match_never_more_than_its_entry",
        "table": "bank_match",
        "event": "INSERT",
        "locking": MATCH_TURN,
        "when": "NOT EXISTS (SELECT 1 FROM bank_line l"
        " JOIN bank_account b ON b.id = l.bank_account_id WHERE l.id = new.line_id"
        f" AND ({BOOKED} > 0) = (new.amount > 0)"
        f" AND abs({OF_ENTRY} + new.amount) <= abs({BOOKED}))",
        "why": "The matches of an entry are never more than it booked on that account",
    },
    {
        "name": "match_begins_alive",
        "table": "bank_match",
        "event": "INSERT",
        "when": "new.ended_at IS NOT NULL OR EXISTS (SELECT 1 FROM bank_match WHERE id = new.id)"
        " OR NOT EXISTS (SELECT 1 FROM entry WHERE id = new.entry_id AND posted_at IS NOT NULL)"
        " OR EXISTS (SELECT 1 FROM entry WHERE reverses_id = new.entry_id)",
        "why": "A match is made with an entry that counts",
    },
    {
        "name": "match_only_ends",
        "table": "bank_match",
        "event": "UPDATE",
        "when": "old.ended_at IS NOT NULL OR new.ended_at IS NULL OR new.id <> old.id"
        " OR new.line_id <> old.line_id OR new.entry_id <> old.entry_id"
        " OR new.amount <> old.amount OR new.how <> old.how OR new.made_at <> old.made_at"
        " OR coalesce(new.made_by_id, -1) <> coalesce(old.made_by_id, -1)",
        "why": "A match changes once: when it ends",
    },
    {
        "name": "match_remains",
        "table": "bank_match",
        "event": "DELETE",
        "why": "A match that ended remains",
    },
    {
        "name": "bank_line_comes_once",
        "table": "bank_line",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM bank_line WHERE id = new.id)"
        " OR NOT EXISTS (SELECT 1 FROM statement s WHERE s.id = new.statement_id"
        " AND s.bank_account_id = new.bank_account_id"
        " AND new.day BETWEEN s.first_day AND s.last_day)",
        "why": "A movement comes in once, inside the days of its statement",
    },
    {
        "name": "bank_account_with_statements_stays",
        "table": "bank_account",
        "event": "UPDATE",
        "when": "(new.id <> old.id OR new.iban <> old.iban OR new.account_id <> old.account_id)"
        " AND EXISTS (SELECT 1 FROM statement WHERE bank_account_id = old.id)",
        "why": "An account with statements keeps its number and its place in the books",
    },
]

# SQLite: INSERT OR REPLACE and UPDATE OR REPLACE remove the row in their way, and without
# recursive_triggers no trigger for DELETE sees that. So the row in the way is looked for before.
SQLITE_GUARDS = [
    {
        "name": "bank_line_is_not_replaced",
        "table": "bank_line",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM bank_line"
        " WHERE bank_account_id = new.bank_account_id AND identity = new.identity)",
        "why": "A movement is not replaced",
    },
    {
        "name": "statement_is_not_replaced",
        "table": "statement",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM statement WHERE id = new.id"
        " OR (bank_account_id = new.bank_account_id AND fingerprint = new.fingerprint))",
        "why": "A statement is not replaced",
    },
    {
        "name": "bank_account_is_not_replaced",
        "table": "bank_account",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM statement s JOIN bank_account b ON b.id = s.bank_account_id"
        " WHERE b.id = new.id OR b.iban = new.iban OR b.account_id = new.account_id)",
        "why": "An account with statements is not replaced",
    },
    {
        "name": "bank_account_takes_no_place",
        "table": "bank_account",
        "event": "UPDATE",
        "when": "new.id <> old.id OR EXISTS (SELECT 1 FROM bank_account WHERE id <> old.id"
        " AND (iban = new.iban OR account_id = new.account_id))",
        "why": "An account does not take the place of another",
    },
]


def upgrade() -> None:
    op.create_table(
        "bank_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("iban", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("bank_account_account_id_of_ledger_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("bank_account_key")),
        sa.UniqueConstraint("account_id", name=op.f("bank_account_account_id_once")),
        sa.UniqueConstraint("iban", name=op.f("bank_account_iban_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "match_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counterparty_iban", sa.String(), nullable=False),
        sa.Column("incoming", sa.Boolean(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("learnt_by_id", sa.Integer(), nullable=True),
        sa.Column("learnt_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("match_rule_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("match_rule_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["funding_source.id"],
            name=op.f("match_rule_source_id_of_funding_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("match_rule_key")),
        sa.UniqueConstraint(
            "counterparty_iban", "incoming", name=op.f("match_rule_counterparty_iban_incoming_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_account_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column(
            "format",
            sa.Enum(
                "camt.053",
                "mt940",
                "csv_ing",
                "csv_rabobank",
                "csv_abn_amro",
                "csv_triodos",
                "csv_asn",
                "csv_bunq",
                name="known_fileformat",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opening", db.Cents(), nullable=True),
        sa.Column("closing", db.Cents(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(opening IS NULL) = (closing IS NULL)", name=op.f("statement_both_balances")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("statement_in_order")),
        sa.ForeignKeyConstraint(
            ["bank_account_id"],
            ["bank_account.id"],
            name=op.f("statement_bank_account_id_of_bank_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("statement_key")),
        sa.UniqueConstraint(
            "bank_account_id",
            "fingerprint",
            name=op.f("statement_bank_account_id_fingerprint_once"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_account_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("counterparty", sa.String(), nullable=False),
        sa.Column("counterparty_iban", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("return_reason", sa.String(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("bank_line_not_nothing")),
        sa.ForeignKeyConstraint(
            ["bank_account_id"],
            ["bank_account.id"],
            name=op.f("bank_line_bank_account_id_of_bank_account"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("bank_line_statement_id_of_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("bank_line_key")),
        sa.UniqueConstraint(
            "bank_account_id", "identity", name=op.f("bank_line_bank_account_id_identity_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("bank_line_bank_account_id_day_id_index"),
        "bank_line",
        ["bank_account_id", "day", "id"],
        unique=False,
    )
    op.create_index(
        op.f("bank_line_statement_id_index"), "bank_line", ["statement_id"], unique=False
    )
    op.create_table(
        "bank_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "hand",
                "reference",
                "iban_and_amount",
                "rule",
                "in_book",
                name="known_how",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("bank_match_not_nothing")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("bank_match_entry_id_of_entry")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["bank_line.id"], name=op.f("bank_match_line_id_of_bank_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("bank_match_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("bank_match_entry_id_index"), "bank_match", ["entry_id"], unique=False)
    op.create_index(
        op.f("bank_match_line_id_entry_id_index"),
        "bank_match",
        ["line_id", "entry_id"],
        unique=False,
    )
    for guard in GUARDS:
        forbid(op, **guard)
    if op.get_bind().dialect.name == "sqlite":
        for guard in SQLITE_GUARDS:
            forbid(op, **guard)
    append_only(op, "bank_line")
    append_only(op, "statement")
    keep_rights(op, "bank_match", "SELECT, INSERT, UPDATE (ended_at)")


def downgrade() -> None:
    for table in ("statement", "bank_line"):
        lift_append_only(op, table)
    for guard in reversed([*GUARDS, *SQLITE_GUARDS]):
        lift(op, guard["name"], table=guard["table"])
    op.drop_index(op.f("bank_match_line_id_entry_id_index"), table_name="bank_match")
    op.drop_index(op.f("bank_match_entry_id_index"), table_name="bank_match")
    op.drop_table("bank_match")
    op.drop_index(op.f("bank_line_statement_id_index"), table_name="bank_line")
    op.drop_index(op.f("bank_line_bank_account_id_day_id_index"), table_name="bank_line")
    op.drop_table("bank_line")
    op.drop_table("statement")
    op.drop_table("match_rule")
    op.drop_table("bank_account")
