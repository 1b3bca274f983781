"""Clock, money, words, contact: the plain values every room stands on."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from buurtcoop.core import clock, words
from buurtcoop.core.contact import ContactUnclear, read_email, read_phone
from buurtcoop.core.money import NOTHING, AmountUnclear, Money, parse, portion, split
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import STRANGER, Viewer

HARD = "\N{NO-BREAK SPACE}"


def test_the_wall_clock_of_amsterdam_decides() -> None:
    with clock.stopped(datetime(2027, 7, 1, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2027, 7, 2)
        assert clock.local(clock.now()).hour == 0


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (date(2027, 1, 12), time(19, 30), "2027-01-12T18:30"),
        (date(2027, 7, 12), time(19, 30), "2027-07-12T17:30"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
    ],
)
def test_an_hour_on_the_wall_is_one_moment(day: date, hour: time, utc: str) -> None:
    assert clock.at(day, hour).isoformat(timespec="minutes") == f"{utc}+00:00"


def test_an_hour_that_is_skipped_does_not_exist() -> None:
    with pytest.raises(ValueError, match="clock goes forward"):
        clock.at(date(2027, 3, 28), time(2, 30))


def test_a_day_begins_at_midnight_on_the_wall() -> None:
    assert clock.start_of(date(2027, 7, 1)).hour == 22


def test_the_clock_goes_on_after_it_stood_still() -> None:
    before = clock.now()
    with clock.stopped(before + timedelta(days=1)):
        assert clock.now() - before == timedelta(days=1)
    assert clock.now() == before


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("1.234,50", 123450),
        ("1234,5", 123450),
        ("1234.50", 123450),
        ("€ 12,50", 1250),
        ("12", 1200),
        ("-3,05", -305),
        ("1.234", 123400),
        (f"€{HARD}4,00", 400),
    ],
)
def test_an_amount_is_read_as_people_write_it(written: str, cents: int) -> None:
    assert parse(written) == Money(cents)


@pytest.mark.parametrize("written", ["", "veel", "1,234.50", "12,5,0", "1.23.4", "1e3", "12,505"])
def test_an_amount_that_is_unclear_is_refused(written: str) -> None:
    with pytest.raises(AmountUnclear):
        parse(written)


def test_an_amount_is_shown_with_a_hard_space() -> None:
    assert str(Money(123450)) == f"€{HARD}1.234,50"
    assert str(Money(-5)) == f"−{HARD}€{HARD}0,05"
    assert Money(-123450).rounded() == f"−{HARD}€{HARD}1.235"
    assert Money(-123450).plain() == "−1.234,50"
    assert Money(123450).rounded() == f"€{HARD}1.235"


@given(some.integers(-(10**12), 10**12))
def test_what_is_shown_is_read_back(cents: int) -> None:
    assert parse(str(Money(cents))) == Money(cents)


@pytest.mark.parametrize(
    ("cents", "part", "whole", "portioned"),
    [(101, 1, 2, 51), (99, 1, 2, 50), (100, 1, 3, 33), (200, 1, 3, 67), (-101, 1, 2, -50)],
)
def test_half_a_cent_goes_up(cents: int, part: int, whole: int, portioned: int) -> None:
    assert portion(Money(cents), part, whole) == Money(portioned)


@given(some.integers(-(10**9), 10**9), some.lists(some.integers(0, 1000), min_size=1, max_size=9))
def test_a_split_adds_up(cents: int, weights: list[int]) -> None:
    if not sum(weights):
        with pytest.raises(ValueError, match="not all zero"):
            split(Money(cents), weights)
        return

    parts = split(Money(cents), weights)

    assert sum(parts, NOTHING) == Money(cents)
    assert all(part == NOTHING for part, weight in zip(parts, weights, strict=True) if not weight)


def test_dates_and_times_are_said_as_people_say_them() -> None:
    moment = datetime(2027, 1, 16, 18, 30, tzinfo=UTC)

    assert words.when(moment) == "zaterdag 16 januari, 19.30 uur"
    assert words.when(moment, "en") == "Saturday 16 January, 19:30"
    assert words.day(date(2026, 12, 12)) == "zaterdag 12 december 2026"
    assert words.full_date(moment) == "16 januari 2027"
    assert words.time(datetime(2027, 1, 16, 7, 5, tzinfo=UTC)) == "8.05 uur"


def test_a_sentence_without_translation_stays_dutch() -> None:
    assert words.say("", "en") == ""
    assert words.say("Deze zin bestaat niet.", "en") == "Deze zin bestaat niet."
    assert words.say("Dag %(name)s", "nl", name="Anna") == "Dag Anna"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("06 12 34 56 78", "+31612345678"),
        ("020-1234567", "+31201234567"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_a_phone_number_has_one_spelling(written: str, kept: str) -> None:
    assert read_phone(written) == kept


@pytest.mark.parametrize("written", ["", "12", "nul zes", "+316", "06123456789012"])
def test_no_phone_number_is_refused(written: str) -> None:
    with pytest.raises(ContactUnclear):
        read_phone(written)


def test_an_address_is_in_small_letters() -> None:
    assert read_email(" Anna@Example.ORG ") == "anna@example.org"
    with pytest.raises(ContactUnclear):
        read_email("anna@")


def test_a_refusal_says_its_sentence_with_its_values() -> None:
    class Full(Refusal):
        """No place."""

        sentence = "Vol op %(day)s."

    assert str(Full(day="dinsdag")) == "Vol op dinsdag."


def test_a_stranger_has_no_person() -> None:
    assert not STRANGER.signed_in
    assert not STRANGER.may("mine.read")
    with pytest.raises(LookupError):
        _ = STRANGER.id
    assert Viewer(person_id=3, permissions=frozenset({"mine.read"})).may("mine.read")
