"""Questions about accounts, sessions and roles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from buurtcoop.access.models import Account, RecoveryCode, Role, Session, SignInRequest
from buurtcoop.access.rules import (
    RoleName,
    first_role,
    needs_second_factor,
    permissions_of,
)
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person

IDLE_STAFF = timedelta(minutes=30)
IDLE_MEMBER = timedelta(days=14)
ABSOLUTE_STAFF = timedelta(hours=12)
ABSOLUTE_MEMBER = timedelta(days=90)
# How long after showing who one is the acts that weigh much may be done.
FRESH = timedelta(minutes=10)
LINK_WORKS = timedelta(minutes=30)
PEOPLE_SHOWN = 20


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
    staff = needs_second_factor(roles)
    idle, absolute = (IDLE_STAFF, ABSOLUTE_STAFF) if staff else (IDLE_MEMBER, ABSOLUTE_MEMBER)
    return now - session.seen_at > idle or now - session.made_at > absolute


def sessions_of(person_id: int) -> list[Session]:
    """Where this person is signed in now, the newest use first."""
    roles, now = roles_of(person_id, clock.today()), clock.now()
    found = db().scalars(
        select(Session)
        .join(Session.account)
        .where(Account.person_id == person_id, Session.ended_at.is_(None))
        .order_by(Session.seen_at.desc(), Session.id.desc())
    )
    return [session for session in found if not session_ran_out(session, roles, now)]


def is_fresh(by: Viewer) -> bool:
    """Whether this person showed in this session, short ago, who it is: with the code as well."""
    session = db().get(Session, by.session_id) if by.session_id else None
    if session is None or clock.now() - session.fresh_at > FRESH:
        return False
    return not (needs_second_factor(by.roles) and code_is_owed(session))


def code_is_owed(session: Session) -> bool:
    """Whether this account has a second factor that was not given in this session."""
    return session.proven_at is None and session.account.totp_since is not None


def account_of(person_id: int) -> Account | None:
    """The account of this person."""
    return db().scalar(
        select(Account).where(Account.person_id == person_id).options(joinedload(Account.person))
    )


def account_at(email: str) -> Account | None:
    """The account that signs in with this address."""
    return db().scalar(
        select(Account)
        .where(Account.email == email.strip().lower())
        .options(joinedload(Account.person))
    )


def codes_left(account_id: int) -> int:
    """How many recovery codes were not used yet."""
    unused = select(func.count()).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return db().scalar(unused) or 0


def words_about(account: Account) -> list[str]:
    """Names of this person and this cooperative, which people like to use in a password."""
    coop, person = this_coop(), account.person
    return [
        *(coop.name, coop.short_name, coop.kind_name, coop.street, coop.city),
        *(person.full_name, account.email, "buurtcoop", "buurt", "coöperatie", "cooperatie"),
    ]


def phone_to_call() -> str:
    """Who answers when signing in does not work: the contact person, else the cooperative."""
    found = people_in_roles((RoleName.COORDINATOR, RoleName.DEPUTY))
    return next((person.phone for _role, person in found if person.phone), this_coop().phone)


def links_asked_for(since: datetime) -> list[SignInRequest]:
    """Every request for a link by somebody we know, from this moment on."""
    return list(
        db().scalars(
            select(SignInRequest)
            .where(SignInRequest.made_at >= since, SignInRequest.account_id.is_not(None))
            .options(joinedload(SignInRequest.account))
            .order_by(SignInRequest.id)
        )
    )


def _running(on: date) -> ColumnElement[bool]:
    return (Role.starts_on <= on) & or_(Role.ends_on.is_(None), Role.ends_on >= on)


def granted_roles(on: date) -> tuple[list[Role], list[Role]]:
    """All roles but that of member: those that run or are still to begin, and those that ended.

    In the order of the roles; ended ones with the last first.
    """
    found = db().scalars(
        select(Role)
        .where(Role.name != RoleName.MEMBER)
        .options(joinedload(Role.person))
        .order_by(Role.starts_on, Role.id)
    )
    roles = sorted(found, key=lambda role: list(RoleName).index(role.name))
    past = [role for role in roles if role.ends_on is not None and role.ends_on < on]
    past.sort(key=lambda role: (role.ends_on, role.id), reverse=True)
    return [role for role in roles if role not in past], past


def people_called(text: str) -> list[Person]:
    """The persons whose name begins with these words, or who have this mail address."""
    written = text.strip()
    if not written:
        return []
    short = Person.call_name.concat(" ").concat(Person.surname)
    full = Person.call_name.concat(" ").concat(Person.prefix).concat(" ").concat(Person.surname)
    named = [name.istartswith(written, autoescape=True) for name in (Person.surname, short, full)]
    return list(
        db().scalars(
            select(Person)
            .where(or_(*named, Person.email == written.lower()))
            .order_by(Person.surname, Person.call_name, Person.id)
            .limit(PEOPLE_SHOWN)
        )
    )


def roles_of(person_id: int, on: date) -> tuple[str, ...]:
    """The names of the roles this person has on this day."""
    found = db().scalars(
        select(Role.name)
        .where(Role.person_id == person_id, _running(on))
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
        .where(Role.name.in_(names), _running(today))
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
        initials=person.initials,
        tint=person.tint,
        language=person.language,
        roles=roles,
        acting_as=first_role(roles),
        permissions=permissions_of(roles, proven=proven),
    )
