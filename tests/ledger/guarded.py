"""Every way to break the books that the database refuses, in plain SQL, and the guard that does.

The rows they start from, of entries with two lines each unless told otherwise:
- 1 is posted; 8 is posted and 9 undoes it; 2 is a draft in balance;
- 3 is a draft out of balance; 4 a draft without lines; 5 a draft in a month that closed since;
- 6 is a draft that says it undoes 1 and does not; 7 is a draft that undoes a draft.
Account 1 is the bank, 2 an income. Period 1 is January 2027 and open, 2 is February and closed,
3 is March and has no entries.
"""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

AT = "'2027-01-12 07:30:00.000000'"
ENTRY = "INSERT INTO entry (id, day, period_id, memo, key, made_at, posted_at, reverses_id) VALUES "
LINE = "INSERT INTO line (id, entry_id, account_id, fund_id, activity_id, amount) VALUES "
POST = " ".join(("UPDATE entry SET posted_at =", AT, "WHERE id ="))
ROWS = (
    "INSERT INTO ledger_account (id, code, name, kind, rgs) VALUES "
    "(1, '1100', 'Bank', 'asset', ''), (2, '8210', 'Fondsen', 'income', '')",
    "INSERT INTO fund (id, name, kind) VALUES (1, 'Keuken', 'restricted'), (2, 'Stad', 'free')",
    "INSERT INTO period (id, starts_on, ends_on, state) VALUES "
    "(1, '2027-01-01', '2027-01-31', 'open'), (2, '2027-02-01', '2027-02-28', 'open'), "
    "(3, '2027-03-01', '2027-03-31', 'open')",
    f"{ENTRY} (1, '2027-01-12', 1, 'een', 'one', {AT}, NULL, NULL), "
    f"(2, '2027-01-12', 1, 'twee', 'two', {AT}, NULL, NULL), "
    f"(3, '2027-01-12', 1, 'drie', 'three', {AT}, NULL, NULL), "
    f"(4, '2027-01-12', 1, 'vier', 'four', {AT}, NULL, NULL), "
    f"(5, '2027-02-12', 2, 'vijf', 'five', {AT}, NULL, NULL), "
    f"(6, '2027-01-12', 1, 'zes', 'six', {AT}, NULL, 1), "
    f"(7, '2027-01-12', 1, 'zeven', 'seven', {AT}, NULL, 2), "
    f"(8, '2027-01-12', 1, 'acht', 'eight', {AT}, NULL, NULL), "
    f"(9, '2027-01-12', 1, 'negen', 'nine', {AT}, NULL, 8)",
    f"{LINE} (1, 1, 1, 1, NULL, 500), (2, 1, 2, 1, 1, -500), (3, 2, 1, 1, NULL, 500), "
    "(4, 2, 2, 1, 1, -500), (5, 3, 1, 1, NULL, 500), (6, 3, 2, 2, 1, -500), "
    "(7, 5, 1, 1, NULL, 500), (8, 5, 2, 1, 1, -500), (9, 6, 1, 1, NULL, -400), "
    "(10, 6, 2, 1, 1, 400), (11, 7, 1, 1, NULL, -500), (12, 7, 2, 1, 1, 500), "
    "(13, 8, 1, 1, NULL, 500), (14, 8, 2, 1, 1, -500), (15, 9, 1, 1, NULL, -500), "
    "(16, 9, 2, 1, 1, 500)",
    f"{POST} 1",
    f"{POST} 8",
    f"{POST} 9",
    "UPDATE period SET state = 'closed' WHERE id = 2",
)


@dataclass(frozen=True)
class Breach:
    """A statement that breaks an invariant, and the guard that refuses it.

    `kind` is trigger, index or, on PostgreSQL, constraint; `only` names the database that needs
    this guard.
    """

    guard: str
    table: str
    sql: str
    kind: str = "trigger"
    only: str = ""

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


DAY, FEBRUARY = "2027-01-12", "2027-02-12"
POSTED = AT.replace(" ", "T")
PERIOD = "INSERT INTO period (id, starts_on, ends_on, state) VALUES "
BREACHES = (
    Breach("entry_begins_as_draft", "entry", entry(99, DAY, 1, f"k {POSTED} NULL")),
    Breach("entry_posts_with_two_lines", "entry", f"{POST} 4"),
    Breach("entry_posts_in_balance", "entry", f"{POST} 3"),
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
    Breach("posted_entry_takes_no_line", "line", f"{LINE} (99, 1, 1, 1, NULL, 100)"),
    Breach("line_stays", "line", change("line", "amount = 600", 1)),
    Breach("line_stays", "line", change("line", "entry_id = 4", 1)),
    Breach("posted_line_remains", "line", "DELETE FROM line WHERE id = 1"),
    Breach("entry_reverses_exactly", "entry", f"{POST} 6"),
    Breach("entry_reverses_exactly", "entry", f"{POST} 7"),
    Breach("entry_undoes_once", "entry", entry(99, DAY, 1, "k NULL 1"), kind="index"),
    Breach("entry_begins_in_open_period", "entry", entry(99, FEBRUARY, 2, "k NULL NULL")),
    Breach("entry_begins_in_open_period", "entry", entry(99, FEBRUARY, 1, "k NULL NULL")),
    Breach("entry_posts_in_open_period", "entry", f"{POST} 5"),
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
        change("period", "starts_on = '2027-02-20'", 3),
        only="sqlite",
    ),
    Breach("line_says_activity", "line", f"{LINE} (99, 4, 2, 1, NULL, 100)"),
    Breach(
        "account_with_lines_keeps_kind",
        "ledger_account",
        change("ledger_account", "kind = 'expense'", 2),
    ),
    Breach("entry_books_once", "entry", entry(99, DAY, 1, "two NULL NULL"), kind="index"),
)

EMPTYING = (
    Breach("line_is_not_emptied", "line", "TRUNCATE line"),
    Breach("entry_is_not_emptied", "entry", "TRUNCATE entry CASCADE"),
)

# What a shell on the file of SQLite can try: there foreign_keys and recursive_triggers are off.
SHELL_BREACHES = (
    Breach("posted_entry_remains", "entry", "DELETE FROM entry WHERE id = 1"),
    *(
        Breach(
            "posted_entry_is_not_replaced",
            "entry",
            entry(number, DAY, 1, more).replace("INSERT", "INSERT OR REPLACE"),
        )
        for number, more in ((1, "k NULL NULL"), (99, "one NULL NULL"), (98, "k NULL 8"))
    ),
    Breach(
        "posted_line_is_not_replaced",
        "line",
        f"{LINE} (1, 4, 1, 1, NULL, 100)".replace("INSERT", "INSERT OR REPLACE"),
    ),
)
