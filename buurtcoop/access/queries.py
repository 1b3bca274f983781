"""Questions about accounts, sessions and roles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buurtcoop.access.models import Account, Role, Session
from buurtcoop.access.rules import SECOND_FACTOR, RoleName, first_role, permissions_of
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person

IDLE_STAFF = timedelta(minutes=30)
IDLE_MEMBER = timedelta(days=14)
ABSOLUTE_STAFF = timedelta(hours=12)
ABSOLUTE_MEMBER = timedelta(days=90)


def fingerprint(token: str) -> str:
    """What we keep of a token."""
    return here().keys.mac("session", token)


def running_session(token: str) -> Session | None:
    """The session of this cookie, with its account and person, unless it was ended."""
    return db().scalar(
        select(Session)
        .where(Session.fingerprint == fingerprint(token), Session.ended_at.is_(None))
        .options(joinedload(Session.account).joinedload(Account.person))
    )


def session_ran_out(session: Session, roles: tuple[str, ...], now: datetime) -> bool:
    """Whether it was idle or alive for too long; shorter for who sees other people's data."""
    staff = any(RoleName(role) in SECOND_FACTOR for role in roles)
    idle, absolute = (IDLE_STAFF, ABSOLUTE_STAFF) if staff else (IDLE_MEMBER, ABSOLUTE_MEMBER)
    return now - session.seen_at > idle or now - session.made_at > absolute


def roles_of(person_id: int, on: date) -> tuple[str, ...]:
    """The names of the roles this person has on this day."""
    found = db().scalars(
        select(Role.name)
        .where(
            Role.person_id == person_id,
            Role.starts_on <= on,
            (Role.ends_on.is_(None)) | (Role.ends_on >= on),
        )
        .order_by(Role.name)
        .distinct()
    )
    return tuple(role.value for role in found)


def people_in_roles(names: Sequence[RoleName]) -> list[tuple[RoleName, Person]]:
    """Who holds these roles today, in the order of the roles and then who held it longest."""
    today = clock.today()
    rows = db().execute(
        select(Role.name, Person)
        .join(Person, Role.person_id == Person.id)
        .where(
            Role.name.in_(names),
            Role.starts_on <= today,
            (Role.ends_on.is_(None)) | (Role.ends_on >= today),
        )
        .order_by(Role.starts_on, Role.id)
    )
    found = [(RoleName(name), person) for name, person in rows]
    return sorted(found, key=lambda pair: names.index(pair[0]))


def viewer_of(person: Person, *, proven: bool = False) -> Viewer:
    """This person as somebody who looks or acts, with the roles of today."""
    roles = roles_of(person.id, clock.today())
    return _viewer(person, roles, proven=proven)


def viewer_in(session: Session, roles: tuple[str, ...]) -> Viewer:
    """The person of this session, who may choose the role the pages are shown for."""
    seen = _viewer(session.account.person, roles, proven=session.proven_at is not None)
    chosen = session.acting_as if session.acting_as in roles else seen.acting_as
    return replace(seen, acting_as=chosen, session_id=session.id)


def _viewer(person: Person, roles: tuple[str, ...], *, proven: bool) -> Viewer:
    return Viewer(
        person_id=person.id,
        name=person.call_name,
        language=person.language,
        roles=roles,
        acting_as=first_role(roles),
        permissions=permissions_of(roles, proven=proven),
    )
