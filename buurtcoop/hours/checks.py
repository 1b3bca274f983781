"""What always holds of hours, over the whole database."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from buurtcoop.core.instance import db
from buurtcoop.hours.models import TimeEntry


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_counted_wrong(), *_mended_wrong()]


def _counted_wrong() -> list[str]:
    """A cause counts for nothing, or for its last entry, and its rounds follow each other."""
    newest = (
        select(TimeEntry.cause_kind, TimeEntry.cause_id, func.max(TimeEntry.round).label("round"))
        .group_by(TimeEntry.cause_kind, TimeEntry.cause_id)
        .add_columns(func.sum(TimeEntry.minutes).label("minutes"), func.count().label("entries"))
        .subquery()
    )
    last = (
        (TimeEntry.cause_kind == newest.c.cause_kind)
        & (TimeEntry.cause_id == newest.c.cause_id)
        & (TimeEntry.round == newest.c.round)
    )
    counts = func.coalesce(newest.c.minutes, 0)
    right = ((TimeEntry.minutes > 0) & (counts == TimeEntry.minutes)) | (
        (TimeEntry.minutes < 0) & (counts == 0)
    )
    rows = db().execute(
        select(newest.c.cause_kind, newest.c.cause_id, newest.c.minutes)
        .join(TimeEntry, last)
        .where(~right | (newest.c.entries != newest.c.round))
        .order_by(newest.c.cause_kind, newest.c.cause_id)
    )
    return [
        f"The hours of {kind} {number} add up to {minutes} minutes, which is not one entry."
        for kind, number, minutes in rows
    ]


def _mended_wrong() -> list[str]:
    """A counter-entry takes back just what its entry says."""
    entry = aliased(TimeEntry)
    same = (
        (entry.cause_kind == TimeEntry.cause_kind)
        & (entry.cause_id == TimeEntry.cause_id)
        & (entry.minutes == -TimeEntry.minutes)
        & (entry.person_id == TimeEntry.person_id)
        & (entry.activity_id == TimeEntry.activity_id)
        & (entry.kind == TimeEntry.kind)
        & (entry.on_day == TimeEntry.on_day)
        & (entry.counts == TimeEntry.counts)
    )
    rows = db().scalars(
        select(TimeEntry.id)
        .join(entry, entry.id == TimeEntry.reverses_id)
        .where(~same)
        .order_by(TimeEntry.id)
    )
    return [f"Time entry {number} takes back something else than it says." for number in rows]
