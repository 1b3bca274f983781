"""The only source of now.

Moments are aware datetimes in UTC. What people read and what rules decide on is the wall clock
of Amsterdam.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def _running() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _running


def now() -> datetime:
    """This moment, in UTC."""
    return _source()


def today() -> date:
    """The date on the wall in Amsterdam."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on the clock of Amsterdam."""
    return moment.astimezone(AMSTERDAM)


def at(day: date, hour: time) -> datetime:
    """The moment at which the clock in Amsterdam shows this day and hour, in UTC.

    An hour that comes twice (the autumn night) is the first of the two.
    Raises ValueError for an hour that is skipped (the spring night).
    """
    wall = datetime.combine(day, hour, AMSTERDAM)
    moment = wall.astimezone(UTC)
    if local(moment).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValueError(f"{day} {hour} does not exist: the clock goes forward that night")
    return moment


def start_of(day: date) -> datetime:
    """The moment at which this day begins in Amsterdam, in UTC."""
    return at(day, time())


@contextmanager
def stopped(moment: datetime) -> Iterator[None]:
    """Let the clock stand still, in all threads: for replaying a year and for trying a tick."""
    global _source
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    before, still = _source, moment.astimezone(UTC)

    def standing() -> datetime:
        return still

    _source = standing
    try:
        yield
    finally:
        _source = before
