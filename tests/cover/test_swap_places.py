"""Whose place one could take over, as who wants to swap sees it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from buurtcoop.core.instance import db, here
from buurtcoop.cover import queries
from buurtcoop.members.models import Membership
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from tests.cast import Cast, seen_by
from tests.cover.test_asking import change, has, needs
from tests.cover.test_swapping import LATER, Two
from tests.shifts.pages import counting
from tests.shifts.rota import EVENING, an_evening, members


@pytest.fixture
def two(eettafel: Service, cast: Cast) -> Two:
    return Two(eettafel, cast)


def offered(two: Two) -> list[str]:
    return [each.name for each in queries.places_to_swap(two.brams)]


def test_one_sees_the_places_of_who_does_this_too(two: Two, cast: Cast) -> None:
    assert offered(two) == ["Truus"]


def test_places_that_do_not_fit_are_not_shown(two: Two, eettafel: Service, cast: Cast) -> None:
    helper = seen_by(cast.anna)
    busy = an_evening(eettafel, LATER + timedelta(days=7))
    shifts.claim(busy.give, cast.anna.id, helper)
    assert offered(two) == ["Truus", "Anna"]

    shifts.book(an_evening(eettafel, EVENING + timedelta(hours=1)).receive, cast.anna.id, helper)
    assert offered(two) == ["Truus"]

    shifts.book(an_evening(eettafel, LATER + timedelta(hours=1)).receive, cast.bram.id, two.bram)
    assert offered(two) == []


def test_places_that_ask_for_what_one_lacks_are_not_shown(two: Two, cast: Cast) -> None:
    skill = needs(two.second)
    assert offered(two) == []
    has(cast.bram, skill)
    assert offered(two) == ["Truus"]

    other = needs(two.first, "EHBO")
    assert offered(two) == []
    has(cast.truus, other)
    assert offered(two) == ["Truus"]


def test_who_leaves_or_wants_no_help_is_not_shown(two: Two, cast: Cast) -> None:
    change(cast.truus, gives=False)
    assert offered(two) == []
    change(cast.truus, gives=True)
    db().execute(
        update(Membership)
        .where(Membership.person_id == cast.bram.id)
        .values(ends_on=date(2027, 1, 21))
    )
    assert offered(two) == []


def test_many_places_cost_the_same_few_statements(two: Two, eettafel: Service) -> None:
    big = an_evening(eettafel, LATER + timedelta(days=7), places=30)
    for person in members(30):
        shifts.claim(big.give, person.id, seen_by(person))
    with counting(here().writers) as statements:
        assert len(queries.places_to_swap(two.brams)) == 20
    assert statements() <= 6
