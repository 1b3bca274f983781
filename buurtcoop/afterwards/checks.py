"""What always holds of lessons, thanks and stories."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from buurtcoop.afterwards.models import Lesson, Story, Thanks
from buurtcoop.afterwards.rules import MOST_YEARS, years_after
from buurtcoop.core.instance import db
from buurtcoop.documents.models import Attachment
from buurtcoop.shifts.models import Booking, Claim


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_of_a_stranger(), *_half_erased(), *_too_long(), *_of_somebody_else()]


def _of_a_stranger() -> list[str]:
    """A lesson is of who promised to be there; a thank-you of who promised to receive."""
    promised = or_(_promised(Claim, Lesson), _promised(Booking, Lesson))
    lessons = db().scalars(select(Lesson.id).where(~promised).order_by(Lesson.id))
    thanks = db().scalars(select(Thanks.id).where(~_promised(Booking, Thanks)).order_by(Thanks.id))
    return [
        *(f"Lesson {number} is of somebody who was not on the shift." for number in lessons),
        *(f"Thanks {number} are of somebody who did not receive." for number in thanks),
    ]


def _promised(kind: Any, said: Any) -> ColumnElement[bool]:
    return exists().where(kind.shift_id == said.shift_id, kind.person_id == said.person_id)


def _half_erased() -> list[str]:
    left = and_(
        Story.erased_at.is_not(None),
        or_(Story.words != "", Story.signed != "", Story.photo_id.is_not(None)),
    )
    shown = and_(Story.withdrawn_at.is_not(None), Story.erased_at.is_(None))
    return [
        f"Story {number} was taken back, and something of it is left."
        for number in _stories(or_(left, shown))
    ]


def _too_long() -> list[str]:
    rows = db().execute(select(Story.id, Story.consent_on, Story.consent_until).order_by(Story.id))
    return [
        f"The consent of story {number} is longer than {MOST_YEARS} years."
        for number, on, until in rows
        if until > years_after(on, MOST_YEARS)
    ]


def _of_somebody_else() -> list[str]:
    stolen = exists().where(
        Attachment.id == Story.photo_id, Attachment.made_by_id != Story.person_id
    )
    return [f"The photo of story {number} is of somebody else." for number in _stories(stolen)]


def _stories(where: ColumnElement[bool]) -> Sequence[int]:
    return db().scalars(select(Story.id).where(where).order_by(Story.id)).all()
