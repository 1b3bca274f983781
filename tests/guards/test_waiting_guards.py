"""The guards of waiting lists, each taken away in turn: then the contention tests notice."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.core import instance as instances
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import CrewLine, Waiting
from buurtcoop.shifts.operations import offering, places, waiting
from tests.cast import Cast
from tests.guards.meeting import Meet
from tests.guards.test_shift_guards import (
    _careless_engine,
    _drop_check,
    _drop_index,
    _unlocked,
)
from tests.shifts import test_waiting_contention as contention
from tests.shifts.crowd import roomy
from tests.shifts.rota import Evening
from tests.shifts.test_waiting_contention import FEW, Row, at_once, me

pytestmark = pytest.mark.guard
Removal = Callable[[], None]


@pytest.fixture
def row(instance: Instance) -> Row:
    return Row(instance)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> Removal:
    """Nobody waits for anybody: no row is locked, and SQLite has no transactions."""

    def remove() -> None:
        monkeypatch.setattr(Select, "with_for_update", _unlocked)
        monkeypatch.setattr(instances, "writing_engine", _careless_engine)

    return remove


def test_without_the_count_of_what_is_kept_somebody_is_passed_over(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "hold_places", lambda _line, _number: True)
    with pytest.raises(AssertionError):
        contention.test_a_place_that_comes_free_goes_to_who_waits_and_not_to_who_comes_by(row, 1)


def test_without_offering_first_who_comes_by_is_before_who_waits(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round of the clock comes later than somebody who claims."""
    monkeypatch.setattr(offering, "settle_row", lambda _line, **_how: 0)
    with pytest.raises(AssertionError):
        contention.test_an_offer_that_runs_out_is_passed_on_once_whoever_presses(row, 1)


def test_the_check_refuses_to_keep_more_than_there_are(row: Row) -> None:
    evening = row.evening(0, waiting=0)
    with pytest.raises(IntegrityError), row.instance.writing():
        _keep_one_more(evening)
    _drop_check(row.instance, "crew_line", "crew_line_never_more_than_places")
    with roomy(row.instance, 1) as careless, careless.writing():
        _keep_one_more(evening)
    with row.instance.reading():
        assert checks.broken() == [f"Crew line {evening.give} keeps 1 places, and 0 are offered."]


def test_without_locks_the_unique_index_keeps_a_person_once_in_the_row(
    row: Row, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    meeting(FEW).before(waiting, "_join")
    assert _wait_from_many_devices(row) == 1


def test_without_locks_and_index_a_person_stands_twice_in_the_row(
    row: Row, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    _drop_index(row.instance, "one_live_waiting")
    meeting(FEW).before(waiting, "_join")
    assert _wait_from_many_devices(row) == FEW


def test_without_locks_and_condition_yes_and_leaving_both_count(
    row: Row, without_locks: Removal, monkeypatch: pytest.MonkeyPatch, meeting: Meet
) -> None:
    """One leaves after the others read that there is an offer, and before they answer it."""
    without_locks()
    monkeypatch.setattr(offering, "_change", _change_whatever)
    others = meeting(4).before(offering, "let_go").before(waiting, "end_waiting")
    others.first(operations, "leave")
    with pytest.raises(AssertionError):
        contention.test_yes_and_leaving_at_once_end_in_one_of_the_two(row, 1)


def test_without_locks_somebody_waits_on_what_is_called_off(
    row: Row, cast: Cast, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    others = meeting(7).before(waiting, "_join").after(waiting, "_held")
    others.after(offering, "hold_shifts").first(operations, "call_off")
    with pytest.raises(AssertionError):
        contention.test_nobody_has_a_place_or_waits_on_what_is_called_off_meanwhile(row, cast, 1)


def _keep_one_more(evening: Evening) -> None:
    db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(held=1))


def _change_whatever(entry: Waiting, **values: object) -> bool:
    """What `_change` does, without asking whether it is still as it was read."""
    db().execute(
        update(Waiting)
        .where(Waiting.id == entry.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    db().refresh(entry)
    return True


def _wait_from_many_devices(row: Row) -> int:
    """The same person waits eight times at once. Returns how many entries that makes."""
    who, evening = row.people[20], row.evening(0, waiting=0)
    with roomy(row.instance, FEW) as careless:
        at_once(careless, [partial(waiting.wait, evening.give, who, me(who))] * FEW)
    with row.instance.reading():
        found = select(func.count()).select_from(Waiting)
        return db().scalars(found.where(Waiting.line_id == evening.give)).one()
