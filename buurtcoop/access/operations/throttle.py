"""Counting tries in the database, so that all workers count together."""

from datetime import timedelta
from math import ceil

from sqlalchemy import case, delete, literal
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from buurtcoop.access.models import Throttle
from buurtcoop.access.queries import phone_to_call
from buurtcoop.access.rules import TooManyAttempts
from buurtcoop.core import clock
from buurtcoop.core.database import UtcDateTime
from buurtcoop.core.instance import db, here

# "Over 1 minuten" is no Dutch, and a minute more hurts nobody.
FEWEST_MINUTES = 2


def allow(key: str, most: int, per: timedelta) -> None:
    """Count one try of this kind, and refuse it when there were `most` in the stretch.

    The stretch begins with the first try. `key` says what is counted, such as
    `sign-up:192.0.2.1`; only its keyed hash is kept. One statement counts and decides, so two
    workers can't both take the last try. Call it outside `attempt()`: there a refusal would undo
    the counting. Raises TooManyAttempts.
    """
    now = clock.now()
    over = Throttle.since <= now - per
    insert = sqlite_insert if db().get_bind().dialect.name == "sqlite" else postgresql_insert
    counted = (
        insert(Throttle)
        .values(key=_kept(key), since=now, count=1)
        .on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "count": case((over, 1), else_=Throttle.count + 1),
                "since": case((over, literal(now, UtcDateTime())), else_=Throttle.since),
            },
        )
        .returning(Throttle.count, Throttle.since)
    )
    count, since = db().execute(counted).one()
    if count <= most:
        return
    minutes = ceil((since + per - now) / timedelta(minutes=1))
    raise TooManyAttempts(num=max(FEWEST_MINUTES, minutes), contact_phone=phone_to_call())


def forget(key: str) -> None:
    """Begin to count anew: this try was a good one."""
    db().execute(delete(Throttle).where(Throttle.key == _kept(key)))


def _kept(key: str) -> str:
    return here().keys.mac("throttle", key)
