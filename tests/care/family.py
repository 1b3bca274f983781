"""A guardian with children, and an afternoon for children by name: what tests begin with."""

from datetime import date, timedelta

from sqlalchemy import select, update

from buurtcoop.agreements.models import Agreement, AgreementKind, AgreementText
from buurtcoop.agreements.operations import agree, publish
from buurtcoop.agreements.rules import AgreementWords
from buurtcoop.care import operations
from buurtcoop.care.queries import Child
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import BookedChild
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, a_service, an_evening

BORN = date(2020, 6, 1)  # six years old on the day of the tests
TOO_YOUNG = date(2024, 6, 1)
WORDS = AgreementWords(
    may_ask="Minstens 2 volwassenen.",
    owes="Dat u op tijd haalt.",
    notice="U stopt wanneer u wilt.",
    if_missed="Meld uw kind af.",
)


def a_child(guardian: Person, name: str = "Mees", born: date = BORN) -> Child:
    """A child of this member. Needs an open transaction."""
    return operations.add_child(guardian.id, call_name=name, birth_date=born, by=seen_by(guardian))


def an_afternoon(cast: Cast, *, helped: bool = True, days: int = 0, seats: int = 4) -> Evening:
    """A play afternoon for children of four to nine, with two helpers when it is helped."""
    found = db().query(Service).filter_by(name="Speelmiddag").one_or_none()
    service = found or a_play_service(cast)
    evening = an_evening(service, EVENING + timedelta(days=days), places=3, seats=seats)
    for person in (cast.bo, cast.dees) if helped else ():
        shifts.claim(evening.give, person.id, seen_by(person))
    return evening


def a_play_service(cast: Cast) -> Service:
    """A service where children come by name, with the text a guardian says yes to."""
    service = a_service("Speelmiddag", price=0)
    service.children_per_carer = 4
    service.helpers_at_least = 2
    service.counts_for_duty = False
    service.asks_consent = True
    service.child_from_age, service.child_to_age = 4, 9
    db().flush()
    publish(service.id, AgreementKind.GUARDIAN, WORDS, seen_by(cast.coor))
    return service


def the_text() -> AgreementText:
    """The text a guardian says yes to."""
    return db().query(AgreementText).filter_by(kind=AgreementKind.GUARDIAN).one()


def says_yes(guardian: Person, *children: Child, photos: bool = False) -> list[Agreement]:
    """This guardian says yes for these children."""
    by = seen_by(guardian)
    text = the_text()
    return [
        agree(text.id, guardian.id, by, "Anna Proef", about_id=child.id, photos=photos)
        for child in children
    ]


def brings(evening: Evening, guardian: Person, *children: Child) -> int:
    """These children come with this guardian; returns the number of the booking."""
    numbers = [child.id for child in children]
    by = seen_by(guardian)
    return shifts.book(evening.receive, guardian.id, by, children=numbers).id


def set_the_afternoon(instance: Instance, cast: Cast, **more: bool) -> Evening:
    """An afternoon, committed."""
    with instance.writing():
        return an_afternoon(cast, **more)


def change_service(**values: object) -> None:
    """Change what the play service asks."""
    db().execute(update(Service).where(Service.name == "Speelmiddag").values(**values))


def live_children() -> list[int]:
    """The children that come somewhere, as the database has it. Needs an open transaction."""
    found = select(BookedChild.child_id).where(BookedChild.ended_at.is_(None))
    return list(db().scalars(found.order_by(BookedChild.child_id)))
