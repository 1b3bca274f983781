"""Books laid in plain SQL, from which every breach of `guarded` starts.

Entries have two lines each unless told otherwise:
- 10 is posted in December 2026, which is closed; 1 is posted in January;
- 8 is posted and 9 undoes it; 2 is a draft in balance; 3 is a draft out of balance;
- 4 is a draft without lines; 5 is a draft in which one fund lends and none borrows;
- 6 is a draft that says it undoes 1 and does not; 7 is a draft that undoes a draft.
Account 1 is the bank, 2 an income, 3 what funds lend each other. Account 4 and fund 3 have no
lines. Period 1 is January 2027 and
open, 2 is December 2026 and closed, 3 is March 2027 and has no entries. Receipt 1 proves entry
1, receipt 2 nothing yet. What stood ready under 1 waits, under 2 it was taken away.
"""

from sqlalchemy import text
from sqlalchemy.engine import Connection

AT = "'2027-01-12 07:30:00.000000'"
ENTRY = "INSERT INTO entry (id, day, period_id, memo, key, made_at, posted_at, reverses_id) VALUES "
LINE = "INSERT INTO line (id, entry_id, account_id, fund_id, activity_id, amount) VALUES "
POST = " ".join(("UPDATE entry SET posted_at =", AT, "WHERE id ="))
ACCOUNT = "INSERT INTO ledger_account (id, code, name, kind, rgs) VALUES "
FUND = "INSERT INTO fund (id, name, kind, purpose) VALUES "
PERIOD = "INSERT INTO period (id, starts_on, ends_on, state) VALUES "
TOTAL = (
    "INSERT INTO period_total (id, period_id, account_id, fund_id, activity_id, amount, lines) "
    "VALUES "
)
CLOSING = "INSERT INTO period_closing (id, period_id, place, hash, closed_at) VALUES "
CLOSE = "UPDATE period SET state = 'closed' WHERE id ="
RECEIPT = (
    "INSERT INTO receipt (id, year, number, attachment_id, original, words, entry_id, made_at) "
    "VALUES "
)
PREPARED = (
    "INSERT INTO prepared_entry (id, key, day, memo, why, made_at, dropped_at, dropped_why) VALUES "
)
PREPARED_PAPER = (
    "INSERT INTO prepared_entry (id, key, day, memo, why, made_at, receipt_id, dropped_why) VALUES "
)
PREPARED_LINE = (
    "INSERT INTO prepared_line (id, prepared_id, account_id, fund_id, activity_id, amount) VALUES "
)
HASH = "a" * 64
BYTES = "CAST('' AS BLOB)"


def numbered(place: int, entry: int, number: int, year: int = 2027) -> str:
    """A statement that gives a draft its place in the chain and its number."""
    row = f"({place}, {entry}, {year}, {number}, '{HASH}')"
    return f"INSERT INTO posting (id, entry_id, year, number, hash) VALUES {row}"


def photo(number: int) -> str:
    """A statement that keeps a picture."""
    return (
        "INSERT INTO attachment (id, kind, content, size, width, height, fingerprint, "
        f"made_by_id, made_at) SELECT {number}, 'image/jpeg', {BYTES}, 1, 1, 1, '', min(id), {AT} "
        "FROM person"
    )


ROWS = (
    f"{ACCOUNT} (1, '1100', 'Bank', 'asset', ''), (2, '8210', 'Fondsen', 'income', ''), "
    "(3, '1290', 'Geleend', 'asset', ''), (4, '8230', 'Los', 'income', '')",
    f"{FUND} (1, 'Keuken', 'restricted', ''), (2, 'Stad', 'free', ''), (3, 'Los', 'free', '')",
    f"{PERIOD} (1, '2027-01-01', '2027-01-31', 'open'), (2, '2026-12-01', '2026-12-31', 'open'), "
    "(3, '2027-03-01', '2027-03-31', 'open')",
    f"{ENTRY} (1, '2027-01-12', 1, 'een', 'one', {AT}, NULL, NULL), "
    f"(2, '2027-01-12', 1, 'twee', 'two', {AT}, NULL, NULL), "
    f"(3, '2027-01-12', 1, 'drie', 'three', {AT}, NULL, NULL), "
    f"(4, '2027-01-12', 1, 'vier', 'four', {AT}, NULL, NULL), "
    f"(5, '2027-01-12', 1, 'vijf', 'five', {AT}, NULL, NULL), "
    f"(6, '2027-01-12', 1, 'zes', 'six', {AT}, NULL, 1), "
    f"(7, '2027-01-12', 1, 'zeven', 'seven', {AT}, NULL, 2), "
    f"(8, '2027-01-12', 1, 'acht', 'eight', {AT}, NULL, NULL), "
    f"(9, '2027-01-12', 1, 'negen', 'nine', {AT}, NULL, 8), "
    f"(10, '2026-12-12', 2, 'tien', 'ten', {AT}, NULL, NULL)",
    f"{LINE} (1, 1, 1, 1, NULL, 500), (2, 1, 2, 1, 1, -500), (3, 2, 1, 1, NULL, 500), "
    "(4, 2, 2, 1, 1, -500), (5, 3, 1, 1, NULL, 500), (6, 3, 2, 2, 1, -500), "
    "(7, 5, 1, 1, NULL, -500), (8, 5, 3, 1, NULL, 500), (9, 6, 1, 1, NULL, -400), "
    "(10, 6, 2, 1, 1, 400), (11, 7, 1, 1, NULL, -500), (12, 7, 2, 1, 1, 500), "
    "(13, 8, 1, 1, NULL, 500), (14, 8, 2, 1, 1, -500), (15, 9, 1, 1, NULL, -500), "
    "(16, 9, 2, 1, 1, 500), (17, 10, 1, 1, NULL, 500), (18, 10, 2, 1, 1, -500)",
    numbered(1, 10, 1, 2026),
    numbered(2, 1, 1),
    numbered(3, 8, 2),
    numbered(4, 9, 3),
    *(f"{POST} {number}" for number in (10, 1, 8, 9)),
    f"{TOTAL} (1, 2, 1, 1, NULL, 500, 1), (2, 2, 2, 1, 1, -500, 1)",
    f"{CLOSING} (1, 2, 1, '{HASH}', {AT})",
    f"{CLOSE} 2",
    *(photo(number) for number in (1, 2, 3)),
    f"{RECEIPT} (1, 2027, 1, 1, 'eerste', 'bon', 1, {AT}), "
    f"(2, 2027, 2, 2, 'tweede', 'bon', NULL, {AT})",
    f"{PREPARED} (1, 'ready', '2027-01-12', 'klaar', 'second_person', {AT}, NULL, ''), "
    f"(2, 'dropped', '2027-01-12', 'weg', 'recurring', {AT}, NULL, '')",
    f"{PREPARED_LINE} (1, 1, 1, 1, NULL, 500), (2, 1, 2, 1, 1, -500)",
    f"UPDATE prepared_entry SET dropped_at = {AT}, dropped_why = 'dubbel' WHERE id = 2",
)


def lay(connection: Connection) -> None:
    """Put the rows in the database."""
    sqlite = connection.dialect.name == "sqlite"
    for statement in ROWS:
        connection.execute(text(statement if sqlite else statement.replace("BLOB", "BYTEA")))
