"""A coop full of shifts, by bulk: the sizes of the measurements, the same every time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy import insert

from buurtcoop.access.models import Role
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Membership
from buurtcoop.people.models import Channel, Household, Person
from buurtcoop.shifts.models import Booking, Claim, CrewLine, PromiseState, Shift, ShiftState, Side
from tests.cast import SINCE
from tests.shifts.rota import a_service

SEED = 12_345
PLACES, SEATS, MOST_GUESTS = 4, 12, 4
BACK, AHEAD = 300, 60
TOGETHER = 1_000


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    members: int
    shifts: int


SIZES = {"S": Size(120, 1_000), "M": Size(2_000, 20_000), "L": Size(20_000, 200_000)}


def fill(size: Size) -> list[int]:
    """Members, and shifts over a year with two to four places claimed; the members' ids.

    The crowds of the shifts take turns, so nobody is in two places at once.
    """
    chosen = random.Random(SEED)
    people = _people(size.members)
    turns = cycle(chosen.sample(people, len(people)))
    services = [a_service(f"Aanbod {number}").id for number in range(8)]
    begin = clock.start_of(clock.today() - timedelta(days=BACK)) + timedelta(hours=8)
    step = timedelta(days=BACK + AHEAD) / size.shifts
    for numbers in batched(range(size.shifts), TOGETHER):
        plans = [(chosen.randint(2, PLACES), chosen.randint(0, MOST_GUESTS)) for _ in numbers]
        shifts = _made(
            Shift,
            [_shift(services[number % len(services)], begin + number * step) for number in numbers],
        )
        lines = _made(
            CrewLine,
            [
                line
                for shift_id, (helpers, guests) in zip(shifts, plans, strict=True)
                for line in (
                    _line(shift_id, Side.GIVE, PLACES, helpers),
                    _line(shift_id, Side.RECEIVE, SEATS, guests),
                )
            ],
        )
        claims, bookings = [], []
        for place, (shift_id, (helpers, guests)) in enumerate(zip(shifts, plans, strict=True)):
            give, receive = lines[2 * place : 2 * place + 2]
            claims += [_promise(shift_id, give, Side.GIVE, next(turns)) for _ in range(helpers)]
            bookings += [
                {**_promise(shift_id, receive, Side.RECEIVE, next(turns)), "people": 1}
                for _ in range(guests)
            ]
        db().execute(insert(Claim), claims)
        db().execute(insert(Booking), bookings)
    return people


def _made(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Insert these rows; their ids, in the same order."""
    made = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db().scalars(made, rows))


def _people(count: int) -> list[int]:
    home = Household(
        street="Lisdodde", house_number=999, addition="", postcode="1234 AB", city="Waterveen"
    )
    db().add(home)
    db().flush()
    persons = [_person(number, home.id) for number in range(count)]
    db().add_all(persons)
    db().flush()
    people = [person.id for person in persons]
    db().execute(
        insert(Membership),
        [
            {
                "person_id": person_id,
                "number": 10_000 + place,
                "starts_on": SINCE,
                "gives": True,
                "receives": True,
            }
            for place, person_id in enumerate(people)
        ],
    )
    db().execute(
        insert(Role),
        [
            {"person_id": person_id, "name": RoleName.MEMBER, "starts_on": SINCE}
            for person_id in people
        ],
    )
    return people


def batched(numbers: range, size: int) -> Iterator[range]:
    """These numbers, so many at a time."""
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def _person(number: int, household_id: int) -> Person:
    return Person(
        call_name=f"Lid{number}",
        prefix="",
        surname=f"Proef{number % 977}",
        birth_date=date(1970, 1, 1),
        email=f"lid{number}@example.org",
        phone=None,
        channel=Channel.MAIL,
        language="nl",
        household_id=household_id,
        made_at=clock.now(),
    )


def _shift(service_id: int, start: datetime) -> dict[str, Any]:
    return {
        "service_id": service_id,
        "series_id": None,
        "original_on": clock.local(start).date(),
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "place": "De Knotwilg",
        "state": ShiftState.PLANNED,
        "version": 1,
        "moved_from": None,
        "moved_at": None,
        "reason": "",
    }


def _line(shift_id: int, side: Side, places: int, taken: int) -> dict[str, Any]:
    role = "meehelpen" if side is Side.GIVE else "meedoen"
    return {
        "shift_id": shift_id,
        "side": side,
        "role": role,
        "places": places,
        "taken": taken,
    }


def _promise(shift_id: int, line_id: int, side: Side, person_id: int) -> dict[str, Any]:
    return {
        "shift_id": shift_id,
        "line_id": line_id,
        "side": side,
        "person_id": person_id,
        "made_by_id": person_id,
        "made_at": clock.now() - timedelta(days=BACK),
        "state": PromiseState.PROMISED,
    }
