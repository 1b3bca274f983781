"""What changes in the catalogue: adding, changing and stopping a service, and who leads it."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.services.models import OpeningCheck, Service
from buurtcoop.services.rules import (
    ADULTS_WITH_CHILDREN,
    ChildrenNeedChecks,
    ChildrenStay,
    NameTaken,
    NotAnswered,
    StopsBeforeStart,
    free_slug,
    misfits,
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
        helpers_at_least=ADULTS_WITH_CHILDREN if children_per_carer else 0,
        usual_helpers=ADULTS_WITH_CHILDREN if children_per_carer else 1,
        usual_minimum=ADULTS_WITH_CHILDREN if children_per_carer else 0,
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
    """Change the words, price, terms or rules of a service; its address stays, so links keep
    working.

    `changed` holds columns of Service by name. With children, hours never count for a duty.
    Raises NameTaken, StopsBeforeStart, ChildrenNeedChecks, ChildrenStay, and the refusals of
    `rules.misfits`: ChildcarePrice, AloneWithChildren, TooFewModes and more.
    """
    service = db().get_one(Service, service_id)
    starts_on = changed.get("starts_on", service.starts_on)
    if service.stops_on is not None and starts_on > service.stops_on:
        raise StopsBeforeStart
    children = changed.get("children_per_carer", service.children_per_carer)
    _refuse_other_children(service, children)
    if children is not None:
        changed["counts_for_duty"] = False
    kept = {column.key: getattr(service, column.key) for column in Service.__table__.columns}
    for _column, refusal in misfits(kept | changed):
        raise refusal
    _rename(service, changed.pop("name", service.name))
    for column, value in changed.items():
        setattr(service, column, value)
    db().flush()
    record(by, "services.change", service, ", ".join(sorted(changed)))
    return service


def open_service(service_id: int, by: Viewer) -> Service:
    """Let a service that was prepared be offered, from its first day; opening twice is once.

    Raises NotAnswered: every question before it has an answer, and somebody decided on them. The
    database says the same.
    """
    service = db().get_one(Service, service_id, with_for_update=True, populate_existing=True)
    if service.opened_on is not None:
        return service
    answers = db().scalars(
        select(OpeningCheck.answered_on).where(OpeningCheck.service_id == service_id)
    )
    asked = list(answers)
    if None in asked or (asked and not service.opening_decided_by):
        raise NotAnswered
    service.opened_on = clock.today()
    db().flush()
    record(by, "services.open", service)
    return service


def _refuse_other_children(service: Service, children: int | None) -> None:
    """What is for children stays so, and begins with the questions about the law."""
    if service.children_per_carer is None and children is not None:
        raise ChildrenNeedChecks
    if service.children_per_carer is not None and children is None and service.pack:
        raise ChildrenStay


def _rename(service: Service, name: str) -> None:
    """Give it this name, unless another has it: the unique key decides."""
    if name == service.name:
        return
    try:
        with db().begin_nested():
            service.name = name
    except IntegrityError as error:
        raise NameTaken(name=name) from error


def stop_service(service_id: int, *, on: date, by: Viewer, reason: str = "") -> Service:
    """Let this be the last day of a service: from then on it takes no new shifts.

    `reason` is a whole sentence for everybody. Shifts that were planned after it stay until
    somebody calls them off. Raises StopsBeforeStart.
    """
    service = db().get_one(Service, service_id)
    if on < service.starts_on:
        raise StopsBeforeStart
    service.stops_on, service.stop_reason = on, reason.strip()
    db().flush()
    record(by, "services.stop", service, f"{on}")
    return service


def resume_service(service_id: int, *, by: Viewer) -> Service:
    """Let a service go on after all."""
    service = db().get_one(Service, service_id)
    service.stops_on, service.stop_reason = None, ""
    db().flush()
    record(by, "services.resume", service)
    return service
