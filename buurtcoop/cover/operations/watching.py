"""Wanting to hear of changes to a shift, and no longer."""

from sqlalchemy import ColumnElement, select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover.messages import WATCH
from buurtcoop.cover.models import Watch
from buurtcoop.messaging.operations import withdraw
from buurtcoop.shifts.operations.allowing import refuse_closed
from buurtcoop.shifts.operations.holding import hold_shift


def watch(shift_id: int, by: Viewer) -> Watch:
    """Let `by` hear when something changes about this shift, until it begins.

    Asking twice is once. Raises ShiftPast, ShiftStarted, ShiftCancelled, LookupError.
    """
    shift = hold_shift(shift_id)
    refuse_closed(shift)
    watch_id = insert_once(
        db(),
        Watch,
        shift_id=shift_id,
        person_id=by.id,
        made_at=clock.now(),
        version=shift.version,
        ended_at=None,
    )
    if watch_id is None:
        return db().scalars(select(Watch).where(*_live(shift_id, by))).one()
    made = db().get_one(Watch, watch_id)
    record(by, "cover.watch", made)
    return made


def stop_watching(shift_id: int, by: Viewer) -> None:
    """Let `by` hear nothing more about this shift. Stopping none is fine."""
    ended = db().scalars(
        update(Watch)
        .where(*_live(shift_id, by))
        .values(ended_at=clock.now())
        .returning(Watch)
        .execution_options(synchronize_session=False)
    )
    for stopped in ended.all():
        record(by, "cover.stop_watching", stopped)
        withdraw(WATCH, stopped.id, reason="stopped")


def _live(shift_id: int, by: Viewer) -> tuple[ColumnElement[bool], ...]:
    return (
        Watch.shift_id == shift_id,
        Watch.person_id == by.id,
        Watch.ended_at.is_(None),
    )
