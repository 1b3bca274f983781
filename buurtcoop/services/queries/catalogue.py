"""Questions about the catalogue and who leads what."""

from datetime import date

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.services.models import Service


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
