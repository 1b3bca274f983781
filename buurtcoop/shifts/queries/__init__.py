"""Questions about shifts, promises, cover and calendar addresses."""

from buurtcoop.shifts.queries.agenda import agenda_of
from buurtcoop.shifts.queries.feeds import (
    feed_fingerprint,
    feed_token,
    person_of_feed,
    running_feed,
    token_of,
)
from buurtcoop.shifts.queries.figures import coordinators, coverage, helpline
from buurtcoop.shifts.queries.lists import (
    missing,
    open_shifts_for,
    service_of,
    shift_for,
    shifts_of_service,
    still_planned,
    unfilled,
    week_for,
)
from buurtcoop.shifts.queries.promises import (
    KINDS,
    Kind,
    calendar_of,
    is_live,
    live_promises,
    promise,
    promised_then,
    promises_of,
    released,
    said_no,
    shift_of_promise,
)
from buurtcoop.shifts.queries.series import running_series, series_for

__all__ = [
    "KINDS",
    "Kind",
    "agenda_of",
    "calendar_of",
    "coordinators",
    "coverage",
    "feed_fingerprint",
    "feed_token",
    "helpline",
    "is_live",
    "live_promises",
    "missing",
    "open_shifts_for",
    "person_of_feed",
    "promise",
    "promised_then",
    "promises_of",
    "released",
    "running_feed",
    "running_series",
    "said_no",
    "series_for",
    "service_of",
    "shift_for",
    "shift_of_promise",
    "shifts_of_service",
    "still_planned",
    "token_of",
    "unfilled",
    "week_for",
]
