"""What stands ready is booked once by the right person, and what comes back comes back once."""

from datetime import date

import pytest
from sqlalchemy import func, select

from buurtcoop.coop.operations import set_rule
from buurtcoop.coop.queries import rule_value
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.checks import broken
from buurtcoop.ledger.jobs import prepare_recurring
from buurtcoop.ledger.models import Every, PreparedEntry, Why
from buurtcoop.ledger.rules import (
    ALONE_UP_TO,
    KeyUsed,
    NewLine,
    PreparedEnded,
    ReceiptTaken,
    ReceiptWaits,
    SecondPersonDecides,
    months_later,
)
from tests.cast import Cast, seen_by
from tests.ledger.conftest import TODAY, Books
from tests.ledger.test_at_the_same_time import at_once
from tests.ledger.test_receipts import kept


def rent(books: Books, cents: int = 40_000) -> list[NewLine]:
    """A cost of the kitchen, paid from the bank."""
    return [
        NewLine(
            account="4100", fund_id=books.kitchen, amount=Money(cents), activity_id=books.meals
        ),
        NewLine(account="1100", fund_id=books.kitchen, amount=Money(-cents)),
    ]


def prepared(books: Books, why: Why = Why.SECOND_PERSON, key: str = "huur") -> PreparedEntry:
    return operations.prepare(TODAY, "Huur", rent(books), key=key, why=why, by=books.truus)


@pytest.fixture
def bo(cast: Cast) -> Viewer:
    """A board member."""
    return seen_by(cast.bo)


def test_what_waits_counts_nowhere_until_a_second_person_books_it(
    books: Books, opened: Instance, bo: Viewer
) -> None:
    waiting = prepared(books)
    assert queries.balances() == []

    with pytest.raises(SecondPersonDecides, match="iemand anders"):
        operations.book_prepared(waiting.id, books.truus)
    entry = operations.book_prepared(waiting.id, bo)

    assert (entry.key, entry.made_by_id, waiting.entry_id) == ("huur", bo.person_id, entry.id)
    assert waiting.decided_by_id == bo.person_id
    with pytest.raises(PreparedEnded):
        operations.book_prepared(waiting.id, bo)
    with pytest.raises(PreparedEnded):
        operations.drop_prepared(waiting.id, "toch niet", bo)
    assert broken() == []


def test_what_is_taken_away_is_not_booked(books: Books, opened: Instance, bo: Viewer) -> None:
    waiting = prepared(books)

    operations.drop_prepared(waiting.id, "dubbel", books.truus)

    assert (waiting.dropped_why, waiting.decided_by_id) == ("dubbel", books.truus.person_id)
    with pytest.raises(PreparedEnded):
        operations.book_prepared(waiting.id, bo)


def test_preparing_the_same_twice_is_once(books: Books, opened: Instance) -> None:
    first = prepared(books)

    assert prepared(books).id == first.id
    with pytest.raises(KeyUsed):
        operations.prepare(
            TODAY, "Huur", rent(books, 1), key="huur", why=Why.RECURRING, by=books.truus
        )
    books.income(100, key="taken")
    with pytest.raises(KeyUsed):
        prepared(books, key="taken")


def test_a_second_person_books_what_is_large_and_who_books_what_comes_back(
    books: Books, opened: Instance, bo: Viewer
) -> None:
    large, rented = prepared(books), prepared(books, Why.RECURRING, key="rent")

    for viewer, may in ((bo, (True, False)), (books.truus, (False, True))):
        assert tuple(queries.may_decide(each, viewer) for each in (large, rented)) == may
        assert queries.how_many_wait_for(viewer) == 1


def test_a_receipt_waits_with_one_thing_that_stands_ready(
    books: Books, opened: Instance, bo: Viewer
) -> None:
    paper = kept(books, 30).id

    def waits(key: str) -> PreparedEntry:
        why = Why.SECOND_PERSON
        return operations.prepare(
            TODAY, "Huur", rent(books), key=key, why=why, by=books.truus, receipt_id=paper
        )

    first = waits("huur")
    with pytest.raises(ReceiptWaits, match="Huur"):
        waits("nog een")
    operations.drop_prepared(first.id, "toch niet", bo)
    operations.book_prepared(waits("opnieuw").id, bo)

    with pytest.raises(ReceiptTaken, match="2027-0001"):
        waits("weer")


def test_ten_that_book_what_waits_book_it_once(
    instance: Instance, books: Books, cast: Cast
) -> None:
    with instance.writing():
        waiting, bo = prepared(books).id, seen_by(cast.bo)

    errors = at_once(10, instance, lambda: operations.book_prepared(waiting, bo))

    assert {type(error).__name__ for error in errors} == {"PreparedEnded"}
    assert len(errors) == 9


def test_what_comes_back_stands_ready_once_on_each_of_its_days(
    books: Books, opened: Instance
) -> None:
    operations.open_period(date(2026, 12, 1), date(2026, 12, 31))
    first_on = date(2026, 12, 31)
    operations.repeat("Huur", rent(books), every=Every.MONTH, first_on=first_on, by=books.truus)

    assert prepare_recurring(clock.now()) == 1
    assert prepare_recurring(clock.now()) == 0

    ready = queries.waiting()
    assert [(each.day, each.memo, each.why) for each in ready] == [
        (date(2026, 12, 31), "Huur", Why.RECURRING)
    ]
    assert queries.recurring()[0].next_on == date(2027, 1, 31)
    assert operations.book_prepared(ready[0].id, books.truus).key.startswith("recurring:")


def test_a_day_that_is_closed_comes_today_and_without_a_book_it_waits(
    books: Books, opened: Instance
) -> None:
    december = operations.open_period(date(2026, 12, 1), date(2026, 12, 31))
    operations.close_period(december.id, books.truus)
    comes_back = operations.repeat(
        "Huur", rent(books), every=Every.YEAR, first_on=date(2026, 12, 5), by=books.truus
    )

    assert operations.make_ready(comes_back.id, date(2030, 1, 1)) == 0
    assert operations.make_ready(comes_back.id, TODAY) == 1
    assert [each.day for each in queries.waiting()] == [TODAY]


def test_what_was_stopped_comes_back_no_more(books: Books, opened: Instance) -> None:
    comes_back = operations.repeat(
        "Huur", rent(books), every=Every.MONTH, first_on=TODAY, by=books.truus
    )

    operations.stop_repeating(comes_back.id, books.truus)
    operations.stop_repeating(comes_back.id, books.truus)

    assert prepare_recurring(clock.now()) == 0
    assert db().scalar(select(func.count()).select_from(PreparedEntry)) == 0
    assert queries.recurring() == []


@pytest.mark.parametrize(
    ("day", "months", "number", "then"),
    [
        (date(2027, 1, 31), 1, 31, date(2027, 2, 28)),
        (date(2027, 2, 28), 1, 31, date(2027, 3, 31)),
        (date(2027, 11, 30), 3, 30, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, 29, date(2029, 2, 28)),
        (date(2027, 12, 1), 1, 1, date(2028, 1, 1)),
    ],
)
def test_a_shorter_month_has_its_last_day(day: date, months: int, number: int, then: date) -> None:
    assert months_later(day, months, number) == then


def test_a_rule_counts_from_its_day_until_the_next(
    books: Books, opened: Instance, bo: Viewer
) -> None:
    def said(value: str, month: int) -> None:
        set_rule(ALONE_UP_TO, value, valid_from=date(2027, month, 1), source="bestuur", by=bo)

    said("50000", 3)
    said("25000", 1)
    said("", 6)
    said("30000", 1)

    assert queries.alone_up_to(date(2026, 12, 31)) is None
    assert queries.alone_up_to(date(2027, 2, 28)) == Money(30_000)
    assert queries.alone_up_to(date(2027, 5, 31)) == Money(50_000)
    assert queries.alone_up_to(date(2027, 6, 1)) is None
    assert queries.cost_of_deciding(TODAY) is None
    assert rule_value(ALONE_UP_TO, date(2027, 3, 1)) == "50000"
