"""What comes back, on the web: planning it, and looking what a change does."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.days import operations as days
from buurtcoop.days.models import DayKind
from buurtcoop.messaging.models import Message
from buurtcoop.qualifications.models import Skill
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import CrewLine, Series, Shift, ShiftState, Side
from tests.cast import Cast, seen_by
from tests.shifts.rota import a_service
from tests.shifts.series import a_series, hour, line, shifts_of
from tests.visitor import Page, Visitor

NEW = "/rooster/nieuw?aanbod=eettafel"
ONE = "/rooster/reeksen/1"
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
NO_CHANGE: tuple[tuple[dict[str, str], str], ...] = (
    ({"repeat": "weekly"}, "Kies een dag: het komt nu op andere dagen."),
    ({"repeat": "own", "first_day": "15-01-2027"}, "Schrijf uw eigen regel op."),
    (
        {"repeat": "own", "own_rule": "elke dag", "first_day": "15-01-2027"},
        "We begrijpen deze regel niet.",
    ),
    ({"seats": ""}, "Dit kan niet leeg. Kies minstens 1."),
    ({"last_day": "13-01-2027"}, "Deze regel geeft geen enkele dag."),
    ({"first_day": "15-01-2027", "last_day": "14-01-2027"}, "ligt vóór de eerste dag."),
    ({"ends": "16.00"}, "Kies een tijd die later is dan het begin."),
    ({"starts": "later"}, "Schrijf de tijd zo: 19.30."),
)
NO_RULE: tuple[tuple[dict[str, str], str], ...] = (
    ({"repeat": "own"}, "Schrijf uw eigen regel op."),
    ({"repeat": "own", "own_rule": "FREQ=HOURLY"}, "We begrijpen deze regel niet."),
    (
        {"repeat": "own", "own_rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31"},
        "Deze regel geeft geen enkele dag.",
    ),
    ({"minimum": "4"}, "Kies hier niet meer helpers dan er nodig zijn."),
    ({"helpers": "", "minimum": "1"}, "Kies hier niet meer helpers dan er nodig zijn."),
    ({"last_day": ""}, "Kies een laatste dag: het komt steeds terug."),
    ({"skill": "999"}, "Kies een antwoord uit de lijst."),
)


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


def planned(coor: Visitor, **typed: str) -> Page:
    filled: dict[str, Any] = {**PLANNED, **typed}
    return coor.send(coor.get(NEW), NEW, **filled)


def looked(coor: Visitor, **typed: str) -> Page:
    """What a change would do."""
    filled: dict[str, Any] = dict(typed)
    return coor.send(coor.get(ONE), ONE, **filled)


def hours(instance: Instance) -> set[time]:
    with instance.reading():
        return {hour(shift) for shift in shifts_of(db().get_one(Series, 1))}


# --- Planning ---


@pytest.mark.parametrize(
    ("typed", "said", "rule"),
    [
        ({"repeat": "weekly"}, "Elke donderdag van 16.00 uur", "FREQ=WEEKLY;BYDAY=TH"),
        (
            {"repeat": "two_weeks"},
            "Elke 2 weken op donderdag van",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        ),
        (
            {"repeat": "four_weeks"},
            "Elke 4 weken op donderdag van",
            "FREQ=WEEKLY;INTERVAL=4;BYDAY=TH",
        ),
        ({"repeat": "month"}, "Elke vierde donderdag van de maand van", "FREQ=MONTHLY;BYDAY=4TH"),
        (
            {"repeat": "own", "own_rule": "freq=weekly; byday=tu,th"},
            "Elke dinsdag en donderdag van",
            "FREQ=WEEKLY;BYDAY=TU,TH",
        ),
    ],
)
def test_coor_plans_what_comes_back(
    coor: Visitor,
    eettafel: int,
    instance: Instance,
    typed: dict[str, str],
    said: str,
    rule: str,
) -> None:
    page = planned(coor, **typed)
    assert page.path == "/rooster/reeksen"
    assert said in page.words
    with instance.reading():
        assert db().scalars(select(Series.rule)).one() == rule


def test_a_series_that_skips_holidays_says_so_and_does(
    coor: Visitor, eettafel: int, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        days.add(DayKind.PUBLIC, "Feest", date(2027, 2, 4), date(2027, 2, 4), seen_by(cast.coor))
    page = planned(coor, skips_public="y", skips_school="y")
    assert "Niet op feestdagen en in schoolvakanties" in page.words
    with instance.reading():
        made = set(db().scalars(select(Shift.original_on)))
    assert date(2027, 1, 28) in made
    assert date(2027, 2, 4) not in made


def test_coor_says_how_many_are_enough_and_what_they_must_be_able_to(
    coor: Visitor, eettafel: int, instance: Instance
) -> None:
    with instance.writing():
        skill = Skill(
            name="Hygiëne",
            explanation="Een cursus.",
            proven=False,
            valid_months=None,
            ended_on=None,
        )
        db().add(skill)
        db().flush()
        number = skill.id
    planned(coor, repeat="once", last_day="", minimum="2", skill=str(number))
    with instance.reading():
        crew = select(CrewLine).where(CrewLine.side == Side.GIVE)
        made = db().scalars(crew).one()
        assert (made.places, made.minimum, made.skill_id) == (3, 2, number)


def test_without_a_minimum_everybody_is_needed(
    coor: Visitor, eettafel: int, instance: Instance
) -> None:
    planned(coor, repeat="once", last_day="")
    with instance.reading():
        assert db().scalars(select(CrewLine.minimum).order_by(CrewLine.side)).all() == [3, 0]


def test_what_can_not_come_back_is_explained_and_kept(
    coor: Visitor, eettafel: int, instance: Instance, subtests: pytest.Subtests
) -> None:
    for typed, sentence in NO_RULE:
        with subtests.test(**typed):
            page = planned(coor, **typed)
            assert sentence in page.words
            assert page.form(NEW).values["starts"] == ["16.00"]
            with instance.reading():
                assert db().scalars(select(func.count()).select_from(Series)).one() == 0


# --- Changing ---


def test_without_series_the_list_says_so(coor: Visitor, eettafel: int) -> None:
    assert "Er is nog niets dat steeds terugkomt." in coor.get("/rooster/reeksen").words


def test_coor_first_reads_what_changes_for_whom_and_then_does_it(
    coor: Visitor, thursdays: list[int], instance: Instance, cast: Cast
) -> None:
    page = looked(coor, starts="18.00", ends="21.00", reason="De kok komt later.")
    assert page.h1 == "Wat verandert er? Eettafel"
    assert "Het wordt: elke donderdag, 18.00 uur, tot en met 24 juni 2027." in page.words
    assert "Nu: elke donderdag, 16.00 uur, tot en met 24 juni 2027." in page.words
    assert "1 mens krijgt bericht." in page.words
    assert "donderdag 14 januari, 18.00 uur Bram Proef" in page.words
    assert "8 dagen veranderen" in page.words
    assert hours(instance) == {time(16)}

    page = coor.send(page, ONE, stap="doe")
    assert page.path == "/rooster/reeksen"
    assert "Opgeslagen." in page.words
    assert "Elke donderdag van 18.00 uur tot 21.00 uur" in page.words
    assert hours(instance) == {time(18)}
    with instance.reading():
        moved = select(Message.recipient_id).where(Message.rule == "shifts.moved_giver")
        assert list(db().scalars(moved)) == [cast.bram.id]


def test_another_weekday_says_which_days_come_and_go(
    coor: Visitor, thursdays: list[int], instance: Instance
) -> None:
    page = looked(coor, repeat="weekly", first_day="15-01-2027")
    assert "8 dagen komen erbij" not in page.words
    assert "9 dagen komen erbij" in page.words
    assert "8 dagen gaan weg. Er stond niemand op de lijst" in page.words
    coor.send(page, ONE, stap="doe")
    with instance.reading():
        found = {shift.original_on.weekday() for shift in shifts_of(db().get_one(Series, 1))}
    assert found == {3, 4}


def test_a_day_with_people_that_falls_out_is_named(
    coor: Visitor, thursdays: list[int], instance: Instance
) -> None:
    page = looked(coor, repeat="own", own_rule="FREQ=WEEKLY;BYDAY=FR", first_day="14-01-2027")
    assert "Gaat niet door donderdag 14 januari, 16.00 uur Bram Proef" in page.words
    coor.send(page, ONE, stap="doe")
    with instance.reading():
        assert db().get_one(Shift, thursdays[0]).state is ShiftState.CANCELLED


def test_coor_goes_back_to_choose_something_else(coor: Visitor, thursdays: list[int]) -> None:
    page = coor.send(looked(coor, starts="18.00", ends="21.00"), ONE, stap="verander")
    assert page.h1 == "Verander deze reeks: Eettafel"
    assert page.form(ONE).values["starts"] == ["18.00"]
    assert ONE not in page.links  # who leaves it all as it is goes to the list


def test_a_change_of_nothing_says_so(coor: Visitor, thursdays: list[int]) -> None:
    page = looked(coor)
    assert "Niemand krijgt bericht." in page.words
    assert "Op de dagen die nu in het rooster staan, verandert niets." in page.words


def test_from_a_later_day_the_days_before_it_stay(
    coor: Visitor, thursdays: list[int], instance: Instance
) -> None:
    page = looked(coor, starts="18.00", ends="21.00", first_day="01-02-2027")
    assert "Niemand krijgt bericht." in page.words
    coor.send(page, ONE, stap="doe")
    with instance.reading():
        shifts = shifts_of(db().get_one(Series, 1))
        early = {hour(shift) for shift in shifts if shift.original_on < date(2027, 2, 1)}
        later = {hour(shift) for shift in shifts if shift.original_on > date(2027, 2, 1)}
    assert (early, later) == ({time(16)}, {time(18)})


def test_coor_lets_a_series_run_longer(coor: Visitor, eettafel: int, instance: Instance) -> None:
    planned(coor, last_day="04-02-2027")
    page = coor.get(ONE)
    assert page.form(ONE).values["last_day"] == ["04-02-2027"]
    page = coor.send(looked(coor, last_day="11-02-2027"), ONE, stap="doe")
    assert "Tot en met 11 februari 2027" in page.words
    with instance.reading():
        assert db().scalars(select(func.count()).select_from(Shift)).one() == 3


def test_a_task_and_places_can_be_added(
    coor: Visitor, thursdays: list[int], instance: Instance
) -> None:
    page = looked(coor, helpers="5", minimum="2", other_helpers="1", other_role="afwassen")
    coor.send(page, ONE, stap="doe")
    with instance.reading():
        lines = select(CrewLine.role, CrewLine.places, CrewLine.minimum).where(
            CrewLine.shift_id == thursdays[0]
        )
        assert set(db().execute(lines)) == {("koken", 5, 2), ("afwassen", 1, 1), ("", 4, 0)}


def test_helpers_of_a_series_that_had_none_do_what_is_usual(
    coor: Visitor, eettafel: int, instance: Instance
) -> None:
    planned(coor, helpers="", minimum="")
    coor.send(looked(coor, helpers="2"), ONE, stap="doe")
    with instance.reading():
        crew = select(CrewLine.role, CrewLine.places).where(CrewLine.side == Side.GIVE)
        assert set(db().execute(crew)) == {("koken en afwassen", 2)}


def test_what_can_not_be_changed_is_explained_and_kept(
    coor: Visitor, thursdays: list[int], subtests: pytest.Subtests
) -> None:
    for typed, sentence in NO_CHANGE:
        with subtests.test(**typed):
            page = looked(coor, **typed)
            assert sentence in page.words
            kept = page.form(ONE).values
            assert {name: kept[name] for name in typed} == {name: [typed[name]] for name in typed}


def test_fewer_places_than_are_taken_names_the_day(
    coor: Visitor, thursdays: list[int], instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        shift = db().get_one(Shift, thursdays[0])
        operations.claim(line(shift), cast.dees.id, seen_by(cast.dees))
    page = looked(coor, helpers="1")
    assert "Op donderdag 14 januari zijn er al 2 plekken bezet." in page.words


def test_the_second_of_two_editors_looks_first(
    coor: Visitor, thursdays: list[int], instance: Instance
) -> None:
    opened, foreseen = coor.get(ONE), looked(coor, starts="17.00")
    coor.send(looked(coor, starts="18.00", ends="21.00"), ONE, stap="doe")
    for page in (
        coor.send(opened, ONE, starts="19.00", ends="22.00"),
        coor.send(foreseen, ONE, stap="doe"),
    ):
        assert "Iemand anders veranderde deze reeks net. Kijk eerst wat er nu staat." in page.words
    assert hours(instance) == {time(18)}
    assert coor.get(ONE).form(ONE).values["starts"] == ["18.00"]


def test_pressing_twice_changes_once(
    coor: Visitor, thursdays: list[int], instance: Instance
) -> None:
    page = looked(coor, starts="18.00", ends="21.00")
    for _twice in range(2):
        assert coor.send(page, ONE, stap="doe").path == "/rooster/reeksen"
    with instance.reading():
        assert db().get_one(Series, 1).version == 2


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "٣"])
def test_a_version_that_was_never_there_is_another_one(
    coor: Visitor, thursdays: list[int], version: str
) -> None:
    assert "Iemand anders veranderde deze reeks net." in looked(coor, version=version).words


def test_who_leads_changes_only_that_series(
    visitor: Visitor, thursdays: list[int], instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        service_id = db().scalars(select(Service.id)).one()
        db().add(
            ServiceLead(
                service_id=service_id,
                person_id=cast.bram.id,
                starts_on=date(2026, 1, 1),
                ends_on=None,
            )
        )
        other = a_series(a_service("Speelmiddag"), cast).id
    bram = visitor.signed_in_as(cast.bram)
    page = bram.get("/rooster/reeksen")
    assert "Speelmiddag" not in page.words
    assert "/rooster/vrije-dagen" not in page.links
    assert bram.get(f"/rooster/reeksen/{other}").status == 404
    bram.send(looked(bram, starts="18.00", ends="21.00"), ONE, stap="doe")
    assert hours(instance) == {time(18)}
    assert bram.get(CLOSE).status == 403


def test_who_leads_nothing_sees_no_series(
    visitor: Visitor, thursdays: list[int], cast: Cast
) -> None:
    assert visitor.get(ONE, follow=False).status == 303
    visitor.signed_in_as(cast.anna)
    assert visitor.get(ONE).status == 404
    assert visitor.get("/rooster/reeksen").status == 403
    assert visitor.get(CLOSE).status == 403
    assert visitor.get("/rooster/reeksen/999").status == 404


def test_looking_changes_nothing(coor: Visitor, thursdays: list[int], instance: Instance) -> None:
    for path in ("/rooster/reeksen", ONE, CLOSE, NEW):
        assert coor.get(path).status == 200
    looked(coor, starts="18.00")
    assert clock.today() == date(2027, 1, 12)
    assert hours(instance) == {time(16)}
