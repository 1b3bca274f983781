"""How long something waits, in the groups of the list; no database here."""

from datetime import date, timedelta
from enum import StrEnum

LONGEST_SNOOZE = timedelta(days=30)


class Urgency(StrEnum):
    """The groups of `/vandaag`, most urgent first."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"


def urgency(due: date, today: date) -> Urgency:
    """Late after its last day; for today on that day and the day before."""
    if due < today:
        return Urgency.LATE
    return Urgency.TODAY if due <= today + timedelta(days=1) else Urgency.WEEK


def may_wait_until(until: date, today: date) -> bool:
    """Whether an item may be put off until this day: after today, and not for ever."""
    return today < until <= today + LONGEST_SNOOZE
