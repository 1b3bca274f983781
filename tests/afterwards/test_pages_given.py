"""Given and received: one's own page, and that of a member for who works with members."""

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.shifts.models import PromiseState
from tests.afterwards.evening import Over, became
from tests.afterwards.test_given import claim_of, helped
from tests.cast import Cast
from tests.visitor import Visitor


@pytest.fixture
def recorded(evening: Over, instance: Instance, cast: Cast) -> Person:
    """It was written down that Bram helped for two and a half hours, and that Anna came."""
    for person in (cast.bram, cast.anna):
        became(instance, person, PromiseState.KEPT)
    with instance.writing():
        helped(cast.bram, 150, cause=("claim", claim_of(cast.bram)))
    return cast.bram


def test_both_sides_stand_beside_each_other(recorded: Person, visitor: Visitor, cast: Cast) -> None:
    gave = visitor.signed_in_as(recorded).get("/mijn/gegeven")
    got = visitor.another().signed_in_as(cast.anna).get("/mijn/gegeven")

    assert gave.h1 == "Gegeven en gekregen"
    assert "Gegeven 1 keer, 2 uur en 30 minuten Gekregen niets" in gave.words
    assert "Gegeven niets Gekregen 1 keer, 3 uur" in got.words
    assert gave.html.count('class="hours"') == 2
    assert "Eettafel" in gave.words


def test_nothing_is_taken_off_and_nobody_is_compared(
    recorded: Person, visitor: Visitor, cast: Cast
) -> None:
    words = visitor.signed_in_as(cast.anna).get("/mijn/gegeven").words

    assert "Wie veel krijgt, hoeft niets terug te geven." in words
    assert not [word for word in ("saldo", "gemiddeld", "punten", "meer dan", "-") if word in words]


def test_who_has_nothing_yet_reads_when_it_comes(
    evening: Over, visitor: Visitor, cast: Cast
) -> None:
    page = visitor.signed_in_as(cast.bo).get("/mijn/gegeven")

    assert "Na een dag waarop u er was, ziet u het hier." in page.words


def test_my_page_leads_there(evening: Over, visitor: Visitor, cast: Cast) -> None:
    links = visitor.signed_in_as(cast.anna).get("/mijn").links

    assert {"/mijn/gegeven", "/mijn/verhalen"} <= set(links)


def test_the_coordinator_reads_it_of_a_member_and_that_is_written_down(
    recorded: Person, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    path = f"/leden/{recorded.id}/gegeven"
    assert path in visitor.signed_in_as(cast.coor).get(f"/leden/{recorded.id}").links

    page = visitor.get(path)

    assert "Bram Proef" in page.words
    assert "Gegeven 1 keer, 2 uur en 30 minuten" in page.words
    with instance.reading():
        about = db().execute(select(ReadEntry.purpose, ReadPerson.person_id).join(ReadPerson)).all()
    assert ("om te zien wat u gaf en kreeg", recorded.id) in about


def test_others_do_not_read_it(recorded: Person, visitor: Visitor, cast: Cast) -> None:
    path = f"/leden/{recorded.id}/gegeven"

    for person in (cast.anna, cast.truus, cast.bo):
        browser = visitor.another().signed_in_as(person)
        assert browser.get(path).status == 403
    assert path not in visitor.another().signed_in_as(cast.bo).get(f"/leden/{recorded.id}").links
    assert visitor.get(path).path == "/inloggen"
    assert visitor.signed_in_as(cast.coor).get("/leden/999/gegeven").status == 404
