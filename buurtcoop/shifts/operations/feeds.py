"""Giving a person a calendar address, and ending it."""

from sqlalchemy import func, select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.shifts.models import CalendarFeed
from buurtcoop.shifts.operations.holding import refuse_for_others
from buurtcoop.shifts.queries import feed_fingerprint, token_of


def new_feed(person_id: int, by: Viewer) -> str:
    """Give this person a new calendar address and end the old one. Returns its token.

    Only the fingerprint of the token is kept. Raises NotForOthers, LookupError.
    """
    end_feed(person_id, by)
    made = db().scalar(
        select(func.count()).select_from(CalendarFeed).where(CalendarFeed.person_id == person_id)
    )
    number = (made or 0) + 1
    token = token_of(person_id, number)
    feed = CalendarFeed(
        person_id=person_id,
        number=number,
        fingerprint=feed_fingerprint(token),
        made_at=clock.now(),
        ended_at=None,
    )
    db().add(feed)
    db().flush()
    record(by, "shifts.new_feed", feed)
    return token


def end_feed(person_id: int, by: Viewer) -> None:
    """Let this person's calendar address stop working. Ending none is fine.

    Raises NotForOthers, LookupError.
    """
    refuse_for_others(by, person_id)
    person = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    if db().scalar(person) is None:
        raise LookupError(person_id)
    ended = db().scalars(
        update(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(CalendarFeed)
    )
    for feed in ended.all():
        record(by, "shifts.end_feed", feed)
