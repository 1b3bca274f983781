"""Two treasurers at once, and a crash between any two steps: all of it or nothing, and once."""

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlalchemy import func, select

from buurtcoop.bank import checks
from buurtcoop.bank.models import BankLine, BankMatch, Statement
from buurtcoop.bank.operations import booking, close_month, import_statements, match_entry
from buurtcoop.bank.queries import open_count
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.ledger.models import Entry, Period, PeriodState
from tests.bank.conftest import Desk, moved, told
from tests.guards.meeting import Meeting
from tests.ledger.test_at_the_same_time import at_once

ON_POSTGRESQL = pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
JANUARY = date(2027, 1, 31)
CROWD = 6


def counted(instance: Instance) -> list[int]:
    """Statements, movements, matches and entries."""
    with instance.reading():
        models = (Statement, BankLine, BankMatch, Entry)
        assert checks.broken() == []
        return [db().scalar(select(func.count(model.id))) or 0 for model in models]


def test_a_file_that_a_crowd_brings_comes_in_once(instance: Instance, desk: Desk) -> None:
    statement = told(moved(-500), moved(-500), moved(900))

    errors = at_once(
        CROWD, instance, lambda: import_statements([statement], "bank.xml", desk.truus)
    )

    assert errors == []
    assert counted(instance) == [1, 3, 0, 0]


def test_a_movement_that_a_crowd_books_is_booked_once(instance: Instance, desk: Desk) -> None:
    with instance.writing():
        desk.brought(moved(-500))

    errors = at_once(CROWD, instance, lambda: desk.booked(1, -500))

    assert [type(error).__name__ for error in errors] == ["NothingOpen"] * (CROWD - 1)
    assert counted(instance) == [1, 1, 1, 1]


def test_an_entry_that_two_movements_want_goes_to_one(instance: Instance, desk: Desk) -> None:
    with instance.writing():
        desk.brought(moved(-500), moved(-500), moved(-500))
        entry_id = desk.booked(1, -500).entry_id
        match = db().scalars(select(BankMatch)).one()
        match.ended_at = clock.now()
    wanting = iter((2, 3))

    errors = at_once(2, instance, lambda: match_entry(next(wanting), entry_id, desk.truus))

    assert [type(error).__name__ for error in errors] == ["EntryElsewhere"]
    assert counted(instance) == [1, 3, 2, 1]


def test_a_month_that_closes_while_somebody_books_is_whole(instance: Instance, desk: Desk) -> None:
    with instance.writing():
        desk.brought(moved(-500), last=JANUARY)
    with clock.stopped(clock.at(date(2027, 2, 3), time(9))):
        acts: list[Callable[[], object]] = [
            lambda: desk.booked(1, -500),
            lambda: close_month(1, desk.truus),
        ]
        errors = at_once(2, instance, lambda: acts.pop()())

    assert {type(error).__name__ for error in errors} <= {"MonthNotReady"}
    with instance.reading():
        closed = db().get_one(Period, 1).state is PeriodState.CLOSED
        assert (closed, open_count()) == (not errors, 0)


@pytest.mark.parametrize("step", ["import", "book", "match", "let go", "close"])
def test_a_crash_leaves_nothing_half(instance: Instance, desk: Desk, step: str) -> None:
    with instance.writing():
        desk.brought(moved(-500), moved(-700), last=JANUARY)
        desk.booked(1, -500, learn=True)
        if step == "close":
            desk.booked(2, -700)
    before = counted(instance)
    day = date(2027, 2, 3)
    acts: dict[str, Callable[[], object]] = {
        "import": lambda: desk.brought(moved(-90, day=day), first=day, last=day, opening=-1200),
        "book": lambda: desk.booked(2, -700),
        "match": lambda: booking.match_new(desk.truus),
        "let go": lambda: booking.unmatch(1, desk.truus),
        "close": lambda: close_month(1, desk.truus),
    }

    def crash() -> None:
        with clock.stopped(clock.at(day, time(9))), instance.writing():
            acts[step]()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()

    assert counted(instance) == before
    with instance.reading():
        assert db().get_one(Period, 1).state is PeriodState.OPEN


@ON_POSTGRESQL
@pytest.mark.guard
def test_without_the_turn_the_database_still_books_once_but_people_see_errors(
    instance: Instance, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with instance.writing():
        desk.brought(moved(-500))
    monkeypatch.setattr(booking, "take_turn", lambda: None)
    meeting = Meeting(monkeypatch, 2).after(booking, "open_line")

    errors = at_once(2, instance, lambda: desk.booked(1, -500))

    assert meeting.held
    assert [type(error).__name__ for error in errors] == ["IntegrityError"]
    assert counted(instance) == [1, 1, 1, 1]


def test_what_a_match_is_worth_is_what_both_still_have(instance: Instance, desk: Desk) -> None:
    with instance.writing():
        desk.brought(moved(-500), moved(-300))
        first = desk.booked(1, -500)
        first.ended_at = clock.now()
        assert match_entry(2, first.entry_id, desk.truus).amount == Money(-300)
