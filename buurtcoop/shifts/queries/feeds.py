"""Questions about calendar addresses."""

from sqlalchemy import select

from buurtcoop.core.instance import db, here
from buurtcoop.shifts.models import CalendarFeed


def running_feed(person_id: int) -> CalendarFeed | None:
    """The calendar address this person has now."""
    return db().scalar(
        select(CalendarFeed).where(
            CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None)
        )
    )


def feed_token(person_id: int) -> str | None:
    """The token of this person's calendar address, made again from the key ring; or None."""
    feed = running_feed(person_id)
    return token_of(feed.person_id, feed.number) if feed else None


def person_of_feed(token: str) -> int:
    """Whose calendar this address gives. Raises LookupError, also for one that was ended."""
    found = db().scalar(
        select(CalendarFeed.person_id).where(
            CalendarFeed.fingerprint == feed_fingerprint(token), CalendarFeed.ended_at.is_(None)
        )
    )
    if found is None:
        raise LookupError("feed")
    return found


def token_of(person_id: int, number: int) -> str:
    """The secret of a person's first, second … calendar address; it is never kept."""
    return here().keys.mac("calendar", person_id, number)


def feed_fingerprint(token: str) -> str:
    """What we keep of a calendar address."""
    return here().keys.mac("calendar_feed", token)
