"""A committed evening for the tests of pages, and a few shorthands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, event, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import CrewLine, Side
from tests.cast import seen_by
from tests.shifts.rota import EVENING, LONG, Evening, a_service, an_evening, members


def set_table(
    instance: Instance,
    *,
    places: int = 2,
    seats: int = 4,
    price: int = 400,
    starts_at: datetime = EVENING,
    length: timedelta = LONG,
    name: str = "Eettafel",
) -> Evening:
    """An evening of a service, committed."""
    with instance.writing():
        service = db().scalar(select(Service).where(Service.name == name))
        service = service or a_service(name, price=price)
        return an_evening(service, starts_at, length=length, places=places, seats=seats)


def claims(instance: Instance, evening: Evening, person: Person) -> int:
    """This person helps; returns the number of the claim."""
    with instance.writing():
        return operations.claim(evening.give, person.id, seen_by(person)).id


def books(instance: Instance, evening: Evening, person: Person, *, people: int = 1) -> int:
    """This person comes; returns the number of the booking."""
    with instance.writing():
        return operations.book(evening.receive, person.id, seen_by(person), people=people).id


def fill(instance: Instance, evening: Evening, *, first: int = 100) -> None:
    """Others take every place of those who give."""
    with instance.writing():
        left = (
            db()
            .scalars(select(CrewLine.places - CrewLine.taken).where(CrewLine.id == evening.give))
            .one()
        )
        for person in members(left, first=first):
            operations.claim(evening.give, person.id, seen_by(person))


def second_line(instance: Instance, evening: Evening, role: str, places: int) -> int:
    """Another task for those who give, on the same evening."""
    with instance.writing():
        line = CrewLine(
            shift_id=evening.shift_id,
            side=Side.GIVE,
            role=role,
            places=places,
            minimum=places,
            taken=0,
        )
        db().add(line)
        db().flush()
        return line.id


@contextmanager
def counting(*engines: Engine) -> Iterator[Callable[[], int]]:
    """How many statements these engines ran meanwhile; beginning and committing are none."""
    seen: list[str] = []

    def note(
        connection: object, cursor: object, statement: str, *_more: object, **_named: object
    ) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield lambda: len(seen)
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
