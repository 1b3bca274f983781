"""Days away: fixed places are free then, and who leads hears of it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put
from buurtcoop.services.queries import leads_of
from buurtcoop.shifts import fixed_rules
from buurtcoop.shifts.messages import FIXED_FREED
from buurtcoop.shifts.models import Away, Claim, FixedPlace, PromiseState
from buurtcoop.shifts.operations.filling import Filled, fill_days
from buurtcoop.shifts.operations.holding import (
    Held,
    hold_person,
    hold_series,
    hold_shifts,
    refuse_for_others,
)
from buurtcoop.shifts.operations.promising import free
from buurtcoop.shifts.queries import coordinators, filling, standing


@dataclass(frozen=True)
class Gone:
    """A period away, and how many days of fixed places it freed."""

    away: Away
    freed: int


def go_away(person_id: int, *, first_on: date, last_on: date, by: Viewer) -> Gone:
    """Say that this person is away, from day to day.

    The days of fixed places in it are free: released in time, however late it is said, and
    without a reason. Who leads the service hears of each. What was promised for one day stays.
    Saying the same days twice is once. Raises DaysTurned, DaysPast, NotForOthers, LookupError.
    """
    refuse_for_others(by, person_id)
    if last_on < first_on:
        raise fixed_rules.DaysTurned
    if last_on < clock.today():
        raise fixed_rules.DaysPast
    hold_person(person_id)
    for known in standing.away_of(person_id, first_on):
        if (known.first_on, known.last_on) == (first_on, last_on):
            return Gone(known, 0)
    away = Away(
        person_id=person_id,
        first_on=first_on,
        last_on=last_on,
        made_by_id=by.id,
        made_at=clock.now(),
        ended_at=None,
    )
    db().add(away)
    db().flush()
    record(by, "shifts.go_away", away)
    return Gone(away, _free_days(away, by))


def come_back(away_id: int, by: Viewer) -> Filled:
    """Take days away back, and promise the days of fixed places that are still free again.

    What the member had released before stays released, and what falls in other days away stays
    free. Taking back twice is once. Raises NotForOthers, LookupError.
    """
    away = standing.away_period(away_id)
    if away is None:
        raise LookupError(away_id)
    refuse_for_others(by, away.person_id)
    held = standing.fixed_places_of(away.person_id, clock.today())
    for series_id in sorted({place.series_id for place in held}):
        hold_series(series_id)
    hold_person(away.person_id)
    if not _end(away):
        return Filled(0, [])
    record(by, "shifts.come_back", away)
    # Read again: nobody gives one back or gets one in these series any more.
    return _again(away, standing.fixed_places_of(away.person_id, clock.today()), by)


def _free_days(away: Away, by: Viewer) -> int:
    """Free the days of fixed places in this period. Returns how many."""
    start = max(clock.start_of(away.first_on), clock.now())
    end = clock.start_of(away.last_on + timedelta(days=1))
    claims = {each.shift_id: each for each in filling.fixed_claims(away.person_id, start, end)}
    freed = [
        (shift, claims[shift.id])
        for shift in hold_shifts(claims)
        if shift.starts_at > clock.now()
        and free(claims[shift.id], shift, PromiseState.RELEASED_IN_TIME, by)
    ]
    _say_so(freed)
    return len(freed)


def _say_so(freed: list[tuple[Held, Claim]]) -> None:
    """Tell who leads, else the coordinators, which days came free; not who is away."""
    leads = leads_of({shift.service_id for shift, _claim in freed}, clock.today())
    for shift, claim in freed:
        others = [each for each in leads[shift.service_id] if each.id != claim.person_id]
        for person in others or coordinators():
            put(
                FIXED_FREED,
                subject_id=claim.id,
                occurrence=str(shift.version),
                recipient_id=person.id,
                expires_at=shift.starts_at,
            )


def _end(away: Away) -> bool:
    ended = db().scalars(
        update(Away)
        .where(Away.id == away.id, Away.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(Away.id)
        .execution_options(synchronize_session=False)
    )
    first_time = ended.first() is not None
    db().refresh(away)
    return first_time


def _again(away: Away, places: list[FixedPlace], by: Viewer) -> Filled:
    """Promise again what this period freed, or kept from being promised."""
    days = filling.shifts_to_come(
        {place.series_id for place in places}, away.first_on, away.last_on
    )
    last = filling.last_claims(away.person_id, days)
    wanted = [shift_id for shift_id in days if _freed_by(away, last.get(shift_id))]
    return fill_days(places, wanted, by)


def _freed_by(away: Away, claim: Claim | None) -> bool:
    """Whether this period is why there is no promise: none was made, or it was freed since."""
    if claim is None:
        return True
    return (
        claim.fixed_id is not None
        and claim.state is PromiseState.RELEASED_IN_TIME
        and claim.ended_at is not None
        and claim.ended_at >= away.made_at
    )
