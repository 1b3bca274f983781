"""Booking, undoing, opening a year: what the operations promise and refuse."""

from datetime import date

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.models import AuditEntry
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.models import Entry, LedgerAccount, Period
from buurtcoop.ledger.rules import (
    ActivityMissing,
    AlreadyReversed,
    EntryUnbalanced,
    KeyUsed,
    NewLine,
    PeriodClosed,
    PeriodMissing,
    ReversalStays,
    ReversalTooEarly,
)
from tests.ledger.conftest import TODAY, Books

BEFORE = date(2026, 12, 31)


def test_a_booking_is_posted_with_who_made_it(books: Books, opened: Instance) -> None:
    entry = books.income(12_500)

    assert entry.posted_at is not None
    assert entry.made_by_id == books.truus.person_id
    assert [line.amount for line in entry.lines] == [Money(12_500), Money(-12_500)]
    written = db().scalars(select(AuditEntry).where(AuditEntry.verb == "ledger.book")).one()
    assert (written.subject_kind, written.subject_id) == ("entry", entry.id)


def test_the_same_key_books_once(books: Books, opened: Instance) -> None:
    first = books.income(12_500)
    second = books.income(12_500)

    assert second.id == first.id
    assert queries.trial_balance()[0].amount == Money(12_500)


def test_a_used_key_refuses_another_amount(books: Books, opened: Instance) -> None:
    books.income(12_500)

    with pytest.raises(KeyUsed, match="staat al in het boek"):
        books.income(12_600)


def test_sides_that_differ_are_refused_with_both_amounts(books: Books, opened: Instance) -> None:
    lines = [
        NewLine(account="1100", fund_id=books.kitchen, amount=Money(6_250)),
        NewLine(account="8210", fund_id=books.kitchen, amount=Money(-6_000), activity_id=1),
    ]

    with pytest.raises(EntryUnbalanced, match=r"Links staat €.62,50 en rechts €.60,00"):
        operations.book(TODAY, "scheef", lines, key="x", by=books.truus)


def test_every_fund_balances_by_itself(books: Books, opened: Instance) -> None:
    lines = [
        NewLine(account="1100", fund_id=books.kitchen, amount=Money(6_250)),
        NewLine(account="8210", fund_id=books.city, amount=Money(-6_250), activity_id=1),
    ]

    with pytest.raises(EntryUnbalanced):
        operations.book(TODAY, "twee potjes", lines, key="x", by=books.truus)


def test_an_entry_without_lines_is_refused(books: Books, opened: Instance) -> None:
    with pytest.raises(EntryUnbalanced):
        operations.book(TODAY, "niets", [], key="x", by=books.truus)


def test_cost_without_an_activity_is_refused(books: Books, opened: Instance) -> None:
    with pytest.raises(ActivityMissing):
        books.booked(-6_250, "4400", None, key="x", day=TODAY)


def test_what_we_have_and_owe_needs_no_activity(books: Books, opened: Instance) -> None:
    entry = books.booked(1_124_000, "0510", None, key="opening", day=TODAY)

    assert entry.posted_at is not None


def test_an_account_that_is_not_there_is_named(books: Books, opened: Instance) -> None:
    with pytest.raises(LookupError, match="7777"):
        books.booked(-6_250, "7777", books.meals, key="x", day=TODAY)


def test_a_closed_month_refuses_in_plain_dutch(books: Books, opened: Instance) -> None:
    operations.close_period(december().id, books.truus)

    with pytest.raises(PeriodClosed, match="Deze maand is afgesloten"):
        books.income(12_500, day=BEFORE)


def test_a_day_outside_every_period_is_refused(books: Books, opened: Instance) -> None:
    with pytest.raises(PeriodMissing, match="niet open"):
        books.income(12_500, day=BEFORE)


def test_a_reversal_mirrors_the_entry(books: Books, opened: Instance) -> None:
    entry = books.cost(6_250)

    undone = operations.reverse(entry.id, day=TODAY, memo="dubbel", by=books.truus)

    assert undone.reverses_id == entry.id
    assert {balance.amount for balance in queries.balances()} == {NOTHING}


def test_an_entry_is_undone_once(books: Books, opened: Instance) -> None:
    entry = books.cost(6_250)
    operations.reverse(entry.id, day=TODAY, memo="dubbel", by=books.truus)

    with pytest.raises(AlreadyReversed):
        operations.reverse(entry.id, day=TODAY, memo="nog eens", by=books.truus)


def test_a_reversal_is_not_undone(books: Books, opened: Instance) -> None:
    entry = books.cost(6_250)
    undone = operations.reverse(entry.id, day=TODAY, memo="dubbel", by=books.truus)

    with pytest.raises(ReversalStays):
        operations.reverse(undone.id, day=TODAY, memo="toch niet", by=books.truus)


def test_a_reversal_does_not_stand_before_its_entry(books: Books, opened: Instance) -> None:
    entry = books.cost(6_250)

    with pytest.raises(ReversalTooEarly):
        operations.reverse(entry.id, day=date(2027, 1, 11), memo="te vroeg", by=books.truus)


def test_a_reversal_in_a_closed_month_is_refused(books: Books, opened: Instance) -> None:
    month = december()
    entry = books.cost(6_250, day=BEFORE)
    operations.close_period(month.id, books.truus)

    with pytest.raises(PeriodClosed):
        operations.reverse(entry.id, day=BEFORE, memo="dubbel", by=books.truus)
    undone = operations.reverse(entry.id, day=TODAY, memo="dubbel", by=books.truus)

    assert undone.posted_at is not None


def test_what_was_never_booked_cannot_be_undone(books: Books, opened: Instance) -> None:
    with pytest.raises(LookupError):
        operations.reverse(999, day=TODAY, memo="wat?", by=books.truus)


def test_opening_a_year_twice_opens_its_twelve_months_once(instance: Instance) -> None:
    with instance.writing():
        assert operations.open_year(2027) == 12
        assert operations.open_year(2027) == 0
        assert db().scalar(select(func.count()).select_from(Period)) == 12


def test_opening_a_year_leaves_a_period_that_is_there(instance: Instance) -> None:
    with instance.writing():
        operations.open_period(date(2027, 1, 1), date(2027, 6, 30))

        assert operations.open_year(2027) == 6


def test_periods_share_no_day(books: Books, instance: Instance) -> None:
    with pytest.raises(IntegrityError), instance.writing():
        operations.open_period(date(2027, 12, 31), date(2028, 1, 31))


def test_the_chart_of_accounts_is_made_once_and_keeps_a_changed_name(opened: Instance) -> None:
    made = operations.chart_of_accounts()
    db().execute(update(LedgerAccount).where(LedgerAccount.code == "4100").values(name="Zaalhuur"))

    assert operations.chart_of_accounts() == 0
    assert len(queries.accounts()) == made
    assert queries.accounts_by_code({"4100"})["4100"].name == "Zaalhuur"


def test_only_posted_entries_count(books: Books, opened: Instance) -> None:
    books.income(12_500)
    entry = db().scalars(select(Entry)).one()
    draft = Entry(
        day=TODAY,
        period_id=entry.period_id,
        memo="klad",
        posted_at=None,
        reverses_id=None,
        key="draft",
        made_at=entry.made_at,
        made_by_id=None,
    )
    db().add(draft)
    db().flush()

    with pytest.raises(LookupError):
        queries.find_entry(draft.id)


def december() -> Period:
    """A month that is over, in the book."""
    return operations.open_period(date(2026, 12, 1), BEFORE)
