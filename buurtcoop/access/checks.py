"""What always holds of accounts, sessions and roles, over the whole database."""

from collections import defaultdict
from itertools import pairwise

from sqlalchemy import func, or_, select

from buurtcoop.access.models import Account, Role, Session
from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import KEPT, RoleName
from buurtcoop.coop.queries import is_founded
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_accounts(), *_second_factors(), *_sessions(), *_roles(), *_nobody_in_charge()]


def _accounts() -> list[str]:
    persons = select(Person.id)
    nobodys = db().scalars(select(Account.id).where(Account.person_id.not_in(persons)))
    shouted = db().scalars(
        select(Account.id).where(Account.email != func.lower(func.trim(Account.email)))
    )
    return [
        *(f"Account {number} belongs to nobody." for number in nobodys),
        *(f"Account {number} has an address that is not in lower case." for number in shouted),
    ]


def _second_factors() -> list[str]:
    half = db().scalars(
        select(Account.id).where(Account.totp_secret.is_(None) != Account.totp_since.is_(None))
    )
    return [f"Account {number} has half a second factor." for number in half]


def _sessions() -> list[str]:
    wrong = db().scalars(
        select(Session.id).where(
            or_(
                Session.ended_at < Session.made_at,
                Session.seen_at < Session.made_at,
                Session.proven_at < Session.made_at,
            )
        )
    )
    return [f"Session {number} was used before it was made." for number in wrong]


def _roles() -> list[str]:
    by_person: dict[tuple[int, RoleName], list[Role]] = defaultdict(list)
    for role in db().scalars(select(Role).order_by(Role.starts_on, Role.id)):
        by_person[role.person_id, role.name].append(role)
    found = []
    for (person_id, name), roles in by_person.items():
        for role in roles:
            if role.ends_on is not None and role.ends_on < role.starts_on:
                found.append(f"Role {role.id} ends before it begins.")
        for earlier, later in pairwise(roles):
            if earlier.ends_on is None or earlier.ends_on >= later.starts_on:
                found.append(
                    f"Person {person_id} has the role {name.value} twice at the same time."
                )
    return found


def _nobody_in_charge() -> list[str]:
    if not is_founded() or people_in_roles(tuple(KEPT)):
        return []
    return ["Nobody is coordinator or sits on the board: nobody can run this cooperative."]
