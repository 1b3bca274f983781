"""Fixed places: a member helps every time a series comes back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.services.queries import led_by
from buurtcoop.shifts import fixed_rules, rules
from buurtcoop.shifts.messages import FIXED, FIXED_HELD
from buurtcoop.shifts.models import FixedPlace, Series, SeriesLine, Side
from buurtcoop.shifts.operations.allowing import refuse_unagreed
from buurtcoop.shifts.operations.filling import Filled, fill_days
from buurtcoop.shifts.operations.holding import (
    Promiser,
    hold_person,
    hold_series,
    hold_shifts,
    share_series_of,
)
from buurtcoop.shifts.operations.promising import end_of, free
from buurtcoop.shifts.queries import filling, standing

# Who fills new shifts: time passed.
BY_ITSELF = Viewer(acting_as="timetable")


@dataclass(frozen=True)
class Fixed:
    """A fixed place with what became of the days that are planned already."""

    place: FixedPlace
    days: Filled


def hold_fixed_place(series_line_id: int, person_id: int, by: Viewer, *, starts_on: date) -> Fixed:
    """Let this person help every time, from this day on, and promise the days that are planned.

    Holds afterwards: no line of a series has more fixed helpers than places, also with many at
    once, and a person holds one place per series (the conditional update and the unique index
    decide). A day that is full or that something stands in the way of is left out. Holding the
    same place twice is once, and brings no day back. Raises PlacesHeld, AlreadyFixed,
    SeriesOver, NotAMember, HelpingIsOff, AgreementMissing, OthersAgreementMissing, NotForOthers,
    LookupError.
    """
    line = db().get(SeriesLine, series_line_id)
    if line is None or line.side is not Side.GIVE:
        raise LookupError(series_line_id)
    series = db().get_one(Series, line.series_id)
    refuse_for_others_here(by, person_id, series.service_id)
    hold_series(series.id)
    person = hold_person(person_id)
    starts_on = max(starts_on, clock.today())
    place = standing.running_place(series.id, person_id)
    if place is not None:
        if place.line_id != line.id:
            raise fixed_rules.AlreadyFixed
        return Fixed(place, Filled(0, []))
    refuse_unagreed(person_id, Side.GIVE, series.service_id, by)
    place = _hold(series, line, person, by, starts_on)
    days = filling.shifts_to_come([series.id], place.starts_on, None)
    return Fixed(place, fill_days([place], days, by))


def give_up_fixed_place(fixed_id: int, by: Viewer, *, release_days: bool) -> FixedPlace:
    """End a fixed place, so that somebody else can hold it. Ending it twice is once.

    `release_days`: the days to come are given back too, in time or late by the usual rule;
    else they stay promised. Raises NotForOthers, LookupError.
    """
    place = standing.fixed_place(fixed_id)
    if place is None:
        raise LookupError(fixed_id)
    refuse_for_others_here(by, place.person_id, place.series.service_id)
    hold_series(place.series_id)
    hold_person(place.person_id)
    if not _end(place):
        return place
    record(by, "shifts.give_up_fixed_place", place)
    withdraw(FIXED, fixed_id, reason="given back")
    if release_days:
        claims = {
            claim.shift_id: claim
            for claim in filling.fixed_claims(place.person_id, clock.now(), None)
            if claim.fixed_id == fixed_id
        }
        for shift in hold_shifts(claims):
            free(claims[shift.id], shift, end_of(shift, claims[shift.id]), by)
    return place


def fill(shift_ids: Collection[int]) -> int:
    """Promise shifts that were just made for everybody who holds a place in their series.

    Who is away or can't that day is left out; the page of the series shows it. Call it once for
    all that was made, before a shift is held alone: it locks series and people. Returns how many
    promises were made.
    """
    series_ids = share_series_of(shift_ids) if shift_ids else []
    places = standing.fixed_places_in(series_ids) if series_ids else []
    return fill_days(places, shift_ids, BY_ITSELF).made if places else 0


def refuse_for_others_here(by: Viewer, person_id: int, service_id: int) -> None:
    """Anybody acts for oneself; for another who may, or who leads this service.

    Raises NotForOthers.
    """
    if by.person_id == person_id or by.may(rules.FOR_OTHERS):
        return
    if service_id not in led_by(by.person_id, clock.today()):
        raise rules.NotForOthers


def _hold(
    series: Series, line: SeriesLine, person: Promiser, by: Viewer, starts_on: date
) -> FixedPlace:
    if not person.member:
        raise rules.NotAMember
    if not person.gives:
        raise rules.HelpingIsOff
    if starts_on > series.last_on:
        raise fixed_rules.SeriesOver
    if not _keep(line.id):
        raise fixed_rules.PlacesHeld
    fixed_id = insert_once(
        db(),
        FixedPlace,
        series_id=series.id,
        line_id=line.id,
        person_id=person.id,
        starts_on=starts_on,
        made_by_id=by.id,
        made_at=clock.now(),
    )
    if fixed_id is None:
        raise fixed_rules.AlreadyFixed
    place = standing.fixed_place(fixed_id)
    assert place is not None
    record(by, "shifts.hold_fixed_place", place)
    put(
        FIXED_HELD,
        subject_id=fixed_id,
        occurrence="1",
        recipient_id=person.id,
        expires_at=clock.start_of(series.last_on + timedelta(days=1)),
    )
    return place


def _keep(series_line_id: int) -> bool:
    """Keep a place on a line of a series for good: the database decides in one statement."""
    kept = db().scalars(
        update(SeriesLine)
        .where(SeriesLine.id == series_line_id, SeriesLine.held + 1 <= SeriesLine.places)
        .values(held=SeriesLine.held + 1)
        .returning(SeriesLine.id)
        .execution_options(synchronize_session=False)
    )
    return kept.first() is not None


def _end(place: FixedPlace) -> bool:
    """End it once, and its place can be held again."""
    ended = db().scalars(
        update(FixedPlace)
        .where(FixedPlace.id == place.id, FixedPlace.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(FixedPlace.line_id)
        .execution_options(synchronize_session=False)
    )
    line_id = ended.first()
    if line_id is None:
        return False
    db().execute(
        update(SeriesLine)
        .where(SeriesLine.id == line_id, SeriesLine.held >= 1)
        .values(held=SeriesLine.held - 1)
        .execution_options(synchronize_session=False)
    )
    db().refresh(place)
    return True
