"""What stands on an agreement, what was ordered, and what an agreement came to."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import forbid, keep_rights, lift

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# Who puts something on an agreement, takes it off or hands it in waits for who does, to the end
# of a transaction; SQLite has one writer at a time.
CLAIM_TURN = "pg_advisory_xact_lock(6001)"


def _settled(agreement: str) -> str:
    """Whether the newest settlement of this agreement was handed in."""
    return (
        f"EXISTS (SELECT 1 FROM settlement s WHERE s.agreement_id = {agreement}"
        " AND s.handed_in_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM settlement o"
        " WHERE o.agreement_id = s.agreement_id AND o.version > s.version))"
    )


def _undone(line: str) -> str:
    """Whether the entry of this line was undone."""
    return (
        "EXISTS (SELECT 1 FROM line k JOIN entry mirror ON mirror.reverses_id = k.entry_id"
        f" WHERE k.id = {line})"
    )


def _same(*columns: str) -> str:
    """Whether one of these columns became another."""
    return " OR ".join(f"new.{each} <> old.{each}" for each in columns)


NEWEST_MODE = (
    "(SELECT t.mode FROM agreement_terms t WHERE t.agreement_id = new.agreement_id"
    " ORDER BY t.version DESC LIMIT 1)"
)
ON_LINE = (
    "(SELECT coalesce(sum(c.amount), 0) FROM cost_claim c"
    " WHERE c.line_id = l.id AND c.withdrawn_at IS NULL)"
)
ON_AGREEMENT = (
    "(SELECT coalesce(sum(c.amount), 0) FROM cost_claim c"
    " WHERE c.agreement_id = new.agreement_id AND c.withdrawn_at IS NULL"
    f" AND NOT {_undone('c.line_id')})"
)
ITS_MODE, ON_ITS = (
    words.replace("new.agreement_id", "new.id") for words in (NEWEST_MODE, ON_AGREEMENT)
)
# What is written of terms after a newer version, or after they were settled.
WRITTEN = (
    "EXISTS (SELECT 1 FROM agreement_terms t WHERE t.id = new.terms_id AND ("
    + _settled("t.agreement_id")
    + " OR EXISTS (SELECT 1 FROM agreement_terms n"
    " WHERE n.agreement_id = t.agreement_id AND n.version > t.version)))"
)
SETTLED = "An agreement that was settled takes no change"
GUARDS = [
    {
        "name": "claim_of_a_posted_cost",
        "table": "cost_claim",
        "event": "INSERT",
        "when": "NOT EXISTS (SELECT 1 FROM line l JOIN ledger_account a ON a.id = l.account_id"
        " JOIN entry e ON e.id = l.entry_id WHERE l.id = new.line_id AND a.kind = 'expense'"
        " AND e.posted_at IS NOT NULL AND e.reverses_id IS NULL)"
        f" OR {_undone('new.line_id')}",
        "why": "Only a posted cost can be claimed",
    },
    {
        "name": "claim_never_more_than_its_line",
        "table": "cost_claim",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": "NOT EXISTS (SELECT 1 FROM line l WHERE l.id = new.line_id"
        f" AND {ON_LINE} + new.amount <= l.amount)",
        "why": "The claims on a line are never more than the line",
    },
    {
        "name": "claim_never_more_than_a_fixed_amount",
        "table": "cost_claim",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": f"{NEWEST_MODE} IN ('lump', 'performance')"
        f" AND {ON_AGREEMENT} + new.amount"
        " > (SELECT f.amount FROM funding_agreement f WHERE f.id = new.agreement_id)",
        "why": "The claims on a fixed amount are never more than that amount",
    },
    {
        "name": "claim_under_terms",
        "table": "cost_claim",
        "event": "INSERT",
        "when": f"{NEWEST_MODE} IS NULL OR new.vat < 0 OR new.vat > new.amount"
        " OR (new.category_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cost_category g"
        " WHERE g.id = new.category_id AND g.agreement_id = new.agreement_id))",
        "why": "A claim is made under the terms of its agreement",
    },
    {
        "name": "claim_begins_alive",
        "table": "cost_claim",
        "event": "INSERT",
        "when": "new.withdrawn_at IS NOT NULL OR EXISTS (SELECT 1 FROM cost_claim"
        " WHERE id = new.id)",
        "why": "A claim begins where it stands",
    },
    {
        "name": "no_claim_on_a_settled_agreement",
        "table": "cost_claim",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": _settled("new.agreement_id"),
        "why": SETTLED,
    },
    {
        "name": "no_claim_off_a_settled_agreement",
        "table": "cost_claim",
        "event": "UPDATE",
        "locking": CLAIM_TURN,
        "when": _settled("old.agreement_id"),
        "why": SETTLED,
    },
    {
        "name": "claim_is_only_taken_off",
        "table": "cost_claim",
        "event": "UPDATE",
        "when": "old.withdrawn_at IS NOT NULL OR new.withdrawn_at IS NULL OR "
        + _same("id", "line_id", "agreement_id", "amount", "vat", "made_at")
        + " OR coalesce(new.category_id, -1) <> coalesce(old.category_id, -1)"
        " OR coalesce(new.made_by_id, -1) <> coalesce(old.made_by_id, -1)",
        "why": "A claim changes once: when it is taken off",
    },
    {
        "name": "claim_remains",
        "table": "cost_claim",
        "event": "DELETE",
        "why": "A claim that was taken off remains",
    },
    {
        "name": "hours_never_more_than_there_are",
        "table": "match_hour",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": "new.withdrawn_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM time_entry t"
        " WHERE t.id = new.time_entry_id AND (SELECT coalesce(sum(h.minutes), 0)"
        " FROM match_hour h WHERE h.time_entry_id = t.id AND h.withdrawn_at IS NULL)"
        " + new.minutes <= t.minutes)"
        " OR EXISTS (SELECT 1 FROM time_entry u WHERE u.reverses_id = new.time_entry_id)"
        " OR EXISTS (SELECT 1 FROM match_hour WHERE id = new.id)",
        "why": "Hours on agreements are never more than there are",
    },
    {
        "name": "no_hours_on_a_settled_agreement",
        "table": "match_hour",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": _settled("new.agreement_id"),
        "why": SETTLED,
    },
    {
        "name": "hours_are_only_taken_off",
        "table": "match_hour",
        "event": "UPDATE",
        "locking": CLAIM_TURN,
        "when": "old.withdrawn_at IS NOT NULL OR new.withdrawn_at IS NULL OR "
        + _same("id", "time_entry_id", "agreement_id", "minutes", "made_at")
        + f" OR {_settled('old.agreement_id')}",
        "why": "Hours on an agreement change once: when they are taken off",
    },
    {
        "name": "hours_remain",
        "table": "match_hour",
        "event": "DELETE",
        "why": "Hours that were taken off remain",
    },
    {
        "name": "gift_begins_promised",
        "table": "match_gift",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": "new.line_id IS NOT NULL OR EXISTS (SELECT 1 FROM match_gift WHERE id = new.id)"
        f" OR {_settled('new.agreement_id')}",
        "why": "A gift is promised first, on an agreement that is open",
    },
    {
        "name": "gift_is_paid_once",
        "table": "match_gift",
        "event": "UPDATE",
        "locking": CLAIM_TURN,
        "when": "old.line_id IS NOT NULL OR new.line_id IS NULL OR "
        + _same("id", "agreement_id", "household", "amount", "promised_on")
        + f" OR {_settled('old.agreement_id')} OR {_undone('new.line_id')}"
        " OR NOT EXISTS (SELECT 1 FROM line l JOIN ledger_account a ON a.id = l.account_id"
        " JOIN entry e ON e.id = l.entry_id WHERE l.id = new.line_id AND a.kind = 'income'"
        " AND e.posted_at IS NOT NULL AND e.reverses_id IS NULL"
        " AND (SELECT coalesce(sum(g.amount), 0) FROM match_gift g WHERE g.line_id = l.id)"
        " + new.amount <= -l.amount)",
        "why": "A gift is paid once, by income that is large enough",
    },
    {
        "name": "gift_remains",
        "table": "match_gift",
        "event": "DELETE",
        "why": "A gift that was promised remains",
    },
    {
        "name": "payment_never_more_than_its_tranche",
        "table": "tranche_payment",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": "NOT EXISTS (SELECT 1 FROM tranche t WHERE t.id = new.tranche_id"
        " AND t.dropped_at IS NULL AND (SELECT coalesce(sum(p.amount), 0)"
        " FROM tranche_payment p WHERE p.tranche_id = t.id"
        f" AND NOT {_undone('p.line_id')}) + new.amount <= t.amount)",
        "why": "The payments of a tranche are never more than the tranche",
    },
    {
        "name": "payment_never_more_than_came_in",
        "table": "tranche_payment",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": "NOT EXISTS (SELECT 1 FROM line l JOIN ledger_account a ON a.id = l.account_id"
        " JOIN entry e ON e.id = l.entry_id JOIN funding_source f ON f.fund_id = l.fund_id"
        " JOIN funding_agreement g ON g.source_id = f.id"
        " JOIN tranche t ON t.agreement_id = g.id AND t.id = new.tranche_id"
        " WHERE l.id = new.line_id AND a.kind = 'asset' AND e.posted_at IS NOT NULL"
        " AND e.reverses_id IS NULL AND (SELECT coalesce(sum(p.amount), 0)"
        " FROM tranche_payment p WHERE p.line_id = l.id) + new.amount <= l.amount)"
        f" OR {_undone('new.line_id')}"
        # What one of our funds lent (1290) or gave (0590) to another came in from nobody.
        " OR EXISTS (SELECT 1 FROM line l JOIN line b ON b.entry_id = l.entry_id"
        " JOIN ledger_account o ON o.id = b.account_id"
        " WHERE l.id = new.line_id AND o.code IN ('1290', '0590'))"
        " OR EXISTS (SELECT 1 FROM tranche_payment WHERE id = new.id)",
        "why": "A tranche is paid by money of its source that came in",
    },
    {
        "name": "payment_stays",
        "table": "tranche_payment",
        "event": "UPDATE",
        "why": "A payment of a tranche is made or taken away, never changed",
    },
    {
        "name": "tranche_covers_what_was_paid",
        "table": "tranche",
        "event": "UPDATE",
        "locking": CLAIM_TURN,
        "when": "new.id <> old.id OR new.agreement_id <> old.agreement_id"
        " OR (CASE WHEN new.dropped_at IS NULL THEN new.amount ELSE 0 END)"
        " < (SELECT coalesce(sum(p.amount), 0) FROM tranche_payment p"
        f" WHERE p.tranche_id = old.id AND NOT {_undone('p.line_id')})",
        "why": "A tranche is never less than what was paid of it",
    },
    {
        "name": "use_never_more_than_ordered",
        "table": "commitment_use",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": "NOT EXISTS (SELECT 1 FROM payable_commitment c JOIN line l ON l.id = new.line_id"
        " JOIN ledger_account a ON a.id = l.account_id JOIN entry e ON e.id = l.entry_id"
        " WHERE c.id = new.commitment_id AND c.ended_on IS NULL AND a.kind = 'expense'"
        " AND e.posted_at IS NOT NULL AND e.reverses_id IS NULL"
        " AND (SELECT coalesce(sum(u.amount), 0) FROM commitment_use u"
        f" WHERE u.commitment_id = c.id AND NOT {_undone('u.line_id')}) + new.amount <= c.amount"
        " AND (SELECT coalesce(sum(u.amount), 0) FROM commitment_use u"
        " WHERE u.line_id = l.id) + new.amount <= l.amount)"
        f" OR {_undone('new.line_id')}"
        " OR EXISTS (SELECT 1 FROM commitment_use WHERE id = new.id)",
        "why": "What was paid of an order is never more than the order or the cost",
    },
    {
        "name": "use_stays",
        "table": "commitment_use",
        "event": "UPDATE",
        "why": "What was paid of an order is never changed",
    },
    {
        "name": "use_remains",
        "table": "commitment_use",
        "event": "DELETE",
        "why": "What was paid of an order remains",
    },
    {
        "name": "commitment_begins_running",
        "table": "payable_commitment",
        "event": "INSERT",
        "when": "new.ended_on IS NOT NULL OR EXISTS (SELECT 1 FROM payable_commitment"
        " WHERE id = new.id)",
        "why": "An order begins running",
    },
    {
        "name": "commitment_only_ends",
        "table": "payable_commitment",
        "event": "UPDATE",
        "when": "old.ended_on IS NOT NULL OR new.ended_on IS NULL OR "
        + _same("id", "source_id", "activity_id", "account_id", "amount", "words", "ordered_on"),
        "why": "An order changes once: when the rest of it falls away",
    },
    {
        "name": "commitment_remains",
        "table": "payable_commitment",
        "event": "DELETE",
        "why": "An order that ended remains",
    },
    {
        "name": "settlements_follow_each_other",
        "table": "settlement",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": "new.handed_in_at IS NOT NULL OR new.version <> (SELECT"
        " coalesce(max(version), 0) + 1 FROM settlement WHERE agreement_id = new.agreement_id)"
        " OR EXISTS (SELECT 1 FROM settlement WHERE id = new.id)",
        "why": "Each version of a settlement follows the one before",
    },
    {
        "name": "settlement_under_the_newest_terms",
        "table": "settlement",
        "event": "UPDATE",
        "locking": CLAIM_TURN,
        "when": "new.handed_in_at IS NOT NULL AND old.handed_in_at IS NULL"
        " AND (SELECT t.id FROM agreement_terms t WHERE t.agreement_id = new.agreement_id"
        " ORDER BY t.version DESC LIMIT 1) IS DISTINCT FROM new.terms_id",
        "why": "A settlement is handed in under the newest terms",
    },
    {
        "name": "settlement_stays",
        "table": "settlement",
        "event": "UPDATE",
        "when": _same("id", "agreement_id", "version", "made_at")
        + " OR (old.handed_in_at IS NOT NULL AND (new.handed_in_at IS NULL OR "
        + _same("reason", "story", "figures", "hash", "terms_id", "settled_on", "handed_in_at")
        + " OR (old.decided_on IS NOT NULL AND (new.decided_on IS NULL OR "
        + _same("decided_on", "determined")
        + ")) OR (old.entry_id IS NOT NULL AND coalesce(new.entry_id, -1) <> old.entry_id)))",
        "why": "A settlement that was handed in stays as it is",
    },
    {
        "name": "settlement_remains",
        "table": "settlement",
        "event": "DELETE",
        "when": "old.handed_in_at IS NOT NULL",
        "why": "A settlement that was handed in remains",
    },
    {
        "name": "no_terms_on_a_settled_agreement",
        "table": "agreement_terms",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": _settled("new.agreement_id"),
        "why": SETTLED,
    },
    {
        "name": "fixed_amount_covers_its_claims",
        "table": "funding_agreement",
        "event": "UPDATE",
        "locking": CLAIM_TURN,
        "when": f"new.amount < old.amount AND {ITS_MODE} IN ('lump', 'performance')"
        f" AND {ON_ITS} > new.amount",
        "why": "A fixed amount is never less than the claims on it",
    },
    {
        "name": "fixed_terms_cover_their_claims",
        "table": "agreement_terms",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": f"new.mode IN ('lump', 'performance') AND {ON_AGREEMENT}"
        " > (SELECT f.amount FROM funding_agreement f WHERE f.id = new.agreement_id)",
        "why": "A fixed amount is never less than the claims on it",
    },
    {
        "name": "agreement_is_not_replaced",
        "table": "funding_agreement",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM funding_agreement WHERE id = new.id)",
        "why": "An agreement is changed, never replaced",
    },
    {
        "name": "tranche_is_not_replaced",
        "table": "tranche",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM tranche WHERE id = new.id)",
        "why": "A tranche is changed, never replaced",
    },
    {
        "name": "written_terms_take_no_category",
        "table": "category_terms",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": WRITTEN,
        "why": "Terms that another version replaced, or that were settled, take nothing more",
    },
    {
        "name": "written_terms_take_no_account",
        "table": "category_account",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": WRITTEN,
        "why": "Terms that another version replaced, or that were settled, take nothing more",
    },
    {
        "name": "written_terms_take_no_activity",
        "table": "terms_activity",
        "event": "INSERT",
        "locking": CLAIM_TURN,
        "when": WRITTEN,
        "why": "Terms that another version replaced, or that were settled, take nothing more",
    },
    {
        "name": "settled_agreement_stays",
        "table": "funding_agreement",
        "event": "UPDATE",
        "locking": CLAIM_TURN,
        "when": "new.id <> old.id OR ("
        + _same("source_id", "starts_on", "ends_on", "amount", "programme", "rank")
        + f") AND {_settled('old.id')}",
        "why": SETTLED,
    },
]


def upgrade() -> None:
    op.create_table(
        "payable_commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_why = '')",
            name=op.f("payable_commitment_ends_with_a_reason"),
        ),
        sa.CheckConstraint("words <> ''", name=op.f("payable_commitment_has_words")),
        sa.CheckConstraint("amount > 0", name=op.f("payable_commitment_more_than_nothing")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("payable_commitment_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("payable_commitment_activity_id_of_activity"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["funding_source.id"],
            name=op.f("payable_commitment_source_id_of_funding_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("payable_commitment_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("payable_commitment_source_id_index"),
        "payable_commitment",
        ["source_id"],
        unique=False,
    )
    op.create_table(
        "commitment_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("commitment_use_more_than_nothing")),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["payable_commitment.id"],
            name=op.f("commitment_use_commitment_id_of_payable_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["line.id"], name=op.f("commitment_use_line_id_of_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("commitment_use_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("commitment_use_commitment_id_index"),
        "commitment_use",
        ["commitment_id"],
        unique=False,
    )
    op.create_index(
        op.f("commitment_use_line_id_index"), "commitment_use", ["line_id"], unique=False
    )
    op.create_table(
        "match_gift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("household <> ''", name=op.f("match_gift_has_household")),
        sa.CheckConstraint("amount > 0", name=op.f("match_gift_more_than_nothing")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("match_gift_agreement_id_of_funding_agreement"),
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("match_gift_line_id_of_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("match_gift_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("match_gift_agreement_id_index"), "match_gift", ["agreement_id"], unique=False
    )
    op.create_index(op.f("match_gift_line_id_index"), "match_gift", ["line_id"], unique=False)
    op.create_table(
        "match_hour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time_entry_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("minutes > 0", name=op.f("match_hour_more_than_nothing")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("match_hour_agreement_id_of_funding_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["time_entry_id"],
            ["time_entry.id"],
            name=op.f("match_hour_time_entry_id_of_time_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("match_hour_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("match_hour_agreement_id_time_entry_id_index"),
        "match_hour",
        ["agreement_id", "time_entry_id"],
        unique=False,
    )
    op.create_index(
        op.f("match_hour_time_entry_id_index"), "match_hour", ["time_entry_id"], unique=False
    )
    op.create_table(
        "cost_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("vat", db.Cents(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_why = '')",
            name=op.f("cost_claim_off_with_a_reason"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("cost_claim_more_than_nothing")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("cost_claim_agreement_id_of_funding_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["cost_category.id"],
            name=op.f("cost_claim_category_id_of_cost_category"),
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("cost_claim_line_id_of_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("cost_claim_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("cost_claim_agreement_id_line_id_index"),
        "cost_claim",
        ["agreement_id", "line_id"],
        unique=False,
    )
    op.create_index(op.f("cost_claim_line_id_index"), "cost_claim", ["line_id"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("handed_in_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("determined", db.Cents(), nullable=True),
        sa.CheckConstraint(
            "(handed_in_at IS NULL) = (figures = '') AND (handed_in_at IS NULL) = (hash = '')"
            " AND (handed_in_at IS NULL) = (terms_id IS NULL)"
            " AND (handed_in_at IS NULL) = (settled_on IS NULL)",
            name=op.f("settlement_handed_in_whole"),
        ),
        sa.CheckConstraint("hash = '' OR length(hash) = 64", name=op.f("settlement_whole_hash")),
        sa.CheckConstraint(
            "reason <> '' OR version = 1", name=op.f("settlement_change_has_a_reason")
        ),
        sa.CheckConstraint(
            "(decided_on IS NULL) = (determined IS NULL)", name=op.f("settlement_decided_whole")
        ),
        sa.CheckConstraint(
            "decided_on IS NULL OR handed_in_at IS NOT NULL",
            name=op.f("settlement_handed_in_first"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("settlement_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("settlement_agreement_id_of_funding_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("settlement_entry_id_of_entry")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["agreement_terms.id"],
            name=op.f("settlement_terms_id_of_agreement_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("settlement_key")),
        sa.UniqueConstraint(
            "agreement_id", "version", name=op.f("settlement_agreement_id_version_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "one_open_settlement",
        "settlement",
        ["agreement_id"],
        unique=True,
        sqlite_where=sa.text("handed_in_at IS NULL"),
        postgresql_where=sa.text("handed_in_at IS NULL"),
    )
    for guard in GUARDS:
        forbid(op, **guard)
    keep_rights(op, "cost_claim", "SELECT, INSERT, UPDATE")
    keep_rights(op, "match_hour", "SELECT, INSERT, UPDATE (withdrawn_at)")


def downgrade() -> None:
    for guard in reversed(GUARDS):
        lift(op, guard["name"], table=guard["table"])
    op.drop_index("one_open_settlement", table_name="settlement")
    op.drop_table("settlement")
    op.drop_index(op.f("cost_claim_line_id_index"), table_name="cost_claim")
    op.drop_index(op.f("cost_claim_agreement_id_line_id_index"), table_name="cost_claim")
    op.drop_table("cost_claim")
    op.drop_index(op.f("match_hour_time_entry_id_index"), table_name="match_hour")
    op.drop_index(op.f("match_hour_agreement_id_time_entry_id_index"), table_name="match_hour")
    op.drop_table("match_hour")
    op.drop_index(op.f("match_gift_line_id_index"), table_name="match_gift")
    op.drop_index(op.f("match_gift_agreement_id_index"), table_name="match_gift")
    op.drop_table("match_gift")
    op.drop_index(op.f("commitment_use_line_id_index"), table_name="commitment_use")
    op.drop_index(op.f("commitment_use_commitment_id_index"), table_name="commitment_use")
    op.drop_table("commitment_use")
    op.drop_index(op.f("payable_commitment_source_id_index"), table_name="payable_commitment")
    op.drop_table("payable_commitment")
