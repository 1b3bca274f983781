"""Questions about stories; what a reader may see is decided here, in one condition."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select

from buurtcoop.afterwards.models import Scope, Story
from buurtcoop.afterwards.queries.paging import newest_first
from buurtcoop.afterwards.seen import OwnStory, PhotoSeen, StoryPage, StorySeen
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.documents.models import Attachment
from buurtcoop.services.models import Service

PAGE = 20
OF_US = "mine.read"


def readable(viewer: Viewer) -> tuple[Scope, ...]:
    """Which stories this viewer may read: all of them for who is one of us."""
    return tuple(Scope) if viewer.may(OF_US) else (Scope.PUBLIC,)


def stories_for(
    viewer: Viewer,
    *,
    service_id: int | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> StoryPage:
    """What this viewer may read, the newest first; `after` is a number to go on from."""
    statement = _STORIES.where(_visible(viewer))
    if service_id is not None:
        statement = statement.where(Story.service_id == service_id)
    found = newest_first(statement, Story.id, after=after, before=before, limit=limit)
    return StoryPage(
        stories=[_seen(row) for row in found.rows], previous=found.previous, next=found.next
    )


def stories_for_financiers(activity_ids: Collection[int], limit: int) -> list[StorySeen]:
    """What financiers may read of these activities today, the newest first; of all without any."""
    among = [Service.activity_id.in_(activity_ids)] if activity_ids else []
    found = db().execute(
        _STORIES.where(_agreed((Scope.FUNDERS, Scope.PUBLIC)), *among)
        .order_by(Story.id.desc())
        .limit(limit)
    )
    return [_seen(row) for row in found]


def story_for(viewer: Viewer, story_id: int) -> StorySeen:
    """One story this viewer may read. Raises LookupError."""
    row = db().execute(_STORIES.where(Story.id == story_id, _visible(viewer))).one_or_none()
    if row is None:
        raise LookupError(story_id)
    return _seen(row)


def stories_of(person_id: int) -> list[OwnStory]:
    """All this person told, the newest first; also what was just erased."""
    rows = db().execute(
        select(
            Story.id,
            Service.name.label("service_name"),
            Story.words,
            Story.scope,
            Story.consent_until,
            Story.withdrawn_at,
            Story.erased_at,
        )
        .join(Service, Service.id == Story.service_id)
        .where(Story.person_id == person_id)
        .order_by(Story.id.desc())
    )
    return [OwnStory(**row._mapping) for row in rows]


def photo_for(viewer: Viewer, photo_id: int) -> Attachment:
    """The photo of a story this viewer may read, or one's own that stands with none yet.

    Raises LookupError.
    """
    told = exists().where(Story.photo_id == Attachment.id)
    may_read = exists().where(Story.photo_id == Attachment.id, _visible(viewer))
    own = and_(Attachment.made_by_id == (viewer.person_id or 0), ~told)
    found = db().scalar(select(Attachment).where(Attachment.id == photo_id, may_read | own))
    if found is None:
        raise LookupError(photo_id)
    return found


_STORIES: Select[*tuple[Any, ...]] = (
    select(
        Story.id,
        Story.words,
        Story.signed,
        Service.name.label("service_name"),
        Service.slug.label("service_slug"),
        Story.told_at,
        Story.photo_id,
        Attachment.width,
        Attachment.height,
    )
    .join(Service, Service.id == Story.service_id)
    .outerjoin(Attachment, Attachment.id == Story.photo_id)
)


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """That the teller agreed to this reader today, and has not taken it back."""
    return _agreed(readable(viewer))


def _agreed(scopes: Collection[Scope]) -> ColumnElement[bool]:
    return and_(
        Story.scope.in_(scopes),
        Story.consent_until >= clock.today(),
        Story.withdrawn_at.is_(None),
        Story.erased_at.is_(None),
    )


def _seen(row: Any) -> StorySeen:
    photo = row.photo_id and PhotoSeen(id=row.photo_id, width=row.width, height=row.height)
    return StorySeen(
        id=row.id,
        words=row.words,
        signed=row.signed,
        service_name=row.service_name,
        service_slug=row.service_slug,
        told_at=row.told_at,
        photo=photo or None,
    )
