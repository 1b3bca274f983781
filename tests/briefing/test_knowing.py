"""What to know of who comes: for whom, from when until when, and always written down."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.briefing.operations import look_up
from buurtcoop.briefing.operations.knowing import WHY_GUESTS
from buurtcoop.care.models import CareKind
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from tests.attendance.stage import lead
from tests.briefing.stage import DURING, END, at, care_note
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, a_service, an_evening

NEAR = EVENING - timedelta(hours=23)


@pytest.fixture
def meal(opened: Instance) -> Service:
    """Meals that ask what somebody does not eat."""
    service = a_service()
    service.asks_diet = True
    db().flush()
    return service


@pytest.fixture
def evening(meal: Service, cast: Cast) -> Evening:
    """Bram cooks; Anna comes with two and eats no nuts; Truus says nothing."""
    evening = an_evening(meal, seats=6)
    care_note(cast.anna, CareKind.DIET, "Geen noten")
    care_note(cast.truus, CareKind.PICK_UP, "Hoort hier niet")
    shifts.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    shifts.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=2)
    shifts.book(evening.receive, cast.truus.id, seen_by(cast.truus))
    return evening


def test_a_helper_reads_who_said_something_and_it_is_written_down(
    evening: Evening, cast: Cast
) -> None:
    with at(NEAR):
        _found, known = look_up(evening.shift_id, seen_by(cast.bram))

    assert known is not None
    assert [(guest.name, guest.people, guest.diet) for guest in known.guests] == [
        ("Anna", 2, "Geen noten")
    ]
    assert known.silent == 1
    assert "Hoort" not in repr(known)
    entry = db().scalars(select(ReadEntry)).one()
    assert (entry.reader_id, entry.purpose) == (cast.bram.id, WHY_GUESTS)
    assert db().scalars(select(ReadPerson.person_id)).all() == [cast.anna.id]


@pytest.mark.parametrize(
    "moment", [EVENING - timedelta(hours=25), END + timedelta(hours=12, minutes=1)]
)
def test_too_early_or_too_late_nothing_is_opened(
    evening: Evening, cast: Cast, moment: datetime
) -> None:
    with at(moment):
        _found, known = look_up(evening.shift_id, seen_by(cast.coor))

    assert known is None
    assert db().scalars(select(ReadEntry)).all() == []


def test_a_guest_a_stranger_and_who_gave_the_place_back_read_nothing(
    evening: Evening, meal: Service, cast: Cast
) -> None:
    bo = shifts.claim(evening.give, cast.bo.id, seen_by(cast.bo))
    shifts.release(bo.id, seen_by(cast.bo))
    with at():
        for person in (cast.anna, cast.dirk, cast.bo):
            with pytest.raises(LookupError):
                look_up(evening.shift_id, seen_by(person))
        lead(meal, cast.bo)
        assert look_up(evening.shift_id, seen_by(cast.bo))[1] is not None


def test_a_service_that_asks_nothing_has_nothing_to_know(
    evening: Evening, meal: Service, cast: Cast
) -> None:
    meal.asks_diet = False
    db().flush()
    with at(DURING), pytest.raises(LookupError):
        look_up(evening.shift_id, seen_by(cast.bram))


def test_moved_to_another_day_it_closes_until_then(evening: Evening, cast: Cast) -> None:
    shifts.move(
        evening.shift_id,
        day=date(2027, 1, 27),
        starts_at=EVENING.time().replace(hour=17),
        minutes=180,
        reason="De zaal is bezet.",
        by=seen_by(cast.coor),
    )
    with at(DURING):
        assert look_up(evening.shift_id, seen_by(cast.bram))[1] is None
