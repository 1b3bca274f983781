"""Questions of the demo's own pages."""

from dataclasses import dataclass

from sqlalchemy import select

from buurtcoop.access.models import Account
from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.core.instance import db
from buurtcoop.demo.rules import PARTS, Part
from buurtcoop.people.models import Person

CHAIR_ONLY = (RoleName.TREASURER, RoleName.SECRETARY)


@dataclass(frozen=True)
class Player:
    """Somebody to be, with the account to sign in with."""

    part: Part
    person: Person
    account: Account


def players() -> list[Player]:
    """Everybody one can be. Who is not there any more is left out."""
    found = [(part, _person(part)) for part in PARTS]
    wanted = {person.id for _part, person in found if person}
    rows = db().scalars(select(Account).where(Account.person_id.in_(wanted)))
    accounts = {account.person_id: account for account in rows}
    return [
        Player(part, person, accounts[person.id])
        for part, person in found
        if person and person.id in accounts
    ]


def player(slug: str) -> Player:
    """One of them. Raises LookupError."""
    for one in players():
        if one.part.slug == slug:
            return one
    raise LookupError(slug)


def _person(part: Part) -> Person | None:
    if part.role is None:
        call_name, surname = part.full_name.split(" ", 1)
        named = Person.call_name == call_name, Person.surname == surname
        return db().scalars(select(Person).where(*named).order_by(Person.id)).first()
    others = {person.id for _role, person in people_in_roles(CHAIR_ONLY)}
    for _role, person in people_in_roles((part.role,)):
        if part.role is not RoleName.BOARD or person.id not in others:
            return person
    return None
