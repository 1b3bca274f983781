"""Questions about the catalogue and who leads what."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from buurtcoop.core.instance import db
from buurtcoop.services.models import Service


def offered(on: date) -> list[Service]:
    """What is open and offered by the cooperative on this day, by name."""
    return list(db().scalars(select(Service).where(_is_offered(on)).order_by(Service.name)))


def not_offered(on: date) -> list[Service]:
    """What is prepared, begins later or has stopped, by name: for who looks after the catalogue."""
    return list(db().scalars(select(Service).where(~_is_offered(on)).order_by(Service.name)))


def _is_offered(on: date) -> ColumnElement[bool]:
    return and_(
        Service.opened_on.is_not(None),
        Service.starts_on <= on,
        or_(Service.stops_on.is_(None), Service.stops_on >= on),
    )


def service_by_slug(slug: str) -> Service:
    """The service at this address. Raises LookupError."""
    found = db().scalar(select(Service).where(Service.slug == slug))
    if found is None:
        raise LookupError(slug)
    return found
