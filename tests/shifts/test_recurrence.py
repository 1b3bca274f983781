"""Rules of a series: what we take, what we refuse, which days they give, and how they are said."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtcoop.core.refusal import Refusal
from buurtcoop.shifts.planning_rules import SeriesEmpty
from buurtcoop.shifts.recurrence import (
    DAY_CODES,
    MOST_DAYS,
    RuleTooMany,
    RuleUnclear,
    days_of,
    in_words,
    monthly,
    read,
    refuse_unfit,
    weekly,
)

THURSDAY = date(2027, 1, 14)
YEAR_END = date(2027, 12, 31)
PATIENCE = 2.0  # seconds; an impossible rule takes a hundredth of it


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;BYDAY=MO,TH"),
        (" rrule:freq=weekly; byday=mo ;", "FREQ=WEEKLY;BYDAY=MO"),
        ("BYDAY=TH;INTERVAL=4;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=4;BYDAY=TH"),
        ("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TH"),
        ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=14"),
        ("FREQ=MONTHLY;BYDAY=-1FR;WKST=SU", "FREQ=MONTHLY;BYDAY=-1FR;WKST=SU"),
        ("FREQ=DAILY;BYMONTH=7,8", "FREQ=DAILY;BYMONTH=7,8"),
    ],
)
def test_a_rule_is_kept_in_one_order_and_spelled_out(typed: str, kept: str) -> None:
    assert read(typed, THURSDAY) == kept
    assert read(kept, THURSDAY) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "elke donderdag",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;INTERVAL=1",
        "FREQ=YEARLY",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20270301",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;INTERVAL=1000000000",
        "FREQ=WEEKLY;BYDAY=1TH",
        "FREQ=WEEKLY;BYDAY=DO",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=WEEKLY;BYHOUR=3",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYDAY=9TU",
        "INTERVAL=2;BYDAY=TH",
        "FREQ=WEEKLY;BYDAY=" + ",".join(["TH"] * 300),
        "FREQ=WEEKLY;BYDAY=TH\nDTSTART:20270101",
        "FREQ=WEEKLY;INTERVAL=٣",
    ],
)
def test_what_is_no_rule_of_ours_is_refused(typed: str) -> None:
    with pytest.raises(RuleUnclear, match="We begrijpen deze regel niet"):
        read(typed, THURSDAY)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=10",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
    ],
)
def test_an_impossible_rule_is_refused_and_never_hangs(rule: str) -> None:
    began = perf_counter()
    with pytest.raises(SeriesEmpty, match="geen enkele dag"):
        refuse_unfit(read(rule, THURSDAY), THURSDAY, YEAR_END)
    assert perf_counter() - began < PATIENCE


@given(
    st.fixed_dictionaries(
        {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "HOURLY"])},
        optional={
            "INTERVAL": st.integers(-1, 120).map(str),
            "BYDAY": st.lists(
                st.builds(
                    "{}{}".format,
                    st.sampled_from(["", "1", "5", "-1"]),
                    st.sampled_from(DAY_CODES),
                ),
                min_size=1,
                max_size=3,
            ).map(",".join),
            "BYMONTHDAY": st.integers(-33, 33).map(str),
            "BYSETPOS": st.integers(-33, 33).map(str),
            "BYMONTH": st.integers(0, 13).map(str),
            "WKST": st.sampled_from(DAY_CODES),
        },
    )
)
def test_any_rule_gives_days_within_its_ends_or_a_sentence(parts: dict[str, str]) -> None:
    began = perf_counter()
    try:
        rule = read(";".join(f"{name}={value}" for name, value in parts.items()), THURSDAY)
        refuse_unfit(rule, THURSDAY, YEAR_END)
    except Refusal:
        pass
    else:
        days = days_of(rule, THURSDAY, YEAR_END)
        assert days == sorted(set(days))
        assert THURSDAY <= days[0] <= days[-1] <= YEAR_END
        assert in_words(rule, "nl")
    assert perf_counter() - began < PATIENCE


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_sentence(text: str) -> None:
    try:
        rule = read(text, THURSDAY)
    except RuleUnclear:
        return
    assert read(rule, THURSDAY) == rule


def test_a_rule_of_thousands_of_days_is_refused() -> None:
    began = perf_counter()
    with pytest.raises(RuleTooMany, match="meer dan 750 dagen"):
        refuse_unfit("FREQ=DAILY", THURSDAY, date(2100, 1, 1))
    with pytest.raises(RuleTooMany):
        refuse_unfit("FREQ=MONTHLY;BYMONTHDAY=1", THURSDAY, date.max)
    refuse_unfit("FREQ=DAILY", THURSDAY, THURSDAY + timedelta(days=MOST_DAYS - 1))
    assert perf_counter() - began < PATIENCE


def test_every_fourth_week_counts_from_the_first_day() -> None:
    days = days_of(weekly(THURSDAY, every=4), THURSDAY, YEAR_END)
    assert days == [THURSDAY + timedelta(weeks=4 * number) for number in range(13)]


def test_every_fourth_week_goes_on_over_a_year_of_53_weeks() -> None:
    first = date(2026, 12, 17)
    days = days_of(weekly(first, every=4), first, date(2027, 3, 1))
    assert days == [first, date(2027, 1, 14), date(2027, 2, 11)]


def test_the_same_weekday_of_every_month() -> None:
    second = days_of(monthly(date(2027, 1, 12)), date(2027, 1, 12), date(2027, 4, 30))
    assert second == [date(2027, 1, 12), date(2027, 2, 9), date(2027, 3, 9), date(2027, 4, 13)]
    fifth = days_of(monthly(date(2027, 1, 29)), date(2027, 1, 29), date(2027, 3, 31))
    assert fifth == [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26)]


def test_a_leap_day_is_found() -> None:
    rule = "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29"
    assert days_of(rule, date(2027, 1, 1), date(2029, 1, 1)) == [date(2028, 2, 29)]


def test_days_that_are_off_are_left_out() -> None:
    off = {date(2027, 1, 21)}
    assert days_of(weekly(THURSDAY), THURSDAY, date(2027, 1, 28), without=off) == [
        THURSDAY,
        date(2027, 1, 28),
    ]


@pytest.mark.parametrize(
    ("rule", "dutch", "english"),
    [
        ("FREQ=WEEKLY;BYDAY=TH", "Elke donderdag", "Thursday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "Elke maandag, woensdag en vrijdag", "Wednesday"),
        ("FREQ=DAILY;BYDAY=SA,SU", "Elke zaterdag en zondag", "Sunday"),
        ("FREQ=WEEKLY;INTERVAL=4;BYDAY=TH", "Elke 4 weken op donderdag", "4"),
        ("FREQ=DAILY", "Elke dag", ""),
        ("FREQ=DAILY;INTERVAL=3", "Elke 3 dagen", "3"),
        ("FREQ=MONTHLY;BYDAY=2TU", "Elke tweede dinsdag van de maand", "Tuesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Elke laatste vrijdag van de maand", "Friday"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "Elke 3 maanden op de eerste maandag", "Monday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "Elke maand op dag 1 en 15", "15"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1", "Elke 2 maanden op dag 1", "1"),
        (
            "FREQ=WEEKLY;BYMONTH=6,7;BYDAY=SA",
            "Elke zaterdag, alleen in deze maanden: 6, 7",
            "Saturday",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
            "Volgens een eigen regel: FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
            "BYSETPOS",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Volgens een eigen regel: FREQ=MONTHLY;BYMONTHDAY=-1", "-1"),
        ("FREQ=MONTHLY;BYDAY=MO", "Volgens een eigen regel: FREQ=MONTHLY;BYDAY=MO", "MO"),
    ],
)
def test_a_rule_is_said_as_people_say_it(rule: str, dutch: str, english: str) -> None:
    assert in_words(rule, "nl") == dutch
    assert english in in_words(rule, "en")
