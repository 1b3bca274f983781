"""On which days things happen in a year: closing days, and an exact number of dates per quarter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import chain

from buurtcoop.days.rules import easter_sunday, kings_day

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True, order=True)
class Slot:
    """A moment in the week; Monday is 0."""

    weekday: int
    hour: time


@dataclass(frozen=True, order=True)
class Moment:
    """A day and an hour on the wall."""

    day: date
    hour: time


def holidays(year: int) -> frozenset[date]:
    """Days on which the whole neighbourhood is free."""
    sunday = easter_sunday(year)
    around_easter = (sunday, *(sunday + timedelta(days=number) for number in (1, 39, 49, 50)))
    fixed = (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26), date(year, 12, 31))
    return frozenset({kings_day(year), *around_easter, *fixed})


def summer(year: int, weeks: int) -> frozenset[date]:
    """The days of so many weeks from the second Saturday of July."""
    first = date(year, 7, 8)
    first += timedelta(days=(5 - first.weekday()) % 7)
    return frozenset(first + timedelta(days=number) for number in range(7 * weeks))


def quarter_days(year: int, quarter: int) -> list[date]:
    """All days of a quarter."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return [first + timedelta(days=number) for number in range((after - first).days)]


def first_dates(
    slots: tuple[Slot, ...], days: list[date], count: int, *, main: int
) -> list[Moment]:
    """The first so many moments of the main slots; where the calendar has too few, the next
    slot fills up. Raises ValueError when all slots together have too few.
    """
    chosen = sorted(_moments(slots[:main], days))[:count]
    for slot in slots[main:]:
        chosen += sorted(_moments((slot,), days))[: count - len(chosen)]
    if len(chosen) < count:
        raise ValueError(f"The days hold {len(chosen)} moments, not {count}.")
    return sorted(chosen)


def spread_dates(
    slots: tuple[Slot, ...], days: list[date], count: int, *, main: int
) -> list[Moment]:
    """So many moments, spread evenly, so that no part of a quarter stands empty."""
    moments = sorted(_moments(slots[:main], days))
    if len(moments) <= count:
        return first_dates(slots, days, count, main=main)
    return [moments[place * len(moments) // count] for place in range(count)]


def _moments(slots: tuple[Slot, ...], days: list[date]) -> Iterator[Moment]:
    return chain.from_iterable(
        (Moment(day, slot.hour) for slot in slots if slot.weekday == day.weekday()) for day in days
    )
