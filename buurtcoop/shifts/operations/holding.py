"""Who and what is held while a promise is made or taken back.

Order of locks, the same in the whole room so that nothing waits in a circle: the series, the
person, the shift, its crew lines, the promise or who waits; of several, the oldest first. Who
promises or releases shares the shift; who moves it or calls it off holds it alone. So one
person's promises are made one by one, and no place is given away on a shift that is being called
off. Who fills new shifts shares the series; who gets or gives back a fixed place holds it alone,
so that no shift is made meanwhile without that person. SQLite has one writer at a time and skips
the locks.

Where seats are for children, how many may come depends on the other lines of the shift: then
all its lines are held with it, whatever is done.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts import rules
from buurtcoop.shifts.models import CrewLine, Series, Shift, ShiftState

Question = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Promiser:
    """A person whose promises nobody else changes meanwhile, with the membership of today."""

    id: int
    member: bool
    gives: bool
    receives: bool
    leaves_on: date | None
    most_a_month: int | None
    born: date | None


@dataclass(frozen=True)
class Held:
    """A shift as it is while nobody can move it or call it off."""

    id: int
    service_id: int
    starts_at: datetime
    ends_at: datetime
    state: ShiftState
    version: int
    moved_at: datetime | None
    reason: str
    release_hours: int
    claim_hours: int
    rest_hours: int
    hold_hours: int
    children_per_carer: int | None
    helpers_needed: int
    give_from_age: int | None
    child_from_age: int | None
    child_to_age: int | None
    asks_consent: bool


def refuse_for_others(by: Viewer, person_id: int) -> None:
    """Anybody acts for oneself; for another only who may. Raises NotForOthers."""
    if by.person_id != person_id and not by.may(rules.FOR_OTHERS):
        raise rules.NotForOthers


def hold_series(series_id: int) -> bool:
    """Lock a series against new shifts until the transaction ends. Returns whether it is there."""
    held = select(Series.id).where(Series.id == series_id).with_for_update(key_share=True)
    return db().scalar(held) is not None


def share_series_of(shift_ids: Collection[int]) -> list[int]:
    """Lock the series of these shifts against a change of who has a fixed place. Returns them."""
    theirs = select(Shift.series_id).where(Shift.id.in_(shift_ids))
    shared = select(Series.id).where(Series.id.in_(theirs)).order_by(Series.id)
    return list(db().scalars(shared.with_for_update(read=True)))


def hold_person(person_id: int, *with_children: int) -> Promiser:
    """Lock a person for promises until the transaction ends. Raises LookupError.

    A lock that lets others refer to the person, such as a message to them. The children that
    this person brings are locked with it, so that two guardians do not bring a child at once.
    """
    found = hold_people({person_id, *with_children})
    if person_id not in found:
        raise LookupError(person_id)
    return found[person_id]


def hold_people(person_ids: Collection[int]) -> dict[int, Promiser]:
    """The same for several at once, by number."""
    return _promisers(_locked(_people(person_ids), key_share=True, of=Person))


def see_people(person_ids: Collection[int]) -> dict[int, Promiser]:
    """People as they are now, for a page that only reads."""
    return _promisers(_people(person_ids))


def hold_shift(shift_id: int) -> Held:
    """Lock a shift against moving until the transaction ends; others may promise on it too.

    Raises LookupError.
    """
    found = hold_shifts([shift_id])
    if not found:
        raise LookupError(shift_id)
    return found[0]


def hold_shifts(shift_ids: Collection[int]) -> list[Held]:
    """The same for several at once, the oldest first."""
    locked = _locked(_shifts(shift_ids), read=True, of=Shift)
    found = [Held(*row) for row in db().execute(locked)]
    if with_children := [shift.id for shift in found if shift.children_per_carer is not None]:
        _hold_lines(with_children)
    return found


def _hold_lines(shift_ids: Collection[int]) -> None:
    """Lock all lines of these shifts, so that helpers and children are counted together."""
    lines = select(CrewLine.id).where(CrewLine.shift_id.in_(shift_ids)).order_by(CrewLine.id)
    db().execute(_locked(lines, key_share=True, of=CrewLine))


def see_shifts(shift_ids: Collection[int]) -> list[Held]:
    """Shifts as they are now, for a page that only reads."""
    return [Held(*row) for row in db().execute(_shifts(shift_ids))]


def _promisers(people: Question) -> dict[int, Promiser]:
    """Of two memberships today the newest counts."""
    return {row[0]: Promiser(*row) for row in db().execute(people)}


def _people(person_ids: Collection[int]) -> Question:
    running = (Membership.person_id == Person.id) & running_on(clock.today())
    return (
        select(
            Person.id,
            Membership.id.is_not(None),
            func.coalesce(Membership.gives, False),
            func.coalesce(Membership.receives, False),
            Membership.ends_on,
            Membership.most_a_month,
            Person.birth_date,
        )
        .outerjoin(Membership, running)
        .where(Person.id.in_(person_ids))
        .order_by(Person.id, Membership.starts_on)
    )


def _shifts(shift_ids: Collection[int]) -> Question:
    return (
        select(
            Shift.id,
            Shift.service_id,
            Shift.starts_at,
            Shift.ends_at,
            Shift.state,
            Shift.version,
            Shift.moved_at,
            Shift.reason,
            Service.release_hours,
            Service.claim_hours,
            Service.rest_hours,
            Service.hold_hours,
            Service.children_per_carer,
            Service.helpers_at_least - Service.adults_besides,
            Service.give_from_age,
            Service.child_from_age,
            Service.child_to_age,
            Service.asks_consent,
        )
        .join(Service, Service.id == Shift.service_id)
        .where(Shift.id.in_(shift_ids))
        .order_by(Shift.id)
    )


def _locked(statement: Question, *, of: type[Person | Shift | CrewLine], **how: bool) -> Question:
    """The question with a lock on the rows it finds; SQLite has one writer and needs none."""
    return statement.with_for_update(of=of, **how)
