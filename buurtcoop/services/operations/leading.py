"""Who leads a service, from one day to another."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.operations import record
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.models import ServiceLead
from buurtcoop.services.rules import LeadsAlready, LeadsNoMore, StopsBeforeStart


def appoint_lead(
    service_id: int, person_id: int, *, on: date, until: date | None = None, by: Viewer
) -> ServiceLead:
    """Let this person lead the service from this day on, or up to and including `until`.

    Raises LeadsAlready when that overlaps with what was agreed before, StopsBeforeStart.
    """
    if until is not None and until < on:
        raise StopsBeforeStart
    lead = ServiceLead(service_id=service_id, person_id=person_id, starts_on=on, ends_on=until)
    try:
        with db().begin_nested():
            db().add(lead)
    except IntegrityError as error:
        raise LeadsAlready(other_name=db().get_one(Person, person_id).call_name) from error
    record(by, "services.appoint_lead", lead)
    return lead


def end_lead(lead_id: int, *, on: date, by: Viewer) -> ServiceLead:
    """Let this be the last day this person leads: for who leads on without one, or till later.

    Raises LeadsNoMore when that day was agreed or is past already, StopsBeforeStart.
    """
    lead = db().get_one(ServiceLead, lead_id)
    if on < lead.starts_on:
        raise StopsBeforeStart
    ended = db().execute(
        update(ServiceLead)
        .where(
            ServiceLead.id == lead_id,
            ServiceLead.ends_on.is_(None) | (ServiceLead.ends_on > on),
        )
        .values(ends_on=on)
        .returning(ServiceLead.id)
    )
    if ended.first() is None:
        raise LeadsNoMore
    db().refresh(lead)
    record(by, "services.end_lead", lead)
    return lead
