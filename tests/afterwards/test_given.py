"""What somebody gave and received is counted from hours and kept promises, both sides alike."""

from datetime import date, timedelta

from sqlalchemy import select

from buurtcoop.afterwards.models import Lesson
from buurtcoop.afterwards.queries import given_and_received
from buurtcoop.afterwards.seen import OfService, Tally
from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.hours.models import HourKind
from buurtcoop.hours.operations import Work, record_hours, reverse
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, Claim, PromiseState
from tests.afterwards.evening import Over, became
from tests.cast import Cast, seen_by
from tests.models import all_models
from tests.shifts.pages import books, claims, set_table
from tests.shifts.rota import EVENING

YEAR = (date(2027, 1, 1), date(2027, 12, 31))


def helped(
    person: Person,
    minutes: int,
    *,
    words: str = "Eettafel",
    cause: tuple[str, int],
    kind: HourKind = HourKind.HELPING,
) -> None:
    """An hour in the book of hours."""
    activity = db().scalars(select(Activity.id)).first() or 0
    record_hours(
        Work(
            person_id=person.id,
            activity_id=activity,
            kind=kind,
            on_day=EVENING.date(),
            minutes=minutes,
            words=words,
        ),
        cause_kind=cause[0],
        cause_id=cause[1],
        by=seen_by(person),
    )


def claim_of(person: Person) -> int:
    return db().scalars(select(Claim.id).where(Claim.person_id == person.id)).first() or 0


def test_both_sides_are_counted_in_times_and_hours(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    for person in (cast.bram, cast.anna):
        became(instance, person, PromiseState.KEPT)
    with instance.writing():
        helped(cast.bram, 210, cause=("claim", claim_of(cast.bram)))

    with instance.reading():
        gave, got = (given_and_received(each.id, *YEAR) for each in (cast.bram, cast.anna))
    assert gave.services == (
        OfService(name="Eettafel", given=Tally(times=1, minutes=210), received=Tally()),
    )
    assert got.services == (
        OfService(name="Eettafel", given=Tally(), received=Tally(times=1, minutes=180)),
    )
    assert (gave.received, got.given) == (Tally(), Tally())


def test_only_what_was_kept_counts(evening: Over, instance: Instance, cast: Cast) -> None:
    for state in (
        PromiseState.MISSED,
        PromiseState.EXCUSED,
        PromiseState.RELEASED_LATE,
        PromiseState.CALLED_OFF,
    ):
        for person in (cast.bram, cast.anna):
            became(instance, person, state)
        with instance.reading():
            assert given_and_received(cast.bram.id).services == ()
            assert given_and_received(cast.anna.id).services == ()


def test_what_nobody_recorded_yet_does_not_count(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.reading():
        assert given_and_received(cast.anna.id).services == ()


def test_a_mended_hour_counts_once(evening: Over, instance: Instance, cast: Cast) -> None:
    with instance.writing():
        claim = claim_of(cast.bram)
        helped(cast.bram, 180, cause=("claim", claim))
        reverse("claim", claim, seen_by(cast.coor))
        helped(cast.bram, 120, cause=("claim", claim))
        assert given_and_received(cast.bram.id).given.minutes == 120

        reverse("claim", claim, seen_by(cast.coor))
        assert given_and_received(cast.bram.id).services == ()


def test_meetings_and_paperwork_are_no_help(evening: Over, instance: Instance, cast: Cast) -> None:
    with instance.writing():
        helped(cast.bram, 60, cause=("meeting", 1), kind=HourKind.MEETING)
        helped(cast.bram, 60, cause=("paper", 1), kind=HourKind.ADMIN)

        assert given_and_received(cast.bram.id).services == ()


def test_an_hour_outlives_what_it_came_from_and_follows_a_new_name(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        helped(cast.bram, 180, cause=("claim", claim_of(cast.bram)))
        helped(cast.bram, 30, words="Klusdag", cause=("claim", 999_999))
        db().scalars(select(Service)).one().name = "Samen eten"
        db().flush()

        found = given_and_received(cast.bram.id).services
    assert [(each.name, each.given.minutes) for each in found] == [
        ("Klusdag", 30),
        ("Samen eten", 180),
    ]


def test_a_period_holds_its_first_and_last_day_on_the_wall(instance: Instance, cast: Cast) -> None:
    """The night of New Year: 23.30 and 0.30 in Amsterdam are on two days and in two years."""
    for number, starts in enumerate(
        clock.start_of(date(2028, 1, 1)) + timedelta(minutes=30 * step) for step in (-1, 1)
    ):
        night = set_table(
            instance, starts_at=starts, length=timedelta(minutes=30), name=f"Nacht {number}"
        )
        books(instance, night, cast.anna)
        claims(instance, night, cast.bram)
    for person in (cast.anna, cast.bram):
        became(instance, person, PromiseState.KEPT)

    with instance.reading():
        for person, side in ((cast.anna, "received"), (cast.bram, "given")):
            in_2027 = given_and_received(person.id, *YEAR)
            in_2028 = given_and_received(person.id, date(2028, 1, 1), date(2028, 12, 31))
            assert [each.name for each in in_2027.services] == ["Nacht 0"]
            assert [each.name for each in in_2028.services] == ["Nacht 1"]
            assert getattr(given_and_received(person.id), side).times == 2


def test_it_is_stored_nowhere() -> None:
    of_people = [
        model.__table__
        for model in all_models()
        if any(each.column.table.name == "person" for each in model.__table__.foreign_keys)
    ]
    names = {column.key for table in of_people for column in table.columns}

    assert not names & {"given", "received", "balance", "score", "points", "rank"}
    assert {Lesson, Booking} <= set(all_models())
