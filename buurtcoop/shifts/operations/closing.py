"""A day on which nothing goes ahead: first what that would do, and for whom, and then that."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buurtcoop.coop.models import Coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.days import operations as days
from buurtcoop.days.models import DayKind
from buurtcoop.days.queries import closed_on
from buurtcoop.days.rules import LONGEST_NAME
from buurtcoop.shifts import planning_rules, rules
from buurtcoop.shifts.models import Shift, ShiftState
from buurtcoop.shifts.operations.planning import CHANGE, call_off
from buurtcoop.shifts.queries import people_on

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Closed:
    """One shift that would not go ahead, and who hears of it."""

    shift_id: int
    service_name: str
    starts_at: datetime
    people: tuple[str, ...]


@dataclass(frozen=True)
class Closing:
    """What closing a day does."""

    day: date
    shifts: tuple[Closed, ...]
    told: frozenset[int]


def preview_close(day: date, by: Viewer) -> Closing:
    """What would not go ahead on this day, and who would hear of it. Changes nothing.

    Raises NotYourRole, MomentPast.
    """
    if not by.may(CHANGE):
        raise rules.NotYourRole
    if day < clock.today():
        raise planning_rules.MomentPast
    shifts = _planned(day)
    people = people_on([shift.id for shift in shifts], waiting=True)
    return Closing(
        day=day,
        shifts=tuple(
            Closed(
                shift.id,
                shift.service.name,
                shift.starts_at,
                tuple(person.full_name for person in people[shift.id]),
            )
            for shift in shifts
        ),
        told=frozenset(person.id for found in people.values() for person in found),
    )


def close_day(day: date, reason: str, by: Viewer) -> Closing:
    """Close a day: nothing that did not begin goes ahead, and nothing is planned there any more.

    Everybody who promised or waits hears why. Holds afterwards: no planned shift begins on this
    day later than now, also when somebody plans one at this moment. Closing twice is once.
    Returns what was called off. Raises NotYourRole, MomentPast.
    """
    hold_days()
    closing = preview_close(day, by)
    if closed_on(day) is None:
        days.add(DayKind.CLOSED, reason[:LONGEST_NAME].rstrip("."), day, day, by)
    for number in sorted(shift.shift_id for shift in closing.shifts):
        call_off(number, reason=reason, by=by)
    return closing


def hold_days() -> None:
    """Let nobody put anything in the rota until the transaction ends; before every other lock."""
    db().execute(select(Coop.id).with_for_update(key_share=True))


def _planned(day: date) -> list[Shift]:
    """What begins on this day on the wall, and did not begin yet."""
    found = (
        select(Shift)
        .where(
            Shift.starts_at >= clock.start_of(day),
            Shift.starts_at > clock.now(),
            Shift.starts_at < clock.start_of(day + DAY),
            Shift.state == ShiftState.PLANNED,
        )
        .options(joinedload(Shift.service))
        .order_by(Shift.starts_at, Shift.id)
    )
    return list(db().scalars(found))
