"""Recording minutes, and taking back what was wrong; nothing here changes a row.

A cause counts in rounds: an entry, its counter-entry, another entry. The unique key on the round
decides when two record at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from buurtcoop.core import clock
from buurtcoop.core.database import insert_each_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.hours.queries import newest
from buurtcoop.hours.rules import AlreadyRecorded, refuse_minutes


@dataclass(frozen=True, kw_only=True)
class Work:
    """What somebody did: minutes above nothing, on a local day, and in whose words.

    `counts`: whether it counts towards a member's duty; never for time with children.
    """

    person_id: int
    activity_id: int
    kind: HourKind
    on_day: date
    minutes: int
    words: str
    counts: bool = True

    def same_as(self, entry: TimeEntry) -> bool:
        """Whether this entry says just this."""
        return all(getattr(entry, name) == value for name, value in vars(self).items())


def record_hours(work: Work, *, cause_kind: str, cause_id: int, by: Viewer) -> TimeEntry:
    """Count what somebody did for one cause.

    Holds afterwards: the cause counts once, also with two at once (the unique key decides).
    Raises AlreadyRecorded, MinutesWrong.
    """
    last = newest(cause_kind, [cause_id]).get(cause_id)
    if last is not None and last.minutes > 0:
        raise AlreadyRecorded
    _add(cause_kind, {cause_id: work}, {cause_id: last.round if last else 0}, by)
    return newest(cause_kind, [cause_id])[cause_id]


def reverse(cause_kind: str, cause_id: int, by: Viewer) -> TimeEntry | None:
    """Take back what a cause counted for, with a counter-entry; None when it counts for nothing.

    Raises AlreadyRecorded when somebody else takes it back at the same moment.
    """
    last = newest(cause_kind, [cause_id]).get(cause_id)
    if last is None or last.minutes < 0:
        return None
    _take_back([last], by)
    return newest(cause_kind, [cause_id])[cause_id]


def correct(work: Work, *, cause_kind: str, cause_id: int, by: Viewer) -> TimeEntry:
    """Let a cause count for this instead. Saying the same again is once. Raises MinutesWrong."""
    settle_hours(cause_kind, {cause_id: work}, by)
    return newest(cause_kind, [cause_id])[cause_id]


def settle_hours(cause_kind: str, wanted: Mapping[int, Work | None], by: Viewer) -> None:
    """Let each of these causes count for this, or for nothing: {cause id: work or None}.

    However many there are, it costs three statements. What counts already stays as it is.
    Raises AlreadyRecorded, MinutesWrong.
    """
    last = newest(cause_kind, wanted)
    standing = {number: entry for number, entry in last.items() if entry.minutes > 0}
    changed = {
        number: work
        for number, work in wanted.items()
        if number not in standing or work is None or not work.same_as(standing[number])
    }
    _take_back([standing[number] for number in changed if number in standing], by)
    rounds = {
        number: last[number].round + (number in standing) if number in last else 0
        for number in changed
    }
    _add(
        cause_kind,
        {number: work for number, work in changed.items() if work is not None},
        rounds,
        by,
    )


def _take_back(entries: Collection[TimeEntry], by: Viewer) -> None:
    _insert(
        [
            _row(
                _work_of(entry),
                cause_kind=entry.cause_kind,
                cause_id=entry.cause_id,
                by=by,
                minutes=-entry.minutes,
                round=entry.round + 1,
                reverses_id=entry.id,
            )
            for entry in entries
        ]
    )


def _add(cause_kind: str, works: Mapping[int, Work], rounds: Mapping[int, int], by: Viewer) -> None:
    """`rounds` is how many entries each cause has."""
    for work in works.values():
        refuse_minutes(work.minutes)
    _insert(
        [
            _row(
                work,
                cause_kind=cause_kind,
                cause_id=cause_id,
                by=by,
                round=rounds[cause_id] + 1,
                reverses_id=None,
            )
            for cause_id, work in works.items()
        ]
    )


def _insert(rows: list[dict[str, Any]]) -> None:
    if len(insert_each_once(db(), TimeEntry, rows)) < len(rows):
        raise AlreadyRecorded


def _work_of(entry: TimeEntry) -> Work:
    return Work(
        person_id=entry.person_id,
        activity_id=entry.activity_id,
        kind=entry.kind,
        on_day=entry.on_day,
        minutes=entry.minutes,
        words=entry.words,
        counts=entry.counts,
    )


def _row(work: Work, *, by: Viewer, **more: Any) -> dict[str, Any]:
    return {**vars(work), "made_by_id": by.person_id, "made_at": clock.now(), **more}
