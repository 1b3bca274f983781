"""The guards of fixed places, each taken away in turn: then the contention tests notice."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text, update

from buurtcoop.core import instance as instances
from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import FixedPlace, SeriesLine
from buurtcoop.shifts.operations import filling, fixed, holding, series
from buurtcoop.shifts.queries import filling as days
from buurtcoop.shifts.queries import standing
from tests.cast import Cast
from tests.guards.meeting import Meet
from tests.guards.test_shift_guards import _careless_engine, _drop_index, _owner
from tests.shifts import test_fixed_contention as contention
from tests.shifts.crowd import contend, roomy
from tests.shifts.test_fixed_contention import MANY, Wishers, holders
from tests.shifts.weekly import FIRST, holds, line_of

pytestmark = pytest.mark.guard
Removal = Callable[[], None]


@pytest.fixture
def wishers(instance: Instance, cast: Cast) -> Wishers:
    return Wishers(instance, cast)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> Removal:
    """No series and no person is held, and SQLite has no transactions."""

    def remove() -> None:
        monkeypatch.setattr(fixed, "hold_series", lambda _series_id: True)
        monkeypatch.setattr(holding, "_locked", _unlocked)
        monkeypatch.setattr(instances, "writing_engine", _careless_engine)

    return remove


def test_without_condition_and_locks_the_check_still_holds_but_people_see_errors(
    wishers: Wishers, without_locks: Removal, monkeypatch: pytest.MonkeyPatch
) -> None:
    line_id = line_of(wishers.series(0, places=1))
    monkeypatch.setattr(fixed, "_keep", _keep_whatever)
    without_locks()
    with roomy(wishers.instance, MANY) as careless:
        outcome = contend(careless, lambda number: _hold(wishers, line_id, number), MANY)
    assert len(outcome.errors) == MANY - 1
    with wishers.instance.reading():
        held = db().scalars(select(SeriesLine.held).where(SeriesLine.id == line_id)).one()
        assert held == 1


def test_without_condition_and_check_the_last_place_is_given_twice(
    wishers: Wishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixed, "_keep", _keep_whatever)
    _drop_check(wishers.instance)
    with pytest.raises(AssertionError):
        contention.assert_last_place_to_one(wishers, 1)
    with wishers.instance.reading():
        assert len(db().scalars(select(FixedPlace.id)).all()) > 2


def test_without_the_counter_the_check_of_the_house_notices(
    wishers: Wishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixed, "_keep", lambda _line_id: True)
    made = wishers.series(0, places=1)
    with wishers.instance.writing():
        holds(made, wishers.cast.bram)
        assert checks.broken() == [
            f"Series line {line_of(made)} says 0 held, and 1 hold a fixed place."
        ]


def test_without_locks_the_unique_index_keeps_one_place_per_person(
    wishers: Wishers, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    meeting(MANY).before(fixed, "_hold")
    assert _held_by_one(wishers) == 1


def test_without_locks_and_index_somebody_holds_two_places_of_one_series(
    wishers: Wishers, without_locks: Removal, meeting: Meet
) -> None:
    without_locks()
    _drop_index(wishers.instance, "one_running_fixed_place")
    meeting(MANY).before(fixed, "_hold")
    assert _held_by_one(wishers) > 1


def test_without_the_lock_on_the_series_somebody_misses_a_shift_made_meanwhile(
    wishers: Wishers, without_locks: Removal, meeting: Meet
) -> None:
    """On SQLite, where each statement counts at once, both promise the days that were made."""
    without_locks()
    if is_sqlite(wishers.instance.settings.database):
        meeting(MANY).before(series, "fill").before(days, "shifts_to_come")
        meeting(MANY).before(filling, "take")
    else:
        meeting(2).after(days, "shifts_to_come").first(operations, "extend_series")
    with pytest.raises(AssertionError):
        contention.assert_on_every_shift(wishers, 1)


def test_without_looking_at_days_away_who_is_away_is_on_the_list(
    wishers: Wishers, monkeypatch: pytest.MonkeyPatch, meeting: Meet
) -> None:
    """One goes away first; then those who make shifts, half of them, begin."""
    meeting(MANY // 2 + 1).before(operations, "extend_series").first(operations, "go_away")
    monkeypatch.setattr(
        standing, "away_between", lambda people, *_days: {each: [] for each in people}
    )
    with pytest.raises(AssertionError):
        contention.test_who_goes_away_while_shifts_are_made_is_on_none_of_them(wishers, 1)


def _unlocked(statement: Any, **_how: object) -> Any:
    return statement


def _keep_whatever(series_line_id: int) -> bool:
    """What `_keep` does, without asking whether there is a place."""
    db().execute(
        update(SeriesLine)
        .where(SeriesLine.id == series_line_id)
        .values(held=SeriesLine.held + 1)
        .execution_options(synchronize_session=False)
    )
    return True


def _hold(wishers: Wishers, line_id: int, number: int) -> None:
    person_id = wishers.people[number]
    operations.hold_fixed_place(line_id, person_id, Viewer(person_id=person_id), starts_on=FIRST)


def _held_by_one(wishers: Wishers) -> int:
    """Bram presses on eight devices at once. Returns how many places he got."""
    bram, wanted = wishers.cast.bram, wishers.series(0, places=MANY)
    line_id, by = line_of(wanted), Viewer(person_id=bram.id)

    def hold(_number: int) -> None:
        operations.hold_fixed_place(line_id, bram.id, by, starts_on=FIRST)

    with roomy(wishers.instance, MANY) as careless:
        contend(careless, hold, crowd=MANY)
    with wishers.instance.reading():
        return holders(wanted)


def _drop_check(instance: Instance) -> None:
    with _owner(instance) as owner:
        if not is_sqlite(instance.settings.database):
            owner.execute(
                text("ALTER TABLE series_line DROP CONSTRAINT series_line_never_more_held")
            )
            return
        owner.execute(text("PRAGMA writable_schema=ON"))
        owner.execute(
            text(
                "UPDATE sqlite_schema SET sql = replace(sql, 'held BETWEEN 0 AND places', '1') "
                "WHERE name = 'series_line'"
            )
        )
        owner.execute(text("PRAGMA writable_schema=RESET"))
