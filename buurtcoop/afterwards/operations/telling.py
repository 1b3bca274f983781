"""Telling a story, and taking it back. Nothing changes what its teller agreed to."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update

from buurtcoop.afterwards.models import Scope, Story
from buurtcoop.afterwards.rules import (
    MOST_PHOTOS_A_DAY,
    TAKE_DOWN,
    ConsentMissing,
    NotThere,
    OthersNotAsked,
    PhotoGone,
    TooManyPhotos,
    refuse_term,
)
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.documents.models import Attachment
from buurtcoop.documents.operations import forget, keep_photo
from buurtcoop.services.models import Service
from buurtcoop.shifts.queries import took_part


def bring_photo(data: bytes, by: Viewer) -> int:
    """Keep a photo for a story that is still to be told. Returns its number.

    One that is not told with goes within two nights. Raises TooManyPhotos, and what
    `documents.operations.keep_photo` raises.
    """
    today = clock.start_of(clock.today())
    brought = select(func.count()).where(
        Attachment.made_by_id == by.id, Attachment.made_at >= today
    )
    if (db().scalar(brought) or 0) >= MOST_PHOTOS_A_DAY:
        raise TooManyPhotos(num=MOST_PHOTOS_A_DAY)
    return keep_photo(data, by).id


def tell(
    service_id: int,
    by: Viewer,
    *,
    words: str,
    signed: str,
    scope: Scope,
    until: date,
    agreed: bool,
    photo_id: int | None = None,
    others_agreed: bool = False,
    shift_id: int | None = None,
) -> Story:
    """Tell a story about a service, for these readers, until and with this day.

    `photo_id` is a photo this person gave, that stands with no story yet (the unique key
    decides); `others_agreed` says that everybody in it was asked. `shift_id` is the day it is
    about, one on which the teller was there. Raises ConsentMissing, OthersNotAsked, ConsentOver,
    ConsentTooLong, PhotoGone, NotThere, LookupError.
    """
    today = clock.today()
    if not agreed:
        raise ConsentMissing
    if photo_id is not None and not others_agreed:
        raise OthersNotAsked
    refuse_term(until, today)
    if shift_id is not None and not took_part(by.person_id, shift_id):
        raise NotThere
    if db().get(Service, service_id) is None:
        raise LookupError(service_id)
    if photo_id is not None and not _is_own(photo_id, by):
        raise PhotoGone
    story_id = insert_once(
        db(),
        Story,
        person_id=by.id,
        service_id=service_id,
        shift_id=shift_id,
        words=words.strip(),
        signed=signed.strip(),
        photo_id=photo_id,
        scope=scope,
        consent_on=today,
        consent_until=until,
        told_at=clock.now(),
    )
    if story_id is None:
        raise PhotoGone
    story = db().get_one(Story, story_id)
    record(by, "afterwards.tell", story, f"{scope} {until}")
    return story


def take_back(story_id: int, by: Viewer) -> Story:
    """Take a yes back: from now on the words, the name and the photo are gone.

    The teller may, and who may take down what others told. Taking back twice is once.
    Raises LookupError for everybody else, as if it were not there.
    """
    story = db().get(Story, story_id)
    if story is None or (story.person_id != by.person_id and not by.may(TAKE_DOWN)):
        raise LookupError(story_id)
    if erase([story_id], clock.now(), taken_back=True):
        record(by, "afterwards.take_back", story)
    db().refresh(story)
    return story


def erase(story_ids: Sequence[int], now: datetime, *, taken_back: bool = False) -> int:
    """Erase words, name and photo of these stories, once each. Returns how many were erased."""
    standing = select(Story.id, Story.photo_id).where(
        Story.id.in_(story_ids), Story.erased_at.is_(None)
    )
    photos = db().execute(standing.with_for_update()).all()
    db().execute(
        update(Story)
        .where(Story.id.in_([row.id for row in photos]))
        .values(
            words="",
            signed="",
            photo_id=None,
            erased_at=now,
            **({"withdrawn_at": now} if taken_back else {}),
        )
        .execution_options(synchronize_session=False)
    )
    for row in photos:
        if row.photo_id is not None:
            forget(row.photo_id)
    return len(photos)


def _is_own(photo_id: int, by: Viewer) -> bool:
    maker = db().scalar(
        select(Attachment.made_by_id).where(Attachment.id == photo_id).with_for_update(read=True)
    )
    return maker is not None and maker == by.person_id
