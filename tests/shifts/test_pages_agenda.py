"""My agenda, the calendar address, and the page of one service."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import CalendarFeed
from tests.cast import Cast, seen_by
from tests.shifts.pages import books, claims, counting, set_table
from tests.shifts.rota import EVENING, Evening
from tests.visitor import Page, Visitor

ADDRESS = "/mijn/agenda/adres"
DAY = timedelta(days=1)


@pytest.fixture
def evening(instance: Instance) -> Evening:
    """Wednesday 20 January at five, of the Eettafel."""
    return set_table(instance)


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    """Bram at his own browser."""
    return visitor.another().signed_in_as(cast.bram)


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


def feed_of(page: Page) -> str:
    """The address that stands on the page, as a path."""
    start = page.html.index("/agenda/", page.html.index('id="adres"'))
    return page.html[start : page.html.index('"', start)]


def make_feed(browser: Visitor) -> str:
    return feed_of(browser.send(browser.get(ADDRESS), ADDRESS))


def test_my_agenda_holds_both_sides(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    books(instance, set_table(instance, starts_at=EVENING + DAY), cast.bram)
    claims(instance, set_table(instance, starts_at=EVENING + 2 * DAY), cast.anna)
    words = bram.get("/mijn/agenda").words
    assert "wo 20 januari 17.00 uur Eettafel De Knotwilg U helpt" in words
    assert "do 21 januari 17.00 uur Eettafel De Knotwilg U komt" in words
    assert "vr 22 januari" not in words


def test_an_empty_agenda_says_what_to_do_next(bram: Visitor) -> None:
    assert (
        "Er staat nog niets voor u klaar. Kijk eens wat er deze week te doen is."
        in bram.get("/mijn/agenda").words
    )
    assert "Hier komt te staan waar u was." in bram.get("/mijn/agenda?toon=voorbij").words


def test_what_has_been_says_how_it_went(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    other = set_table(instance, starts_at=EVENING + DAY)
    with instance.writing():
        by = seen_by(cast.bram)
        made = operations.claim(other.give, cast.bram.id, by)
        operations.release(made.id, by)
    off = set_table(instance, starts_at=EVENING + 2 * DAY)
    claims(instance, off, cast.bram)
    with instance.writing():
        operations.call_off(off.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))
    with clock.stopped(EVENING + 3 * DAY):
        past, coming = bram.get("/mijn/agenda?toon=voorbij").words, bram.get("/mijn/agenda").words
    assert past.index("vr 22 januari") < past.index("do 21 januari") < past.index("wo 20 januari")
    assert "Gaat niet door" in past
    assert "Op tijd afgemeld" in past
    assert "U hielp" in past
    assert "Er staat nog niets voor u klaar." in coming


def test_a_long_agenda_turns_by_key_both_ways(
    bram: Visitor, instance: Instance, cast: Cast
) -> None:
    for number in range(26):
        evening = set_table(instance, starts_at=EVENING + number * DAY)
        claims(instance, evening, cast.bram)
        books(instance, evening, cast.bram)
    first = bram.get("/mijn/agenda")
    second = bram.get(next(link for link in first.links if "vanaf=" in link))
    back = bram.get(next(link for link in second.links if "tot=" in link))
    assert first.words.count("U helpt") + first.words.count("U komt") == 50
    assert second.words.count("U helpt") + second.words.count("U komt") == 2
    assert back.words == first.words

    with clock.stopped(EVENING + 40 * DAY):
        bram.signed_in_as(cast.bram)
        newest = bram.get("/mijn/agenda?toon=voorbij")
        oldest = bram.get(next(link for link in newest.links if "vanaf=" in link))
    assert "zo 14 februari" in newest.words
    assert "wo 20 januari" in oldest.words


@pytest.mark.parametrize("query", ["toon=morgen", "vanaf=x", "tot=1-2-3"])
def test_an_agenda_we_never_linked_to_is_not_there(bram: Visitor, query: str) -> None:
    assert bram.get(f"/mijn/agenda?{query}").status == 404


def test_a_stranger_has_no_agenda(visitor: Visitor) -> None:
    assert visitor.get("/mijn/agenda", follow=False).status == 303
    assert visitor.get(ADDRESS, follow=False).status == 303


def test_bram_makes_an_address_and_a_calendar_reads_it(
    visitor: Visitor, bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    path = make_feed(bram)
    read = visitor.get(path)
    assert read.status == 200
    assert read.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert read.headers["Cache-Control"] == "no-store"
    assert "SUMMARY:Eettafel" in read.html
    assert "DTSTART;TZID=Europe/Amsterdam:20270120T170000" in read.html
    assert "X-WR-CALNAME:Agenda van Buurtcoöp Proefwijk" in read.html
    assert "Bram" not in read.html


def test_an_address_stands_on_the_page_for_as_long_as_it_works(bram: Visitor) -> None:
    path = make_feed(bram)
    assert feed_of(bram.get(ADDRESS)) == path


def test_making_an_address_anew_ends_the_old_one(
    visitor: Visitor, bram: Visitor, instance: Instance
) -> None:
    old, new = make_feed(bram), make_feed(bram)
    assert old != new
    assert (visitor.get(old).status, visitor.get(new).status) == (404, 200)
    with instance.reading():
        kept = db().scalars(select(CalendarFeed.fingerprint)).all()
    assert not any(token in path for token in kept for path in (old, new))


def test_stopping_first_says_what_happens(visitor: Visitor, bram: Visitor) -> None:
    path = make_feed(bram)
    page = bram.get(f"{ADDRESS}/stop")
    assert "Uw plekken blijven gewoon staan." in page.words
    assert visitor.get(path).status == 200
    assert "Het adres werkt niet meer." in bram.send(page, f"{ADDRESS}/stop").words
    assert visitor.get(path).status == 404
    assert "Maak mijn adres" in bram.get(ADDRESS).words


@pytest.mark.parametrize("token", ["x", "a" * 300, "%00", "..%2F..%2Fetc", "1.ics"])
def test_an_unknown_calendar_is_not_there(visitor: Visitor, token: str) -> None:
    assert visitor.get(f"/agenda/{token}.ics").status == 404


def test_reading_a_calendar_changes_nothing(
    visitor: Visitor, bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    path = make_feed(bram)
    with counting(instance.writers) as writes:
        visitor.get(path)
    assert writes() == 0


def test_a_service_shows_what_it_is_and_when(
    visitor: Visitor, bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        service_id = db().scalars(select(Service.id)).one()
        db().add(
            ServiceLead(
                service_id=service_id,
                person_id=cast.anna.id,
                starts_on=date(2026, 1, 1),
                ends_on=None,
            )
        )
    page = visitor.get("/aanbod/eettafel")
    assert page.h1 == "Eettafel"
    assert "Elke week koken we samen." in page.words
    assert "woensdag 20 januari" in page.words
    assert "Nog 2 helpers nodig" in page.words
    assert "Een plek kost € 4,00." in page.words
    assert "/lid-worden" in page.links
    assert "Anna Proef" not in page.words
    assert "06 12 34 56 71" not in page.words

    known = bram.get("/aanbod/eettafel")
    assert "Anna Proef" in known.words
    assert "06 12 34 56 71" in known.words
    assert "/aanbod/eettafel/stoppen" not in known.links


def test_a_service_without_days_says_what_to_do(visitor: Visitor, instance: Instance) -> None:
    set_table(instance, starts_at=EVENING - 30 * DAY)
    page = visitor.get("/aanbod/eettafel")
    assert "Er staat nu niets in het rooster. Bel ons gerust als u mee wilt doen." in page.words


@pytest.mark.parametrize("path", ["/aanbod/niets", "/aanbod/Eettafel", "/aanbod/niets/stoppen"])
def test_a_service_that_is_not_there_is_not_found(
    coor: Visitor, evening: Evening, path: str
) -> None:
    assert coor.get(path).status == 404


def test_stopping_a_service_says_what_stays(
    coor: Visitor, visitor: Visitor, evening: Evening
) -> None:
    page = coor.get("/aanbod/eettafel/stoppen")
    assert "Er staat nog 1 dag in het rooster, op woensdag 20 januari." in page.words
    page = coor.send(page, last_day="15-01-2027", reason="De keuken gaat dicht.")
    said = "Dit stopt. De laatste dag is vrijdag 15 januari. De keuken gaat dicht."
    assert said in page.words
    assert "woensdag 20 januari" in visitor.get("/aanbod/eettafel").words
    with clock.stopped(EVENING - 2 * DAY):
        assert "Dit is gestopt." in visitor.get("/aanbod/eettafel").words
        assert "Eettafel" not in visitor.get("/aanbod").words

    resume = coor.send(coor.get("/aanbod/eettafel/stoppen"), "/aanbod/eettafel/doorgaan")
    assert "Dit stopt." not in resume.words


@pytest.mark.parametrize(
    ("last_day", "sentence"),
    [
        ("gisteren", "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026."),
        ("11-01-2027", "Kies een dag vanaf vandaag."),
    ],
)
def test_a_last_day_that_can_not_be_is_explained(
    coor: Visitor, evening: Evening, last_day: str, sentence: str
) -> None:
    page = coor.send(coor.get("/aanbod/eettafel/stoppen"), last_day=last_day)
    assert sentence in page.words
    assert page.form().values["last_day"] == [last_day]


def test_a_shift_and_a_claim_cost_as_many_statements_at_any_size(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    counts = []
    for number in (1, 12):
        for index in range(number):
            set_table(instance, starts_at=EVENING + (number + index) * DAY, places=number + 1)
        aim = set_table(instance, starts_at=EVENING + (30 + number) * DAY, places=number + 1)
        where = f"/rooster/{aim.shift_id}"
        with counting(instance.readers, instance.writers) as looking:
            page = bram.get(where)
            looked = looking()
        with counting(instance.readers, instance.writers) as claiming:
            bram.send(page, f"{where}/helpen", follow=False)
            claimed = claiming()
        with counting(instance.readers, instance.writers) as receipt:
            bram.get(where)
            received = receipt()
        counts.append((looked, claimed, received))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 12
    assert counts[0][2] <= 13


@pytest.mark.parametrize(
    "path", ["/mijn/agenda", ADDRESS, f"{ADDRESS}/stop", "/aanbod/eettafel", "/aanbod"]
)
def test_none_of_these_pages_carries_a_style_or_a_script(
    bram: Visitor, evening: Evening, path: str
) -> None:
    page = bram.get(path)
    assert page.status == 200
    assert " style=" not in page.html
    assert "<script" not in page.html
