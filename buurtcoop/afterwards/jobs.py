"""What goes because time passed: what consent no longer covers, and what is long over."""

from datetime import datetime

from sqlalchemy import delete, exists, select

from buurtcoop.afterwards.models import Lesson, Story, Thanks
from buurtcoop.afterwards.operations import erase
from buurtcoop.afterwards.rules import ERASED_SHOWN, KEPT, LOOSE_PHOTO_KEPT
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.documents.models import Attachment
from buurtcoop.documents.operations import forget
from buurtcoop.documents.queries import is_referred_to
from buurtcoop.people.models import Person
from buurtcoop.shifts.models import Shift


def erase_stories(now: datetime) -> int:
    """Erase words, name and photo once the last day of the consent is over. Returns how many.

    So go those of who was forgotten, and can take no yes back any more.
    """
    today = clock.local(now).date()
    forgotten = exists().where(Person.id == Story.person_id, Person.erased_at.is_not(None))
    over = db().scalars(
        select(Story.id).where((Story.consent_until < today) | forgotten, Story.erased_at.is_(None))
    )
    return erase(over.all(), now)


def forget_stories(now: datetime) -> int:
    """Forget 30 days after it was erased that there was a story. Returns how many."""
    gone = db().scalars(
        delete(Story).where(Story.erased_at < now - ERASED_SHOWN).returning(Story.id)
    )
    return len(gone.all())


def forget_lessons_and_thanks(now: datetime) -> int:
    """Forget what was said 2 years after the shift. Returns how many."""
    over = select(Shift.id).where(Shift.ends_at < now - KEPT)
    lessons = delete(Lesson).where(Lesson.shift_id.in_(over)).returning(Lesson.id)
    thanks = delete(Thanks).where(Thanks.shift_id.in_(over)).returning(Thanks.id)
    return len(db().scalars(lessons).all()) + len(db().scalars(thanks).all())


def forget_loose_photos(now: datetime) -> int:
    """Erase photos that were looked at and then not told with. Returns how many.

    What a row of any room refers to is kept: of a story, a receipt, what a promise was kept with.
    """
    loose = db().scalars(
        select(Attachment.id).where(Attachment.made_at < now - LOOSE_PHOTO_KEPT, ~is_referred_to())
    )
    photos = loose.all()
    for photo_id in photos:
        forget(photo_id)
    return len(photos)
