"""When we call, how old one is, and which day is the last."""

from datetime import date

import pytest

from buurtcoop.members.rules import (
    age_on,
    call_before,
    is_age,
    last_day,
)


@pytest.mark.parametrize(
    ("applied", "before"),
    [
        (date(2027, 1, 12), date(2027, 1, 15)),  # Tuesday: Wednesday and Thursday lie between
        (date(2027, 1, 15), date(2027, 1, 20)),  # Friday: the weekend does not count
        (date(2026, 12, 24), date(2026, 12, 30)),  # Christmas does not count
        (date(2027, 3, 25), date(2027, 4, 1)),  # nor does Good Friday, nor Easter Monday
    ],
)
def test_we_call_within_two_working_days(applied: date, before: date) -> None:
    assert call_before(applied) == before


def test_one_is_a_year_older_on_the_birthday_itself() -> None:
    assert age_on(date(2009, 1, 12), date(2027, 1, 12)) == 18
    assert age_on(date(2009, 1, 13), date(2027, 1, 12)) == 17
    assert age_on(date(2008, 2, 29), date(2027, 2, 28)) == 18


def test_a_birth_date_belongs_to_somebody_alive() -> None:
    today = date(2027, 1, 12)

    assert is_age(date(1980, 11, 21), today)
    assert not is_age(date(2027, 1, 13), today)
    assert not is_age(date(1890, 1, 1), today)


def test_a_membership_ends_the_weeks_of_the_coop_after_the_notice() -> None:
    assert last_day(date(2027, 1, 12), 4) == date(2027, 2, 9)
