"""Whatever is booked, undone, lent, given and closed in whatever order, the books add up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.ledger import operations
from buurtcoop.ledger.checks import broken
from buurtcoop.ledger.models import Entry, PeriodState
from buurtcoop.ledger.queries import balances, periods, trial_balance
from buurtcoop.ledger.rules import GIVEN, LENT, NewLine
from tests.ledger.conftest import Books

ONCE_PER_DATABASE = settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
RESULT_CODES = ("8000", "8010", "8200", "8210", "4000", "4400", "4900")


class Booking(NamedTuple):
    """Book parts of an amount on one fund; several codes make a split."""

    kitchen: bool
    cents: int
    codes: list[str]
    key: int
    month: int


class Undoing(NamedTuple):
    """Undo what was booked at this place in the row, if anything."""

    place: int
    month: int


class Moving(NamedTuple):
    """Lend, pay back or give an amount from one fund to the other."""

    act: str
    from_kitchen: bool
    cents: int
    month: int
    key: int


class Closing(NamedTuple):
    """Close the first month that is open, or this one."""

    month: int


Command = Booking | Undoing | Moving | Closing
ACTS = {"lend": operations.lend, "repay": operations.repay, "give": operations.give}
bookings = st.builds(
    Booking,
    kitchen=st.booleans(),
    cents=st.integers(-10_000_000, 10_000_000).filter(bool),
    codes=st.lists(st.sampled_from(RESULT_CODES), min_size=1, max_size=4),
    key=st.integers(1, 20),
    month=st.integers(1, 14),
)
undoings = st.builds(Undoing, place=st.integers(0, 15), month=st.integers(1, 14))
movings = st.builds(
    Moving,
    act=st.sampled_from(sorted(ACTS)),
    from_kitchen=st.booleans(),
    cents=st.integers(-1, 20_000_000),
    month=st.integers(1, 14),
    key=st.integers(21, 30),
)
closings = st.builds(Closing, month=st.integers(0, 3))


@ONCE_PER_DATABASE
@given(commands=st.lists(st.one_of(bookings, undoings, movings, closings), max_size=16))
def test_the_books_hold_after_any_sequence(
    instance: Instance, books: Books, commands: list[Command]
) -> None:
    with undone(instance):
        operations.open_year(2026)
        made: list[Entry] = []
        for command in commands:
            obey(command, made, books)

        assert sum((account.amount for account in trial_balance()), NOTHING) == NOTHING
        assert sum((balance.amount for balance in balances()), NOTHING) == NOTHING
        assert between_funds() == {}
        assert broken() == []


@ONCE_PER_DATABASE
@given(before=st.lists(bookings, max_size=4), booking=bookings)
def test_an_entry_and_its_reversal_leave_every_balance_as_it_was(
    instance: Instance, books: Books, before: list[Booking], booking: Booking
) -> None:
    with undone(instance):
        operations.open_year(2026)
        for number, command in enumerate(before):
            book(command._replace(month=1, key=100 + number), books)
        was = standing()

        entry = book(booking._replace(month=1, key=99), books)
        operations.reverse(entry.id, day=date(2027, 2, 1), memo="terug", by=books.truus)

        assert standing() == was


def obey(command: Command, made: list[Entry], books: Books) -> None:
    """Try a command; a refusal changes nothing."""
    savepoint = db().begin_nested()
    try:
        if isinstance(command, Booking):
            made.append(book(command, books))
        elif isinstance(command, Moving):
            made.append(move(command, books))
        elif isinstance(command, Closing):
            open_now = periods(state=PeriodState.OPEN)
            operations.close_period(open_now[command.month].id, books.truus)
        elif command.place < len(made):
            target = made[command.place].id
            operations.reverse(target, day=day_of(command.month), memo="terug", by=books.truus)
    except Refusal:
        savepoint.rollback()
    else:
        savepoint.commit()


def move(command: Moving, books: Books) -> Entry:
    ways = (books.kitchen, books.city) if command.from_kitchen else (books.city, books.kitchen)
    return ACTS[command.act](
        *ways,
        Money(command.cents),
        day=day_of(command.month),
        memo="tussen potjes",
        key=f"key:{command.key}",
        by=books.truus,
    )


def between_funds() -> dict[str, Money]:
    """{account between funds: what stands on it over all funds}, when that is anything."""
    return {
        account.code: account.amount
        for account in trial_balance()
        if account.code in (LENT, GIVEN) and account.amount
    }


def book(command: Booking, books: Books) -> Entry:
    fund = books.kitchen if command.kitchen else books.city
    parts = [command.cents // len(command.codes)] * len(command.codes)
    parts[0] += command.cents - sum(parts)
    others = [
        NewLine(account=code, fund_id=fund, amount=Money(-part), activity_id=books.meals)
        for code, part in zip(command.codes, parts, strict=True)
        if part
    ]
    bank = NewLine(account="1100", fund_id=fund, amount=Money(command.cents))
    key = f"key:{command.key}"
    return operations.book(
        day_of(command.month), "boeking", [bank, *others], key=key, by=books.truus
    )


def day_of(month: int) -> date:
    """The fifth of a month of 2026; 13 is January 2027, and 14 lies outside every period."""
    return (
        date(2028, 1, 5) if month == 14 else date(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 5)
    )


def standing() -> dict[tuple[int, int, int | None], Money]:
    """Every balance that is not nothing."""
    return {
        (balance.fund_id, balance.account_id, balance.activity_id): balance.amount
        for balance in balances()
        if balance.amount
    }


@contextmanager
def undone(instance: Instance) -> Iterator[None]:
    """A transaction of which nothing remains."""
    with instance.writing() as session:
        session.begin_nested()
        yield
        session.rollback()
