"""What is said about agreements: the dates that come near, in one mail."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.funding.queries import DateAhead, DateKind, dates_ahead
from buurtcoop.funding.rules import REMINDED_BEFORE
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.people.models import Person

NAMED = frozenset({DateKind.TRANCHE, DateKind.REPORT})


def comes_near(day: date, dates: Iterable[DateAhead]) -> bool:
    """Whether on this day a tranche or a report is exactly so many days ahead as we name it."""
    marks = {day + before for before in REMINDED_BEFORE}
    return any(each.kind in NAMED and each.on in marks for each in dates)


def _still_near(said: Said) -> bool:
    day = date.fromisoformat(said.occurrence)
    return comes_near(day, dates_ahead(day + REMINDED_BEFORE[0], since=day))


def _what_comes(said: Said) -> dict[str, object]:
    ahead = dates_ahead(clock.today() + REMINDED_BEFORE[0])
    return {
        "dates": [_told(each) for each in ahead if each.kind in NAMED],
        "url": "/geld/afspraken",
    }


def _told(each: DateAhead) -> Mapping[str, object]:
    return {
        "kind": each.kind.value,
        "day": each.on,
        "source": each.source_name,
        "number": each.number,
        "amount": str(each.amount),
    }


DATES_NEAR = Rule(
    name="funding.dates_near",
    about=N_("Een verslag of een deel van het geld komt eraan"),
    subject_kind=Person.__tablename__,
    audience=N_("De coördinator en de penningmeester"),
    quiet_hours=True,
    still_true=_still_near,
    content=_what_comes,
)
RULES = (DATES_NEAR,)
# A machine that stood still says it within so many days; later the next mark says it.
SAID_WITHIN = timedelta(days=3)
