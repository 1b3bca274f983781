"""Closing a day, on the web."""

from typing import Any

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Shift, ShiftState
from tests.cast import Cast, seen_by
from tests.shifts.rota import a_service
from tests.shifts.series import a_series, line, shifts_of
from tests.visitor import Visitor

NEW = "/rooster/nieuw?aanbod=eettafel"
CLOSE = "/rooster/sluit-dag"
PLANNED: dict[str, Any] = {
    "first_day": "28-01-2027",
    "last_day": "24-06-2027",
    "starts": "16.00",
    "ends": "20.00",
    "repeat": "weekly",
    "helpers": "3",
    "seats": "24",
}


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


@pytest.fixture
def eettafel(instance: Instance) -> int:
    """A service, committed."""
    with instance.writing():
        return a_service().id


@pytest.fixture
def thursdays(instance: Instance, eettafel: int, cast: Cast) -> list[int]:
    """Every Thursday at four from 14 January; Bram helps the first time. The shifts."""
    with instance.writing():
        series = a_series(db().get_one(Service, eettafel), cast)
        shifts = shifts_of(series)
        operations.claim(line(shifts[0]), cast.bram.id, seen_by(cast.bram))
        return [shift.id for shift in shifts]


def test_coor_first_reads_what_does_not_go_ahead_and_then_closes_the_day(
    coor: Visitor, thursdays: list[int], instance: Instance, cast: Cast
) -> None:
    typed: dict[str, Any] = {"day": "14-01-2027", "reason": "De vloer is nat."}
    page = coor.send(coor.get(CLOSE), CLOSE, **typed)
    assert page.h1 == "Sluit donderdag 14 januari"
    assert "1 mens krijgt bericht." in page.words
    assert "Eettafel, 16.00 uur Bram Proef" in page.words
    with instance.reading():
        assert db().get_one(Shift, thursdays[0]).state is ShiftState.PLANNED

    page = coor.send(page, CLOSE, stap="doe")
    assert page.path == "/rooster/vrije-dagen"
    assert "De vloer is nat 14 januari 2027" in page.words
    assert "Dit gaat niet door. De vloer is nat." in coor.get(f"/rooster/{thursdays[0]}").words
    again = coor.send(
        coor.get(NEW), NEW, **{**PLANNED, "repeat": "once", "first_day": "14-01-2027"}
    )
    assert "Op donderdag 14 januari zijn we dicht: De vloer is nat." in again.words


def test_an_empty_day_can_be_closed_too(coor: Visitor, eettafel: int) -> None:
    typed: dict[str, Any] = {"day": "14-01-2027", "reason": "Vakantie."}
    page = coor.send(coor.get(CLOSE), CLOSE, **typed)
    assert "Er staat die dag niets in het rooster." in page.words
    assert coor.send(page, CLOSE, stap="verander").form(CLOSE).values["reason"] == ["Vakantie."]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "", "reason": "Verf."}, "Vul dit nog in: Welke dag sluit u."),
        ({"day": "14-01-2027", "reason": ""}, "Vul dit nog in: Waarom gaat het niet door."),
        ({"day": "11-01-2027", "reason": "Verf."}, "Kies een dag vanaf vandaag."),
    ],
)
def test_a_day_that_can_not_be_closed_is_explained(
    coor: Visitor, eettafel: int, typed: dict[str, str], sentence: str
) -> None:
    filled: dict[str, Any] = dict(typed)
    assert sentence in coor.send(coor.get(CLOSE), CLOSE, **filled).words
