"""Who can be asked for a place, and who was asked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    case,
    exists,
    func,
    or_,
    select,
)

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover.models import Answer, Ask
from buurtcoop.cover.rules import Why, why
from buurtcoop.cover.seen import AskSeen, Question, ToAsk
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.members.rules import born_by
from buurtcoop.people.models import Person
from buurtcoop.qualifications.models import Qualification
from buurtcoop.qualifications.queries import has
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import (
    Booking,
    Claim,
    CrewLine,
    PromiseState,
    Shift,
    ShiftState,
    Side,
)
from buurtcoop.shifts.queries import (
    helps_in_month,
    in_the_way,
    is_live,
    taken_around,
    was_there,
)
from buurtcoop.shifts.queries.standing import away_people


def who_to_ask(line_id: int, number: int) -> list[ToAsk]:
    """So many members to ask for a place on this line, in the order in which they are asked.

    Members who want to help, have what the line asks on that day, are not away, not on this
    shift and did not say no to it, have time and enough rest, have not reached the number of
    times a month they chose, and were not asked for it as it stands. Who was asked longest ago
    comes first, then who helped longest ago, then by member number: four statements at any
    number of members. Raises LookupError.
    """
    wanted = _wanted(line_id)
    times = (wanted.starts_at, wanted.ends_at)
    taken = {
        each.person_id
        for each in taken_around(times)
        if each.shift_id != wanted.shift_id and in_the_way(times, wanted.rest_hours, each)
    }
    days = clock.local(wanted.starts_at).date(), clock.local(wanted.ends_at).date()
    rows = db().execute(_candidates(wanted, days, taken | away_people(*days)).limit(number))
    skilled = wanted.skill_id is not None
    return [
        ToAsk(
            person_id=row.Person.id,
            name=row.Person.full_name,
            initials=row.Person.initials,
            tint=row.Person.tint,
            why=why(did_this=bool(row.did_this), skilled=skilled),
            asked_at=row.asked_at,
            helped_at=row.helped_at,
        )
        for row in rows
    ]


def why_asked(ask: Ask) -> Why:
    """Why this member was asked, in what we know of it."""
    did_this = select(_helped_here(ask.person_id, ask.shift.service_id))
    return why(did_this=bool(db().scalar(did_this)), skilled=ask.line.skill_id is not None)


def short(line_id: int) -> int:
    """How many helpers are missing on this line."""
    missing = select(CrewLine.minimum - CrewLine.taken).where(CrewLine.id == line_id)
    return max(0, db().scalar(missing) or 0)


def asks_of(shift_id: int) -> list[AskSeen]:
    """Who was asked for this shift as it stands, in order of asking."""
    rows = db().execute(
        select(Ask, Person, _on_shift(Ask.person_id).label("helps"))
        .join(Shift, Shift.id == Ask.shift_id)
        .join(Person, Person.id == Ask.person_id)
        .where(Ask.shift_id == shift_id, Ask.version == Shift.version)
        .order_by(Ask.asked_at, Ask.id)
    )
    return [
        AskSeen(
            person_id=row.Person.id,
            name=row.Person.full_name,
            initials=row.Person.initials,
            tint=row.Person.tint,
            line_id=row.Ask.line_id,
            asked_at=row.Ask.asked_at,
            answer=row.Ask.answer,
            helps=row.helps,
        )
        for row in rows
    ]


def questions_to(person_id: int, now: datetime) -> list[Question]:
    """What this member was asked and can still answer, by time."""
    rows = db().execute(
        _questions()
        .where(
            Ask.person_id == person_id,
            Ask.answer == Answer.OPEN,
            Ask.version == Shift.version,
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > now,
            CrewLine.taken < CrewLine.minimum,
            CrewLine.taken + CrewLine.held < CrewLine.places,
            ~_on_shift(Ask.person_id),
        )
        .order_by(Shift.starts_at, Ask.id)
    )
    return [_question(row) for row in rows]


def question(ask_id: int) -> Question | None:
    """What somebody was asked, whatever became of it."""
    row = db().execute(_questions().where(Ask.id == ask_id)).one_or_none()
    return _question(row) if row else None


def _wanted(line_id: int) -> Row[*tuple[Any, ...]]:
    row = (
        db()
        .execute(
            select(
                CrewLine.id,
                CrewLine.shift_id,
                CrewLine.skill_id,
                Shift.service_id,
                Shift.starts_at,
                Shift.ends_at,
                Shift.version,
                Service.rest_hours,
                Service.give_from_age,
            )
            .join(Shift, Shift.id == CrewLine.shift_id)
            .join(Service, Service.id == Shift.service_id)
            .where(CrewLine.id == line_id, CrewLine.side == Side.GIVE)
        )
        .one_or_none()
    )
    if row is None:
        raise LookupError(line_id)
    return row


def _candidates(
    wanted: Row[*tuple[Any, ...]], days: tuple[date, date], busy: set[int]
) -> Select[*tuple[Any, ...]]:
    first, _last = days
    asked, helped, month = _asked(), _helped(wanted.service_id), _helped_in_month(first)
    found = (
        select(
            Person,
            asked.c.at.label("asked_at"),
            helped.c.at.label("helped_at"),
            func.coalesce(helped.c.did_this, 0).label("did_this"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(asked, asked.c.person_id == Person.id)
        .outerjoin(helped, helped.c.person_id == Person.id)
        .outerjoin(month, month.c.person_id == Person.id)
        .where(
            running_on(clock.today()),
            or_(Membership.ends_on.is_(None), Membership.ends_on >= first),
            Membership.gives,
            or_(
                Membership.most_a_month.is_(None),
                func.coalesce(month.c.number, 0) < Membership.most_a_month,
            ),
            Person.erased_at.is_(None),
            Person.id.not_in(busy),
            *_not_here(wanted),
        )
        .order_by(
            asked.c.at.asc().nulls_first(), helped.c.at.asc().nulls_first(), Membership.number
        )
    )
    if wanted.give_from_age is not None:
        found = found.where(Person.birth_date <= born_by(first, wanted.give_from_age))
    if wanted.skill_id is None:
        return found
    return found.where(
        exists().where(Qualification.person_id == Person.id, has(wanted.skill_id, first))
    )


def _not_here(wanted: Row[*tuple[Any, ...]]) -> tuple[ColumnElement[bool], ...]:
    """Not on this shift on either side, never said no to it, and not asked as it stands."""
    return (
        ~exists().where(
            Claim.shift_id == wanted.shift_id,
            Claim.person_id == Person.id,
            Claim.state != PromiseState.CALLED_OFF,
        ),
        ~exists().where(
            Booking.shift_id == wanted.shift_id, Booking.person_id == Person.id, is_live(Booking)
        ),
        ~exists().where(
            Ask.line_id == wanted.id, Ask.person_id == Person.id, Ask.version == wanted.version
        ),
    )


def _asked() -> Subquery:
    return (
        select(Ask.person_id, func.max(Ask.asked_at).label("at")).group_by(Ask.person_id).subquery()
    )


def _helped(service_id: int) -> Subquery:
    """Who helped before: when last, and whether at this service."""
    here = case((Shift.service_id == service_id, 1), else_=0)
    return (
        select(
            Claim.person_id,
            func.max(Shift.starts_at).label("at"),
            func.max(here).label("did_this"),
        )
        .join(Shift, Shift.id == Claim.shift_id)
        .where(was_there(Claim), Shift.ends_at <= clock.now())
        .group_by(Claim.person_id)
        .subquery()
    )


def _helped_in_month(day: date) -> Subquery:
    """How often each helps, or did, in the month of this day."""
    return (
        select(Claim.person_id, func.count().label("number"))
        .join(Shift, Shift.id == Claim.shift_id)
        .where(helps_in_month(day))
        .group_by(Claim.person_id)
        .subquery()
    )


def _helped_here(person_id: int, service_id: int) -> ColumnElement[bool]:
    return exists().where(
        Claim.person_id == person_id,
        was_there(Claim),
        Shift.id == Claim.shift_id,
        Shift.service_id == service_id,
        Shift.ends_at <= clock.now(),
    )


def _on_shift(person_id: Any) -> ColumnElement[bool]:
    """Whether who was asked helps on that shift by now."""
    return exists().where(
        Claim.shift_id == Ask.shift_id, Claim.person_id == person_id, is_live(Claim)
    )


def _questions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Ask.id,
            Ask.person_id,
            Ask.shift_id,
            Service.name.label("service_name"),
            CrewLine.role,
            Shift.starts_at,
            Shift.ends_at,
            Shift.place,
            Ask.words,
        )
        .join(Shift, Shift.id == Ask.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .join(CrewLine, CrewLine.id == Ask.line_id)
    )


def _question(row: Row[*tuple[Any, ...]]) -> Question:
    return Question(**row._mapping)
