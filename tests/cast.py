"""The fixed cast of the tests.

Anna asks, Bram helps, Coor coordinates, Dees is deputy, Truus keeps the money, Bo sits on the
board, Dirk is a stranger without a membership.
"""

from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy import select

from buurtcoop.access.models import Account
from buurtcoop.access.operations import grant
from buurtcoop.access.queries import viewer_of
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.models import Activity, Coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.people.models import Channel, Household, Person

SINCE = date(2026, 1, 1)
ROLES = {
    "Anna": (RoleName.MEMBER,),
    "Bram": (RoleName.MEMBER,),
    "Coor": (RoleName.COORDINATOR,),
    "Dees": (RoleName.MEMBER, RoleName.DEPUTY),
    "Truus": (RoleName.MEMBER, RoleName.TREASURER),
    "Bo": (RoleName.MEMBER, RoleName.BOARD),
    "Dirk": (),
}


@dataclass(frozen=True)
class Cast:
    """The persons of the tests."""

    anna: Person
    bram: Person
    coor: Person
    dees: Person
    truus: Person
    bo: Person
    dirk: Person

    @classmethod
    def read(cls) -> Self:
        """Everybody, loaded."""
        people = {person.call_name.lower(): person for person in db().scalars(select(Person))}
        return cls(**{name.lower(): people[name.lower()] for name in ROLES})


def found_coop() -> None:
    """A cooperative with the cast in it."""
    db().add(
        Coop(
            id=1,
            name="Coöperatieve buurtvereniging Proefwijk U.A.",
            short_name="Proefwijk",
            kind_name="Buurtcoöp",
            kvk="99999990",
            street="Molenwerf 2",
            postcode="1234 AB",
            city="Waterveen",
            phone="+31201234567",
            email="hallo@example.org",
            opening_hours="Maandag tot en met donderdag, 9.00–15.00 uur",
            notice_weeks=4,
            demo=False,
            founded_at=clock.now(),
        )
    )
    db().add(Activity(code="meals", name="Samen eten"))
    for number, (name, roles) in enumerate(ROLES.items(), start=1):
        add_person(name, number=number, roles=roles)


def add_person(name: str, *, number: int, roles: tuple[RoleName, ...]) -> Person:
    """A person with an account; a membership when the role of member is among the roles."""
    home = Household(
        street="Wilgenlaan", house_number=number, addition="", postcode="1234 AB", city="Waterveen"
    )
    db().add(home)
    db().flush()
    person = Person(
        call_name=name,
        prefix="",
        surname="Proef",
        birth_date=date(1980, 11, 21),
        email=f"{name.lower()}@example.org",
        phone=f"+3161234567{number % 10}",
        channel=Channel.MAIL,
        language="nl",
        household_id=home.id,
        made_at=clock.now(),
    )
    db().add(person)
    db().flush()
    db().add(
        Account(person_id=person.id, email=person.email, totp_last_step=0, made_at=clock.now())
    )
    for role in roles:
        grant(person.id, role, on=SINCE, by=None)
    if RoleName.MEMBER in roles:
        db().add(
            Membership(
                person_id=person.id, number=number, starts_on=SINCE, gives=True, receives=True
            )
        )
    db().flush()
    return person


def seen_by(person: Person) -> Viewer:
    """This person as a viewer who proved a second factor. Needs an open transaction."""
    return viewer_of(person, proven=True)
