"""Questions about what comes before opening, and about trials."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buurtcoop.core.instance import db
from buurtcoop.services.models import OpeningCheck, Service, Trial


def checks_of(service_id: int) -> Sequence[OpeningCheck]:
    """The questions before this service opens, in their order; none for most services."""
    return (
        db()
        .scalars(
            select(OpeningCheck)
            .where(OpeningCheck.service_id == service_id)
            .options(joinedload(OpeningCheck.owner), joinedload(OpeningCheck.answered_by))
            .order_by(OpeningCheck.position)
        )
        .all()
    )


def checks_due(on: date) -> Sequence[OpeningCheck]:
    """Questions to somebody outside of which the answer should be there by this day."""
    return (
        db()
        .scalars(
            select(OpeningCheck)
            .join(OpeningCheck.service)
            .where(
                OpeningCheck.answered_on.is_(None),
                OpeningCheck.due_on <= on,
                Service.stops_on.is_(None) | (Service.stops_on >= on),
            )
            .options(joinedload(OpeningCheck.service), joinedload(OpeningCheck.owner))
            .order_by(OpeningCheck.due_on, OpeningCheck.id)
        )
        .all()
    )


def trials_of(service_id: int) -> Sequence[Trial]:
    """Every trial of this service, the newest first: at most one of them runs."""
    return (
        db()
        .scalars(
            select(Trial)
            .where(Trial.service_id == service_id)
            .order_by(Trial.starts_on.desc(), Trial.id.desc())
        )
        .all()
    )


def trials_due(on: date) -> Sequence[Trial]:
    """Trials to look back on: their last day is there."""
    return (
        db()
        .scalars(
            select(Trial)
            .where(Trial.outcome.is_(None), Trial.ends_on <= on)
            .options(joinedload(Trial.service))
            .order_by(Trial.ends_on, Trial.id)
        )
        .all()
    )
