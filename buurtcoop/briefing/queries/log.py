"""What was noted, and how often: never by whom."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from buurtcoop.briefing.models import Observation, ObservationCount
from buurtcoop.briefing.rules import may_take_back, month_of
from buurtcoop.briefing.seen import Around, CountSeen, NoteSeen
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Shift


def notes_of(viewer: Viewer, found: Around) -> list[NoteSeen]:
    """What was noted in a shift, by time: all of it for who looks after it, else one's own."""
    notes = select(Observation).where(Observation.shift_id == found.shift.id)
    if not found.looks_after:
        notes = notes.where(Observation.person_id == viewer.id)
    now = clock.now()
    return [
        NoteSeen(
            id=note.id,
            kind=note.kind,
            place=note.place,
            seen_at=note.seen_at,
            reported_to=note.reported_to,
            own=note.person_id == viewer.id and may_take_back(note.written_at, now),
        )
        for note in db().scalars(notes.order_by(Observation.seen_at, Observation.id))
    ]


def counts(first: date, service_ids: Collection[int] | None = None) -> list[CountSeen]:
    """How often each kind was noted per service and month, from the month of this day on.

    Of these services only when any are given. Two statements: what still stands, and what was
    erased.
    """
    month = first.replace(day=1)
    standing = (
        select(Service.name, Observation.seen_at, Observation.kind)
        .join(Shift, Shift.id == Observation.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .where(Observation.seen_at >= clock.start_of(month))
    )
    erased = (
        select(Service.name, ObservationCount.month, ObservationCount.kind, ObservationCount.number)
        .join(Service, Service.id == ObservationCount.service_id)
        .where(ObservationCount.month >= month)
    )
    if service_ids is not None:
        standing = standing.where(Service.id.in_(service_ids))
        erased = erased.where(Service.id.in_(service_ids))
    found: Counter[tuple[str, date, str]] = Counter()
    for name, seen_at, kind in db().execute(standing):
        found[name, month_of(seen_at), kind] += 1
    for name, of_month, kind, number in db().execute(erased):
        found[name, of_month, kind] += number
    ordered = sorted(found.items(), key=lambda each: (each[0][0], -each[0][1].toordinal(), each[0]))
    return [
        CountSeen(service_name=name, month=of_month, kind=kind, number=number)
        for (name, of_month, kind), number in ordered
    ]
