"""On which days a series falls: an RRULE of RFC 5545, read and expanded by dateutil.

Local days only: the hour on the wall is the series' own, so a change of the clock moves nothing.
"""

from collections.abc import Container
from datetime import date, datetime, time

from dateutil.rrule import rrulestr

MOST_DAYS = 750  # two years, every day
WEEKLY = "FREQ=WEEKLY;BYDAY={day}"
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def weekly(day: date) -> str:
    """The rule of every week on the weekday of this day."""
    return WEEKLY.format(day=DAY_CODES[day.weekday()])


def days_of(
    rule: str, first_on: date, last_on: date, *, without: Container[date] = ()
) -> list[date]:
    """The days this rule falls on, from the first day on, both ends included.

    Every second or fourth week counts from the first day.
    """
    start, end = datetime.combine(first_on, time()), datetime.combine(last_on, time())
    found = rrulestr(rule, dtstart=start).between(start, end, inc=True)
    return [moment.date() for moment in found if moment.date() not in without]
