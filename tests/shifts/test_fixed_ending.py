"""Giving a fixed place up, by oneself, with the days or without, and by leaving."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Membership
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, jobs, operations, rules
from buurtcoop.shifts.models import (
    Claim,
    PromiseState,
    Series,
    SeriesLine,
)
from buurtcoop.shifts.queries import standing
from tests.cast import Cast, seen_by
from tests.shifts.weekly import (
    FIRST,
    PLANNED,
    a_series,
    helping_on,
    holds,
    line_of,
)

WEEK = timedelta(days=7)
SECOND = FIRST + WEEK


@pytest.fixture
def series(eettafel: Service, cast: Cast) -> Series:
    """The Eettafel, every Wednesday at five, with two places."""
    return a_series(eettafel, cast)


def held(series: Series) -> int:
    """What the line says is held."""
    return db().scalars(select(SeriesLine.held).where(SeriesLine.id == line_of(series))).one()


def test_giving_it_up_keeps_the_days_when_one_wants_that(series: Series, cast: Cast) -> None:
    fixed = holds(series, cast.bram)
    operations.give_up_fixed_place(fixed.place.id, seen_by(cast.bram), release_days=False)
    assert len(helping_on(series, cast.bram)) == PLANNED
    assert held(series) == 0


def test_giving_it_up_frees_the_days_in_time_or_late(series: Series, cast: Cast) -> None:
    fixed = holds(series, cast.bram)
    evening_before = clock.at(FIRST - timedelta(days=1), time(20))
    with clock.stopped(evening_before):
        operations.give_up_fixed_place(fixed.place.id, seen_by(cast.bram), release_days=True)
    states = list(db().scalars(select(Claim.state).order_by(Claim.shift_id)))
    assert states == [PromiseState.RELEASED_LATE] + [PromiseState.RELEASED_IN_TIME] * (PLANNED - 1)
    assert checks.broken() == []


def test_giving_it_up_twice_is_once(series: Series, cast: Cast) -> None:
    fixed = holds(series, cast.bram)
    holds(series, cast.anna)
    for _press in range(2):
        operations.give_up_fixed_place(fixed.place.id, seen_by(cast.bram), release_days=True)
    assert held(series) == 1


def test_a_place_given_up_is_there_for_another(series: Series, cast: Cast) -> None:
    fixed = holds(series, cast.bram)
    holds(series, cast.anna)
    operations.give_up_fixed_place(fixed.place.id, seen_by(cast.bram), release_days=True)
    assert holds(series, cast.truus).days.made == PLANNED


def test_a_member_gives_up_no_place_of_another(series: Series, cast: Cast) -> None:
    fixed = holds(series, cast.bram)
    with pytest.raises(rules.NotForOthers):
        operations.give_up_fixed_place(fixed.place.id, seen_by(cast.anna), release_days=True)


def test_nobody_gives_up_what_is_not_there(series: Series, cast: Cast) -> None:
    with pytest.raises(LookupError):
        operations.give_up_fixed_place(99, seen_by(cast.bram), release_days=True)


def test_a_day_one_released_does_not_come_back(series: Series, cast: Cast) -> None:
    holds(series, cast.bram)
    claim = db().scalars(select(Claim).order_by(Claim.shift_id)).first()
    assert claim is not None
    operations.release(claim.id, seen_by(cast.bram))
    operations.extend_series(series.id, date(2027, 4, 7))
    assert helping_on(series, cast.bram)[0] == SECOND


def test_who_is_no_member_any_more_loses_the_place_and_its_days(series: Series, cast: Cast) -> None:
    holds(series, cast.bram)
    membership = db().scalars(select(Membership).where(Membership.person_id == cast.bram.id)).one()
    membership.ends_on = FIRST
    db().flush()
    after = clock.at(FIRST + timedelta(days=1), time(4, 15))
    with clock.stopped(after):
        assert jobs.free_places_of_leavers(after) == PLANNED - 1
        assert helping_on(series, cast.bram) == [FIRST]
        assert standing.fixed_places_of(cast.bram.id, clock.today()) == []
    assert held(series) == 0
    assert checks.broken() == []
