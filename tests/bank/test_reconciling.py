"""Book beside bank: the difference is explained to the cent, whatever was booked."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtcoop.bank import checks
from buurtcoop.bank.operations import book_line, import_statements, unmatch
from buurtcoop.bank.queries import (
    Reconciliation,
    accounts_seen,
    bank_balance,
    gaps,
    open_lines,
    reconciliation,
)
from buurtcoop.bank.rules import FileFormat
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.operations import receive
from buurtcoop.ledger.operations import reverse
from tests.bank.conftest import FIRST, LAST, Desk, moved, told

JANUARY = date(2027, 1, 31)


def seen(desk: Desk, on: date = LAST) -> Reconciliation:
    found = reconciliation(desk.account, on)
    assert found is not None
    assert found.bank == found.explained
    return found


def begins_with(desk: Desk, cents: int) -> None:
    """What the book had before the bank came in."""
    receive(
        desk.kitchen,
        day=FIRST,
        amount=Money(cents),
        memo="Begin",
        activity_id=desk.meals,
        key="begin",
        by=desk.truus,
    )


def test_all_booked_is_even(desk: Desk, opened: Instance) -> None:
    begins_with(desk, 10_000)
    desk.brought(moved(-2500), opening=10_000, first=date(2027, 1, 2))
    desk.booked(1, -2500)

    found = seen(desk)

    assert found.even
    assert found.sound
    assert found.bank == Money(7500)


def test_each_difference_has_a_place_of_its_own(desk: Desk, opened: Instance) -> None:
    begins_with(desk, 9000)
    desk.brought(
        moved(-2500, day=date(2027, 1, 3)),
        opening=10_000,
        first=date(2027, 1, 2),
        last=date(2027, 1, 5),
    )
    desk.brought(moved(700), opening=7000, first=date(2027, 1, 9))
    desk.booked(1, -2000)
    receive(
        desk.city,
        day=LAST,
        amount=Money(44),
        memo="Los",
        activity_id=desk.meals,
        key="los",
        by=desk.truus,
    )

    found = seen(desk)

    assert (found.begin, found.ahead) == (Money(-1000), Money(44))
    assert (found.behind, found.lacking) == (Money(200), Money(-500))
    assert [each.amount for each in found.movements] == [Money(-500), Money(700)]
    assert [each.memo for each in found.entries] == ["Los"]
    assert [(each.after, each.amount) for each in gaps(desk.account, LAST)] == [
        (date(2027, 1, 5), Money(-500))
    ]


def test_an_entry_that_was_undone_is_no_difference(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-2500))
    match = desk.booked(1, -2500)
    reverse(match.entry_id, day=LAST, memo="dubbel", by=desk.truus)

    found = seen(desk)

    assert found.entries == []
    assert found.behind == Money(-2500)


def test_a_format_without_balances_goes_on_from_the_last_balance(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(moved(-2500, day=date(2027, 1, 3)), opening=10_000, last=date(2027, 1, 5))
    desk.brought(moved(700), opening=None, first=date(2027, 1, 6), kind=FileFormat.ING)

    assert bank_balance(desk.account, LAST) == Money(8200)
    assert bank_balance(desk.account, date(2026, 12, 31)) == Money(10_000)
    assert accounts_seen()[0].says == Money(8200)


def test_without_any_balance_there_is_nothing_to_compare(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(700), opening=None)

    assert reconciliation(desk.account, LAST) is None


amounts = st.integers(-50_000, 50_000).filter(bool)
acts = st.lists(
    st.tuples(st.sampled_from(["part", "whole", "undo", "let go", "loose"]), st.integers(1, 9)),
    max_size=12,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cents=st.lists(amounts, min_size=1, max_size=6), done=acts)
def test_book_and_bank_are_explained_and_in_the_end_even(
    desk: Desk, instance: Instance, cents: list[int], done: list[tuple[str, int]]
) -> None:
    a_treasurer_works(desk, instance, cents, done)


@pytest.mark.long
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cents=st.lists(amounts, min_size=1, max_size=9), done=acts)
def test_book_and_bank_are_even_after_many_ways_of_working(
    desk: Desk, instance: Instance, cents: list[int], done: list[tuple[str, int]]
) -> None:
    a_treasurer_works(desk, instance, cents, done)


def a_treasurer_works(
    desk: Desk, instance: Instance, cents: list[int], done: list[tuple[str, int]]
) -> None:
    """A statement comes in twice; what is done with it stays explained, and ends even."""
    with instance.writing():
        statement = told(*(moved(each, iban="", name=f"B{n}") for n, each in enumerate(cents)))
        first = import_statements([statement], "bank.xml", desk.truus)
        again = import_statements([statement], "bank.xml", desk.truus)
        assert (first.new, again.new) == (len(cents), 0)
        for number, (what, size) in enumerate(done):
            act(desk, what, size, number)
            seen(desk)
        for each in open_lines(limit=None):
            book_line(each.line.id, [desk.part(each.amount.cents)], desk.truus, learn=False)
        found = seen(desk)
        alone = sum((each.unmatched for each in found.entries), NOTHING)
        assert found.book - alone == found.bank == statement.closing
        assert checks.broken() == []
        db().rollback()


def loose(desk: Desk, cents: int, memo: str) -> None:
    """An entry that the bank does not know."""
    receive(
        desk.city,
        day=LAST,
        amount=Money(cents),
        memo=memo,
        activity_id=desk.meals,
        key=memo,
        by=desk.truus,
    )


def act(desk: Desk, what: str, size: int, number: int) -> None:
    """Something a treasurer does to the first open movement."""
    still = open_lines(limit=None)
    if what == "loose":
        loose(desk, size, f"los {number}")
        return
    if not still:
        return
    line = still[0]
    part = line.amount if what == "whole" else Money(line.amount.cents // size or line.amount.cents)
    match = book_line(line.line.id, [desk.part(part.cents)], desk.truus, learn=False)
    if what == "undo":
        reverse(match.entry_id, day=LAST, memo="fout", by=desk.truus)
    if what == "let go":
        unmatch(match.id, desk.truus)
