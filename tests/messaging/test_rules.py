"""When a message may leave, in every season."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from buurtcoop.core import clock
from buurtcoop.messaging.rules import MOST_TRIES, PAUSES, first_moment, in_skipped_hour, next_try

LATER = timedelta(days=30)
# The nights on which the clock goes back and forward.
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment at which the clock on the wall shows this."""
    return clock.at(day, time(hour, minute))


@pytest.mark.parametrize("day", [date(2027, 1, 12), AUTUMN, SPRING])
@pytest.mark.parametrize("quiet_at", [(21, 0), (23, 59), (0, 0), (3, 30), (7, 29)])
def test_at_night_a_message_waits_until_half_past_seven_on_the_wall(
    day: date, quiet_at: tuple[int, int]
) -> None:
    now = wall(day, *quiet_at)

    moment = first_moment(now, now + LATER, quiet_hours=True)

    morning = day + timedelta(days=1) if quiet_at[0] >= 21 else day
    assert clock.local(moment).replace(tzinfo=None) == datetime.combine(morning, time(7, 30))


@pytest.mark.parametrize("evening", [AUTUMN - timedelta(days=1), SPRING - timedelta(days=1)])
def test_a_night_with_another_length_ends_at_the_same_time_on_the_wall(evening: date) -> None:
    now = wall(evening, 21)

    moment = first_moment(now, now + LATER, quiet_hours=True)

    length = {AUTUMN: timedelta(hours=11, minutes=30), SPRING: timedelta(hours=9, minutes=30)}
    assert moment - now == length[evening + timedelta(days=1)]


@pytest.mark.parametrize("by_day", [(7, 30), (12, 0), (20, 59)])
def test_by_day_a_message_leaves_at_once(by_day: tuple[int, int]) -> None:
    now = wall(date(2027, 1, 12), *by_day)

    assert first_moment(now, now + LATER, quiet_hours=True) == now


def test_what_somebody_waits_for_leaves_at_night_too() -> None:
    now = wall(date(2027, 1, 12), 23)

    assert first_moment(now, now + LATER, quiet_hours=False) == now


def test_what_would_be_too_late_in_the_morning_leaves_at_once() -> None:
    now = wall(date(2027, 1, 12), 22)

    assert first_moment(now, now + timedelta(hours=8), quiet_hours=True) == now


@pytest.mark.parametrize(
    ("moment", "skipped"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), False),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), False),
        (datetime(2027, 1, 12, 1, 15, tzinfo=UTC), True),
    ],
)
def test_the_hour_in_which_the_clock_jumps_is_known(moment: datetime, skipped: bool) -> None:
    assert in_skipped_hour(moment) is skipped


@pytest.mark.parametrize("chance", [-1.0, 0.0, 1.0])
def test_pauses_grow_and_spread_by_a_fifth(chance: float) -> None:
    now = datetime(2027, 1, 12, 8, tzinfo=UTC)

    pauses = [next_try(now, tries, chance) - now for tries in range(1, MOST_TRIES + 1)]

    assert [round(pause / (1 + 0.2 * chance) / timedelta(minutes=1)) for pause in pauses] == [
        1,
        5,
        15,
        60,
        240,
        240,
        240,
        240,
    ]
    assert len(PAUSES) == 5
