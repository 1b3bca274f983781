"""Are there enough helpers in the coming six weeks?"""

from datetime import timedelta

import pytest
from sqlalchemy import update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.operations import appoint_lead
from buurtcoop.shifts import operations, queries
from buurtcoop.shifts.models import CrewLine, Shift
from tests.cast import Cast, seen_by
from tests.shifts.pages import books, claims, set_table
from tests.shifts.rota import EVENING, Evening
from tests.shifts.statements import counted
from tests.visitor import Visitor

PATH = "/rooster/bezetting"


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


def least(instance: Instance, evening: Evening, number: int) -> None:
    with instance.writing():
        db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(minimum=number))


def test_without_anything_planned_it_says_what_to_do(coor: Visitor) -> None:
    page = coor.get(PATH)
    assert page.h1 == "Zijn er genoeg helpers?"
    assert "De komende 6 weken staat er niets in het rooster." in page.words
    assert "/rooster/nieuw" in page.links


def test_each_week_says_per_service_what_is_needed_and_who_comes(
    coor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = set_table(instance, places=4)
    least(instance, evening, 3)
    claims(instance, evening, cast.bram)
    books(instance, evening, cast.anna, people=3)
    page = coor.get(PATH)
    assert "De komende 6 weken zijn nog 2 helpers nodig." in page.words
    assert "Week 3: maandag 18 januari tot en met zondag 24 januari" in page.words
    assert "Eettafel 1 3 1 Nog 2 nodig" in page.words
    assert "wo: 1 van 3" in page.html
    assert page.words.count("Niets in deze week.") == 5


def test_enough_is_said_in_words_too(coor: Visitor, instance: Instance, cast: Cast) -> None:
    evening = set_table(instance, places=4)
    least(instance, evening, 1)
    claims(instance, evening, cast.bram)
    page = coor.get(PATH)
    assert "De komende 6 weken zijn er overal genoeg." in page.words
    assert "Eettafel 1 1 1 Genoeg" in page.words


def test_more_helpers_in_one_place_do_not_make_up_for_another(
    instance: Instance, cast: Cast
) -> None:
    one, other = set_table(instance, places=3), set_table(instance, places=3, name="Klusmiddag")
    least(instance, one, 1)
    least(instance, other, 2)
    for person in (cast.bram, cast.truus, cast.bo):
        claims(instance, one, person)
    with instance.reading():
        day = clock.local(EVENING).date()
        assert queries.coverage(day, 1) == [(day, 1, 3)]
        assert [(each.taken, each.missing) for each in queries.crews(day, 1)] == [(3, 0), (0, 2)]


def test_six_weeks_and_no_more(coor: Visitor, instance: Instance) -> None:
    set_table(instance, starts_at=EVENING + timedelta(weeks=4))
    set_table(instance, starts_at=EVENING + timedelta(weeks=5), name="Te ver")
    words = coor.get(PATH).words
    assert "Eettafel" in words
    assert "Te ver" not in words


def test_what_does_not_go_ahead_needs_nobody(coor: Visitor, instance: Instance, cast: Cast) -> None:
    evening = set_table(instance)
    with instance.writing():
        operations.call_off(evening.shift_id, reason="Ziek.", by=seen_by(cast.coor))
    assert "staat er niets in het rooster" in coor.get(PATH).words


def test_who_leads_sees_what_that_is_about(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = set_table(instance)
    set_table(instance, name="Klusmiddag")
    anna = visitor.another().signed_in_as(cast.anna)
    assert anna.get(PATH).status == 403
    with instance.writing():
        service_id = db().get_one(Shift, evening.shift_id).service_id
        appoint_lead(service_id, cast.anna.id, on=clock.today(), by=seen_by(cast.coor))
    words = anna.get(PATH).words
    assert "Eettafel" in words
    assert "Klusmiddag" not in words
    assert PATH in anna.get("/aanbod/eettafel").links


def test_a_stranger_signs_in_first(visitor: Visitor, cast: Cast) -> None:
    assert visitor.get(PATH, follow=False).status == 303


def test_the_list_of_today_and_the_rota_lead_there(coor: Visitor) -> None:
    assert PATH in coor.get("/vandaag").links
    assert PATH in coor.get("/rooster").links


def test_it_costs_one_statement_at_any_size(instance: Instance) -> None:
    for number in range(12):
        set_table(instance, starts_at=EVENING + timedelta(days=number), name=f"Aanbod{number % 4}")
    with counted(instance) as asked:
        assert len(queries.crews(clock.today(), 42)) == 12
    assert len(asked) == 1
