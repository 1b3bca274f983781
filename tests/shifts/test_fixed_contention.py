"""Many at once for a fixed place, and new shifts made while somebody gets one or goes away."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.shifts import checks, jobs, operations
from buurtcoop.shifts.models import Away, Claim, CrewLine, FixedPlace, Series, Shift
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import a_service, members
from tests.shifts.weekly import FIRST, PLANNED, a_series, holds, line_of

MANY = 8
ROUNDS = [3, pytest.param(20, marks=pytest.mark.long)]


class Wishers:
    """A coop with eight more members, a service, and a series for every round."""

    def __init__(self, instance: Instance, cast: Cast) -> None:
        self.instance, self.cast = instance, cast
        with instance.writing():
            self.people = [person.id for person in members(MANY)]
            self.service = a_service()

    def series(self, round_: int, *, places: int) -> Series:
        """A series of its own for every round, on another hour: days of rounds never overlap."""
        with self.instance.writing():
            starts_at = time(8 + round_ % 12, 30 * (round_ // 12))
            made = a_series(self.service, self.cast, places=places, starts_at=starts_at, minutes=30)
            line_of(made)
            return made


@pytest.fixture
def wishers(instance: Instance, cast: Cast) -> Wishers:
    return Wishers(instance, cast)


def holders(series: Series) -> int:
    """How many hold a place, counted from the places themselves."""
    running = select(func.count()).select_from(FixedPlace)
    return (
        db()
        .scalars(running.where(FixedPlace.series_id == series.id, FixedPlace.ended_at.is_(None)))
        .one()
    )


def assert_last_place_to_one(wishers: Wishers, rounds: int) -> None:
    """Two places, one of them held: of eight who want the other, one gets it."""
    bram = wishers.cast.bram
    with roomy(wishers.instance, MANY) as instance:
        for round_ in range(rounds):
            series = wishers.series(round_, places=2)
            with wishers.instance.writing():
                holds(series, bram)
            line_id = line_of(series)

            def hold(number: int, line_id: int = line_id) -> None:
                person_id = wishers.people[number]
                operations.hold_fixed_place(
                    line_id, person_id, Viewer(person_id=person_id), starts_on=FIRST
                )

            outcome = contend(instance, hold, crowd=MANY)
            assert outcome.errors == []
            assert (len(outcome.won), outcome.refused) == (1, {"PlacesHeld": MANY - 1})
            with wishers.instance.reading():
                assert holders(series) == 2
                assert checks.broken() == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_last_fixed_place_goes_to_exactly_one_of_eight(wishers: Wishers, rounds: int) -> None:
    assert_last_place_to_one(wishers, rounds)


def test_pressing_eight_times_at_once_is_one_place_with_each_day_once(wishers: Wishers) -> None:
    series, bram = wishers.series(0, places=4), wishers.cast.bram
    line_id, by = line_of(series), Viewer(person_id=bram.id)
    with roomy(wishers.instance, MANY) as instance:
        outcome = contend(
            instance,
            lambda _n: operations.hold_fixed_place(line_id, bram.id, by, starts_on=FIRST),
            crowd=MANY,
        )
    assert (outcome.errors, len(outcome.won)) == ([], MANY)
    with wishers.instance.reading():
        assert holders(series) == 1
        assert len(db().scalars(select(Claim.id)).all()) == PLANNED
        assert checks.broken() == []


def assert_on_every_shift(wishers: Wishers, rounds: int) -> None:
    """Places are held while the series is made longer: nobody misses a shift made meanwhile."""
    with roomy(wishers.instance, MANY) as instance:
        for round_ in range(rounds):
            series = wishers.series(round_, places=MANY)
            line_id = line_of(series)

            def cross(number: int, series: Series = series, line_id: int = line_id) -> None:
                if number == 3:
                    operations.extend_series(series.id, date(2027, 5, 5))
                    return
                person_id = wishers.people[number]
                operations.hold_fixed_place(
                    line_id, person_id, Viewer(person_id=person_id), starts_on=FIRST
                )

            outcome = contend(instance, cross, crowd=MANY)
            assert outcome.errors == []
            with wishers.instance.reading():
                assert missing_days(series) == 0
                assert checks.broken() == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_nobody_misses_a_shift_that_is_made_while_getting_a_place(
    wishers: Wishers, rounds: int
) -> None:
    assert_on_every_shift(wishers, rounds)


def missing_days(series: Series) -> int:
    """How many promises lack: every holder is on every shift, when nothing is in the way."""
    shifts = select(func.count()).select_from(Shift).where(Shift.series_id == series.id)
    promised = (
        select(func.count())
        .select_from(Claim)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(Shift.series_id == series.id, is_live(Claim))
    )
    return db().scalars(shifts).one() * holders(series) - db().scalars(promised).one()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_who_goes_away_while_shifts_are_made_is_on_none_of_them(
    wishers: Wishers, rounds: int
) -> None:
    bram = wishers.cast.bram
    first, last = date(2027, 3, 11), date(2027, 5, 5)
    with roomy(wishers.instance, MANY) as instance:
        for round_ in range(rounds):
            series = wishers.series(round_, places=2)
            with wishers.instance.writing():
                holds(series, bram)
                by = seen_by(bram)

            def cross(number: int, series: Series = series, by: Viewer = by) -> None:
                if number % 2:
                    operations.extend_series(series.id, last)
                else:
                    operations.go_away(bram.id, first_on=first, last_on=last, by=by)

            outcome = contend(instance, cross, crowd=MANY)
            assert outcome.errors == []
            with wishers.instance.reading():
                late = (
                    select(Claim.id)
                    .join(Shift, Shift.id == Claim.shift_id)
                    .where(Shift.original_on >= first, is_live(Claim))
                )
                assert db().scalars(late).all() == []
                assert checks.broken() == []


def test_giving_up_at_once_from_many_devices_frees_one_place(wishers: Wishers) -> None:
    series, bram = wishers.series(0, places=3), wishers.cast.bram
    with wishers.instance.writing():
        fixed_id = holds(series, bram).place.id
        holds(series, wishers.cast.anna)
        by = seen_by(bram)
    with roomy(wishers.instance, MANY) as instance:
        outcome = contend(
            instance,
            lambda _n: operations.give_up_fixed_place(fixed_id, by, release_days=True),
            crowd=MANY,
        )
    assert outcome.errors == []
    with wishers.instance.reading():
        assert checks.broken() == []
        assert holders(series) == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_places_of_who_left_come_free_while_somebody_goes_away(
    wishers: Wishers, rounds: int
) -> None:
    """Who left promised the last day first: everybody still holds the first day first."""
    bram, left = wishers.cast.bram, wishers.people[0]
    with roomy(wishers.instance, 2) as instance:
        for round_ in range(rounds):
            series = wishers.series(round_, places=2)
            with wishers.instance.writing():
                _is_member(left, None)
                holds(series, bram)
                lines = select(CrewLine.id).where(CrewLine.series_line_id == line_of(series))
                for line_id in db().scalars(lines.order_by(CrewLine.shift_id.desc())).all():
                    operations.claim(line_id, left, Viewer(person_id=left))
                _is_member(left, clock.today() - timedelta(days=1))

            def act(number: int) -> None:
                if number:
                    operations.go_away(
                        bram.id, first_on=FIRST, last_on=date(2027, 12, 31), by=seen_by(bram)
                    )
                else:
                    jobs.free_places_of_leavers(clock.now())

            outcome = contend(instance, act, crowd=2)
            assert (sorted(outcome.won), outcome.errors) == ([0, 1], [])
            with wishers.instance.writing():
                live = select(func.count()).select_from(Claim).where(is_live(Claim))
                assert db().scalars(live).one() == 0
                assert checks.broken() == []
                db().execute(delete(Away))


def _is_member(person_id: int, until: date | None) -> None:
    """The last day of this membership; None while there is none."""
    theirs = update(Membership).where(Membership.person_id == person_id)
    db().execute(theirs.values(ends_on=until))
