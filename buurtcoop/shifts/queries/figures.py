"""Questions of the desk: what is covered, and who to call."""

from datetime import date, timedelta

from sqlalchemy import case, func, select

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.queries import leads_of
from buurtcoop.shifts.models import CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.seen import Helpline


def coverage(first: date, days: int) -> list[tuple[date, int, int]]:
    """Taken and wanted places of those who give, per day from this day on: one statement."""
    dates = [first + timedelta(days=number) for number in range(days)]
    ends = [clock.start_of(day + timedelta(days=1)) for day in dates]
    number = case(*((Shift.starts_at < end, place) for place, end in enumerate(ends)))
    rows = db().execute(
        select(number.label("number"), func.sum(CrewLine.taken), func.sum(CrewLine.places))
        .join(Shift, Shift.id == CrewLine.shift_id)
        .where(
            CrewLine.side == Side.GIVE,
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at >= clock.start_of(first),
            Shift.starts_at < ends[-1],
        )
        .group_by("number")
    )
    found = {place: (taken, places) for place, taken, places in rows}
    return [(day, *found.get(place, (0, 0))) for place, day in enumerate(dates)]


def helpline(service_id: int) -> Helpline:
    """Who to call about this service today."""
    leads = leads_of([service_id], clock.today())[service_id]
    staff = people_in_roles((RoleName.COORDINATOR, RoleName.DEPUTY))
    for person in [*leads, *(person for _role, person in staff)]:
        if person.phone:
            return Helpline(person.call_name, person.phone)
    coop = this_coop()
    return Helpline(coop.short_name, coop.phone)


def coordinators() -> list[Person]:
    """Who looks for helpers: the coordinators, or the deputies when there are none."""
    for role in (RoleName.COORDINATOR, RoleName.DEPUTY):
        found = {person.id: person for _role, person in people_in_roles((role,))}
        if found:
            return list(found.values())
    return []
