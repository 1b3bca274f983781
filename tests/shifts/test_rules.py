"""The plain rules: overlap, days of a series, in time or late, moments on the wall."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtcoop.core import clock
from buurtcoop.shifts import rules
from buurtcoop.shifts.recurrence import DAY_CODES, days_of
from buurtcoop.shifts.rules import TimeSkipped

NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
intervals = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(
    lambda numbers: (NOON + numbers[0] * HOUR, NOON + (numbers[0] + numbers[1]) * HOUR)
)


@given(intervals, intervals)
def test_overlap_is_a_shared_hour_whichever_way_one_looks(
    one: rules.Interval, other: rules.Interval
) -> None:
    def hours(interval: rules.Interval) -> set[int]:
        first = int((interval[0] - NOON) / HOUR)
        return set(range(first, int((interval[1] - NOON) / HOUR)))

    shared = bool(hours(one) & hours(other))
    assert rules.overlap(one, other) is rules.overlap(other, one) is shared
    assert rules.is_free(one, [other]) is not shared


@given(st.integers(0, 6), st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 400))
def test_a_series_has_every_such_weekday_between_its_ends(
    weekday: int, first_on: date, length: int
) -> None:
    last_on = first_on + timedelta(days=length)
    every = [first_on + timedelta(days=number) for number in range(length + 1)]
    assert days_of(f"FREQ=WEEKLY;BYDAY={DAY_CODES[weekday]}", first_on, last_on) == [
        day for day in every if day.weekday() == weekday
    ]


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001 - walls, no moments
def test_a_start_reads_on_the_wall_as_it_was_written(wall: datetime) -> None:
    """Every hour that exists comes back as it was; the rest is refused."""
    try:
        start = rules.starts(wall.date(), wall.time())
    except TimeSkipped:
        assert (wall.month, wall.hour) == (3, 2)
        return
    assert clock.local(start).replace(tzinfo=None, fold=0) == wall
    assert clock.local(start).fold == 0


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2028, 3, 26)])
def test_the_skipped_hour_begins_at_two_and_ends_before_three(day: date) -> None:
    assert rules.starts(day, time(1, 59)) < rules.starts(day, time(3))
    for minute in (0, 30, 59):
        with pytest.raises(TimeSkipped):
            rules.starts(day, time(2, minute))


def test_in_time_is_up_to_the_very_hour() -> None:
    assert rules.in_time(NOON - 24 * HOUR, NOON, 24)
    assert not rules.in_time(NOON - 24 * HOUR + timedelta(seconds=1), NOON, 24)
    assert rules.in_time(NOON, NOON, 0)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 3, 29), date(2027, 10, 31)])
def test_the_day_before_is_a_day_on_the_wall(day: date) -> None:
    asked = rules.asked_at(clock.at(day, time(9)))
    assert clock.local(asked).date() == day - timedelta(days=1)
    assert clock.local(asked).time() == time(10)


@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - given its zone here
    st.integers(0, 24 * 6),
)
def test_what_is_reached_is_what_was_asked_by_now(start: datetime, hours_before: int) -> None:
    """The bound in the question to the database and the moment of each shift agree."""
    now = start - hours_before * HOUR
    due = start < rules.reached(now, rules.ASK_AT, 1)
    assert due is (rules.asked_at(start) <= now)
    helped = start < rules.reached(now, rules.ASK_FOR_HELP_AT, rules.ASK_FOR_HELP_DAYS)
    assert helped is (rules.help_asked_at(start) <= now)
