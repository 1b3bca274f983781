"""Closing a month: its totals, in order, for good, and all of it or nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.checks import broken
from buurtcoop.ledger.models import (
    Period,
    PeriodClosing,
    PeriodState,
    PeriodTotal,
    Posting,
    Why,
)
from buurtcoop.ledger.rules import (
    NewLine,
    PeriodBeforeClosed,
    PeriodClosed,
    PeriodHasWaiting,
    PeriodNotFirst,
    PeriodRuns,
)
from tests.ledger.conftest import TODAY, Books
from tests.ledger.test_at_the_same_time import at_once

LAST = date(2026, 12, 31)


class Crash(Exception):
    """The machine stops here."""


@pytest.fixture
def december(instance: Instance, books: Books) -> int:
    """A month that is over, with an income, a cost and a cost that came back."""
    with instance.writing():
        month = operations.open_period(date(2026, 12, 1), LAST)
        books.income(12_500, day=LAST)
        undone = books.cost(6_250, day=LAST)
        operations.reverse(undone.id, day=LAST, memo="dubbel", by=books.truus)
        books.cost(1_000, key="rest", day=LAST)
        return month.id


def test_a_closed_month_has_its_totals_and_its_place(
    books: Books, december: int, opened: Instance
) -> None:
    head = queries.chain_head()
    assert head is not None

    closing = operations.close_period(december, books.truus)

    totals = db().scalars(select(PeriodTotal).order_by(PeriodTotal.amount)).all()
    assert [(total.amount, total.lines) for total in totals] == [
        (Money(-12_500), 1),
        (Money(1_000), 3),
        (Money(11_500), 4),
    ]
    assert (closing.place, closing.hash) == (head.id, head.hash)
    assert closing.closed_by_id == books.truus.person_id
    assert queries.last_closed_day() == LAST
    assert broken() == []


def test_closing_twice_is_once(books: Books, december: int, opened: Instance) -> None:
    first = operations.close_period(december, books.truus)

    assert operations.close_period(december, books.truus).id == first.id


def test_a_month_that_runs_is_not_closed(books: Books, december: int, opened: Instance) -> None:
    operations.close_period(december, books.truus)
    january = queries.period_of(TODAY)

    with pytest.raises(PeriodRuns, match="loopt nog"):
        operations.close_period(january.id, books.truus)


def test_months_close_in_order_and_none_begins_before_them(
    books: Books, december: int, opened: Instance
) -> None:
    november = operations.open_period(date(2026, 11, 1), date(2026, 11, 30))

    with pytest.raises(PeriodNotFirst):
        operations.close_period(december, books.truus)
    operations.close_period(november.id, books.truus)
    operations.close_period(december, books.truus)
    with pytest.raises(PeriodBeforeClosed):
        operations.open_period(date(2026, 10, 1), date(2026, 10, 31))
    assert operations.open_year(2026) == 0


def test_what_stands_ready_is_decided_first(books: Books, december: int, opened: Instance) -> None:
    lines = [
        NewLine(account="1100", fund_id=books.kitchen, amount=Money(-100)),
        NewLine(account="1500", fund_id=books.kitchen, amount=Money(100)),
    ]
    waiting = operations.prepare(
        LAST, "wacht", lines, key="w", why=Why.SECOND_PERSON, by=books.truus
    )

    with pytest.raises(PeriodHasWaiting):
        operations.close_period(december, books.truus)
    operations.drop_prepared(waiting.id, "dubbel", books.truus)

    assert operations.close_period(december, books.truus).id
    with pytest.raises(PeriodClosed):
        operations.prepare(LAST, "laat", lines, key="l", why=Why.RECURRING, by=books.truus)


def test_a_crash_between_any_two_steps_closes_nothing(
    instance: Instance, books: Books, december: int
) -> None:
    step = 0
    closed = False
    while not closed:
        step += 1
        try:
            with crash_at(step, instance), instance.writing():
                operations.close_period(december, books.truus)
        except Crash:
            with instance.reading():
                assert db().get_one(Period, december).state is PeriodState.OPEN
                for table in (PeriodClosing, PeriodTotal):
                    assert db().scalar(select(func.count()).select_from(table)) == 0
                assert broken() == []
        else:
            closed = True

    assert step > 6
    with instance.reading():
        assert db().get_one(Period, december).state is PeriodState.CLOSED
        assert broken() == []


def test_who_books_while_a_month_closes_is_before_it_or_refused(
    instance: Instance, books: Books, december: int
) -> None:
    turns = iter(range(8))
    lock = threading.Lock()

    def act() -> None:
        with lock:
            turn = next(turns)
        if turn == 4:
            operations.close_period(december, books.truus)
        else:
            books.cost(100, key=f"late {turn}", day=LAST)

    errors = at_once(8, instance, act)

    assert all(isinstance(error, Refusal) for error in errors), errors
    with instance.reading():
        assert db().get_one(Period, december).state is PeriodState.CLOSED
        assert db().scalar(select(func.count()).select_from(Posting)) == 4 + 7 - len(errors)
        assert broken() == []


def test_who_books_waits_for_who_closes_and_is_refused_in_a_sentence(
    instance: Instance, books: Books, december: int
) -> None:
    errors: list[Exception] = []

    def book_late() -> None:
        errors.extend(at_once(1, instance, lambda: books.cost(100, key="late", day=LAST)))

    late = threading.Thread(target=book_late)
    with instance.writing():
        operations.close_period(december, books.truus)
        late.start()
        late.join(0.3)
        assert late.is_alive()
    late.join(20)

    assert [type(error) for error in errors] == [PeriodClosed]


@contextmanager
def crash_at(step: int, instance: Instance) -> Iterator[None]:
    """Stop before the statement of this number."""
    count = iter(range(1, step + 1))

    def stop(*_: Any) -> None:
        if next(count, 0) == step:
            raise Crash

    event.listen(instance.writers, "before_cursor_execute", stop)
    try:
        yield
    finally:
        event.remove(instance.writers, "before_cursor_execute", stop)
