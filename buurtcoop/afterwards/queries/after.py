"""Questions about a shift that is over: how it was, and who says thank you."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select

from buurtcoop.afterwards.models import Lesson, Thanks
from buurtcoop.afterwards.rules import still_asked
from buurtcoop.afterwards.seen import AfterSeen, OwnLesson, ThanksSeen
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim, Shift, ShiftState, Side
from buurtcoop.shifts.queries import took_part, was_there

SHOWN = 3


def after_for(viewer: Viewer, shift_id: int) -> AfterSeen:
    """A shift that is over, for one who was there on either side.

    Raises LookupError for who was not, and for a shift that is not over or did not go ahead.
    """
    now = clock.now()
    shift = (
        db()
        .execute(
            select(Shift.starts_at, Shift.ends_at, Service.name, Service.slug)
            .join(Service, Service.id == Shift.service_id)
            .where(Shift.id == shift_id, Shift.state == ShiftState.PLANNED, Shift.ends_at <= now)
        )
        .one_or_none()
    )
    sides = took_part(viewer.person_id, shift_id) if shift else frozenset()
    if shift is None or not sides:
        raise LookupError(shift_id)
    lesson, own = _said(shift_id, viewer.id)
    return AfterSeen(
        shift_id=shift_id,
        service_name=shift.name,
        service_slug=shift.slug,
        starts_at=shift.starts_at,
        sides=sides,
        asked=still_asked(shift.ends_at, now),
        helped=_somebody_else_helped(shift_id, viewer.id),
        lesson=lesson,
        own_thanks=own,
        thanks=tuple(_thanks(shift_id, viewer.id)) if Side.GIVE in sides else (),
    )


def thanks_for(person_id: int, since: datetime, *, limit: int = SHOWN) -> list[ThanksSeen]:
    """What others wrote since then to who gave where this person gave, the newest first."""
    gave = exists().where(
        Claim.shift_id == Thanks.shift_id, Claim.person_id == person_id, was_there(Claim)
    )
    rows = db().execute(
        _THANKS.where(Thanks.person_id != person_id, Thanks.said_at >= since, gave)
        .order_by(Thanks.id.desc())
        .limit(limit)
    )
    return [ThanksSeen(**row._mapping) for row in rows]


def was_thanked(person_id: int, shift_id: int) -> bool:
    """Whether somebody else thanked who gave on this shift, and this person did."""
    thanked = exists().where(Thanks.shift_id == shift_id, Thanks.person_id != person_id)
    gave = exists().where(
        Claim.shift_id == shift_id, Claim.person_id == person_id, was_there(Claim)
    )
    return bool(db().scalar(select(thanked & gave)))


_THANKS: Select[*tuple[Any, ...]] = (
    select(
        Thanks.id,
        Thanks.shift_id,
        Service.name.label("service_name"),
        Shift.starts_at,
        Person.call_name.label("name"),
        Thanks.words,
    )
    .join(Shift, Shift.id == Thanks.shift_id)
    .join(Service, Service.id == Shift.service_id)
    .join(Person, Person.id == Thanks.person_id)
)


def _thanks(shift_id: int, person_id: int) -> list[ThanksSeen]:
    rows = db().execute(
        _THANKS.where(Thanks.shift_id == shift_id, Thanks.person_id != person_id).order_by(
            Thanks.id
        )
    )
    return [ThanksSeen(**row._mapping) for row in rows]


def _said(shift_id: int, person_id: int) -> tuple[OwnLesson | None, str]:
    lesson = db().scalar(
        select(Lesson).where(Lesson.shift_id == shift_id, Lesson.person_id == person_id)
    )
    own = db().scalar(
        select(Thanks.words).where(Thanks.shift_id == shift_id, Thanks.person_id == person_id)
    )
    if lesson is None:
        return None, own or ""
    said_on = clock.local(lesson.said_at).date()
    return (
        OwnLesson(
            went_well=lesson.went_well,
            words=lesson.words,
            said_on=said_on,
            open=said_on == clock.today(),
        ),
        own or "",
    )


def _somebody_else_helped(shift_id: int, person_id: int) -> bool:
    helped = exists().where(
        Claim.shift_id == shift_id, Claim.person_id != person_id, was_there(Claim)
    )
    return bool(db().scalar(select(helped)))
