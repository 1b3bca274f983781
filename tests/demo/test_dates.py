"""Closing days, and exact numbers of dates."""

from collections import Counter
from datetime import date, time

import pytest

from buurtcoop.demo.dates import (
    Slot,
    first_dates,
    holidays,
    quarter_days,
    spread_dates,
    summer,
)
from buurtcoop.demo.offer import BY_SLUG, OFFERS, Planned, planned

WEDNESDAY = Slot(2, time(13, 30))
FRIDAY = Slot(4, time(13, 30))
YEARS = range(2024, 2040)


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def test_kings_day_moves_off_a_sunday() -> None:
    assert date(2025, 4, 26) in holidays(2025)
    assert date(2025, 4, 27) not in holidays(2025)
    assert date(2026, 4, 27) in holidays(2026)


def test_four_quarters_are_a_year() -> None:
    days = [day for quarter in (1, 2, 3, 4) for day in quarter_days(2028, quarter)]
    assert days[0] == date(2028, 1, 1)
    assert days[-1] == date(2028, 12, 31)
    assert len(days) == 366


def test_the_first_dates_are_taken_and_a_second_weekday_fills_up() -> None:
    days = [date(2026, 7, number) for number in range(1, 32)]

    chosen = first_dates((WEDNESDAY, FRIDAY), days, 6, main=1)

    assert [moment.day.day for moment in chosen] == [1, 3, 8, 15, 22, 29]


def test_too_few_days_are_not_made_up() -> None:
    with pytest.raises(ValueError, match="hold 5 moments"):
        first_dates((WEDNESDAY,), [date(2026, 7, number) for number in range(1, 32)], 6, main=1)


def test_spread_dates_leave_no_month_empty() -> None:
    days = quarter_days(2026, 4)

    chosen = spread_dates((WEDNESDAY,), days, 6, main=1)

    assert len(chosen) == 6
    assert {moment.day.month for moment in chosen} == {10, 11, 12}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("evenly", [False, True])
def test_every_year_has_the_same_shifts_places_and_hours(year: int, evenly: bool) -> None:
    shifts = planned(year, evenly=evenly)

    assert len(shifts) == 942
    assert sum(shift.offer.places for shift in shifts) == 1_358
    assert hours_per_quarter(shifts) == [742, 801, 655, 893]
    counted = Counter((shift.offer.slug, quarter_of(shift.when.day)) for shift in shifts)
    for offer in OFFERS:
        assert tuple(counted[offer.slug, quarter] for quarter in (1, 2, 3, 4)) == offer.quarters


def test_the_house_is_closed_on_holidays_and_the_summer_weeks() -> None:
    shifts = planned(2026)
    meals = {shift.when.day for shift in shifts if shift.offer is BY_SLUG["eettafel"]}

    assert not {shift.when.day for shift in shifts} & holidays(2026)
    assert not meals & summer(2026, 4)


def test_seats_earn_what_the_money_table_says() -> None:
    earned: Counter[str] = Counter()
    for shift in planned(2026):
        earned[shift.offer.slug] += shift.seats * shift.offer.price.cents

    assert +earned == {
        "eettafel": 441_600,
        "klussen-en-tuin": 195_000,
        "samen-op-pad": 93_000,
        "zon-op-ons-dak": 135_000,
    }


def hours_per_quarter(shifts: list[Planned]) -> list[float]:
    minutes = [0, 0, 0, 0]
    for shift in shifts:
        minutes[quarter_of(shift.when.day) - 1] += shift.offer.places * shift.offer.minutes
    return [total / 60 for total in minutes]
