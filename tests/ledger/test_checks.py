"""What the check says about books that somebody broke behind our back."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger import operations
from buurtcoop.ledger.checks import broken
from tests.ledger.conftest import Books
from tests.ledger.laid import lay


def test_whole_books_are_not_broken(books: Books, opened: Instance) -> None:
    entry = books.income(12_500)
    books.cost(6_250)

    assert entry.id
    assert broken() == []


def test_every_fault_is_named(instance: Instance, owner: Engine) -> None:
    with owner.begin() as connection:
        lay(connection)
        for guard, table in (
            ("line_says_activity", "line"),
            ("posted_entry_takes_no_line", "line"),
            ("numbered_entry_takes_no_line", "line"),
            ("entry_begins_in_open_period", "entry"),
        ):
            sqlite = connection.dialect.name == "sqlite"
            connection.execute(text(f"DROP TRIGGER {guard}" + ("" if sqlite else f" ON {table}")))
        connection.execute(text("INSERT INTO line VALUES (99, 1, 2, 1, NULL, 100)"))
        connection.execute(
            text(
                "INSERT INTO entry (id, day, period_id, memo, key, made_at) VALUES "
                "(99, '2027-03-01', 1, 'm', 'k', '2027-01-12 07:30:00.000000')"
            )
        )

    with instance.reading():
        said = broken()

    assert "The guard line_says_activity on the books is gone." in said
    assert "Entry 2 was never posted." in said
    assert "Entry 4 has fewer than two lines." in said
    assert "Entry 3 does not add up to zero in fund 1." in said
    assert "Entry 99 lies outside its period." in said
    assert "Line 99 of income or expense names no activity." in said
    assert "The reversal of entry 1 does not undo it exactly." in said
    assert "The books are out of balance by €\N{NO-BREAK SPACE}1,00." in said
    assert not [sentence for sentence in said if "reversal of entry 8" in sentence]


LIES = (
    (
        "posting",
        f"UPDATE posting SET hash = '{'b' * 64}' WHERE id = 2",
        "The chain breaks at place 2: entry 2027-0001 is not as it was posted.",
    ),
    (
        "entry",
        "UPDATE entry SET memo = 'iets anders' WHERE id = 2",
        "The chain breaks at place 2: entry 2027-0001 is not as it was posted.",
    ),
    (
        "line",
        "UPDATE line SET amount = amount * 2 WHERE entry_id = 2",
        "The chain breaks at place 2: entry 2027-0001 is not as it was posted.",
    ),
    ("posting", "DELETE FROM posting WHERE id = 2", "Entry 2 is posted without a number."),
    ("posting", "DELETE FROM posting WHERE id = 2", "The chain has no place 2."),
    (
        "posting",
        "UPDATE posting SET number = 9 WHERE id = 2",
        "The chain breaks at place 2: number 2027-0001 is not there.",
    ),
    (
        "period_total",
        "UPDATE period_total SET amount = amount * 2",
        "The totals of the closed period 13 are not what was booked in it.",
    ),
    ("period", "UPDATE period SET state = 'open' WHERE id = 13", "Period 13 is open and has a"),
    (
        "period_closing",
        "UPDATE period_closing SET place = 0, hash = ''",
        "Entry 1 was posted after its period closed.",
    ),
    (
        "period_closing",
        "UPDATE period_closing SET hash = 'x'",
        "The closing of period 13 names a place that is not in the chain.",
    ),
)


@pytest.fixture
def chained(instance: Instance, books: Books) -> None:
    """An entry in a month that is closed, and two after it."""
    with instance.writing():
        december = operations.open_period(date(2026, 12, 1), date(2026, 12, 31))
        books.income(12_500, day=date(2026, 12, 31))
        operations.close_period(december.id, books.truus)
        books.cost(6_250)
        books.cost(100, key="more")
        assert broken() == []


@pytest.mark.usefixtures("chained")
@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_whatever_was_falsified_is_found(instance: Instance) -> None:
    for table, lie, says in LIES:
        with instance.writing():
            lift_all(db().connection(), table)
            db().execute(text(lie))
            said = broken()
            db().rollback()

        assert [sentence for sentence in said if sentence.startswith(says)], lie


@pytest.mark.usefixtures("chained")
def test_what_the_owner_of_the_database_falsified_is_found(
    instance: Instance, owner: Engine
) -> None:
    table, lie, says = LIES[1]
    with owner.begin() as connection:
        lift_all(connection, table)
        connection.execute(text(lie))

    with instance.reading():
        assert says in broken()


def lift_all(connection: Connection, table: str) -> None:
    """Take every guard of a table away."""
    sqlite = connection.dialect.name == "sqlite"
    found = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:table) "
        "AND NOT tgisinternal"
    )
    for name in connection.execute(text(found), {"table": table}).scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}")))
