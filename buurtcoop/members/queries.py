"""Questions about members, memberships and applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload

from buurtcoop.access.models import Role
from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import (
    Application,
    ApplicationState,
    ApplicationTalk,
    EmailChange,
    Membership,
)
from buurtcoop.people.models import Household, Person
from buurtcoop.people.rules import plain

LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Counted:
    """How many members, and in how many households."""

    members: int
    households: int


@dataclass(frozen=True)
class MemberPage:
    """A page of the list: memberships with person and home, and the keys of its neighbours."""

    rows: Sequence[Membership]
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Look:
    """Somebody looked at somebody's details: who, when, in which role and what for."""

    entry: ReadEntry
    reader: Person | None


@dataclass(frozen=True)
class Looks:
    """A page of looks, the newest first, and the key of the next."""

    rows: Sequence[Look]
    after: int | None


def running_on(day: date) -> ColumnElement[bool]:
    """That a membership runs on this day."""
    return (Membership.starts_on <= day) & (
        Membership.ends_on.is_(None) | (Membership.ends_on >= day)
    )


def left_before(day: date) -> Select[int]:
    """Who was a member and had the last day before this one, for a question around it."""
    last_day = func.max(func.coalesce(Membership.ends_on, date.max))
    return select(Membership.person_id).group_by(Membership.person_id).having(last_day < day)


def how_many(on: date) -> Counted:
    """The members of this day, and the households they live in."""
    members, households = (
        db()
        .execute(
            select(func.count(), func.count(Person.household_id.distinct()))
            .select_from(Membership)
            .join(Membership.person)
            .where(running_on(on))
        )
        .one()
    )
    return Counted(members, households)


def membership_of(person_id: int, on: date) -> Membership | None:
    """The membership of this person that runs on this day."""
    return db().scalar(select(Membership).where(Membership.person_id == person_id, running_on(on)))


def memberships_of(person_id: int) -> Sequence[Membership]:
    """All memberships of this person, the newest first."""
    return (
        db()
        .scalars(
            select(Membership)
            .where(Membership.person_id == person_id)
            .order_by(Membership.starts_on.desc(), Membership.id.desc())
        )
        .all()
    )


def members_for(
    viewer: Viewer,
    search: str = "",
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> MemberPage:
    """One page of today's members by name, for who may read the list; nobody for others.

    `search` looks for every word of it in name, street, house number and member number.
    `after` and `before` are persons: the page begins behind the one, or ends before the other.
    """
    if not viewer.may("members.read"):
        return MemberPage((), None, None)
    found, place = _members(search), tuple_(Person.sort_name, Person.id)
    if before is not None:
        found = found.where(place < _place_of(before))
        found = found.order_by(Person.sort_name.desc(), Person.id.desc())
    else:
        found = found.order_by(Person.sort_name, Person.id)
    if after is not None:
        found = found.where(place > _place_of(after))
    rows = list(db().scalars(found.limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    if before is not None:
        rows.reverse()
    first_page = not more if before is not None else after is None
    last_page = not more and before is None
    return MemberPage(
        rows,
        before=None if first_page or not rows else rows[0].person_id,
        after=None if last_page or not rows else rows[-1].person_id,
    )


def _members(search: str) -> Select[Membership]:
    found = (
        select(Membership)
        .join(Membership.person)
        .outerjoin(Person.household)
        .where(running_on(clock.today()))
        .options(contains_eager(Membership.person).contains_eager(Person.household))
    )
    for word in plain(search).split():
        found = found.where(_mentions(word))
    return found


def _mentions(word: str) -> ColumnElement[bool]:
    hits = [
        Person.sort_name.contains(word, autoescape=True),
        func.lower(Household.street).contains(word, autoescape=True),
    ]
    if word.isascii() and word.isdigit() and int(word) <= LARGEST_NUMBER:
        hits += [Membership.number == int(word), Household.house_number == int(word)]
    return or_(*hits)


def _place_of(person_id: int) -> ColumnElement[tuple[str, int]]:
    return select(Person.sort_name, Person.id).where(Person.id == person_id).scalar_subquery()


def member_for(viewer: Viewer, person_id: int) -> Person:
    """Somebody who is or was a member, with the home. Raises LookupError for who may not look."""
    if not viewer.may("members.read"):
        raise LookupError(person_id)
    found = db().scalar(
        select(Person)
        .where(
            Person.id == person_id,
            Person.erased_at.is_(None),
            select(Membership.id).where(Membership.person_id == person_id).exists(),
        )
        .options(joinedload(Person.household))
    )
    if found is None:
        raise LookupError(person_id)
    return found


def housemates(person: Person) -> Sequence[Person]:
    """The other members of today at the same address, by name."""
    if person.household_id is None:
        return ()
    return (
        db()
        .scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Person.household_id == person.household_id,
                Person.id != person.id,
                running_on(clock.today()),
            )
            .order_by(Person.sort_name, Person.id)
        )
        .all()
    )


def applications_open() -> Sequence[Application]:
    """Who waits for an answer, with person and home, the oldest first."""
    return (
        db()
        .scalars(
            select(Application)
            .where(Application.state == ApplicationState.NEW)
            .options(joinedload(Application.person).joinedload(Person.household))
            .order_by(Application.made_at, Application.id)
        )
        .all()
    )


def how_many_waiting() -> int:
    """How many applications wait for an answer."""
    waiting = select(func.count()).where(Application.state == ApplicationState.NEW)
    return db().scalar(waiting.select_from(Application)) or 0


def talked_about(application_ids: Sequence[int]) -> frozenset[int]:
    """Which of these applications somebody talked about already."""
    return frozenset(
        db().scalars(
            select(ApplicationTalk.application_id)
            .where(ApplicationTalk.application_id.in_(application_ids))
            .distinct()
        )
    )


def application_for(viewer: Viewer, application_id: int) -> Application:
    """One application with person and home. Raises LookupError for who may not look."""
    if not viewer.may("applications.read"):
        raise LookupError(application_id)
    found = db().scalar(
        select(Application)
        .where(Application.id == application_id)
        .options(joinedload(Application.person).joinedload(Person.household))
    )
    if found is None:
        raise LookupError(application_id)
    return found


def talks_about(application_id: int) -> Sequence[ApplicationTalk]:
    """The talks about an application, the newest first; their notes are locked."""
    return (
        db()
        .scalars(
            select(ApplicationTalk)
            .where(ApplicationTalk.application_id == application_id)
            .order_by(ApplicationTalk.held_on.desc(), ApplicationTalk.id.desc())
        )
        .all()
    )


def leaving(on: date) -> Sequence[Membership]:
    """Who gave notice, is still a member on this day, and nobody talked with yet."""
    return (
        db()
        .scalars(
            select(Membership)
            .where(
                Membership.notice_at.is_not(None),
                Membership.farewell_at.is_(None),
                Membership.ends_on >= on,
            )
            .options(joinedload(Membership.person))
            .order_by(Membership.notice_at, Membership.id)
        )
        .all()
    )


def numbers_of(person_ids: Sequence[int]) -> dict[int, int]:
    """The member numbers of who is a member today, {person: number}."""
    rows = db().execute(
        select(Membership.person_id, Membership.number).where(
            Membership.person_id.in_(person_ids), running_on(clock.today())
        )
    )
    return {row.person_id: row.number for row in rows}


def roles_over_time(person_id: int) -> Sequence[Role]:
    """Every role this person has or had, the newest first."""
    return (
        db()
        .scalars(
            select(Role)
            .where(Role.person_id == person_id)
            .order_by(Role.starts_on.desc(), Role.id.desc())
        )
        .all()
    )


def who_looked(
    person_id: int,
    *,
    before: int | None = None,
    apart_from: int | None = None,
    limit: int = 50,
) -> Looks:
    """Who opened the details of this person, the newest first, older than this entry.

    Without one reader when given: a guardian knows what that one read of the own child.
    """
    found = (
        select(ReadEntry, Person)
        .join(ReadPerson, ReadPerson.entry_id == ReadEntry.id)
        .outerjoin(Person, Person.id == ReadEntry.reader_id)
        .where(ReadPerson.person_id == person_id)
        .order_by(ReadEntry.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        found = found.where(ReadEntry.id < before)
    if apart_from is not None:
        found = found.where(ReadEntry.reader_id != apart_from)
    rows = [Look(entry, reader) for entry, reader in db().execute(found)]
    return Looks(rows[:limit], rows[limit - 1].entry.id if len(rows) > limit else None)


def names_of(person_ids: Sequence[int]) -> dict[int, str]:
    """What these persons are called in full, {id: name}; who is gone is left out."""
    rows = db().scalars(select(Person).where(Person.id.in_(person_ids)))
    return {person.id: person.full_name for person in rows}


def email_change(change_id: int) -> EmailChange | None:
    """One wish for another mail address, with the person."""
    return db().scalar(
        select(EmailChange)
        .where(EmailChange.id == change_id)
        .options(joinedload(EmailChange.person))
    )
