"""A lesson, and a thank-you: once per person and shift, by who was there."""

from typing import Any

from sqlalchemy import select, update

from buurtcoop.afterwards.models import Lesson, Thanks
from buurtcoop.afterwards.rules import (
    ASKED_DAYS,
    LessonStands,
    NotOver,
    NotThere,
    ThankedAlready,
    TooLongAgo,
    still_asked,
)
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts.models import Shift, ShiftState, Side
from buurtcoop.shifts.queries import took_part


def say_how_it_went(shift_id: int, by: Viewer, *, went_well: bool) -> Lesson:
    """One tap: it went well, or next time otherwise.

    Holds afterwards: one lesson per person and shift, also with two taps at once (the unique key
    decides). Saying the same again is once. On the day itself one may change it; that it went
    well after all takes the words along. Raises NotOver, TooLongAgo, NotThere, LessonStands,
    LookupError.
    """
    _refuse_who_was_not_there(shift_id, by)
    said = insert_once(
        db(),
        Lesson,
        shift_id=shift_id,
        person_id=by.id,
        went_well=went_well,
        words="",
        said_at=clock.now(),
    )
    if said is not None:
        lesson = db().get_one(Lesson, said)
        record(by, "afterwards.say", lesson)
        return lesson
    lesson = _own(shift_id, by)
    if lesson.went_well is went_well:
        return lesson
    return _change(lesson, by, went_well=went_well, words="")


def explain(shift_id: int, by: Viewer, words: str) -> Lesson:
    """Add in a line what to do otherwise, on the day of the tap. Empty takes the words away.

    Raises what `say_how_it_went` raises, and LookupError before the tap.
    """
    _refuse_who_was_not_there(shift_id, by)
    return _change(_own(shift_id, by), by, went_well=False, words=words.strip())


def thank(shift_id: int, by: Viewer, words: str) -> Thanks:
    """Thank all who gave, once, as one who received.

    Who gave reads it, and hears the next morning that it is there. Raises NotOver, TooLongAgo,
    NotThere, ThankedAlready, LookupError.
    """
    _refuse_who_was_not_there(shift_id, by, Side.RECEIVE)
    said = insert_once(
        db(),
        Thanks,
        shift_id=shift_id,
        person_id=by.id,
        words=words.strip(),
        said_at=clock.now(),
    )
    if said is None:
        raise ThankedAlready
    thanks = db().get_one(Thanks, said)
    record(by, "afterwards.thank", thanks)
    return thanks


def _refuse_who_was_not_there(shift_id: int, by: Viewer, side: Side | None = None) -> None:
    now, shift = clock.now(), db().get(Shift, shift_id)
    if shift is None:
        raise LookupError(shift_id)
    if shift.state is not ShiftState.PLANNED or shift.ends_at > now:
        raise NotOver
    if not still_asked(shift.ends_at, now):
        raise TooLongAgo(num=ASKED_DAYS)
    sides = took_part(by.person_id, shift_id)
    if not sides or (side is not None and side not in sides):
        raise NotThere


def _own(shift_id: int, by: Viewer) -> Lesson:
    found = db().scalar(
        select(Lesson)
        .where(Lesson.shift_id == shift_id, Lesson.person_id == by.id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise LookupError(shift_id)
    return found


def _change(lesson: Lesson, by: Viewer, **values: Any) -> Lesson:
    """Change it while it is the day it was said on; the database decides whether it is."""
    changed = db().scalars(
        update(Lesson)
        .where(Lesson.id == lesson.id, Lesson.said_at >= clock.start_of(clock.today()))
        .values(**values)
        .returning(Lesson.id)
    )
    if changed.first() is None:
        raise LessonStands(day=clock.local(lesson.said_at).date())
    db().refresh(lesson)
    record(by, "afterwards.say", lesson)
    return lesson
