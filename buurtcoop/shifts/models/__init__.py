"""Series, shifts and crew lines; promises on them; and what stands for longer."""

from buurtcoop.shifts.models.planning import (
    CrewLine,
    Series,
    SeriesLine,
    Shift,
    ShiftState,
    Side,
)
from buurtcoop.shifts.models.promises import (
    BookedChild,
    Booking,
    CalendarFeed,
    Claim,
    PromiseState,
)
from buurtcoop.shifts.models.standing import (
    Away,
    FixedPlace,
    Waiting,
    WaitingState,
)

__all__ = [
    "Away",
    "BookedChild",
    "Booking",
    "CalendarFeed",
    "Claim",
    "CrewLine",
    "FixedPlace",
    "PromiseState",
    "Series",
    "SeriesLine",
    "Shift",
    "ShiftState",
    "Side",
    "Waiting",
    "WaitingState",
]
