"""Every way to break the books that the database refuses, in plain SQL, and the guard that does."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from tests.ledger.laid import (
    ACCOUNT,
    AT,
    CLOSE,
    CLOSING,
    ENTRY,
    FUND,
    LINE,
    PERIOD,
    POST,
    PREPARED,
    PREPARED_LINE,
    PREPARED_PAPER,
    RECEIPT,
    TOTAL,
    numbered,
    photo,
)


@dataclass(frozen=True)
class Breach:
    """A statement that breaks an invariant, and the guard that refuses it.

    `kind` is trigger, index or, on PostgreSQL, constraint; `only` names the database that needs
    this guard. `behind` are guards (name, table) that refuse the same before it comes to this
    one: they are lifted first. `before` are statements that lead up to it.
    """

    guard: str
    table: str
    sql: str
    kind: str = "trigger"
    only: str = ""
    behind: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()

    def begin(self, connection: Connection) -> None:
        """Lay what leads up to it."""
        for guard, table in self.behind:
            Breach(guard, table, "").lift(connection)
        for statement in self.before:
            connection.execute(text(statement))

    def lift(self, connection: Connection) -> None:
        """Take the guard away."""
        sqlite = connection.dialect.name == "sqlite"
        if self.kind == "constraint" and not sqlite:
            connection.execute(text(f"ALTER TABLE {self.table} DROP CONSTRAINT {self.guard}"))
            return
        if self.kind == "index":
            connection.execute(text(f"DROP INDEX {self.guard}"))
            return
        place = "" if sqlite else f" ON {self.table}"
        connection.execute(text(f"DROP TRIGGER {self.guard}{place}"))


def entry(number: int, day: str, period: int, more: str) -> str:
    """A statement that makes this entry; more is its key, posted_at and reverses_id."""
    key, posted_at, reverses = more.split()
    return f"{ENTRY} ({number}, '{day}', {period}, 'm', '{key}', {AT}, {posted_at}, {reverses})"


def change(table: str, what: str, number: int) -> str:
    """A statement that changes one row."""
    return " ".join(("UPDATE", table, "SET", what, "WHERE id =", str(number)))


def gone(table: str, number: int) -> str:
    """A statement that takes one row away."""
    return " ".join(("DELETE FROM", table, "WHERE id =", str(number)))


def only_added(table: str, what: str) -> Iterator[Breach]:
    """Ways to change or remove a row that is only added."""
    yield Breach(f"{table}_stays", table, change(table, what, 1))
    yield Breach(f"{table}_remains", table, gone(table, 1))


DAY, DECEMBER = "2027-01-12", "2026-12-12"
POSTED = AT.replace(" ", "T")
NEXT_CLOSING = (f"{CLOSING} (99, 1, 0, '', {AT})",)
NO_DRAFTS = ("period_closes_without_drafts", "period")
RIGHT_TOTALS = ("period_closes_with_right_totals", "period")
NUMBERED_LINE = ("numbered_entry_takes_no_line", "line")
WITH_NUMBER = {number: (numbered(5, number, 4),) for number in (2, 3, 4, 5, 6, 7)}
BREACHES = (
    Breach("entry_begins_as_draft", "entry", entry(99, DAY, 1, f"k {POSTED} NULL")),
    Breach("entry_posts_with_two_lines", "entry", f"{POST} 4", before=WITH_NUMBER[4]),
    Breach("entry_posts_in_balance", "entry", f"{POST} 3", before=WITH_NUMBER[3]),
    Breach("entry_posts_with_number", "entry", f"{POST} 2"),
    Breach("entry_posts_even_between_funds", "entry", f"{POST} 5", before=WITH_NUMBER[5]),
    *(
        Breach("entry_only_posts", "entry", change("entry", what, number))
        for what, number in (
            ("memo = 'anders'", 1),
            ("day = '2027-01-13'", 1),
            ("made_by_id = 7", 1),
            ("posted_at = NULL", 1),
            ("key = 'anders'", 2),
            ("reverses_id = 3", 2),
        )
    ),
    Breach(
        "posted_entry_takes_no_line",
        "line",
        f"{LINE} (99, 1, 1, 1, NULL, 100)",
        behind=(NUMBERED_LINE,),
    ),
    Breach(
        "numbered_entry_takes_no_line",
        "line",
        f"{LINE} (99, 2, 1, 1, NULL, 100)",
        before=WITH_NUMBER[2],
    ),
    Breach("line_stays", "line", change("line", "amount = 600", 1)),
    Breach("line_stays", "line", change("line", "entry_id = 4", 1)),
    Breach(
        "posted_line_remains", "line", gone("line", 1), behind=(("numbered_line_remains", "line"),)
    ),
    Breach("numbered_line_remains", "line", gone("line", 3), before=WITH_NUMBER[2]),
    *(
        Breach("posting_follows", "posting", sql)
        for sql in (
            numbered(6, 2, 4),
            numbered(5, 2, 5),
            numbered(5, 2, 2, 2026),
        )
    ),
    *only_added("posting", f"hash = '{'b' * 64}'"),
    *only_added("period_total", "amount = 600"),
    *only_added("period_closing", "place = 2"),
    Breach("entry_reverses_exactly", "entry", f"{POST} 6", before=WITH_NUMBER[6]),
    Breach("entry_reverses_exactly", "entry", f"{POST} 7", before=WITH_NUMBER[7]),
    Breach("entry_undoes_once", "entry", entry(99, DAY, 1, "k NULL 1"), kind="index"),
    Breach("entry_begins_in_open_period", "entry", entry(99, DECEMBER, 2, "k NULL NULL")),
    Breach("entry_begins_in_open_period", "entry", entry(99, DECEMBER, 1, "k NULL NULL")),
    Breach(
        "entry_posts_in_open_period",
        "entry",
        f"{POST} 2",
        behind=(NO_DRAFTS, RIGHT_TOTALS),
        before=(*WITH_NUMBER[2], *NEXT_CLOSING, f"{CLOSE} 1"),
    ),
    Breach("period_with_entries_stays", "period", change("period", "ends_on = '2027-01-11'", 1)),
    Breach(
        "period_stands_apart",
        "period",
        f"{PERIOD} (99, '2027-01-20', '2027-03-20', 'open')",
        kind="constraint",
    ),
    Breach(
        "period_moves_apart",
        "period",
        change("period", "starts_on = '2027-01-20'", 3),
        only="sqlite",
    ),
    Breach("period_begins_open", "period", f"{PERIOD} (99, '2028-01-01', '2028-01-31', 'closed')"),
    Breach(
        "period_begins_after_the_closed",
        "period",
        f"{PERIOD} (99, '2026-11-01', '2026-11-30', 'open')",
    ),
    Breach("closed_period_stays_closed", "period", change("period", "state = 'open'", 2)),
    Breach(
        "period_closes_without_drafts",
        "period",
        f"{CLOSE} 1",
        behind=(RIGHT_TOTALS,),
        before=NEXT_CLOSING,
    ),
    Breach(
        "period_closes_with_right_totals",
        "period",
        f"{CLOSE} 1",
        behind=(NO_DRAFTS,),
        before=(f"{TOTAL} (99, 1, 1, 1, NULL, 600, 9)", *NEXT_CLOSING),
    ),
    Breach(
        "period_closes_in_order",
        "period",
        f"{CLOSE} 3",
        before=(f"{CLOSING} (99, 3, 0, '', {AT})",),
    ),
    Breach(
        "period_closes_with_its_closing",
        "period",
        f"{CLOSE} 3",
        behind=(("period_closes_in_order", "period"),),
    ),
    Breach("closed_period_takes_no_total", "period_total", f"{TOTAL} (99, 2, 1, 2, NULL, 500, 1)"),
    Breach(
        "closing_names_its_place", "period_closing", f"{CLOSING} (99, 1, 4, '{'b' * 64}', {AT})"
    ),
    Breach("line_says_activity", "line", f"{LINE} (99, 4, 2, 1, NULL, 100)"),
    Breach(
        "account_with_lines_keeps_kind",
        "ledger_account",
        change("ledger_account", "kind = 'expense'", 2),
    ),
    Breach(
        "account_with_lines_keeps_code",
        "ledger_account",
        change("ledger_account", "code = '9999'", 2),
    ),
    Breach("fund_with_lines_keeps_kind", "fund", change("fund", "kind = 'free'", 1)),
    Breach("entry_books_once", "entry", entry(99, DAY, 1, "two NULL NULL"), kind="index"),
    Breach("receipt_follows", "receipt", f"{RECEIPT} (99, 2027, 4, 3, 'derde', 'bon', NULL, {AT})"),
    *(
        Breach("receipt_stays", "receipt", change("receipt", what, number))
        for what, number in (("entry_id = 8", 1), ("number = 3", 2), ("original = 'x'", 2))
    ),
    Breach("receipt_remains", "receipt", gone("receipt", 2)),
    Breach("receipt_photo_stays", "attachment", change("attachment", "width = 2", 2)),
    *(
        Breach("prepared_entry_ends_once", "prepared_entry", change("prepared_entry", *what))
        for what in (
            ("dropped_why = 'toch niet'", 2),
            ("memo = 'anders'", 1),
            ("receipt_id = 1", 1),
        )
    ),
    Breach(
        "prepared_entry_becomes_its_own",
        "prepared_entry",
        change("prepared_entry", "entry_id = 1, decided_by_id = 1", 1),
    ),
    Breach("prepared_entry_remains", "prepared_entry", gone("prepared_entry", 2)),
    Breach(
        "receipt_waits_once",
        "prepared_entry",
        f"{PREPARED_PAPER} (98, 'een', '{DAY}', 'm', 'recurring', {AT}, 1, ''), "
        f"(99, 'twee', '{DAY}', 'm', 'recurring', {AT}, 1, '')",
        kind="index",
    ),
    Breach("prepared_line_stays", "prepared_line", change("prepared_line", "amount = 600", 1)),
    Breach("prepared_line_remains", "prepared_line", gone("prepared_line", 1)),
    Breach(
        "ended_prepared_takes_no_line",
        "prepared_line",
        f"{PREPARED_LINE} (99, 2, 1, 1, NULL, 500)",
    ),
)

EMPTYING = (
    Breach("line_is_not_emptied", "line", "TRUNCATE line CASCADE"),
    Breach("posting_is_not_emptied", "posting", "TRUNCATE posting"),
    Breach("period_total_is_not_emptied", "period_total", "TRUNCATE period_total"),
    Breach("period_closing_is_not_emptied", "period_closing", "TRUNCATE period_closing"),
    Breach(
        "entry_is_not_emptied",
        "entry",
        "TRUNCATE entry CASCADE",
        behind=(("line_is_not_emptied", "line"), ("posting_is_not_emptied", "posting")),
    ),
)


def instead(guard: str, table: str, sql: str, *, before: tuple[str, ...] = ()) -> Breach:
    """Put this row in the place of one that is there."""
    return Breach(guard, table, sql.replace("INSERT", "INSERT OR REPLACE"), before=before)


OR_REPLACE = "UPDATE", "UPDATE OR REPLACE"
# What a shell on the file of SQLite can try: there foreign_keys and recursive_triggers are off.
SHELL_BREACHES = (
    Breach("posted_entry_remains", "entry", gone("entry", 1)),
    Breach("closed_period_remains", "period", gone("period", 2)),
    Breach("receipt_photo_remains", "attachment", gone("attachment", 2)),
    instead("receipt_photo_is_not_replaced", "attachment", photo(2)),
    *(
        instead("posted_entry_is_not_replaced", "entry", entry(number, DAY, 1, more))
        for number, more in ((1, "k NULL NULL"), (99, "one NULL NULL"), (98, "k NULL 8"))
    ),
    instead("posted_line_is_not_replaced", "line", f"{LINE} (1, 4, 1, 1, NULL, 100)"),
    instead("posting_follows", "posting", numbered(4, 2, 3)),
    instead("receipt_follows", "receipt", f"{RECEIPT} (99, 2027, 3, 1, 'x', 'x', NULL, {AT})"),
    instead("receipt_follows", "receipt", f"{RECEIPT} (1, 2027, 3, 3, 'x', 'x', NULL, {AT})"),
    instead("period_closes_once", "period_closing", f"{CLOSING} (1, 1, 0, '', {AT})"),
    instead("period_closes_once", "period_closing", f"{CLOSING} (99, 2, 0, '', {AT})"),
    instead("closed_period_takes_no_total", "period_total", f"{TOTAL} (1, 1, 1, 2, NULL, 500, 1)"),
    instead(
        "period_is_not_replaced", "period", f"{PERIOD} (2, '2026-12-01', '2026-12-31', 'open')"
    ),
    instead(
        "account_is_not_replaced", "ledger_account", f"{ACCOUNT} (2, '8210', 'x', 'asset', '')"
    ),
    *(
        Breach(f"{row}_takes_no_place", table, change(table, what, number).replace(*OR_REPLACE))
        for row, table, what, number in (
            ("account", "ledger_account", "id = 1", 4),
            ("account", "ledger_account", "code = '1100'", 4),
            ("fund", "fund", "id = 1", 3),
            ("fund", "fund", "name = 'Keuken'", 3),
            ("period", "period", "id = 2, starts_on = '2027-05-01', ends_on = '2027-05-31'", 3),
            ("photo", "attachment", "id = 1", 3),
        )
    ),
    instead("fund_is_not_replaced", "fund", f"{FUND} (1, 'Keuken', 'free', '')"),
    instead(
        "prepared_entry_is_not_replaced",
        "prepared_entry",
        f"{PREPARED} (2, 'dropped', '2027-01-12', 'toch', 'recurring', {AT}, NULL, '')",
    ),
    instead(
        "ended_prepared_takes_no_line",
        "prepared_line",
        f"{PREPARED_LINE} (1, 1, 1, 1, NULL, 900)",
    ),
)
