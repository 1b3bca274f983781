"""Questions about the catalogue and who leads what."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from buurtcoop.access.models import Role
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service, ServiceLead


def offered(on: date) -> list[Service]:
    """What the cooperative offers on this day, by name."""
    running = (Service.starts_on <= on) & (Service.stops_on.is_(None) | (Service.stops_on >= on))
    return list(db().scalars(select(Service).where(running).order_by(Service.name)))


def not_offered(on: date) -> list[Service]:
    """What begins later or has stopped, by name: for who looks after the catalogue."""
    elsewhere = (Service.starts_on > on) | (Service.stops_on < on)
    return list(db().scalars(select(Service).where(elsewhere).order_by(Service.name)))


def service_by_slug(slug: str) -> Service:
    """The service at this address. Raises LookupError."""
    found = db().scalar(select(Service).where(Service.slug == slug))
    if found is None:
        raise LookupError(slug)
    return found


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
