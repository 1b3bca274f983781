"""Kilometres: who fills them in, until when, and what they add up to."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.models import AuditDetail
from buurtcoop.briefing.jobs import forget_rides
from buurtcoop.briefing.models import Ride
from buurtcoop.briefing.operations import fill_in
from buurtcoop.briefing.queries import kilometres_of, kilometres_per_activity, rides_to_fill
from buurtcoop.briefing.rules import RideClosed, RideTooEarly, RideUnlikely
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.services.models import Service
from tests.attendance.stage import lead
from tests.briefing.stage import END, Round, at
from tests.cast import Cast, seen_by

AFTER = END + timedelta(hours=1)


def test_each_fills_in_and_the_year_adds_up(walk: Round, cast: Cast) -> None:
    with at(AFTER):
        assert [each.shift_id for each in rides_to_fill(cast.anna.id, clock.now())] == [
            walk.shift_id
        ]
        fill_in(walk.anna, 12, seen_by(cast.anna))
        fill_in(walk.bram, 30, seen_by(cast.coor))

        assert rides_to_fill(cast.anna.id, clock.now()) == []
        assert (kilometres_of(cast.anna.id, 2027), kilometres_of(cast.anna.id, 2026)) == (12, 0)
        assert kilometres_per_activity(2027) == [("Samen eten", 42)]


def test_a_correction_stands_in_the_audit_and_the_same_again_does_not(
    walk: Round, cast: Cast
) -> None:
    anna = seen_by(cast.anna)
    with at(AFTER):
        for kilometres in (12, 15, 15, None, None):
            fill_in(walk.anna, kilometres, anna)

    said = db().scalars(select(AuditDetail.detail).where(AuditDetail.detail.contains(" km"))).all()
    assert sorted(said) == ["12 km", "12 km → 15 km", "15 km"]
    assert db().scalars(select(Ride)).all() == []


def test_it_is_refused_before_the_end_and_after_the_next_month(walk: Round, cast: Cast) -> None:
    anna = seen_by(cast.anna)
    with at(), pytest.raises(RideTooEarly):
        fill_in(walk.anna, 12, anna)
    march = clock.at(date(2027, 3, 1), time(9))
    with at(march), pytest.raises(RideClosed):
        fill_in(walk.anna, 12, anna)
    with at(AFTER):
        for kilometres in (0, 501):
            with pytest.raises(RideUnlikely):
                fill_in(walk.anna, kilometres, anna)


def test_only_the_helper_the_lead_and_the_coordinator_fill_in(
    walk: Round, patrol: Service, cast: Cast
) -> None:
    with at(AFTER):
        for person in (cast.bram, cast.truus):
            with pytest.raises(LookupError):
                fill_in(walk.anna, 12, seen_by(person))
        lead(patrol, cast.truus)
        fill_in(walk.anna, 12, seen_by(cast.truus))
        patrol.asks_kilometres = False
        db().flush()
        with pytest.raises(LookupError):
            fill_in(walk.bram, 12, seen_by(cast.bram))


def test_the_database_refuses_a_ride_nobody_asks_for(
    walk: Round, patrol: Service, cast: Cast
) -> None:
    patrol.asks_kilometres = False
    db().flush()

    ride = {"claim_id": walk.anna, "kilometres": 3, "made_by_id": cast.anna.id}
    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(insert(Ride).values(**ride, made_at=clock.now()))


def test_two_years_after_the_shift_they_are_forgotten(walk: Round, cast: Cast) -> None:
    with at(AFTER):
        fill_in(walk.anna, 12, seen_by(cast.anna))

    assert forget_rides(END + timedelta(days=730)) == 0
    assert forget_rides(END + timedelta(days=731)) == 1
