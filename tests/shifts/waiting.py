"""Shorthands for the tests of waiting lists."""

from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.people.models import Person
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Booking, Claim, CrewLine, Waiting, WaitingState
from tests.cast import seen_by
from tests.shifts.rota import Evening, members


def fill_up(evening: Evening, *, first: int = 100) -> list[Claim]:
    """Others take every place of those who give."""
    left = select(CrewLine.places - CrewLine.taken - CrewLine.held)
    number = db().scalars(left.where(CrewLine.id == evening.give)).one()
    return [
        operations.claim(evening.give, person.id, seen_by(person))
        for person in members(number, first=first)
    ]


def seat_all(evening: Evening, *, first: int = 150) -> list[Booking]:
    """Others take every seat, one each."""
    left = select(CrewLine.places - CrewLine.taken - CrewLine.held)
    number = db().scalars(left.where(CrewLine.id == evening.receive)).one()
    return [
        operations.book(evening.receive, person.id, seen_by(person))
        for person in members(number, first=first)
    ]


def waits(line_id: int, person: Person, *, people: int = 1) -> Waiting:
    """This person waits for oneself."""
    return operations.wait(line_id, person.id, seen_by(person), people=people)


def gives_back(promised: Claim | Booking) -> None:
    """Who promised takes it back."""
    by = seen_by(promised.person)
    if isinstance(promised, Claim):
        operations.release(promised.id, by)
        return
    operations.cancel(promised.id, by)


def state_of(waiting: Waiting) -> WaitingState:
    """Where an entry stands now."""
    db().refresh(waiting)
    return waiting.state


def held(line_id: int) -> int:
    """What the line says is kept."""
    return db().scalars(select(CrewLine.held).where(CrewLine.id == line_id)).one()


def told(rule: str, person: Person) -> list[str]:
    """Which times this person was told this."""
    said = select(Message.occurrence).where(
        Message.rule == f"shifts.{rule}", Message.recipient_id == person.id
    )
    return list(db().scalars(said.order_by(Message.id)))


def live(line_id: int) -> int:
    """How many entries stand in the row."""
    return (
        db()
        .scalars(
            select(func.count())
            .select_from(Waiting)
            .where(Waiting.line_id == line_id, Waiting.ended_at.is_(None))
        )
        .one()
    )
