"""What always holds of the catalogue, over the whole database."""

from itertools import pairwise

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.services.packs import shelf
from buurtcoop.services.rules import ICONS, TAKEN_SLUGS


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_unreachable(), *_undrawn(), *_unread_packs(), *_led_twice()]


def _unreachable() -> list[str]:
    found = db().scalars(select(Service.slug).where(Service.slug.in_(TAKEN_SLUGS)))
    return [f"The service at /aanbod/{slug} is hidden behind another page." for slug in found]


def _undrawn() -> list[str]:
    found = db().scalars(select(Service).where(Service.icon.not_in(ICONS)).order_by(Service.id))
    return [f"The service {each.slug} has an unknown icon: {each.icon}." for each in found]


def _unread_packs() -> list[str]:
    return [f"This rule pack can't be used: {wrong}" for wrong in shelf().wrong]


def _led_twice() -> list[str]:
    rows = db().scalars(
        select(ServiceLead).order_by(
            ServiceLead.service_id, ServiceLead.person_id, ServiceLead.starts_on, ServiceLead.id
        )
    )
    return [
        f"Person {later.person_id} leads service {later.service_id} twice at once."
        for earlier, later in pairwise(rows)
        if (earlier.service_id, earlier.person_id) == (later.service_id, later.person_id)
        and (earlier.ends_on is None or earlier.ends_on > later.starts_on)
    ]
