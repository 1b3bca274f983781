"""Helping from an age on: on the day itself, and not when we do not know."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations, rules
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.operations import LinePlan
from buurtcoop.shifts.operations.filling import days_left_out
from buurtcoop.shifts.queries import standing
from buurtcoop.shifts.queries.filling import shifts_to_come
from buurtcoop.shifts.recurrence import weekly
from tests.cast import Cast, seen_by
from tests.shifts.pages import set_table
from tests.shifts.rota import EVENING, Evening, an_evening
from tests.visitor import Visitor

DAY = clock.local(EVENING).date()


@pytest.fixture
def patrol(eettafel: Service, cast: Cast) -> Evening:
    """An evening on which one helps from eighteen on."""
    eettafel.give_from_age = 18
    return an_evening(eettafel)


def born(person: Person, day: date | None) -> None:
    db().execute(update(Person).where(Person.id == person.id).values(birth_date=day))


def test_the_birthday_on_the_day_itself_counts(patrol: Evening, cast: Cast) -> None:
    born(cast.anna, DAY.replace(year=DAY.year - 18) + timedelta(days=1))
    with pytest.raises(rules.TooYoung, match="veiligheid van iedereen"):
        operations.claim(patrol.give, cast.anna.id, seen_by(cast.anna))
    born(cast.anna, DAY.replace(year=DAY.year - 18))
    operations.claim(patrol.give, cast.anna.id, seen_by(cast.anna))


def test_who_coordinates_can_not_put_a_young_helper_on_the_list(
    patrol: Evening, cast: Cast
) -> None:
    born(cast.anna, date(2012, 1, 1))
    with pytest.raises(rules.TooYoung):
        operations.claim(patrol.give, cast.anna.id, seen_by(cast.coor))


def test_coming_has_no_such_age(patrol: Evening, cast: Cast) -> None:
    born(cast.anna, date(2012, 1, 1))
    operations.book(patrol.receive, cast.anna.id, seen_by(cast.anna))


def test_nobody_waits_or_swaps_into_what_one_is_too_young_for(
    eettafel: Service, patrol: Evening, cast: Cast
) -> None:
    other = an_evening(eettafel, EVENING + timedelta(days=7))
    mine = operations.claim(other.give, cast.anna.id, seen_by(cast.anna)).id
    born(cast.anna, date(2012, 1, 1))
    theirs = [
        operations.claim(patrol.give, person.id, seen_by(person)).id
        for person in (cast.bram, cast.bo)
    ]
    with pytest.raises(rules.TooYoung):
        operations.wait(patrol.give, cast.anna.id, seen_by(cast.anna))
    with pytest.raises(rules.TooYoung):
        operations.exchange(mine, theirs[0], seen_by(cast.anna))


def test_a_fixed_place_begins_on_the_birthday(
    eettafel: Service, opened: Instance, cast: Cast
) -> None:
    eettafel.give_from_age = 18
    series = operations.start_series(
        eettafel.id,
        rule=weekly(DAY),
        starts_at=time(17),
        minutes=180,
        place="Buurthuis",
        first_on=DAY,
        last_on=DAY + timedelta(days=14),
        lines=[LinePlan(Side.GIVE, "Lopen", 2)],
        by=seen_by(cast.coor),
    )
    born(cast.anna, (DAY + timedelta(days=7)).replace(year=DAY.year - 18))
    anna = seen_by(cast.anna)
    fixed = operations.hold_fixed_place(series.lines[0].id, anna.id, anna, starts_on=DAY)
    assert [type(each.why) for each in fixed.days.left_out] == [rules.TooYoung]
    assert fixed.days.made == 2
    places = standing.fixed_places_of(anna.id, DAY)
    [left] = days_left_out(places, shifts_to_come([series.id], DAY, None))
    assert isinstance(left.why, rules.TooYoung)


def test_on_the_web_one_fills_in_the_birth_date_and_helps(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = set_table(instance)
    with instance.writing():
        db().execute(update(Service).values(give_from_age=18))
        born(cast.anna, None)
    anna = visitor.signed_in_as(cast.anna)
    path = f"/rooster/{evening.shift_id}"
    page = anna.send(anna.get(path), f"{path}/helpen")
    assert "Uw geboortedatum weten we nog niet. Vul die eerst in bij Mijn gegevens." in page.words
    mine = "/mijn/gegevens"
    page = anna.send(anna.get(mine), mine, birth_date="13-01-2012")
    assert page.form(mine).values["birth_date"] == ["13-01-2012"]
    page = anna.send(page, mine, birth_date="21-11-1980")
    assert "birth_date" not in page.form(mine).values
    page = anna.send(anna.get(path), f"{path}/helpen")
    assert "Fijn, we rekenen op u." in page.words
