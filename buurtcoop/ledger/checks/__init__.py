"""What always holds of the books, counted over the whole database."""

from buurtcoop.core.guards import lifted
from buurtcoop.core.instance import db
from buurtcoop.ledger.checks import closed, entries, numbered

# The triggers of migrations 0008 and 0032: a table that was rebuilt by hand loses them without
# a word.
GUARDS = (
    "account_with_lines_keeps_code",
    "account_with_lines_keeps_kind",
    "closed_period_remains",
    "closed_period_stays_closed",
    "closed_period_takes_no_total",
    "closing_names_its_place",
    "ended_prepared_takes_no_line",
    "entry_begins_as_draft",
    "entry_begins_in_open_period",
    "entry_only_posts",
    "entry_posts_even_between_funds",
    "entry_posts_in_balance",
    "entry_posts_in_open_period",
    "entry_posts_with_number",
    "entry_posts_with_two_lines",
    "entry_reverses_exactly",
    "fund_with_lines_keeps_kind",
    "line_says_activity",
    "line_stays",
    "numbered_entry_takes_no_line",
    "numbered_line_remains",
    "period_begins_after_the_closed",
    "period_begins_open",
    "period_closes_in_order",
    "period_closes_once",
    "period_closes_with_its_closing",
    "period_closes_with_right_totals",
    "period_closes_without_drafts",
    "period_closing_remains",
    "period_closing_stays",
    "period_is_not_replaced",
    "period_total_remains",
    "period_total_stays",
    "period_with_entries_stays",
    "posted_entry_remains",
    "posted_entry_takes_no_line",
    "posted_line_remains",
    "posting_follows",
    "posting_remains",
    "posting_stays",
    "prepared_entry_becomes_its_own",
    "prepared_entry_ends_once",
    "prepared_entry_remains",
    "prepared_line_remains",
    "prepared_line_stays",
    "receipt_follows",
    "receipt_photo_remains",
    "receipt_photo_stays",
    "receipt_remains",
    "receipt_stays",
)
# Only one of the databases needs these: REPLACE is of SQLite, TRUNCATE of PostgreSQL.
SQLITE_GUARDS = (
    "account_is_not_replaced",
    "account_takes_no_place",
    "fund_is_not_replaced",
    "fund_takes_no_place",
    "period_moves_apart",
    "period_stands_apart",
    "period_takes_no_place",
    "photo_takes_no_place",
    "posted_entry_is_not_replaced",
    "posted_line_is_not_replaced",
    "prepared_entry_is_not_replaced",
    "receipt_photo_is_not_replaced",
)
POSTGRESQL_GUARDS = (
    "entry_is_not_emptied",
    "line_is_not_emptied",
    "period_closing_is_not_emptied",
    "period_total_is_not_emptied",
    "posting_is_not_emptied",
)


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_lifted_guards(), *entries.broken(), *closed.broken(), *numbered.broken()]


def _lifted_guards() -> list[str]:
    sqlite = db().get_bind().dialect.name == "sqlite"
    wanted = (*GUARDS, *(SQLITE_GUARDS if sqlite else POSTGRESQL_GUARDS))
    return [f"The guard {name} on the books is gone." for name in lifted(db(), wanted)]
