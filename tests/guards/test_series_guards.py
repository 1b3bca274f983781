"""The guards of series, each taken away: then the tests of several editors at once notice."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from buurtcoop.core import instance as instances
from buurtcoop.core.database import Model
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts.models import Series
from buurtcoop.shifts.operations import changing, closing, planning, series
from buurtcoop.shifts.operations.foreseeing import SeriesPlan
from tests.cast import Cast
from tests.guards.meeting import Meet
from tests.guards.test_shift_guards import _careless_engine as careless_engine
from tests.shifts import test_closing as closed
from tests.shifts import test_series as made
from tests.shifts import test_series_editors as editors

pytestmark = pytest.mark.guard
ROUNDS = 3


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for who changes or extends the same series."""
    monkeypatch.setattr(series, "hold_all", _unheld)
    monkeypatch.setattr(changing, "hold_all", _unheld)


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_the_condition_still_lets_one_editor_succeed(
    instance: Instance, cast: Cast
) -> None:
    editors.test_of_two_editors_at_one_moment_one_succeeds(instance, cast, ROUNDS)


@pytest.mark.usefixtures("without_lock")
def test_without_the_condition_more_editors_succeed(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "_change_row", _change_whatever)
    with pytest.raises(AssertionError):
        editors.test_of_two_editors_at_one_moment_one_succeeds(instance, cast, ROUNDS)


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_the_unique_key_still_makes_each_shift_once(
    instance: Instance, cast: Cast
) -> None:
    made.test_two_who_make_shifts_at_once_make_each_once(instance, cast, ROUNDS)


@pytest.mark.usefixtures("without_lock")
def test_without_minding_the_unique_key_people_see_errors(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series, "_missing", list)
    monkeypatch.setattr(series, "insert_each_once", _insert_each)
    with pytest.raises(AssertionError):
        made.test_two_who_make_shifts_at_once_make_each_once(instance, cast, ROUNDS)


def test_without_holding_the_days_something_slips_into_a_closed_one(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch, meeting: Meet
) -> None:
    monkeypatch.setattr(planning, "share_days", _hold_nothing)
    monkeypatch.setattr(closing, "hold_days", _hold_nothing)
    monkeypatch.setattr(instances, "writing_engine", careless_engine)
    meeting(8).after(planning, "closed_on").after(closing, "closed_on")
    with pytest.raises(AssertionError):
        closed.test_nothing_slips_into_a_day_that_is_being_closed(instance, cast, 1)


def _hold_nothing() -> None:
    """No lock."""


def _unheld(series_ids: Collection[int]) -> list[Series]:
    return list(db().scalars(select(Series).where(Series.id.in_(series_ids)).order_by(Series.id)))


def _change_whatever(found: Series, plan: SeriesPlan, version: int) -> None:
    db().execute(
        update(Series)
        .where(Series.id == found.id)
        .values(starts_at=plan.starts_at, version=version + 1)
        .execution_options(synchronize_session=False)
    )


def _insert_each(
    session: Session, model: type[Model], rows: Sequence[Mapping[str, Any]]
) -> list[int]:
    if not rows:
        return []
    new = session.scalars(insert(model).returning(model.__table__.c.id), list(rows))
    return list(new)
