"""What always holds of the catalogue, over the whole database."""

from itertools import pairwise

from sqlalchemy import or_, select

from buurtcoop.core.instance import db
from buurtcoop.services.models import (
    OpeningCheck,
    Service,
    ServiceLead,
    Wish,
    WishState,
    WishSupport,
)
from buurtcoop.services.packs import shelf
from buurtcoop.services.rules import ICONS, TAKEN_SLUGS


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [
        *_unreachable(),
        *_undrawn(),
        *_unread_packs(),
        *_led_twice(),
        *_opened_blindly(),
        *_supported_in_vain(),
    ]


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


def _opened_blindly() -> list[str]:
    found = db().scalars(
        select(Service)
        .join(OpeningCheck, OpeningCheck.service_id == Service.id)
        .where(
            Service.opened_on.is_not(None),
            or_(OpeningCheck.answered_on.is_(None), Service.opening_decided_by == ""),
        )
        .distinct()
        .order_by(Service.id)
    )
    return [f"The service {each.slug} opened before every question was settled." for each in found]


def _supported_in_vain() -> list[str]:
    found = db().scalars(
        select(WishSupport.wish_id)
        .join(Wish, Wish.id == WishSupport.wish_id)
        .where(Wish.state == WishState.WITHDRAWN)
        .distinct()
        .order_by(WishSupport.wish_id)
    )
    return [f"Wish {number} was taken back and somebody still supports it." for number in found]
