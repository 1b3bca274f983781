"""Questions about lessons, for who leads a service."""

from sqlalchemy import func, select

from buurtcoop.afterwards.models import Lesson
from buurtcoop.afterwards.queries.paging import newest_first
from buurtcoop.afterwards.seen import LessonPage, LessonSeen
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.shifts.models import Shift

PAGE = 50


def lessons_of(
    service_id: int, *, after: int | None = None, before: int | None = None, limit: int = PAGE
) -> LessonPage:
    """What people said about this service, the newest first; `after` is a number to go on from."""
    statement = (
        select(
            Lesson.id,
            Lesson.person_id,
            Person.call_name.label("name"),
            Lesson.went_well,
            Lesson.words,
            Lesson.shift_id,
            Shift.starts_at,
        )
        .join(Shift, Shift.id == Lesson.shift_id)
        .join(Person, Person.id == Lesson.person_id)
        .where(Shift.service_id == service_id)
    )
    found = newest_first(statement, Lesson.id, after=after, before=before, limit=limit)
    return LessonPage(
        lessons=[LessonSeen(**row._mapping) for row in found.rows],
        previous=found.previous,
        next=found.next,
    )


def how_it_went(service_id: int) -> tuple[int, int]:
    """How many said it went well, and how many would do something otherwise."""
    rows = db().execute(
        select(Lesson.went_well, func.count())
        .join(Shift, Shift.id == Lesson.shift_id)
        .where(Shift.service_id == service_id)
        .group_by(Lesson.went_well)
    )
    counted = {went_well: int(number) for went_well, number in rows}
    return counted.get(True, 0), counted.get(False, 0)
