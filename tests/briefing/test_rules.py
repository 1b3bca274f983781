"""Plain rules: what a note may not hold, at what time it was, and until when one may write."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtcoop.briefing.rules import (
    PLATES,
    POSTCODE_SHAPE,
    AddressNoted,
    NumberNoted,
    PlateNoted,
    SeenElsewhen,
    last_day_of_rides,
    may_know,
    may_note,
    moment_seen,
    refuse_what_leads_to_somebody,
)
from buurtcoop.core import clock

START = clock.at(date(2027, 1, 20), time(17))
END = START + timedelta(hours=3)
LETTERS, DIGITS = "BDFGHJKLNPRSTVXZ", "0123456789"


@given(st.data(), st.sampled_from(PLATES), st.sampled_from(["-", " ", "", "."]), st.booleans())
def test_a_plate_of_any_shape_is_refused(
    data: st.DataObject, shape: str, mark: str, small: bool
) -> None:
    if shape == POSTCODE_SHAPE and not mark:
        return  # 1234AB is a postcode
    plate = "".join(
        data.draw(st.sampled_from(LETTERS if sign == "L" else DIGITS)) if sign != "-" else mark
        for sign in shape
    )
    words = {"BIJ", "OF", "EN", "OP", "OM", "TM", "NR", "TOT"}
    if mark == " " and set(plate.split()) & words:
        return
    written = plate.lower() if small else plate

    with pytest.raises((PlateNoted, NumberNoted)):
        refuse_what_leads_to_somebody(f"Essenpad, auto {written} bij de hoek")


@given(
    st.sampled_from(["06", "+31 6", "0031 6", "020", "+32 470"]),
    st.lists(st.sampled_from(DIGITS), min_size=8, max_size=8),
    st.lists(st.sampled_from(["", " ", "-", "."]), min_size=8, max_size=8),
)
def test_a_phone_number_is_refused_however_it_is_written(
    begin: str, digits: list[str], marks: list[str]
) -> None:
    number = begin + "".join(mark + digit for digit, mark in zip(digits, marks, strict=True))

    with pytest.raises(NumberNoted):
        refuse_what_leads_to_somebody(f"Bel {number} voor meer")


@given(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.nl", fullmatch=True))
def test_a_mail_address_is_refused(address: str) -> None:
    with pytest.raises(AddressNoted):
        refuse_what_leads_to_somebody(f"Essenpad {address}")


@pytest.mark.parametrize(
    "place",
    [
        "Essenpad 12 en 14, bij de speeltuin",
        "Essenpad 12 bij 14",
        "Molenwerf 2, 1234 AB",
        "Lantaarn 1234AB-5",
        "Hoek Wilgenlaan en Essenpad, paal 0231",
        "Bij de A12, afrit 3",
        "Gemeld bij 0900-8844",
        "Van 20.30 tot 21.15 op het plein",
    ],
)
def test_a_place_is_a_place(place: str) -> None:
    refuse_what_leads_to_somebody(place)


def test_a_round_over_midnight_knows_which_day_it_was() -> None:
    start = clock.at(date(2027, 1, 20), time(22))
    end = start + timedelta(hours=4)

    before = moment_seen(start, end, time(23, 30), end)
    after = moment_seen(start, end, time(1, 30), end)

    assert clock.local(before).date() == date(2027, 1, 20)
    assert clock.local(after).date() == date(2027, 1, 21)


@pytest.mark.parametrize(
    "place",
    [
        "Auto AB\u00a012\u00a0CD",
        "Auto AB  12  CD",
        "Auto AB\u201112\u2011CD",
        "Auto A\u200bB-12-CD",
        "Auto \uff21\uff22-12-CD",
        "Auto AB - 12 - CD",
        "Auto AB/12/CD",
        "Auto AB_12_CD",
        "Belde 06 - 12 34 56 78",
        "Belde 06\u201312345678",
        "Van jan @ proef.nl",
        "Van jan\uff20proef.nl",
    ],
)
def test_other_signs_hide_no_plate_number_or_address(place: str) -> None:
    with pytest.raises((PlateNoted, NumberNoted, AddressNoted)):
        refuse_what_leads_to_somebody(place)


@pytest.mark.parametrize("at", [time(15, 59), time(18, 1), time(3)])
def test_a_time_outside_the_round_or_still_to_come_is_refused(at: time) -> None:
    with pytest.raises(SeenElsewhen):
        moment_seen(START, END, at, START + timedelta(hours=1))


@pytest.mark.parametrize(
    ("moment", "knows", "notes"),
    [
        (START - timedelta(hours=24, seconds=1), False, False),
        (START - timedelta(hours=24), True, False),
        (START, True, True),
        (END + timedelta(hours=12), True, True),
        (END + timedelta(hours=12, seconds=1), False, True),
        (END + timedelta(hours=24, seconds=1), False, False),
    ],
)
def test_reading_and_writing_have_a_first_and_a_last_moment(
    moment: datetime, *, knows: bool, notes: bool
) -> None:
    assert may_know(START, END, moment) is knows
    assert may_note(START, END, moment) is notes


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2027, 12, 1), date(2028, 1, 31)),
        (date(2028, 1, 5), date(2028, 2, 29)),
    ],
)
def test_kilometres_wait_until_the_end_of_the_next_month(day: date, last: date) -> None:
    assert last_day_of_rides(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)) == last
