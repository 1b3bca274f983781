"""Questions about who leads what, and when."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from buurtcoop.access.models import Role
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.services.rules import LEAD_AHEAD, first_without


def leads_of(service_ids: Iterable[int], on: date) -> dict[int, list[Person]]:
    """Who leads each of these services on this day, longest first: {service id: persons}."""
    wanted = set(service_ids)
    found: dict[int, list[Person]] = {service_id: [] for service_id in wanted}
    if not wanted:
        return found
    rows = db().scalars(
        select(ServiceLead)
        .where(ServiceLead.service_id.in_(wanted), _leading(on))
        .options(joinedload(ServiceLead.person))
        .order_by(ServiceLead.starts_on, ServiceLead.id)
    )
    for lead in rows:
        found[lead.service_id].append(lead.person)
    return found


def leads_now_and_then(
    service_id: int, today: date, day: date
) -> tuple[list[Person], list[Person]]:
    """Who leads this service today, and who leads it on another day: one statement."""
    now, then = _leading(today), _leading(day)
    rows = (
        db()
        .execute(
            select(ServiceLead, now.label("now"), then.label("then"))
            .where(ServiceLead.service_id == service_id, now | then)
            .options(joinedload(ServiceLead.person))
            .order_by(ServiceLead.starts_on, ServiceLead.id)
        )
        .all()
    )
    return (
        [row.ServiceLead.person for row in rows if row.now],
        [row.ServiceLead.person for row in rows if row.then],
    )


def running_leads(service_id: int, on: date) -> list[ServiceLead]:
    """The rows of who leads this service on this day or later, with their persons."""
    return list(
        db().scalars(
            select(ServiceLead)
            .where(
                ServiceLead.service_id == service_id,
                ServiceLead.ends_on.is_(None) | (ServiceLead.ends_on >= on),
            )
            .options(joinedload(ServiceLead.person))
            .order_by(ServiceLead.starts_on, ServiceLead.id)
        )
    )


def leads_over_time(service_id: int) -> list[ServiceLead]:
    """Every row of who leads, led or is going to lead this service, the newest first."""
    return list(
        db().scalars(
            select(ServiceLead)
            .where(ServiceLead.service_id == service_id)
            .options(joinedload(ServiceLead.person))
            .order_by(ServiceLead.starts_on.desc(), ServiceLead.id.desc())
        )
    )


def unled(on: date) -> list[tuple[Service, date]]:
    """Services that were led and soon are not, with the first day on which nobody leads.

    What never had a lead is led by who looks after the rota. In order of that day.
    """
    found: list[tuple[Service, date]] = []
    for service, stretches in _stretches(on):
        first = max(on, service.starts_on)
        last = min(on + LEAD_AHEAD, service.stops_on or date.max)
        day = first_without(stretches, first, last)
        if day is not None:
            found.append((service, day))
    return sorted(found, key=lambda each: (each[1], each[0].name))


def _stretches(on: date) -> list[tuple[Service, list[tuple[date, date | None]]]]:
    """Open services that have or had a lead, with the days on which somebody of us leads."""
    last_role = (
        select(
            Role.person_id, func.max(func.coalesce(Role.ends_on, date.max)).label("last")
        ).group_by(Role.person_id)
    ).subquery()
    rows = db().execute(
        select(Service, ServiceLead.starts_on, ServiceLead.ends_on, last_role.c.last)
        .join(ServiceLead, ServiceLead.service_id == Service.id)
        .outerjoin(last_role, last_role.c.person_id == ServiceLead.person_id)
        .where(
            Service.opened_on.is_not(None),
            Service.stops_on.is_(None) | (Service.stops_on >= on),
        )
        .order_by(Service.id)
    )
    found: dict[int, tuple[Service, list[tuple[date, date | None]]]] = {}
    for service, starts_on, ends_on, last in rows:
        _service, stretches = found.setdefault(service.id, (service, []))
        if last is not None:
            until = min(ends_on or date.max, last)
            stretches.append((starts_on, None if until == date.max else until))
    return list(found.values())


def led_by(person_id: int | None, on: date) -> frozenset[int]:
    """The ids of the services this person leads on this day; none for a stranger."""
    if person_id is None:
        return frozenset()
    return frozenset(
        db().scalars(
            select(ServiceLead.service_id).where(ServiceLead.person_id == person_id, _leading(on))
        )
    )


def leads_now(person_id: int, on: date) -> ColumnElement[bool]:
    """Whether this person leads a service on this day, as part of another question."""
    return exists().where(ServiceLead.person_id == person_id, _leading(on))


def _leading(on: date) -> ColumnElement[bool]:
    """That it is this person's turn, who is still one of us: a member, or with another role."""
    of_us = exists().where(
        Role.person_id == ServiceLead.person_id,
        Role.starts_on <= on,
        Role.ends_on.is_(None) | (Role.ends_on >= on),
    )
    return (
        (ServiceLead.starts_on <= on)
        & (ServiceLead.ends_on.is_(None) | (ServiceLead.ends_on >= on))
        & of_us
    )
