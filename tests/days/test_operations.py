"""Days on the list, by hand and from a calendar file."""

from datetime import date

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import AuditEntry
from buurtcoop.core.instance import Instance, db
from buurtcoop.days import operations
from buurtcoop.days.models import DayKind, DayOff
from buurtcoop.days.operations import Counted
from buurtcoop.days.queries import closed_on, coming, days_off
from buurtcoop.days.rules import (
    LARGEST_CALENDAR,
    CalendarEmpty,
    CalendarTooLarge,
    CalendarUnclear,
    DaysInDisorder,
    DaysThere,
    NotYourList,
    StretchTooLong,
    YearUnclear,
)
from tests.cast import Cast, seen_by

SCHOOL = DayKind.SCHOOL


def calendar(*events: str) -> bytes:
    """A calendar file with these events, as sites of schools publish them."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//proef//NL"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@proef", "DTSTAMP:20260101T000000Z"]
        lines += [*event.split("\n"), "END:VEVENT"]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()


SPRING = "DTSTART;VALUE=DATE:20270220\nDTEND;VALUE=DATE:20270301\nSUMMARY:Voorjaarsvakantie"
MAY = "DTSTART;VALUE=DATE:20270424\nDTEND;VALUE=DATE:20270503\nSUMMARY:Meivakantie"


def on_the_list() -> list[tuple[str, date, date]]:
    found = select(DayOff).order_by(DayOff.first_on)
    return [(each.name, each.first_on, each.last_on) for each in db().scalars(found)]


def test_the_end_of_a_calendar_day_is_the_day_after(opened: Instance, cast: Cast) -> None:
    counted = operations.read_calendar(calendar(SPRING, MAY), SCHOOL, seen_by(cast.coor))
    assert counted == Counted(added=2, known=0)
    assert on_the_list() == [
        ("Voorjaarsvakantie", date(2027, 2, 20), date(2027, 2, 28)),
        ("Meivakantie", date(2027, 4, 24), date(2027, 5, 2)),
    ]


def test_reading_a_calendar_again_changes_nothing(opened: Instance, cast: Cast) -> None:
    for known in (0, 1):
        counted = operations.read_calendar(calendar(SPRING), SCHOOL, seen_by(cast.coor))
        assert counted == Counted(added=1 - known, known=known)
    assert len(on_the_list()) == 1


@pytest.mark.parametrize(
    ("event", "ends"),
    [
        ("DTSTART;VALUE=DATE:20270505\nSUMMARY:Een dag", date(2027, 5, 5)),
        ("DTSTART;VALUE=DATE:20270505\nDURATION:P3D\nSUMMARY:Drie", date(2027, 5, 7)),
        (
            "DTSTART;VALUE=DATE:20270505\nDTEND;VALUE=DATE:20270505\nSUMMARY:Zelfde dag",
            date(2027, 5, 5),
        ),
        (
            "DTSTART;VALUE=DATE:20270505\nRRULE:FREQ=YEARLY\nSUMMARY:Elk jaar",
            date(2027, 5, 5),
        ),
    ],
)
def test_odd_but_right_days_are_read(opened: Instance, cast: Cast, event: str, ends: date) -> None:
    operations.read_calendar(calendar(event), SCHOOL, seen_by(cast.coor))
    assert [last_on for _name, _first, last_on in on_the_list()] == [ends]


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:20270505T100000Z\nDTEND:20270505T110000Z\nSUMMARY:Een uur",
        "DTSTART;VALUE=DATE:20270505\nSUMMARY:Gaat niet door\nSTATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20270505",
        "DTSTART;VALUE=DATE:20270505\nDTEND;VALUE=DATE:21270505\nSUMMARY:Een eeuw",
        "SUMMARY:Zonder dag",
    ],
)
def test_what_is_no_day_off_is_left_out(opened: Instance, cast: Cast, event: str) -> None:
    with pytest.raises(CalendarEmpty, match="geen vrije dagen"):
        operations.read_calendar(calendar(event), SCHOOL, seen_by(cast.coor))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"%PDF-1.7",
        b"name;day\r\nPasen;2027",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        b"BEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
)
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(
    opened: Instance, cast: Cast, content: bytes
) -> None:
    with pytest.raises((CalendarUnclear, CalendarEmpty)):
        operations.read_calendar(content, SCHOOL, seen_by(cast.coor))


@pytest.mark.parametrize(
    "days",
    [
        "DTSTART;VALUE=DATE:99991231",
        "DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:00010101",
        "DTSTART;VALUE=DATE:20270101\nDURATION:P999999999D",
        "DTSTART;VALUE=PERIOD:99991231T000000Z/P99999999D",
    ],
)
def test_days_beyond_every_calendar_are_refused_in_a_sentence(
    opened: Instance, cast: Cast, days: str
) -> None:
    with pytest.raises((CalendarUnclear, CalendarEmpty)):
        operations.read_calendar(calendar(f"SUMMARY:Ooit\n{days}"), SCHOOL, seen_by(cast.coor))


def test_signs_nobody_sees_are_left_out_of_a_name(opened: Instance, cast: Cast) -> None:
    hidden = calendar("DTSTART;VALUE=DATE:20270101\nSUMMARY:Oud en\x00 \x1bnieuw")

    operations.read_calendar(hidden, SCHOOL, seen_by(cast.coor))

    assert on_the_list() == [("Oud en nieuw", date(2027, 1, 1), date(2027, 1, 1))]


def test_a_day_that_does_not_exist_is_no_day(opened: Instance, cast: Cast) -> None:
    broken = calendar("DTSTART;VALUE=DATE:20270231\nSUMMARY:Kapot")
    with pytest.raises((CalendarUnclear, CalendarEmpty)):
        operations.read_calendar(broken, SCHOOL, seen_by(cast.coor))


def test_a_file_that_is_too_large_is_not_read(opened: Instance, cast: Cast) -> None:
    with pytest.raises(CalendarTooLarge):
        operations.read_calendar(b"x" * (LARGEST_CALENDAR + 1), SCHOOL, seen_by(cast.coor))
    many = calendar(*[SPRING] * 1001)
    with pytest.raises(CalendarTooLarge):
        operations.read_calendar(many, SCHOOL, seen_by(cast.coor))


def test_holidays_come_once_also_by_two_ways(opened: Instance, cast: Cast) -> None:
    by = seen_by(cast.coor)
    operations.add(DayKind.PUBLIC, "Oranjedag", date(2027, 4, 27), date(2027, 4, 27), by)
    assert operations.add_holidays(2027, by) == Counted(added=9, known=1)
    assert operations.add_holidays(2027, by) == Counted(added=0, known=10)
    with pytest.raises(YearUnclear):
        operations.add_holidays(1583, by)


def test_days_by_hand_are_checked(opened: Instance, cast: Cast) -> None:
    by, day = seen_by(cast.coor), date(2027, 8, 2)
    operations.add(DayKind.CLOSED, "Verbouwing", day, day, by)
    with pytest.raises(DaysThere, match="Verbouwing"):
        operations.add(DayKind.CLOSED, "Nog eens", day, day, by)
    with pytest.raises(DaysInDisorder):
        operations.add(DayKind.CLOSED, "Om", day, date(2027, 8, 1), by)
    with pytest.raises(StretchTooLong):
        operations.add(DayKind.CLOSED, "Lang", day, date(2028, 9, 1), by)


def test_only_who_looks_after_the_rota_changes_the_list(opened: Instance, cast: Cast) -> None:
    by, day = seen_by(cast.bram), date(2027, 8, 2)
    for attempt in (
        lambda: operations.add(DayKind.CLOSED, "Mijn dag", day, day, by),
        lambda: operations.read_calendar(calendar(SPRING), SCHOOL, by),
        lambda: operations.add_holidays(2027, by),
        lambda: operations.remove(1, by),
    ):
        with pytest.raises(NotYourList):
            attempt()


def test_who_took_days_off_the_list_is_written_down(opened: Instance, cast: Cast) -> None:
    day = date(2027, 8, 2)
    made = operations.add(DayKind.CLOSED, "Verbouwing", day, day, seen_by(cast.coor))
    for _twice in range(2):
        operations.remove(made.id, seen_by(cast.coor))
    verbs = db().scalars(select(AuditEntry.verb).where(AuditEntry.subject_kind == "day_off"))
    assert list(verbs) == ["days.add", "days.remove"]
    assert on_the_list() == []


def test_questions_see_every_day_of_a_stretch_and_only_their_kind(
    opened: Instance, cast: Cast
) -> None:
    by = seen_by(cast.coor)
    operations.add(SCHOOL, "Lente", date(2027, 2, 20), date(2027, 2, 28), by)
    closed = operations.add(DayKind.CLOSED, "Verf", date(2027, 2, 24), date(2027, 2, 25), by)
    first, last = date(2027, 2, 27), date(2027, 3, 9)
    assert days_off([SCHOOL], first, last) == {date(2027, 2, 27), date(2027, 2, 28)}
    assert days_off([DayKind.PUBLIC], first, last) == frozenset()
    assert days_off([], first, last) == frozenset()
    assert closed_on(date(2027, 2, 25)) == closed
    assert closed_on(date(2027, 2, 26)) is None
    assert coming(SCHOOL, date(2027, 2, 28)) != []
    assert coming(SCHOOL, date(2027, 3, 1)) == []
