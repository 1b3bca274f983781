"""What needs somebody today, collected from every room."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, select

from buurtcoop.access.queries import people_in_roles, roles_of
from buurtcoop.access.rules import RoleName
from buurtcoop.attendance.attention import attention as of_attendance
from buurtcoop.briefing.queries import drives
from buurtcoop.core import clock
from buurtcoop.core.attention import Item
from buurtcoop.core.instance import db
from buurtcoop.desks.models import AttentionMark
from buurtcoop.desks.rules import Urgency, urgency
from buurtcoop.funding.attention import attention as of_funding
from buurtcoop.funding.queries import DateAhead, dates_ahead
from buurtcoop.members.attention import attention as of_members
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.messaging.attention import attention as of_messaging
from buurtcoop.obligations.attention import attention as of_obligations
from buurtcoop.obligations.queries import there_is_a_duty
from buurtcoop.people.models import Person
from buurtcoop.purchases.attention import attention as of_purchases
from buurtcoop.purchases.queries import buys
from buurtcoop.qualifications.attention import attention as of_qualifications
from buurtcoop.services.attention import attention as of_services
from buurtcoop.services.queries import leads_now
from buurtcoop.shifts.attention import attention as of_shifts

ROOMS: Sequence[Callable[[datetime], Iterable[Item]]] = (
    of_members,
    of_obligations,
    of_qualifications,
    of_services,
    of_shifts,
    of_attendance,
    of_purchases,
    of_funding,
    of_messaging,
)
DESK = (RoleName.COORDINATOR, RoleName.DEPUTY)
# Who sees the dates of agreements in the own calendar, and how far ahead.
MINDS_DATES = frozenset({RoleName.COORDINATOR, RoleName.DEPUTY, RoleName.TREASURER})
DATES_AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Waiting:
    """An item of the list with whose it is now."""

    item: Item
    owner: Person | None
    until: date | None
    mark: int
    urgency: Urgency

    @property
    def key(self) -> str:
        """Which item this is, for an address."""
        return f"{self.item.kind}-{self.item.subject_id}"


@dataclass(frozen=True)
class Lists:
    """What needs somebody, the oldest risk first, and what was put off, the nearest day first."""

    today: list[Waiting]
    later: list[Waiting]


def lists(now: datetime) -> Lists:
    """Everything that needs somebody, in two lists; put off is what comes back on a later day."""
    today = clock.local(now).date()
    everything = _all(now)
    later = [seen for seen in everything if seen.until is not None and seen.until > today]
    return Lists(
        today=[seen for seen in everything if seen not in later],
        later=sorted(later, key=lambda seen: seen.until or today),
    )


def waiting_item(kind: str, subject_id: int, now: datetime) -> Waiting:
    """One item of the list. Raises LookupError when its cause is gone."""
    for seen in _all(now):
        if (seen.item.kind, seen.item.subject_id) == (kind, subject_id):
            return seen
    raise LookupError(kind)


@dataclass(frozen=True)
class AboutMe:
    """What decides which blocks stand on one's own page."""

    membership: Membership | None
    leads: bool
    drives: bool
    buys: bool
    owes: bool


def about_me(person_id: int, now: datetime) -> AboutMe:
    """The membership of this person, and which blocks have something to show: one statement."""
    on = clock.local(now).date()
    found = (
        select(
            Membership,
            leads_now(person_id, on),
            drives(person_id, now),
            buys(person_id),
            there_is_a_duty(on),
        )
        .select_from(Person)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, running_on(on)))
        .where(Person.id == person_id)
    )
    return AboutMe(*db().execute(found.limit(1)).one())


def colleagues() -> list[Person]:
    """Who works on the list: coordinators and deputies."""
    found: dict[int, Person] = {}
    for _role, person in people_in_roles(DESK):
        found.setdefault(person.id, person)
    return list(found.values())


def dates_to_mind(person_id: int, today: date) -> list[DateAhead]:
    """The dates of agreements in the calendar of who minds them; nothing for anybody else."""
    minds = MINDS_DATES.intersection(roles_of(person_id, today))
    return dates_ahead(today + DATES_AHEAD, since=today) if minds else []


def _all(now: datetime) -> list[Waiting]:
    today = clock.local(now).date()
    items = [item for room in ROOMS for item in room(now)]
    marks = _newest_marks({item.kind for item in items})
    desk = colleagues()
    people = {person.id: person for person in desk}
    seen = [
        _with_mark(item, marks.get((item.kind, item.subject_id)), people, today) for item in items
    ]
    return sorted(seen, key=lambda one: (one.item.due, one.item.since, one.item.subject_id))


def _with_mark(
    item: Item, mark: AttentionMark | None, people: dict[int, Person], today: date
) -> Waiting:
    """The owner is who took it; else who the room names; else who holds the role the longest."""
    owner_id = mark.owner_id if mark else item.owner_id
    first = next(iter(people.values()), None)
    return Waiting(
        item=item,
        owner=people.get(owner_id, first) if owner_id else first,
        until=mark.until if mark else None,
        mark=mark.id if mark else 0,
        urgency=urgency(item.due, today),
    )


def _newest_marks(kinds: set[str]) -> dict[tuple[str, int], AttentionMark]:
    newest = (
        select(func.max(AttentionMark.id))
        .where(AttentionMark.kind.in_(kinds))
        .group_by(AttentionMark.kind, AttentionMark.subject_id)
    )
    found = db().scalars(select(AttentionMark).where(AttentionMark.id.in_(newest)))
    return {(mark.kind, mark.subject_id): mark for mark in found}
