"""Writing down what was seen, taking it back, and erasing it when its days are over."""

from collections import Counter
from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from buurtcoop.audit.operations import record
from buurtcoop.briefing.models import Observation, ObservationCount
from buurtcoop.briefing.queries import around
from buurtcoop.briefing.rules import (
    NOTED_UNTIL,
    TAKEN_BACK_WITHIN,
    KindUnknown,
    LogClosed,
    NoteStands,
    ReportedTo,
    moment_seen,
    month_of,
    refuse_what_leads_to_somebody,
)
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts.models import Shift


def note(
    shift_id: int, *, kind: str, place: str, at: time, reported_to: ReportedTo, by: Viewer
) -> Observation:
    """Note what was seen, by one who helped; `at` is the time on the wall.

    Holds afterwards: the kind is one its service notes (the database looks), and the note goes
    after the days that service says. Raises LogClosed, KindUnknown, SeenElsewhen, PlateNoted,
    NumberNoted, AddressNoted; LookupError for who did not help, where nothing is noted, and when
    it does not go ahead.
    """
    found, now = around(by, shift_id), clock.now()
    shift = found.shift
    if not (found.helps and found.kinds) or shift.cancelled:
        raise LookupError(shift_id)
    if not found.may_note:
        raise LogClosed(first=shift.starts_at, last=shift.ends_at + NOTED_UNTIL)
    if kind not in found.kinds:
        raise KindUnknown
    refuse_what_leads_to_somebody(place)
    written = Observation(
        shift_id=shift_id,
        kind=kind,
        place=place.strip(),
        seen_at=moment_seen(shift.starts_at, shift.ends_at, at, now),
        reported_to=reported_to,
        person_id=by.id,
        written_at=now,
        erased_after=clock.local(shift.ends_at).date() + timedelta(days=found.log_days),
    )
    db().add(written)
    db().flush()
    record(by, "briefing.note", written)
    return written


def take_back(note_id: int, by: Viewer) -> None:
    """Take one's own note back within a day; nothing of it is left.

    Raises NoteStands, LookupError.
    """
    own = db().scalar(
        select(Observation).where(Observation.id == note_id, Observation.person_id == by.id)
    )
    if own is None:
        raise LookupError(note_id)
    record(by, "briefing.take_back", own)
    gone = db().scalars(
        delete(Observation)
        .where(Observation.id == note_id, Observation.written_at >= clock.now() - TAKEN_BACK_WITHIN)
        .returning(Observation.id)
        .execution_options(synchronize_session=False)
    )
    if gone.first() is None:
        raise NoteStands
    db().expunge(own)


def erase(which: ColumnElement[bool]) -> int:
    """Erase notes, and keep how many there were of each kind and month. Returns how many.

    What is erased and what is counted is one transaction: a second look finds nothing.
    """
    gone = db().execute(
        delete(Observation)
        .where(which)
        .returning(Observation.shift_id, Observation.seen_at, Observation.kind)
        .execution_options(synchronize_session=False)
    )
    rows = gone.all()
    services = _services_of({row.shift_id for row in rows})
    found = Counter((services[row.shift_id], month_of(row.seen_at), row.kind) for row in rows)
    for (service_id, month, kind), number in sorted(found.items()):
        _count(service_id, month, kind, number)
    return len(rows)


def _services_of(shift_ids: set[int]) -> dict[int, int]:
    rows = db().execute(select(Shift.id, Shift.service_id).where(Shift.id.in_(shift_ids)))
    return {row.id: row.service_id for row in rows}


def _count(service_id: int, month: date, kind: str, number: int) -> None:
    """Add to what was erased before; the unique key and one update keep two workers apart."""
    of = {"service_id": service_id, "month": month, "kind": kind}
    insert_once(db(), ObservationCount, **of, number=0)
    db().execute(
        update(ObservationCount)
        .filter_by(**of)
        .values(number=ObservationCount.number + number)
        .execution_options(synchronize_session=False)
    )
