"""What a month asks and what counts for it, for any days and any minutes."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buurtcoop.obligations import rules
from buurtcoop.obligations.rules import Balance

DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
MONTHS = DAYS.map(rules.month_of)
MINUTES = st.integers(0, 3_000)


@dataclass(frozen=True)
class Span:
    """Days of a membership or of being free."""

    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class Asks(Span):
    """A duty."""

    minutes: int = 120


SPANS = st.builds(
    lambda first, days: Span(first, None if days is None else first + days * DAY),
    DAYS,
    st.none() | st.integers(0, 500),
)
ALWAYS = Span(date(2020, 1, 1))
DUTY = Asks(date(2020, 1, 1))


@given(MONTHS, MINUTES, MINUTES, MINUTES, MINUTES)
def test_a_balance_is_never_below_nothing_and_never_saves(
    month: date, asked: int, done: int, received: int, gifts: int
) -> None:
    balance = Balance(month=month, asked=asked, done=done, received=received, given=gifts)

    assert balance.counted >= 0
    assert 0 <= balance.open <= asked
    assert balance.to_give == max(0, done - gifts)
    assert (balance.open == 0) == (balance.counted >= asked)


@given(MONTHS, MINUTES, st.integers(0, 600), st.integers(0, 600), st.integers(1, 600))
def test_a_gift_moves_minutes_and_makes_none(
    month: date, asked: int, giver: int, receiver: int, minutes: int
) -> None:
    assume(minutes <= giver)
    gave = Balance(month=month, asked=asked, done=giver, given=minutes)
    got = Balance(month=month, asked=asked, done=receiver, received=minutes)

    assert gave.counted + got.counted == giver + receiver


@given(MONTHS, st.lists(SPANS, max_size=3), st.lists(SPANS, max_size=3))
def test_a_month_asks_all_or_nothing(
    month: date, memberships: list[Span], free: list[Span]
) -> None:
    asked = rules.asked(month, [DUTY], memberships, free)
    days = [
        month + number * DAY for number in range(31) if (month + number * DAY).month == month.month
    ]

    whole = any(all(covers(each, day) for day in days) for each in memberships)
    touched = any(covers(each, day) for each in free for day in days)
    assert asked == (DUTY.minutes if whole and not touched else 0)


@given(MONTHS, DAYS)
def test_a_changed_duty_judges_each_month_by_what_ran_then(month: date, changed: date) -> None:
    begins = rules.month_of(changed)
    old, new = Asks(date(2020, 1, 1), begins - DAY, 60), Asks(begins, None, 180)

    assert rules.asked(month, [new, old], [ALWAYS], []) == (60 if month < begins else 180)


@given(DAYS)
def test_who_joins_or_leaves_in_a_month_owes_nothing_for_it(day: date) -> None:
    month = rules.month_of(day)
    joined, left = Span(day), Span(date(2020, 1, 1), day)

    assert (rules.asked(month, [DUTY], [joined], []) == 0) == (day != month)
    assert (rules.asked(month, [DUTY], [left], []) == 0) == (day != rules.last_of(month))
    assert rules.asked(rules.months_later(month, 1), [DUTY], [joined], []) == DUTY.minutes


@given(DAYS)
def test_the_first_whole_month_is_one(day: date) -> None:
    month = rules.month_of(day)
    first = month if day == month else rules.months_later(month, 1)
    found = [rules.is_first(rules.months_later(month, number), [Span(day)]) for number in range(4)]

    assert found.count(True) == 1
    assert rules.is_first(first, [Span(day)])


@given(DAYS)
def test_a_month_takes_gifts_until_it_is_judged(today: date) -> None:
    settled, takes = rules.settled_month(today), rules.open_months(today)

    assert settled not in takes
    assert sorted([settled, *takes]) == [
        rules.months_later(settled, number) for number in range(len(takes) + 1)
    ]
    assert takes[0] == rules.month_of(today)
    assert rules.months_since(settled, today) == sorted(takes)


def test_february_reminds_in_its_own_last_week() -> None:
    assert rules.reminded_from(date(2027, 2, 1)) == date(2027, 2, 22)
    assert rules.reminded_from(date(2028, 2, 1)) == date(2028, 2, 23)


@pytest.mark.parametrize(
    ("first", "last", "pause", "refusal"),
    [
        (date(2027, 1, 12), None, False, None),
        (date(2027, 1, 1), date(2027, 1, 1), True, None),
        (date(2026, 12, 31), None, False, rules.StartsTooFar),
        (date(2028, 2, 1), None, False, rules.StartsTooFar),
        (date(2027, 2, 2), date(2027, 2, 1), False, rules.EndsBeforeStart),
        (date(2027, 2, 1), None, True, rules.PauseNeedsEnd),
        (date(2027, 2, 1), date(2028, 2, 2), True, rules.PauseTooLong),
    ],
)
def test_the_days_of_being_free_make_sense(
    first: date, last: date | None, pause: bool, refusal: type[Exception] | None
) -> None:
    today = date(2027, 1, 12)
    if refusal is None:
        rules.refuse_days(first, last, pause=pause, today=today)
        return
    with pytest.raises(refusal):
        rules.refuse_days(first, last, pause=pause, today=today)


def covers(span: Span, day: date) -> bool:
    return span.starts_on <= day and (span.ends_on is None or day <= span.ends_on)
