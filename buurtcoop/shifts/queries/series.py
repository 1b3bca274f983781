"""Questions about the weekly series, for who plans."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.services.queries import led_by
from buurtcoop.shifts.models import Series


def running_series(on: date, service_ids: Collection[int] | None = None) -> list[Series]:
    """The series that have not ended on this day, by first day; of these services when given."""
    found = (
        select(Series)
        .where(Series.last_on >= on)
        .options(joinedload(Series.service), selectinload(Series.lines))
        .order_by(Series.first_on, Series.starts_at, Series.id)
    )
    if service_ids is not None:
        found = found.where(Series.service_id.in_(service_ids))
    return list(db().scalars(found))


def series_for(viewer: Viewer, series_id: int, on: date) -> Series:
    """One series, for who may change it. Raises LookupError."""
    found = db().get(Series, series_id, options=[joinedload(Series.service)])
    if found is None:
        raise LookupError(series_id)
    if viewer.may("shifts.change") or found.service_id in led_by(viewer.person_id, on):
        return found
    raise LookupError(series_id)
