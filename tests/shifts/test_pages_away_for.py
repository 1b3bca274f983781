"""Days away of a member who called the coordinator."""

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import ReadEntry
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts.models import Away, Series
from tests.cast import Cast
from tests.shifts.rota import a_service
from tests.shifts.weekly import PLANNED, a_series, helping_on, holds
from tests.visitor import Page, Visitor


@pytest.fixture
def series(instance: Instance, cast: Cast) -> Series:
    """The Eettafel every Wednesday at five, where Bram helps every time."""
    with instance.writing():
        made = a_series(a_service(), cast)
        holds(made, cast.bram)
        return made


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


def noted(coor: Visitor, cast: Cast, first: str = "20-01-2027", last: str = "27-01-2027") -> Page:
    return coor.send(coor.get(f"/leden/{cast.bram.id}/weg"), first_day=first, last_day=last)


def test_coor_notes_days_away_for_who_called(
    coor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    assert f"/leden/{cast.bram.id}/weg" in coor.get(f"/leden/{cast.bram.id}").links
    page = noted(coor, cast)
    assert page.h1 == "Wanneer is Bram weg?"
    assert "Opgeslagen. Aantal dagen dat vrij kwam: 2." in page.words
    assert "Van woensdag 20 januari tot en met woensdag 27 januari" in page.words
    with instance.reading():
        assert db().scalars(select(Away.made_by_id)).all() == [cast.coor.id]
        assert "Om dagen weg op te schrijven" in db().scalars(select(ReadEntry.purpose)).all()


def test_coor_takes_them_back(
    coor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    page = coor.send(noted(coor, cast), f"/leden/{cast.bram.id}/weg/1/terug")
    assert "Opgeslagen. Aantal dagen weer op de lijst: 2." in page.words
    with instance.reading():
        assert len(helping_on(series, cast.bram)) == PLANNED


def test_days_that_do_not_fit_are_asked_again(coor: Visitor, series: Series, cast: Cast) -> None:
    page = noted(coor, cast, "27-01-2027", "20-01-2027")
    assert "De laatste dag ligt vóór de eerste dag." in page.words


def test_the_days_of_another_member_are_not_taken_back_here(
    coor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    page = noted(coor, cast)
    sent = {**page.form(f"/leden/{cast.bram.id}/weg/1/terug").values}
    told = coor.post(
        f"/leden/{cast.anna.id}/weg/1/terug", {name: each[0] for name, each in sent.items()}
    )
    assert told.status == 404
    with instance.reading():
        assert db().scalars(select(Away.ended_at)).all() == [None]


def test_a_member_notes_nothing_for_another(visitor: Visitor, series: Series, cast: Cast) -> None:
    anna = visitor.another().signed_in_as(cast.anna)
    assert anna.get(f"/leden/{cast.bram.id}/weg").status == 403
    assert f"/leden/{cast.bram.id}/weg" not in anna.get("/rooster").links
