"""A duty, hours that count or not, and days to look at them: what these tests begin with."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from sqlalchemy import func, select

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.members.models import Membership
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.rules import Due
from buurtcoop.obligations import reminders
from buurtcoop.obligations.models import MemberDuty
from buurtcoop.obligations.operations import start_duty
from buurtcoop.obligations.rules import last_of, months_later
from buurtcoop.people.models import Person
from tests.cast import Cast, seen_by

HOURS = 120  # the minutes of the duty
MARCH_8 = date(2027, 3, 8)  # January and February are judged
JANUARY, FEBRUARY, MARCH = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)


@contextmanager
def on(day: date, hour: time = time(12)) -> Iterator[datetime]:
    """The clock stands still at noon of this day, or at another hour."""
    moment = clock.at(day, hour)
    with clock.stopped(moment):
        yield moment


def a_duty(cast: Cast, month: date = JANUARY, minutes: int = HOURS) -> MemberDuty:
    """Two hours a month from this month on, decided in the month before."""
    by = seen_by(cast.coor)
    with on(min(months_later(month, -1), clock.today())):
        return start_duty(
            minutes,
            month=month,
            article="artikel 7, lid 2",
            helping="Alles uit het rooster, behalve uren met kinderen.",
            decided_by="de ledenvergadering van 3 november 2026",
            by=by,
        )


def reminded(month: date) -> None:
    """On the last day of this month everybody with something open is told."""
    with on(last_of(month)) as now:
        say(reminders.due(now))


def say(told: Iterable[Due]) -> None:
    """Put these messages, as the clockwork does."""
    for one in told:
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )


def helped(
    person: Person,
    day: date,
    minutes: int = 60,
    *,
    counts: bool = True,
    kind: HourKind = HourKind.HELPING,
) -> None:
    """This person spent these minutes on this day."""
    activity = db().scalars(select(Activity.id)).first()
    assert activity is not None
    cause = (db().scalar(select(func.max(TimeEntry.cause_id))) or 0) + 1
    db().add(
        TimeEntry(
            person_id=person.id,
            activity_id=activity,
            kind=kind,
            on_day=day,
            minutes=minutes,
            words="Eettafel",
            counts=counts,
            cause_kind="test",
            cause_id=cause,
            round=1,
            reverses_id=None,
            made_by_id=None,
            made_at=clock.now(),
        )
    )
    db().flush()


def member(person: Person, starts_on: date, ends_on: date | None = None) -> None:
    """This person is a member in these days, instead of in others."""
    row = db().scalars(select(Membership).where(Membership.person_id == person.id)).one()
    row.starts_on, row.ends_on = starts_on, ends_on
    db().flush()
