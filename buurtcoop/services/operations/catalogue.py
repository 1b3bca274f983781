"""What changes in the catalogue: adding, changing and stopping a service, and who leads it."""

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.operations import record
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.services.rules import (
    LeadsAlready,
    LeadsNoMore,
    NameTaken,
    StopsBeforeStart,
    free_slug,
)


def add_service(
    name: str,
    *,
    summary: str,
    description: str,
    icon: str,
    place: str,
    give_task: str,
    price: Money,
    release_hours: int,
    activity_id: int,
    starts_on: date,
    by: Viewer,
    claim_hours: int = 0,
    rest_hours: int = 0,
    hold_hours: int = 24,
    children_per_carer: int | None = None,
) -> Service:
    """Add something members organise together; its address is made from its name.

    `price` is per seat; `release_hours` and `claim_hours` are until how long before the start one
    cancels in time, and may still claim or book; `rest_hours` is the rest of a helper around it;
    `hold_hours` is how long a place from the waiting list is kept.
    Raises NameTaken.
    """
    number = insert_once(
        db(),
        Service,
        slug=free_slug(name, frozenset(db().scalars(select(Service.slug)))),
        name=name,
        summary=summary,
        description=description,
        icon=icon,
        place=place,
        give_task=give_task,
        price=price,
        release_hours=release_hours,
        claim_hours=claim_hours,
        rest_hours=rest_hours,
        hold_hours=hold_hours,
        children_per_carer=children_per_carer,
        helpers_at_least=2 if children_per_carer else 0,
        counts_for_duty=children_per_carer is None,
        activity_id=activity_id,
        starts_on=starts_on,
        stops_on=None,
        opened_on=starts_on,
    )
    if number is None:
        raise NameTaken(name=name)
    service = db().get_one(Service, number)
    record(by, "services.add", service, name)
    return service


def change_service(service_id: int, *, by: Viewer, **changed: Any) -> Service:
    """Change the words, price or terms of a service; its address stays, so links keep working.

    `changed` holds columns of Service by name. Raises NameTaken, StopsBeforeStart.
    """
    service = db().get_one(Service, service_id)
    starts_on = changed.get("starts_on", service.starts_on)
    if service.stops_on is not None and starts_on > service.stops_on:
        raise StopsBeforeStart
    _rename(service, changed.pop("name", service.name))
    for column, value in changed.items():
        setattr(service, column, value)
    db().flush()
    record(by, "services.change", service, ", ".join(sorted(changed)))
    return service


def _rename(service: Service, name: str) -> None:
    """Give it this name, unless another has it: the unique key decides."""
    if name == service.name:
        return
    try:
        with db().begin_nested():
            service.name = name
    except IntegrityError as error:
        raise NameTaken(name=name) from error


def stop_service(service_id: int, *, on: date, by: Viewer) -> Service:
    """Let this be the last day of a service: from then on it takes no new shifts.

    Shifts that were planned after it stay until somebody calls them off. Raises StopsBeforeStart.
    """
    service = db().get_one(Service, service_id)
    if on < service.starts_on:
        raise StopsBeforeStart
    service.stops_on = on
    db().flush()
    record(by, "services.stop", service, f"{on}")
    return service


def resume_service(service_id: int, *, by: Viewer) -> Service:
    """Let a service go on after all."""
    service = db().get_one(Service, service_id)
    service.stops_on = None
    db().flush()
    record(by, "services.resume", service)
    return service


def appoint_lead(service_id: int, person_id: int, *, on: date, by: Viewer) -> ServiceLead:
    """Let this person lead the service from this day on. Raises LeadsAlready."""
    leading = db().scalar(
        select(ServiceLead.id).where(
            ServiceLead.service_id == service_id,
            ServiceLead.person_id == person_id,
            ServiceLead.ends_on > on,
        )
    )
    number = (
        None
        if leading
        else insert_once(
            db(),
            ServiceLead,
            service_id=service_id,
            person_id=person_id,
            starts_on=on,
            ends_on=None,
        )
    )
    if number is None:
        raise LeadsAlready(other_name=db().get_one(Person, person_id).call_name)
    lead = db().get_one(ServiceLead, number)
    record(by, "services.appoint_lead", lead)
    return lead


def end_lead(lead_id: int, *, on: date, by: Viewer) -> ServiceLead:
    """Let this be the last day this person leads. Raises LeadsNoMore, StopsBeforeStart."""
    lead = db().get_one(ServiceLead, lead_id)
    if on < lead.starts_on:
        raise StopsBeforeStart
    ended = db().execute(
        update(ServiceLead)
        .where(ServiceLead.id == lead_id, ServiceLead.ends_on.is_(None))
        .values(ends_on=on)
        .returning(ServiceLead.id)
    )
    if ended.first() is None:
        raise LeadsNoMore
    db().refresh(lead)
    record(by, "services.end_lead", lead)
    return lead
