"""What the messages of shifts share: the names of what they are about, and their links."""

from urllib.parse import urlsplit

from buurtcoop.core.instance import here
from buurtcoop.shifts.models import Booking, Claim, Shift, Side, Waiting

NAMES = {Side.GIVE: Claim.__tablename__, Side.RECEIVE: Booking.__tablename__}
SHIFT = Shift.__tablename__
WAITING = Waiting.__tablename__
YES, NO = "yes", "no"
LEAVE = "leave"
COME = "come"
CANNOT = "cannot"


def occurrence_of(version: int) -> str:
    """How a version of a shift stands in a message."""
    return str(version)


def calendar_host() -> str:
    """The name behind the @ of what is ours in a calendar."""
    return urlsplit(here().settings.base_url).hostname or "localhost"
