"""Questions about shifts, promises, cover and calendar addresses."""

from buurtcoop.shifts.queries.agenda import agenda_of
from buurtcoop.shifts.queries.busy import in_the_way, taken_around
from buurtcoop.shifts.queries.feeds import (
    feed_fingerprint,
    feed_token,
    person_of_feed,
    running_feed,
    token_of,
)
from buurtcoop.shifts.queries.figures import coordinators, coverage, helpline
from buurtcoop.shifts.queries.lists import (
    open_shifts_for,
    service_of,
    shift_for,
    shifts_of_service,
    still_planned,
    week_for,
)
from buurtcoop.shifts.queries.promises import (
    HOLDING,
    KINDS,
    SETTLED,
    Kind,
    calendar_of,
    helped_in_month,
    holds_place,
    is_live,
    live_promises,
    promise,
    promised_then,
    promises_of,
    released,
    said_no,
    shift_of_promise,
    took_part,
    was_there,
)
from buurtcoop.shifts.queries.series import running_series, series_for
from buurtcoop.shifts.queries.shortage import missing, too_few_carers, unfilled, unqualified
from buurtcoop.shifts.queries.waiting import waiting_list, waiting_of, waits, waits_on

__all__ = [
    "HOLDING",
    "KINDS",
    "SETTLED",
    "Kind",
    "agenda_of",
    "calendar_of",
    "coordinators",
    "coverage",
    "feed_fingerprint",
    "feed_token",
    "helped_in_month",
    "helpline",
    "holds_place",
    "in_the_way",
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
    "taken_around",
    "token_of",
    "too_few_carers",
    "took_part",
    "unfilled",
    "unqualified",
    "waiting_list",
    "waiting_of",
    "waits",
    "waits_on",
    "was_there",
    "week_for",
]
