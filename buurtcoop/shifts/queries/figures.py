"""Questions of the desk: what is covered, and who to call."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import case, func, select

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.services.queries import leads_of
from buurtcoop.shifts.models import CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.seen import CrewOfDay, Helpline


def coverage(first: date, days: int) -> list[tuple[date, int, int]]:
    """Helpers found and helpers needed at least, per day from this day on: one statement.

    More helpers than are needed in one place do not make up for another.
    """
    found = {first + timedelta(days=number): (0, 0) for number in range(days)}
    for each in crews(first, days):
        filled, wanted = found[each.day]
        found[each.day] = (filled + each.wanted - each.missing, wanted + each.wanted)
    return [(day, filled, wanted) for day, (filled, wanted) in found.items()]


def crews(first: date, days: int, service_ids: Collection[int] | None = None) -> list[CrewOfDay]:
    """Who is needed and who promised to help, per day and service, by day and name: one statement.

    Of these services only when any are given.
    """
    dates = [first + timedelta(days=number) for number in range(days)]
    ends = [clock.start_of(day + timedelta(days=1)) for day in dates]
    number = case(*((Shift.starts_at < end, place) for place, end in enumerate(ends)))
    missing = case((CrewLine.taken < CrewLine.minimum, CrewLine.minimum - CrewLine.taken), else_=0)
    asked = (
        select(
            number.label("number"),
            Service.name,
            Service.slug,
            func.count(Shift.id.distinct()),
            func.sum(CrewLine.minimum),
            func.sum(CrewLine.taken),
            func.sum(missing),
        )
        .join(Shift, Shift.id == CrewLine.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .where(
            CrewLine.side == Side.GIVE,
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at >= clock.start_of(first),
            Shift.starts_at < ends[-1],
        )
        .group_by("number", Service.id)
        .order_by("number", Service.name)
    )
    if service_ids is not None:
        asked = asked.where(Shift.service_id.in_(service_ids))
    return [CrewOfDay(dates[place], *values) for place, *values in db().execute(asked)]


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
