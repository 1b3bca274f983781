"""Calendar files and addresses: right on the wall, stable, with nothing about other people."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.models import Service
from buurtcoop.shifts import ics, operations
from buurtcoop.shifts.models import CalendarFeed
from buurtcoop.shifts.queries import calendar_of, feed_token, person_of_feed
from buurtcoop.shifts.rules import NotForOthers
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, a_service, an_evening

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def written(cast: Cast) -> str:
    """Bram's calendar as a file."""
    promises = calendar_of(cast.bram.id, clock.now())
    return ics.calendar_file(promises, name="Proefwijk", host="coop.example").decode()


def events(cast: Cast) -> list[Event]:
    """What a calendar program reads in it."""
    return list(Calendar.from_ical(written(cast)).events)


def claim_on(service: Service, cast: Cast, start: datetime, *, hours: int = 3) -> Evening:
    evening = an_evening(service, start, length=timedelta(hours=hours))
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    return evening


@pytest.mark.parametrize(
    "day", [date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31)]
)
def test_times_are_right_on_both_sides_of_the_clock_change(
    eettafel: Service, cast: Cast, day: date
) -> None:
    claim_on(eettafel, cast, clock.at(day, time(17)))
    assert f"DTSTART;TZID=Europe/Amsterdam:{day:%Y%m%d}T170000" in written(cast)
    [event] = events(cast)
    assert event.decoded("DTSTART") == clock.at(day, time(17))
    assert event.decoded("DTEND") == clock.at(day, time(20))


def test_the_file_itself_says_when_the_clock_changes(eettafel: Service, cast: Cast) -> None:
    """A program without zones of its own finds both changes of 2027 in the file."""
    claim_on(eettafel, cast, clock.at(date(2027, 10, 31), time(17)))
    [zone] = Calendar.from_ical(written(cast)).timezones
    told = zone.to_tz(lookup_tzid=False)
    for day, hour in [(date(2027, 3, 28), 12), (date(2027, 10, 30), 12), (date(2027, 10, 31), 12)]:
        wall = datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - a wall without zone
        assert wall.replace(tzinfo=told).utcoffset() == wall.replace(tzinfo=AMSTERDAM).utcoffset()


def test_a_night_that_ends_in_the_double_hour_has_its_length(eettafel: Service, cast: Cast) -> None:
    """From 22.00 to the second 2.30: on the wall one could not tell which of the two."""
    claim_on(eettafel, cast, clock.at(date(2027, 10, 30), time(21, 30)), hours=6)
    text = written(cast)
    assert "DURATION:PT6H" in text
    assert "DTEND" not in text


def test_an_event_holds_title_time_and_place_only(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna))
    [event] = events(cast)
    assert set(event) == {
        "UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "LOCATION", "DTSTART", "DTEND", "STATUS",
    }  # fmt: skip
    assert (event["SUMMARY"], event["LOCATION"]) == ("Eettafel", "De Knotwilg")
    assert "Anna" not in written(cast)


def test_a_moved_shift_keeps_its_uid_and_gets_a_higher_sequence(
    evening: Evening, cast: Cast
) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    [before] = events(cast)
    operations.move(
        evening.shift_id,
        day=date(2027, 1, 21),
        starts_at=time(18),
        minutes=180,
        reason="",
        by=seen_by(cast.coor),
    )
    [after] = events(cast)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)


def test_claiming_again_is_the_same_event(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    [before] = events(cast)
    operations.release(claim.id, seen_by(cast.bram))
    assert events(cast) == []
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert events(cast)[0]["UID"] == before["UID"]


def test_what_was_called_off_says_so(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    [event] = events(cast)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 2)


def test_odd_names_stay_whole(opened: Instance, cast: Cast) -> None:
    claim_on(a_service("Koffie, thee; \\ \n én meer"), cast, EVENING)
    assert events(cast)[0]["SUMMARY"] == "Koffie, thee; \\ \n én meer"


def test_an_empty_calendar_is_a_calendar(opened: Instance, cast: Cast) -> None:
    assert events(cast) == []


# --- Addresses ---


def test_only_the_fingerprint_of_an_address_is_kept(opened: Instance, cast: Cast) -> None:
    token = operations.new_feed(cast.bram.id, seen_by(cast.bram))
    feed = db().scalars(select(CalendarFeed)).one()
    assert token not in (feed.fingerprint, str(feed.number))
    assert person_of_feed(token) == cast.bram.id
    assert feed_token(cast.bram.id) == token


def test_a_new_address_ends_the_old_one(opened: Instance, cast: Cast) -> None:
    old = operations.new_feed(cast.bram.id, seen_by(cast.bram))
    new = operations.new_feed(cast.bram.id, seen_by(cast.bram))
    assert old != new
    assert person_of_feed(new) == cast.bram.id
    with pytest.raises(LookupError):
        person_of_feed(old)


def test_an_ended_address_gives_nothing(opened: Instance, cast: Cast) -> None:
    token = operations.new_feed(cast.bram.id, seen_by(cast.bram))
    operations.end_feed(cast.bram.id, seen_by(cast.bram))
    assert feed_token(cast.bram.id) is None
    with pytest.raises(LookupError):
        person_of_feed(token)


def test_an_unknown_address_gives_nothing(opened: Instance) -> None:
    with pytest.raises(LookupError):
        person_of_feed("niets")


def test_nobody_makes_an_address_for_another(opened: Instance, cast: Cast) -> None:
    with pytest.raises(NotForOthers):
        operations.new_feed(cast.bram.id, seen_by(cast.anna))
