"""What the check says about books that somebody broke behind our back."""

from sqlalchemy import text
from sqlalchemy.engine import Engine

from buurtcoop.core.instance import Instance
from buurtcoop.ledger.checks import broken
from tests.ledger.conftest import Books
from tests.ledger.guarded import lay


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
