"""The pages of the needs round, of what comes before opening, of a trial and of who leads."""

from sqlalchemy import select

from buurtcoop.people.models import Person
from buurtcoop.services.models import (
    OpeningCheck,
    Service,
    ServiceLead,
    Trial,
    Wish,
    WishState,
    WishSupport,
)
from buurtcoop.services.rules import WISHES
from tests.pictures.shot import Shot, first


def needs_shots(coordinator: Person) -> list[Shot]:
    """Each page as the person who uses it. Needs an open transaction."""
    wish = first(select(Wish).where(Wish.state == WishState.OPEN).order_by(Wish.id))
    closed = first(select(Wish).where(Wish.state == WishState.CLOSED).order_by(Wish.id))
    joins = first(
        select(Person)
        .join(WishSupport, WishSupport.person_id == Person.id)
        .where(WishSupport.wish_id == wish.id)
        .order_by(WishSupport.id)
    )
    return [
        Shot("wishes", WISHES, joins),
        Shot("wishes-most", f"{WISHES}?eerst=steun", joins),
        Shot("wish", f"{WISHES}/{wish.id}", joins),
        Shot("wish-own", f"{WISHES}/{wish.id}", wish.person),
        Shot("wish-answered", f"{WISHES}/{closed.id}", joins),
        Shot("wish-staff", f"{WISHES}/{wish.id}", coordinator),
        Shot("wish-answer", f"{WISHES}/{wish.id}/antwoord", coordinator),
        Shot(
            "wish-new-wrong",
            f"{WISHES}/nieuw",
            joins,
            pressed="main form[method=post] button.btn >> nth=0",
        ),
        *_around_opening(coordinator),
    ]


def _around_opening(who: Person) -> list[Shot]:
    check = first(select(OpeningCheck).order_by(OpeningCheck.id))
    outside = first(select(OpeningCheck).where(OpeningCheck.outside).order_by(OpeningCheck.id))
    trial = first(select(Trial).where(Trial.outcome.is_(None)).order_by(Trial.id))
    lead = first(select(ServiceLead).where(ServiceLead.ends_on.is_(None)).order_by(ServiceLead.id))
    opening, asked, tried = (f"/aanbod/{each.service.slug}" for each in (check, outside, trial))
    return [
        Shot("opening", f"{opening}/voor-het-opent", who),
        Shot("opening-answer", f"{asked}/voor-het-opent/{outside.position}", who),
        Shot("opening-owner", f"{asked}/voor-het-opent/{outside.position}/wie", who),
        Shot("trial", f"{tried}/proef", who),
        Shot("service-trial", tried),
        Shot("trial-new", f"{opening}/proef", who),
        Shot("leads", f"{opening}/leiding?zoek=a", who),
        Shot("lead-ends", f"/aanbod/{_slug(lead)}/leiding/{lead.id}/stopt", who),
        Shot("service-stop", f"{opening}/stoppen", who),
    ]


def _slug(lead: ServiceLead) -> str:
    return first(select(Service.slug).where(Service.id == lead.service_id))
