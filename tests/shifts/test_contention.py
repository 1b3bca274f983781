"""Fifty at once: the last place and the last seat go to exactly one, and nobody sees an error."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.models import Message
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import (
    Booking,
    CalendarFeed,
    Claim,
    PromiseState,
    Shift,
    ShiftState,
    Side,
)
from buurtcoop.shifts.operations import LinePlan
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast, seen_by
from tests.shifts.crowd import (
    CROWD,
    Outcome,
    booking,
    claiming,
    contend,
    contend_in_processes,
    roomy,
)
from tests.shifts.rota import EVENING, Evening, a_service, an_evening, counted, members, taken

FEW_AND_MANY = [3, pytest.param(20, marks=pytest.mark.long)]


class Crowd:
    """A coop with fifty more members and a service."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        with instance.writing():
            self.people = [person.id for person in members(CROWD)]
            self.service = a_service()

    def evening(self, round_: int, *, places: int = 2, seats: int = 4) -> Evening:
        """Another evening, on another day for every round."""
        with self.instance.writing():
            start = EVENING + timedelta(days=round_)
            return an_evening(self.service, start, places=places, seats=seats)

    def fill(self, evening: Evening, cast: Cast) -> None:
        """Leave one place and one seat."""
        with self.instance.writing():
            operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
            operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=3)


@pytest.fixture
def crowd(instance: Instance) -> Crowd:
    return Crowd(instance)


def assert_exactly_one(crowd: Crowd, line_id: int, outcome: Outcome, *, places: int) -> None:
    assert outcome.errors == []
    assert len(outcome.won) == 1
    assert outcome.refused == {"LastPlaceGone": CROWD - 1}
    with crowd.instance.reading():
        assert taken(line_id) == counted(line_id) == places
        assert checks.broken() == []


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_the_last_place_goes_to_exactly_one_of_fifty(crowd: Crowd, cast: Cast, rounds: int) -> None:
    with roomy(crowd.instance) as instance:
        for round_ in range(rounds):
            evening = crowd.evening(round_)
            crowd.fill(evening, cast)
            outcome = contend(instance, claiming(evening.give, crowd.people))
            assert_exactly_one(crowd, evening.give, outcome, places=2)


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_the_last_seat_goes_to_exactly_one_of_fifty(crowd: Crowd, cast: Cast, rounds: int) -> None:
    with roomy(crowd.instance) as instance:
        for round_ in range(rounds):
            evening = crowd.evening(round_)
            crowd.fill(evening, cast)
            outcome = contend(instance, booking(evening.receive, crowd.people))
            assert_exactly_one(crowd, evening.receive, outcome, places=4)


@pytest.mark.long
@pytest.mark.parametrize("act", [claiming, booking])
def test_it_holds_for_fifty_processes_too(crowd: Crowd, cast: Cast, act: type) -> None:
    for round_ in range(3):
        evening = crowd.evening(round_)
        crowd.fill(evening, cast)
        line_id, places = (evening.give, 2) if act is claiming else (evening.receive, 4)
        outcome = contend_in_processes(crowd.instance, act(line_id, crowd.people))
        assert_exactly_one(crowd, line_id, outcome, places=places)


def test_pressing_fifty_times_at_once_is_one_claim(crowd: Crowd, cast: Cast) -> None:
    evening = crowd.evening(0, places=CROWD)
    with roomy(crowd.instance) as instance:
        outcome = contend(instance, claiming(evening.give, [cast.bram.id] * CROWD))
    assert (outcome.errors, len(outcome.won)) == ([], CROWD)
    with crowd.instance.reading():
        assert taken(evening.give) == counted(evening.give) == 1
        assert len(db().scalars(select(Message.id)).all()) == 1


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_one_person_on_many_devices_gets_one_of_the_overlapping_evenings(
    crowd: Crowd, cast: Cast, rounds: int
) -> None:
    by = seen_by_of(crowd, cast)
    with roomy(crowd.instance) as instance:
        for round_ in range(rounds):
            evenings = [crowd.evening(round_) for _number in range(20)]

            def claim_or_book(number: int, evenings: list[Evening] = evenings) -> None:
                evening = evenings[number]
                if number % 2:
                    operations.claim(evening.give, cast.bram.id, by)
                else:
                    operations.book(evening.receive, cast.bram.id, by)

            outcome = contend(instance, claim_or_book, crowd=20)
            assert outcome.errors == []
            assert (len(outcome.won), outcome.refused) == (1, {"Overlap": 19})


def test_releasing_at_once_from_many_devices_frees_one_place(crowd: Crowd, cast: Cast) -> None:
    by = seen_by_of(crowd, cast)
    evening = crowd.evening(0)
    crowd.fill(evening, cast)
    with crowd.instance.writing():
        operations.claim(evening.give, cast.truus.id, Viewer(person_id=cast.truus.id))
        claim = db().scalars(select(Claim).where(Claim.person_id == cast.bram.id)).one()
    with roomy(crowd.instance) as instance:
        outcome = contend(instance, lambda _number: operations.release(claim.id, by), crowd=20)
    assert outcome.errors == []
    with crowd.instance.reading():
        assert taken(evening.give) == counted(evening.give) == 1


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_nobody_gets_a_place_on_a_shift_that_is_being_called_off(
    crowd: Crowd, cast: Cast, rounds: int
) -> None:
    """Claims, releases and the calling off cross; afterwards nothing counts any more."""
    coor = seen_by_of(crowd, cast, "coor")
    with roomy(crowd.instance) as instance:
        for round_ in range(rounds):
            evening = crowd.evening(round_, places=40, seats=40)
            first = _some_claims(crowd, evening)

            def cross(number: int, evening: Evening = evening, first: list[int] = first) -> None:
                by = Viewer(person_id=crowd.people[number])
                if number == 7:
                    operations.call_off(evening.shift_id, reason="De keuken is stuk.", by=coor)
                elif number < len(first):
                    operations.release(first[number], by)
                elif number % 2:
                    operations.claim(evening.give, by.id, by)
                else:
                    operations.book(evening.receive, by.id, by)

            outcome = contend(instance, cross, crowd=30)
            assert outcome.errors == []
            with crowd.instance.reading():
                assert taken(evening.give) == taken(evening.receive) == 0
                assert checks.broken() == []
                assert _everybody_heard(evening)


def _some_claims(crowd: Crowd, evening: Evening) -> list[int]:
    with crowd.instance.writing():
        return [
            operations.claim(evening.give, person_id, Viewer(person_id=person_id)).id
            for person_id in crowd.people[:7]
        ]


def _everybody_heard(evening: Evening) -> bool:
    """Whoever's promise was called off was told so, and nobody else."""
    ended = {
        person_id
        for kind in (Claim, Booking)
        for person_id in db().scalars(
            select(kind.person_id).where(
                kind.shift_id == evening.shift_id, kind.state == PromiseState.CALLED_OFF
            )
        )
    }
    told = db().scalars(
        select(Message.recipient_id).where(
            Message.rule == "shifts.called_off", Message.subject_id == evening.shift_id
        )
    )
    return set(told) == ended


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_everybody_on_a_moved_shift_knows_the_new_time(
    crowd: Crowd, cast: Cast, rounds: int
) -> None:
    """Claims cross a move: each was confirmed with the new time or told about it."""
    coor = seen_by_of(crowd, cast, "coor")
    with roomy(crowd.instance) as instance:
        for round_ in range(rounds):
            evening = crowd.evening(round_, places=40)

            def cross(number: int, evening: Evening = evening) -> None:
                if number == 10:
                    _an_hour_later(evening, coor)
                else:
                    by = Viewer(person_id=crowd.people[number])
                    operations.claim(evening.give, by.id, by)

            outcome = contend(instance, cross, crowd=20)
            assert (outcome.errors, len(outcome.won)) == ([], 20)
            with crowd.instance.reading():
                shift = db().get_one(Shift, evening.shift_id)
                assert (shift.version, shift.state) == (2, ShiftState.PLANNED)
                assert _who_knows(evening) == set(
                    db().scalars(
                        select(Claim.id).where(Claim.shift_id == evening.shift_id, is_live(Claim))
                    )
                )


def _an_hour_later(evening: Evening, by: Viewer) -> None:
    shift = db().get_one(Shift, evening.shift_id)
    operations.move(
        evening.shift_id,
        day=shift.original_on,
        starts_at=EVENING.time().replace(hour=18),
        minutes=180,
        reason="De zaal is eerst bezet.",
        by=by,
    )


def _who_knows(evening: Evening) -> set[int]:
    claims = select(Claim.id).where(Claim.shift_id == evening.shift_id)
    return set(
        db().scalars(
            select(Message.subject_id).where(
                Message.subject_kind == "claim",
                Message.subject_id.in_(claims),
                Message.occurrence == "2",
            )
        )
    )


def test_a_series_extended_by_many_at_once_has_every_shift_once(crowd: Crowd, cast: Cast) -> None:
    coor = seen_by_of(crowd, cast, "coor")
    with crowd.instance.writing():
        series = operations.start_series(
            crowd.service.id,
            rule="FREQ=WEEKLY;BYDAY=TH",
            starts_at=time(16),
            minutes=240,
            place="De Knotwilg",
            first_on=date(2027, 1, 14),
            last_on=date(2027, 12, 31),
            lines=[LinePlan(Side.GIVE, "koken", 5), LinePlan(Side.RECEIVE, "eten", 24)],
            by=coor,
        )
    until = date(2027, 8, 1)
    with roomy(crowd.instance) as instance:
        outcome = contend(instance, lambda _n: operations.extend_series(series.id, until), crowd=10)
    assert outcome.errors == []
    with crowd.instance.reading():
        of_series = select(Shift).where(Shift.series_id == series.id)
        shifts = db().scalars(of_series.options(selectinload(Shift.lines))).all()
        assert len({shift.original_on for shift in shifts}) == len(shifts) == 29
        assert {len(shift.lines) for shift in shifts} == {2}


def test_asking_for_a_calendar_address_on_many_devices_leaves_one(crowd: Crowd, cast: Cast) -> None:
    by = seen_by_of(crowd, cast)
    with roomy(crowd.instance) as instance:
        outcome = contend(instance, lambda _n: operations.new_feed(cast.bram.id, by), crowd=10)
    assert outcome.errors == []
    with crowd.instance.reading():
        live = select(CalendarFeed.number).where(CalendarFeed.ended_at.is_(None))
        assert list(db().scalars(live)) == [10]


def seen_by_of(crowd: Crowd, cast: Cast, name: str = "bram") -> Viewer:
    """A viewer made once, outside the crowd."""
    with crowd.instance.reading():
        return seen_by(getattr(cast, name))
