"""Whole days in a calendar file (iCalendar, RFC 5545)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty

from buurtcoop.days.rules import (
    LARGEST_CALENDAR,
    LONGEST_NAME,
    LONGEST_STRETCH,
    MOST_EVENTS,
    CalendarEmpty,
    CalendarTooLarge,
    CalendarUnclear,
)

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days with one name; both ends belong to it."""

    name: str
    first_on: date
    last_on: date


def read(content: bytes) -> list[Stretch]:
    """The whole days of a calendar file, each stretch once, by day.

    Left out is what has an hour, what was cancelled, what has no name, and what takes more than
    a year. Of what repeats the file's own first days are taken: holidays are published year by
    year. Raises CalendarTooLarge, CalendarUnclear, CalendarEmpty.
    """
    if len(content) > LARGEST_CALENDAR:
        raise CalendarTooLarge
    try:
        events = Calendar.from_ical(content).walk("VEVENT")
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise CalendarUnclear from error
    if len(events) > MOST_EVENTS:
        raise CalendarTooLarge
    found = {(each.first_on, each.last_on): each for each in _stretches(events)}
    if not found:
        raise CalendarEmpty
    return [found[ends] for ends in sorted(found)]


def _stretches(events: list[Any]) -> Iterator[Stretch]:
    for event in events:
        name, first_on = _name(event), _day(event, "DTSTART")
        if not name or first_on is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        last_on = _last(event, first_on)
        if last_on is not None and last_on - first_on <= LONGEST_STRETCH:
            yield Stretch(name, first_on, last_on)


def _name(event: Any) -> str:
    """Its name in one line, without signs that nobody sees."""
    plain = " ".join(str(event.get("SUMMARY", "")).split())
    return "".join(letter for letter in plain if letter.isprintable())[:LONGEST_NAME]


def _last(event: Any, first_on: date) -> date | None:
    """Its last day; None where that lies beyond every calendar."""
    after = _day(event, "DTEND")
    try:
        return max(first_on, after - DAY) if after else first_on + _length(event) - DAY
    except OverflowError:
        return None


def _day(event: Any, name: str) -> date | None:
    """A whole day; None for a moment, and for what can't be read."""
    value = _value(event, name)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _length(event: Any) -> timedelta:
    """How long it lasts by its own word; a day when it says nothing of use."""
    said = _value(event, "DURATION")
    return said if isinstance(said, timedelta) and said >= DAY else DAY


def _value(event: Any, name: str) -> object:
    try:
        return getattr(event.get(name), "dt", None)
    except (BrokenCalendarProperty, OverflowError):
        return None
