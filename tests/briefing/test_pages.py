"""The pages around the day, for who helps, who leads, a guest and a stranger."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.operations import record
from buurtcoop.audit.models import ReadEntry
from buurtcoop.briefing.models import Observation, Ride
from buurtcoop.care.models import CareKind
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import Side
from tests.briefing.stage import DURING, END, Round, a_patrol, a_round, at, care_note, noted
from tests.cast import Cast, seen_by
from tests.counting import statements
from tests.shifts.rota import EVENING, a_service, an_evening
from tests.visitor import Visitor

AFTER = END + timedelta(hours=1)


@pytest.fixture
def walking(instance: Instance, cast: Cast) -> Round:
    """A round on which Anna and Bram walk, committed."""
    with instance.writing():
        return a_round(a_patrol(), cast)


def driven(claim_id: int, kilometres: int) -> dict[str, Any]:
    """What is typed for one helper."""
    return {f"driven_{claim_id}": str(kilometres)}


def test_a_helper_finds_the_card_on_the_shift_page_and_reads_it(
    walking: Round, visitor: Visitor, cast: Cast
) -> None:
    anna = visitor.signed_in_as(cast.anna)

    shift = anna.get(f"/rooster/{walking.shift_id}")
    card = anna.get(walking.at("kaart"))

    assert walking.at("kaart") in shift.links
    assert card.h1 == "Lees dit voor u begint"
    assert "Geen haast? 0900-8844." in card.words
    assert "Bram" in card.words
    assert "Bram Proef" not in card.words
    assert walking.at("logboek") not in shift.links


def test_who_does_not_help_finds_nothing_and_reads_nothing(
    walking: Round, visitor: Visitor, cast: Cast
) -> None:
    bo = visitor.signed_in_as(cast.bo)

    assert walking.at("kaart") not in bo.get(f"/rooster/{walking.shift_id}").links
    for page in ("kaart", "logboek", "kilometers", "goed-om-te-weten"):
        assert bo.get(walking.at(page)).status == 404
    assert bo.get("/rooster/logboek").status == 403
    assert bo.get("/rooster/kilometers").status == 403


def test_a_helper_writes_takes_back_and_the_coordinator_sees_no_name(
    walking: Round, visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with at():
        anna = visitor.signed_in_as(cast.anna)
        page = anna.get(walking.at("logboek"))
        assert "Na 28 dagen wissen we dit." in page.words
        said: dict[str, Any] = {
            "at": "17.30",
            "kind": "Afval",
            "reported_to": "municipality",
        }
        wrong = anna.send(page, place="Essenpad, auto XX-123-Y", **said)
        assert "kenteken" in wrong.words
        late = anna.send(wrong, place="Essenpad, bij de bank", **said | {"at": "12.00"})
        assert "niet in deze ronde" in late.words
        page = anna.send(late, place="Essenpad, bij de bank", **said)
        assert "Essenpad, bij de bank" in page.words

        coor = visitor.another().signed_in_as(cast.coor).get(walking.at("logboek"))
        assert "Essenpad, bij de bank" in coor.words
        assert "Anna" not in coor.words
        assert "wissen we dit" not in coor.words

        with instance.reading():
            number = db().scalars(select(Observation.id)).one()
        anna.send(page, walking.at(f"logboek/{number}/weg"))
    with instance.reading():
        assert db().scalars(select(Observation)).all() == []


def test_what_to_know_is_closed_until_a_day_before_and_reading_is_told(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        service = a_service()
        service.asks_diet = True
        evening = an_evening(service)
        shifts.claim(evening.give, cast.bram.id, seen_by(cast.bram))
        shifts.book(evening.receive, cast.anna.id, seen_by(cast.anna))
        care_note(cast.anna, CareKind.DIET, "Geen noten")
    path = f"/rooster/{evening.shift_id}/goed-om-te-weten"

    booking = visitor.another().signed_in_as(cast.truus).get(f"/rooster/{evening.shift_id}")
    assert "/mijn/goed-om-te-weten" in booking.links
    booked = visitor.another().signed_in_as(cast.anna).get(f"/rooster/{evening.shift_id}")
    assert "/mijn/goed-om-te-weten" in booked.links
    with at(EVENING - timedelta(hours=30)):
        closed = visitor.signed_in_as(cast.bram).get(path)
    with at(DURING):
        read = visitor.signed_in_as(cast.bram).get(path)

    assert "Dit is nu dicht." in closed.words
    assert "Geen noten" not in closed.words
    assert "Geen noten" in read.words
    with instance.reading():
        assert [entry.reader_id for entry in db().scalars(select(ReadEntry))] == [cast.bram.id]


def test_kilometres_are_asked_on_my_page_and_stand_with_what_i_gave(
    walking: Round, visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with at(AFTER):
        anna = visitor.signed_in_as(cast.anna)
        assert walking.at("kilometers") in anna.get("/mijn").links
        page = anna.get(walking.at("kilometers"))
        assert "Bram" not in page.words
        wrong = anna.send(page, **driven(walking.anna, 600))
        assert "1 tot en met 500" in wrong.words
        anna.send(page, **driven(walking.anna, 1200))
        anna.send(page, **driven(walking.anna, 120))
        assert walking.at("kilometers") not in anna.get("/mijn").links

        coor = visitor.another().signed_in_as(cast.coor)
        page = coor.get(walking.at("kilometers"))
        assert "Bram Proef" in page.words
        coor.send(page, **driven(walking.bram, 380))
        assert "500 km dit jaar" in coor.get("/rooster/kilometers").words
        with instance.writing():
            record(Side.GIVE, walking.anna, Outcome.PRESENT, seen_by(cast.coor))
        assert "Gereden voor buren: 120 km." in anna.get("/mijn/gegeven").words
    with instance.reading():
        assert sorted(db().scalars(select(Ride.kilometres))) == [120, 380]


def test_a_page_of_notes_costs_the_same_however_many_there_are(
    walking: Round, visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    counted = []
    with at():
        coor = visitor.signed_in_as(cast.coor)
        for number in (1, 5):
            with instance.writing():
                for _ in range(number):
                    noted(walking, cast.anna)
            with statements(instance) as sent:
                coor.get(walking.at("logboek"))
            counted.append(len(sent))

    assert counted[0] == counted[1]
