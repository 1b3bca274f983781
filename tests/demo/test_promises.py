"""People are drawn for every place, and nobody for two things at once."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from buurtcoop.core import clock
from buurtcoop.demo.neighbours import Neighbour, neighbours
from buurtcoop.demo.offer import planned
from buurtcoop.demo.promises import Draw
from buurtcoop.people.models import Channel

TODAY = date(2027, 1, 10)


@pytest.fixture
def people() -> list[Neighbour]:
    return neighbours(TODAY)


def test_every_place_and_seat_of_a_year_is_taken(people: list[Neighbour]) -> None:
    draw = Draw(people)

    for shift in planned(2026):
        promised = draw.fill(shift)
        assert len(promised.gives) == shift.offer.places
        assert sum(wish.people for wish in promised.receives) == shift.seats


def test_nobody_is_asked_for_what_they_set_off(people: list[Neighbour]) -> None:
    draw = Draw(people)

    for shift in planned(2026):
        promised = draw.fill(shift)
        assert all(people[wish.who].gives for wish in promised.gives)
        assert all(people[wish.who].receives for wish in promised.receives)


def test_nobody_is_in_two_places_at_once(people: list[Neighbour]) -> None:
    draw = Draw(people)
    diary: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for shift in planned(2026):
        start = clock.at(shift.when.day, shift.when.hour)
        end = start + timedelta(minutes=shift.offer.minutes)
        promised = draw.fill(shift)
        for wish in {*promised.gives, *promised.receives}:
            diary[wish.who].append((start, end))

    for moments in diary.values():
        moments.sort()
        ends = [end for _start, end in moments]
        assert all(end <= start for end, (start, _) in zip(ends, moments[1:], strict=False))


def test_promises_are_made_before_the_day_and_in_waking_hours(people: list[Neighbour]) -> None:
    draw = Draw(people)

    for shift in planned(2026):
        promised = draw.fill(shift)
        for wish in (*promised.gives, *promised.receives):
            made = clock.local(wish.made_at)
            assert made.date() < shift.when.day
            assert 9 <= made.hour < 21


def test_by_mail_takes_only_who_reads_mail(people: list[Neighbour]) -> None:
    draw = Draw(people)

    for shift in planned(2027, until=date(2027, 3, 31)):
        promised = draw.fill(shift, by_mail=True)
        for wish in (*promised.gives, *promised.receives):
            assert people[wish.who].channel is Channel.MAIL
