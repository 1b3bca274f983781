"""Calendar files: the title of the service, the time and the place, and nothing else.

Times stand as on the wall in Amsterdam with the zone beside them, so they are right on both
sides of the clock change. A shift keeps its UID; a calendar takes the highest SEQUENCE.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Calendar, Event

from buurtcoop.core import clock
from buurtcoop.shifts.seen import Promise

KIND = "text/calendar"
FILE_NAME = "agenda.ics"
PUBLISHED = {"method": "PUBLISH", "charset": "utf-8"}
AROUND = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class WholeDay:
    """Something to mind on a day: what it is of (`key`), in words, and where it is read."""

    key: str
    on: date
    words: str
    address: str


def calendar_file(
    promises: Iterable[Promise], *, name: str, host: str, days: Iterable[WholeDay] = ()
) -> bytes:
    """One calendar of promises and days; `name` is its title, `host` makes the UIDs ours."""
    calendar = Calendar()
    calendar.add("prodid", "-//buurtcoop//agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", PUBLISHED["method"])
    calendar.add("x-wr-calname", name)
    around = [clock.today()]
    for promise in promises:
        calendar.add_component(_event(promise, host))
        around.append(clock.local(promise.starts_at).date())
    for day in days:
        calendar.add_component(_day(day, host))
    calendar.add_missing_timezones(first_date=_january(min(around)), last_date=max(around) + AROUND)
    written: bytes = calendar.to_ical()
    return written


def _event(promise: Promise, host: str) -> Event:
    event = Event()
    event.add("uid", f"{promise.side}-{promise.shift_id}-{promise.person_id}@{host}")
    event.add("dtstamp", clock.now())
    event.add("sequence", promise.version)
    event.add("summary", promise.service_name)
    event.add("location", promise.place)
    event.add("dtstart", clock.local(promise.starts_at))
    end = clock.local(promise.ends_at)
    if end.fold:
        # The hour that comes twice: on the wall nobody could tell which of the two is meant.
        event.add("duration", promise.ends_at - promise.starts_at)
    else:
        event.add("dtend", end)
    event.add("status", "CONFIRMED" if promise.live else "CANCELLED")
    return event


def _day(day: WholeDay, host: str) -> Event:
    event = Event()
    event.add("uid", f"{day.key}@{host}")
    event.add("dtstamp", clock.now())
    event.add("summary", day.words)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("url", day.address)
    event.add("transp", "TRANSPARENT")
    return event


def _january(day: date) -> date:
    """The zone is written down from the beginning of the year before."""
    return date(day.year - 1, 1, 1)
