"""Questions of this room: who reads what around a shift, what was noted, how far was driven."""

from buurtcoop.briefing.queries.around import around, guests_of, reads, services_read
from buurtcoop.briefing.queries.log import counts, notes_of
from buurtcoop.briefing.queries.rides import (
    drives,
    kilometres_of,
    kilometres_per_activity,
    rides_of,
    rides_to_fill,
)

__all__ = [
    "around",
    "counts",
    "drives",
    "guests_of",
    "kilometres_of",
    "kilometres_per_activity",
    "notes_of",
    "reads",
    "rides_of",
    "rides_to_fill",
    "services_read",
]
