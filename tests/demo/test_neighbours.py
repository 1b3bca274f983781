"""The invented neighbours have the counts of the demo, on any day."""

from collections import Counter
from datetime import date

import pytest

from buurtcoop.access.rules import RoleName
from buurtcoop.demo.beginning import founding_day
from buurtcoop.demo.neighbours import (
    AGES,
    CHANNELS,
    KNOWN,
    LANGUAGES,
    SIDES,
    STREETS,
    Neighbour,
    neighbours,
)
from buurtcoop.members.rules import OF_AGE, age_on
from buurtcoop.people.models import Channel

DAYS = [date(2027, 1, 10), date(2024, 2, 29), date(2031, 7, 4), date(2027, 12, 31)]


@pytest.fixture(params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture
def people(today: date) -> list[Neighbour]:
    return neighbours(today)


def test_there_are_120_members_in_85_households(people: list[Neighbour]) -> None:
    assert len(people) == 120
    assert len({(person.street, person.house_number) for person in people}) == 85


def test_every_street_has_its_members(people: list[Neighbour]) -> None:
    assert Counter(person.street for person in people) == {
        street: members for street, (_postcode, members, _households) in STREETS.items()
    }


def test_everybody_has_their_age_on_the_day_itself(today: date, people: list[Neighbour]) -> None:
    assert all(age_on(person.birth_date, today) == person.age for person in people)
    for (low, high), count in AGES.items():
        assert sum(low <= person.age <= high for person in people) == count


def test_nobody_was_a_child_when_they_joined(today: date, people: list[Neighbour]) -> None:
    joined = founding_day(today.year - 1)

    assert min(age_on(person.birth_date, joined) for person in people) >= OF_AGE


def test_languages_channels_and_sides_are_exact(people: list[Neighbour]) -> None:
    assert Counter(person.language for person in people) == LANGUAGES
    assert Counter(person.channel for person in people) == CHANNELS
    assert Counter((person.gives, person.receives) for person in people) == SIDES


def test_who_has_a_role_gives_and_is_reached_by_mail(people: list[Neighbour]) -> None:
    staff = [person for person in people if person.roles or person.leads]

    assert all(person.gives and person.channel is Channel.MAIL for person in staff)
    assert Counter(role for person in people for role in person.roles) == {
        RoleName.BOARD: 5,
        RoleName.TREASURER: 1,
        RoleName.SECRETARY: 1,
        RoleName.AUDIT_COMMITTEE: 2,
        RoleName.DEPUTY: 2,
    }
    assert len({person.leads for person in people if person.leads}) == 8


def test_nobody_shares_a_name_a_mail_address_or_a_phone(people: list[Neighbour]) -> None:
    for values in (
        [person.full_name for person in people],
        [person.email for person in people if person.email],
        [person.phone for person in people if person.phone],
    ):
        assert len(values) == len(set(values))


def test_everybody_with_a_part_is_there_once(people: list[Neighbour]) -> None:
    names = Counter(person.full_name for person in people)
    assert all(names[known.name.replace("|", " ")] == 1 for known in KNOWN)


def test_mail_goes_nowhere_real(people: list[Neighbour]) -> None:
    assert all(person.email.endswith("@example.org") for person in people if person.email)
    assert all(person.email.isascii() for person in people if person.email)


def test_the_same_day_gives_the_same_neighbours(today: date, people: list[Neighbour]) -> None:
    assert neighbours(today) == people
