"""Questions about the duty, what months ask and got, who is free, and who gets in touch."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.obligations import rules
from buurtcoop.obligations.models import (
    DutyStep,
    Exemption,
    HourAsk,
    HourGift,
    MemberDuty,
    Outreach,
    StepKind,
)
from buurtcoop.obligations.rules import CONTACT, Balance, last_of, open_months
from buurtcoop.people.models import Person

DESK = (RoleName.COORDINATOR, RoleName.DEPUTY)
Sums = dict[tuple[int, str], int]  # {(person, "2027-01"): minutes}


@dataclass(frozen=True)
class GiftSeen:
    """Minutes I got, and from whom when that may be known."""

    gift: HourGift
    giver: str


def duties() -> Sequence[MemberDuty]:
    """Every duty there was, is and will be, the newest first."""
    return db().scalars(select(MemberDuty).order_by(MemberDuty.starts_on.desc())).all()


def duty_on(day: date) -> MemberDuty | None:
    """The duty that runs on this day."""
    return db().scalar(select(MemberDuty).where(_runs(MemberDuty, day, day)))


def concerns(day: date) -> MemberDuty | None:
    """The duty that runs on this day, else the next one; None: there is no such thing here."""
    return db().scalar(
        select(MemberDuty).where(_not_over(day)).order_by(MemberDuty.starts_on).limit(1)
    )


def there_is_a_duty(day: date) -> ColumnElement[bool]:
    """Whether one runs on this day or is to come, as part of another question."""
    return exists().where(_not_over(day))


def _not_over(day: date) -> ColumnElement[bool]:
    return or_(MemberDuty.ends_on.is_(None), MemberDuty.ends_on >= day)


def balance_of(person_id: int, month: date) -> Balance:
    """One month of one member."""
    return balances([month], [person_id]).get(person_id, [Balance(month=month, asked=0)])[0]


def balances(
    months: Sequence[date], person_ids: Collection[int] | None = None
) -> dict[int, list[Balance]]:
    """These months of these members, or of all who were one then: {person: a row per month}.

    Six statements, however many members and months.
    """
    first, last = min(months), last_of(max(months))
    running = list(duties())
    memberships = _by_person(Membership, first, last, person_ids)
    free = _by_person(Exemption, first, last, person_ids)
    done = _minutes_done(first, last, person_ids)
    given = _minutes_moved(HourGift.giver_id, months, person_ids)
    received = _minutes_moved(HourGift.receiver_id, months, person_ids)
    return {
        person_id: [
            Balance(
                month=month,
                asked=rules.asked(month, running, member, free[person_id]),
                done=done.get((person_id, f"{month:%Y-%m}"), 0),
                given=given.get((person_id, f"{month:%Y-%m}"), 0),
                received=received.get((person_id, f"{month:%Y-%m}"), 0),
                free=rules.is_free(month, free[person_id]),
            )
            for month in months
        ]
        for person_id, member in memberships.items()
    }


def short_in(month: date) -> list[int]:
    """Of whom something is still open in this month, by number; not in their first whole month."""
    member = _by_person(Membership, month, last_of(month), None)
    return sorted(
        person_id
        for person_id, (balance,) in balances([month]).items()
        if balance.open and not rules.is_first(month, member[person_id])
    )


def counting() -> ColumnElement[bool]:
    """That minutes are of helping, and count towards a duty."""
    return (TimeEntry.kind == HourKind.HELPING) & TimeEntry.counts


def helped_since(person_id: int, day: date) -> bool:
    """Whether minutes of this person count on this day or later."""
    since = select(func.coalesce(func.sum(TimeEntry.minutes), 0)).where(
        TimeEntry.person_id == person_id, TimeEntry.on_day >= day, counting()
    )
    return (db().scalar(since) or 0) > 0


def pauses(outreach_id: int) -> bool:
    """Whether this contact came to an agreed pause."""
    agreed = (DutyStep.outreach_id == outreach_id) & (DutyStep.kind == StepKind.PAUSE)
    return db().scalar(select(DutyStep.id).where(agreed)) is not None


def exemptions_of(person_id: int, from_day: date) -> Sequence[Exemption]:
    """When this person is free, now or later, in order of time."""
    return (
        db()
        .scalars(
            select(Exemption)
            .where(
                Exemption.person_id == person_id,
                or_(Exemption.ends_on.is_(None), Exemption.ends_on >= from_day),
            )
            .order_by(Exemption.starts_on, Exemption.id)
        )
        .all()
    )


def asks_of(person_id: int) -> Sequence[HourAsk]:
    """What this person asks for in the months that are open."""
    months = open_months(clock.today())
    return db().scalars(_asks(months).where(HourAsk.person_id == person_id)).all()


def asks_for(viewer: Viewer) -> list[HourAsk]:
    """Who would like to get minutes and still needs some, who asked first on top.

    In the order of asking, never of how much is open; that is told to nobody.
    """
    months = open_months(clock.today())
    asks = db().scalars(_asks(months).where(HourAsk.person_id != viewer.id)).all()
    found = balances(months, {each.person_id for each in asks})
    return [each for each in asks if _needs(each, found.get(each.person_id, []))]


def gifts_to(person_id: int, months: Collection[date]) -> list[GiftSeen]:
    """What this person got in these months, with the name of who wanted that known."""
    gifts = db().scalars(
        select(HourGift)
        .where(HourGift.receiver_id == person_id, HourGift.month.in_(months))
        .options(joinedload(HourGift.giver))
        .order_by(HourGift.id)
    )
    return [GiftSeen(each, each.giver.call_name if each.named else "") for each in gifts]


def open_steps() -> Sequence[DutyStep]:
    """What is to be done, the first day first; with whom and by whom."""
    return db().scalars(_steps().where(DutyStep.done_at.is_(None))).all()


def in_contact() -> frozenset[int]:
    """With whom one of us is in touch."""
    return frozenset(db().scalars(select(Outreach.person_id).where(Outreach.closed_at.is_(None))))


def steps_for(viewer: Viewer) -> list[DutyStep]:
    """What is to be done, for who gets in touch; never about oneself."""
    if not viewer.may(CONTACT):
        return []
    return [each for each in open_steps() if each.person_id != viewer.person_id]


def step_for(viewer: Viewer, step_id: int) -> DutyStep:
    """One step that is open. Raises LookupError for others, and about oneself."""
    for each in steps_for(viewer):
        if each.id == step_id:
            return each
    raise LookupError(step_id)


def colleagues() -> list[Person]:
    """Who gets in touch: coordinators, then deputies."""
    found = {person.id: person for _role, person in people_in_roles(DESK)}
    return list(found.values())


def steps_before(step: DutyStep) -> Sequence[DutyStep]:
    """What was done in this contact, in order."""
    return (
        db()
        .scalars(
            select(DutyStep)
            .where(DutyStep.outreach_id == step.outreach_id, DutyStep.done_at.is_not(None))
            .options(joinedload(DutyStep.done_by))
            .order_by(DutyStep.done_at, DutyStep.id)
        )
        .all()
    )


def _steps() -> Select[DutyStep]:
    return (
        select(DutyStep)
        .join(DutyStep.outreach)
        .where(Outreach.closed_at.is_(None))
        .options(
            joinedload(DutyStep.outreach),
            joinedload(DutyStep.person),
            joinedload(DutyStep.owner),
        )
        .order_by(DutyStep.due_on, DutyStep.id)
    )


def _asks(months: Collection[date]) -> Select[HourAsk]:
    return (
        select(HourAsk)
        .join(HourAsk.person)
        .where(
            HourAsk.month.in_(months),
            HourAsk.ended_at.is_(None),
            Person.erased_at.is_(None),
            select(Membership.id)
            .where(Membership.person_id == HourAsk.person_id, running_on(clock.today()))
            .exists(),
        )
        .options(joinedload(HourAsk.person))
        .order_by(HourAsk.made_at, HourAsk.id)
    )


def _needs(ask: HourAsk, found: Sequence[Balance]) -> bool:
    return any(balance.open for balance in found if balance.month == ask.month)


def _runs(kind: Any, first: date, last: date) -> ColumnElement[bool]:
    """That a row with a first and a last day touches these days."""
    touches: ColumnElement[bool] = (kind.starts_on <= last) & (
        kind.ends_on.is_(None) | (kind.ends_on >= first)
    )
    return touches


def _by_person(
    kind: Any, first: date, last: date, person_ids: Collection[int] | None
) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    rows = select(kind).where(_runs(kind, first, last)).order_by(kind.starts_on, kind.id)
    if person_ids is not None:
        rows = rows.where(kind.person_id.in_(person_ids))
    for row in db().scalars(rows):
        found[row.person_id].append(row)
    return found


def _minutes_done(first: date, last: date, person_ids: Collection[int] | None) -> Sums:
    month = func.substr(cast(TimeEntry.on_day, String), 1, 7)
    rows = (
        select(TimeEntry.person_id, month, func.sum(TimeEntry.minutes))
        .where(TimeEntry.on_day.between(first, last), counting())
        .group_by(TimeEntry.person_id, month)
    )
    if person_ids is not None:
        rows = rows.where(TimeEntry.person_id.in_(person_ids))
    return {(person_id, on): int(minutes) for person_id, on, minutes in db().execute(rows)}


def _minutes_moved(
    whose: InstrumentedAttribute[int], months: Collection[date], person_ids: Collection[int] | None
) -> Sums:
    rows = (
        select(whose, HourGift.month, func.sum(HourGift.minutes))
        .where(HourGift.month.in_(months))
        .group_by(whose, HourGift.month)
    )
    if person_ids is not None:
        rows = rows.where(whose.in_(person_ids))
    return {
        (person_id, f"{month:%Y-%m}"): int(minutes)
        for person_id, month, minutes in db().execute(rows)
    }
