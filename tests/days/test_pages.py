"""The page of days off."""

from io import BytesIO
from typing import Any

import pytest

from buurtcoop.core.instance import Instance
from tests.cast import Cast
from tests.days.test_operations import MAY, SPRING, calendar
from tests.visitor import Page, Visitor

HERE = "/rooster/vrije-dagen"


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


def upload(coor: Visitor, content: bytes) -> Page:
    return coor.send(
        coor.get(HERE), f"{HERE}/inlezen", sort="school", file=(BytesIO(content), "vakanties.ics")
    )


def test_without_days_the_page_says_so(coor: Visitor) -> None:
    page = coor.get(HERE)
    assert page.h1 == "Op welke dagen is er niets?"
    assert page.words.count("Hier staat nog niets.") == 3


def test_coor_puts_the_holidays_in_with_one_press(coor: Visitor) -> None:
    page = coor.send(coor.get(HERE), f"{HERE}/feestdagen", year="2027")
    assert "Er kwamen 10 regels bij." in page.words
    assert "Koningsdag 27 april 2027" in page.words
    again = coor.send(page, f"{HERE}/feestdagen", year="2027")
    assert "Er kwamen 0 regels bij. 10 regels stonden er al." in again.words


def test_coor_reads_a_calendar_in(coor: Visitor) -> None:
    page = upload(coor, calendar(SPRING, MAY))
    assert "Er kwamen 2 regels bij." in page.words
    assert "Meivakantie 24 april 2027 tot en met 2 mei 2027" in page.words


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "Dit bestand kunnen we niet lezen."),
        (calendar(), "In dit bestand staan geen vrije dagen."),
        (b"x" * 400_000, "Dit bestand is te groot."),
        (b"", "Dit bestand kunnen we niet lezen."),
    ],
)
def test_a_file_that_does_not_fit_is_explained(
    coor: Visitor, content: bytes, sentence: str
) -> None:
    page = upload(coor, content)
    assert page.status == 200
    assert sentence in page.words


def test_no_file_is_explained(coor: Visitor) -> None:
    page = coor.send(coor.get(HERE), f"{HERE}/inlezen", sort="school")
    assert "Vul dit nog in: Welk bestand is het." in page.words


def test_coor_puts_a_day_in_and_takes_it_away(coor: Visitor) -> None:
    page = coor.send(coor.get(HERE), HERE, kind="closed", name="Verf", first_day="02-08-2027")
    assert "Verf 2 augustus 2027" in page.words
    page = coor.get(f"{HERE}/1/weg")
    assert "Verf, 2 augustus 2027" in page.words
    page = coor.send(page)
    assert "Deze dagen staan niet meer op de lijst." in page.words
    assert "Verf" not in page.words
    assert coor.get(f"{HERE}/1/weg").status == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Vul dit nog in: Hoe heten deze dagen."),
        ({"first_day": "2 augustus"}, "We begrijpen deze datum niet."),
        ({"last_day": "01-08-2027"}, "De laatste dag ligt vóór de eerste dag."),
        ({"last_day": "03-10-2028"}, "Dit is langer dan een jaar."),
        ({"kind": "feest"}, "Kies een antwoord uit de lijst."),
    ],
)
def test_what_does_not_fit_is_explained_and_kept(
    coor: Visitor, typed: dict[str, str], sentence: str
) -> None:
    filled: dict[str, Any] = {"kind": "closed", "name": "Verf", "first_day": "02-08-2027", **typed}
    page = coor.send(coor.get(HERE), HERE, **filled)
    assert sentence in page.words
    assert page.form(HERE).values["first_day"] == [filled["first_day"]]


@pytest.mark.parametrize("path", [HERE, f"{HERE}/1/weg"])
def test_a_member_does_not_see_the_page(visitor: Visitor, cast: Cast, path: str) -> None:
    assert visitor.get(path, follow=False).status == 303
    assert visitor.signed_in_as(cast.anna).get(path).status == 403


def test_looking_changes_nothing(coor: Visitor, instance: Instance) -> None:
    coor.send(coor.get(HERE), f"{HERE}/feestdagen", year="2027")
    before = coor.get(HERE).words
    assert coor.get(f"{HERE}/1/weg").status == 200
    assert coor.get(HERE).words.replace("Er kwamen 10 regels bij. ", "") == before
