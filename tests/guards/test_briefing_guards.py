"""The guards of notes, readings and kilometres, each taken away: then their tests notice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text

from buurtcoop.audit.models import ReadEntry
from buurtcoop.briefing import operations, rules
from buurtcoop.briefing.models import Observation, ObservationCount, Ride
from buurtcoop.briefing.operations import driving, knowing, noting
from buurtcoop.briefing.queries import around
from buurtcoop.care.models import CareKind
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from tests.briefing.conftest import patrol as patrol
from tests.briefing.conftest import walk as walk
from tests.briefing.stage import Round, a_patrol, a_round, at, care_note, noted
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import EVENING, a_service, an_evening

pytestmark = pytest.mark.guard
ONLY_SQLITE = pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
DEVICES = 6


@ONLY_SQLITE
def test_without_its_guard_a_note_of_any_kind_is_taken(
    walk: Round, patrol: Service, cast: Cast
) -> None:
    with at():
        written = noted(walk, cast.anna)
    names = [each.name for each in Observation.__table__.columns if each.name != "id"]
    values = {name: getattr(written, name) for name in names}
    db().execute(text("DROP TRIGGER observation_of_its_service"))
    db().execute(text("DROP TRIGGER observation_of_a_helper"))

    db().execute(
        insert(Observation).values(**values | {"kind": "Auto", "person_id": cast.truus.id})
    )

    assert db().scalar(select(func.count()).select_from(Observation)) == 2


@ONLY_SQLITE
def test_without_its_guard_a_note_is_changed_unseen(walk: Round, cast: Cast) -> None:
    with at():
        noted(walk, cast.anna)
    db().execute(text("DROP TRIGGER observation_stands"))

    db().execute(text("UPDATE observation SET place = 'elders'"))

    assert db().scalar(select(Observation.place)) == "elders"


@ONLY_SQLITE
def test_without_its_guard_a_ride_nobody_asks_for_is_taken(
    walk: Round, patrol: Service, cast: Cast
) -> None:
    patrol.asks_kilometres = False
    db().flush()
    db().execute(text("DROP TRIGGER ride_where_asked"))

    ride = {"claim_id": walk.anna, "kilometres": 3, "made_by_id": cast.anna.id}
    db().execute(insert(Ride).values(**ride, made_at=clock.now()))

    assert db().scalar(select(Ride.kilometres)) == 3


def test_without_the_refusal_a_plate_is_kept(
    walk: Round, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "refuse_what_leads_to_somebody", lambda place: None)

    with at():
        noted(walk, cast.anna, "Essenpad, auto XX-123-Y")

    assert db().scalar(select(Observation.place)) == "Essenpad, auto XX-123-Y"


def test_without_the_window_what_to_know_stands_open_for_weeks(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = a_service()
    service.asks_diet = True
    evening = an_evening(service)
    shifts.book(evening.receive, cast.anna.id, seen_by(cast.anna))
    care_note(cast.anna, CareKind.DIET, "Geen noten")
    monkeypatch.setattr(rules, "KNOWN_FROM", timedelta(days=60))

    with at(EVENING - timedelta(days=7)):
        _found, known = operations.look_up(evening.shift_id, seen_by(cast.coor))

    assert known is not None
    assert known.guests
    assert db().scalars(select(ReadEntry)).all() != []


def test_without_asking_who_it_is_anybody_reads_what_to_know(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = a_service()
    service.asks_diet = True
    evening = an_evening(service)
    stranger = seen_by(cast.dirk)
    with at(), pytest.raises(LookupError):
        operations.look_up(evening.shift_id, stranger)
    found = around(seen_by(cast.coor), evening.shift_id)
    monkeypatch.setattr(knowing, "around", lambda _by, _shift_id: found)

    with at():
        assert operations.look_up(evening.shift_id, stranger)[1] is not None


@ONLY_POSTGRESQL
def test_many_at_once_fill_in_one_ride_and_erase_once(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        walked = a_round(a_patrol(), cast)
        with at():
            for _number in range(3):
                noted(walked, cast.anna)
    much_later = EVENING + timedelta(days=40)

    with at(EVENING + timedelta(hours=4)), roomy(instance, DEVICES) as wide:
        filled = contend(
            wide, lambda each: driving.fill_in(walked.anna, 10 + each, seen_by(cast.anna)), DEVICES
        )
    with at(much_later), roomy(instance, DEVICES) as wide:
        erased = contend(
            wide, lambda _: noting.erase(Observation.erased_after < clock.today()), DEVICES
        )

    assert (filled.errors, erased.errors) == ([], [])
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Ride)) == 1
        assert db().scalars(select(ObservationCount.number)).all() == [3]
