"""What is said about shifts: to whom, until when, and whether it is still true.

A promise is a `claim` or a `booking`; what is said about it carries that kind and number. The
question whether somebody comes carries the version of the shift, so that it is asked anew after
a move. No message holds more than the service, the time and the place.
"""

from buurtcoop.messaging.rules import Rule
from buurtcoop.shifts.messages.children import CHILD_STAYS_HOME, CHILDREN_RULES
from buurtcoop.shifts.messages.common import (
    CANNOT,
    COME,
    LEAVE,
    NAMES,
    NO,
    SHIFT,
    WAITING,
    YES,
    calendar_host,
    occurrence_of,
)
from buurtcoop.shifts.messages.crew import CREW_RULES, QUALIFICATION_ENDS, lack_of
from buurtcoop.shifts.messages.planning import (
    CALLED_OFF,
    PLANNING_RULES,
    SERIES_CHANGED,
    UNFILLED,
)
from buurtcoop.shifts.messages.promises import ASKED, CONFIRMED, MOVED, PROMISE_RULES
from buurtcoop.shifts.messages.standing import FIXED, FIXED_FREED, FIXED_HELD, STANDING_RULES
from buurtcoop.shifts.messages.waiting import (
    OFFER_PASSED,
    ON_WAITING_LIST,
    PLACE_OFFERED,
    WAITING_RULES,
)

RULES: tuple[Rule, ...] = (
    *PROMISE_RULES,
    *PLANNING_RULES,
    *WAITING_RULES,
    *STANDING_RULES,
    *CREW_RULES,
    *CHILDREN_RULES,
)

__all__ = [
    "ASKED",
    "CALLED_OFF",
    "CANNOT",
    "CHILD_STAYS_HOME",
    "COME",
    "CONFIRMED",
    "FIXED",
    "FIXED_FREED",
    "FIXED_HELD",
    "LEAVE",
    "MOVED",
    "NAMES",
    "NO",
    "OFFER_PASSED",
    "ON_WAITING_LIST",
    "PLACE_OFFERED",
    "QUALIFICATION_ENDS",
    "RULES",
    "SERIES_CHANGED",
    "SHIFT",
    "UNFILLED",
    "WAITING",
    "YES",
    "calendar_host",
    "lack_of",
    "occurrence_of",
]
