"""What the database itself refuses of movements and matches, and that each guard is what does."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ProgrammingError

from buurtcoop.bank.checks import GUARDS, SQLITE_GUARDS, broken
from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.funding.operations import receive
from buurtcoop.ledger.operations import reverse
from tests.bank.conftest import LAST, OURS, Desk, moved
from tests.breaching import lift, refused, still_refused, undone
from tests.setup import as_owner

AT = "'2027-01-12 07:30:00.000000'"
MATCH = (
    "INSERT INTO bank_match (how, made_at, id, line_id, entry_id, amount, ended_at)"
    f" VALUES ('hand', {AT}, "
)
# The movements 1 to 3 are of 10, 4 and 20 euro; statement 2 has none. Entry 1 books 6 euro of
# movement 1; entry 2 is 9 euro that the bank does not know; entry 3 was undone by entry 4.
BREACHES = [
    ("match_never_more_than_its_line", "bank_match", f"{MATCH}9, 2, 2, 401, NULL)"),
    ("match_never_more_than_its_line", "bank_match", f"{MATCH}9, 1, 2, 401, NULL)"),
    (
        "match_never_more_than_its_entry",
        "bank_match",
        f"{MATCH}9, 3, 2, 901, NULL)",
    ),
    ("match_never_more_than_its_entry", "bank_match", f"{MATCH}9, 3, 1, 1, NULL)"),
    ("match_begins_alive", "bank_match", f"{MATCH}9, 3, 3, 100, NULL)"),
    ("match_begins_alive", "bank_match", f"{MATCH}9, 3, 2, 100, {AT})"),
    ("match_only_ends", "bank_match", "UPDATE bank_match SET amount = 1"),
    ("match_only_ends", "bank_match", "UPDATE bank_match SET line_id = 3"),
    ("match_only_ends", "bank_match", "UPDATE bank_match SET how = 'rule'"),
    (
        "match_only_ends",
        "bank_match",
        f"UPDATE bank_match SET made_by_id = NULL, ended_at = {AT}",
    ),
    ("match_remains", "bank_match", "DELETE FROM bank_match"),
    (
        "bank_line_comes_once",
        "bank_line",
        "INSERT INTO bank_line SELECT 99, bank_account_id, statement_id, 'x', '2027-01-13', amount,"
        " counterparty, counterparty_iban, words, reference, batch, return_reason"
        " FROM bank_line WHERE id = 1",
    ),
    ("bank_line_stays", "bank_line", "UPDATE bank_line SET amount = 1 WHERE id = 3"),
    ("bank_line_remains", "bank_line", "DELETE FROM bank_line WHERE id = 3"),
    ("statement_stays", "statement", "UPDATE statement SET closing = 1"),
    ("statement_remains", "statement", "DELETE FROM statement WHERE id = 2"),
    (
        "bank_account_with_statements_stays",
        "bank_account",
        "UPDATE bank_account SET iban = 'NL20INGB0001234567'",
    ),
]
TWICE = [
    "INSERT INTO bank_line SELECT 99, bank_account_id, statement_id, identity, day, amount,"
    " counterparty, counterparty_iban, words, reference, batch, return_reason"
    " FROM bank_line WHERE id = 1",
    "INSERT INTO statement SELECT 99, bank_account_id, fingerprint, format, name, first_day,"
    " last_day, opening, closing, made_by_id, made_at FROM statement WHERE id = 1",
]
# What a shell on the file of SQLite can try: there foreign_keys and recursive_triggers are off.
SHELL_BREACHES = [
    ("bank_line_is_not_replaced", TWICE[0].replace("amount,", "1,")),
    ("statement_is_not_replaced", TWICE[1].replace("closing,", "1,")),
    ("statement_is_not_replaced", TWICE[1].replace("99,", "1,").replace("fingerprint,", "'x',")),
    (
        "bank_account_is_not_replaced",
        "INSERT INTO bank_account SELECT id, 'NL20INGB0001234567', name, account_id"
        " FROM bank_account",
    ),
    (
        "bank_account_is_not_replaced",
        "INSERT INTO bank_account SELECT 99, iban, name, account_id + 1 FROM bank_account",
    ),
    ("bank_account_takes_no_place", "UPDATE bank_account SET id = 1 WHERE id = 2"),
    (
        "bank_account_takes_no_place",
        f"UPDATE bank_account SET iban = '{OURS}' WHERE id = 2",
    ),
]


@pytest.fixture
def laid(instance: Instance, desk: Desk) -> Iterator[Engine]:
    """The rows that the breaches start from, as the owner of the database sees them."""
    with instance.writing():
        desk.brought(moved(1000), moved(400), moved(2000))
        desk.brought(opening=3400, first=LAST, last=LAST)
        desk.booked(1, 600, code="8230")
        for key in ("two", "three"):
            entry = receive(
                desk.city,
                day=LAST,
                amount=Money(900),
                memo=key,
                activity_id=desk.meals,
                key=key,
                by=desk.truus,
            )
        reverse(entry.id, day=LAST, memo="dubbel", by=desk.truus)
    with as_owner(instance) as engine:
        yield engine


def test_the_database_refuses_what_breaks_movements_and_matches(laid: Engine) -> None:
    with undone(laid) as connection:
        passed = [one for one in BREACHES if not refused(connection, one[2])]
        doubled = [one for one in TWICE if not refused(connection, one)]

    assert (passed, doubled) == ([], [])


@pytest.mark.guard
def test_without_its_guard_each_breach_passes(laid: Engine) -> None:
    assert still_refused(laid, BREACHES) == []


@pytest.mark.guard
@pytest.mark.parametrize(
    ("guard", "statement", "said"),
    [
        ("match_never_more_than_its_line", BREACHES[1][2], "The matches of movement 1 are"),
        ("match_never_more_than_its_entry", BREACHES[2][2], "The matches of entry 2 are"),
    ],
)
def test_the_check_recounts_what_went_past_a_guard(
    laid: Engine, instance: Instance, guard: str, statement: str, said: str
) -> None:
    with laid.begin() as connection:
        lift(connection, guard, "bank_match")
        connection.execute(text(statement))

    with instance.reading():
        lifted, recounted = broken()

    assert lifted == f"The guard {guard} on the bank is gone."
    assert recounted.startswith(said)


def test_every_guard_that_the_check_knows_is_proven_here() -> None:
    assert set(GUARDS) == {guard for guard, _table, _statement in BREACHES}
    assert set(SQLITE_GUARDS) == {guard for guard, _statement in SHELL_BREACHES}


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_a_shell_on_the_file_cannot_replace_what_the_bank_said(laid: Engine) -> None:
    for guard, statement in SHELL_BREACHES:
        with closing(sqlite3.connect(laid.url.database or "")) as shell:
            shell.execute("INSERT INTO bank_account SELECT 2, 'x', name, 1 FROM bank_account")
            first = statement.split(" ")[0]
            replacing = statement.replace(first, f"{first} OR REPLACE")
            with pytest.raises(sqlite3.IntegrityError, match=r"replaced|place of another"):
                shell.execute(replacing)

            shell.execute(f"DROP TRIGGER {guard}")
            shell.execute(replacing)


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_the_app_login_cannot_change_what_the_bank_said(instance: Instance) -> None:
    engine = create_engine(instance.settings.database)
    for statement in (
        "TRUNCATE bank_match",
        "TRUNCATE bank_line CASCADE",
        "UPDATE bank_line SET amount = 1",
        "DELETE FROM statement",
        "UPDATE bank_match SET amount = 1",
        "ALTER TABLE bank_match DISABLE TRIGGER ALL",
        "DROP TRIGGER match_remains ON bank_match",
    ):
        with (
            engine.connect() as connection,
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        ):
            connection.execute(text(statement))
    engine.dispose()
