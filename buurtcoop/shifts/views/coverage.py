"""Are there enough helpers? The coming six weeks, per week and service."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock, words
from buurtcoop.services.queries import led_by
from buurtcoop.shifts import queries
from buurtcoop.shifts.seen import CrewOfDay
from buurtcoop.shifts.views.common import monday_of
from buurtcoop.web.pages import language, page, permission, viewer

bp = Blueprint("coverage", __name__, url_prefix="/rooster")

WEEKS = 6
DAYS_IN_WEEK = 7


class Crew(NamedTuple):
    """One service in one week."""

    name: str
    slug: str
    shifts: int
    wanted: int
    taken: int
    missing: int


class Week(NamedTuple):
    """A week with its services, and per day who is found of who is needed at least."""

    number: int
    first: date
    last: date
    crews: list[Crew]
    days: list[tuple[str, int, int]]

    @property
    def missing(self) -> int:
        """How many helpers this week still needs."""
        return sum(crew.missing for crew in self.crews)


@bp.route("/bezetting")
@permission("signed_in")
def coverage() -> ResponseReturnValue:
    """The coming six weeks, for who looks after the rota; who leads sees what that is about."""
    who, first = viewer(), clock.today()
    everything = who.may("shifts.change") or who.may("shifts.see_people")
    led = led_by(who.person_id, first)
    if not (everything or led):
        abort(403)
    end = monday_of(first) + timedelta(days=WEEKS * DAYS_IN_WEEK)
    found = queries.crews(first, (end - first).days, None if everything else led)
    weeks = _weeks(found, first, end)
    return page(
        "shifts/coverage.html",
        weeks=weeks,
        planned=bool(found),
        everything=everything,
        missing=sum(week.missing for week in weeks),
    )


def _weeks(found: list[CrewOfDay], first: date, end: date) -> list[Week]:
    by_monday = {
        monday: list(days) for monday, days in groupby(found, key=lambda each: monday_of(each.day))
    }
    weeks = []
    while first < end:
        following = monday_of(first) + timedelta(days=DAYS_IN_WEEK)
        theirs = by_monday.get(monday_of(first), [])
        weeks.append(
            Week(
                number=first.isocalendar().week,
                first=first,
                last=following - timedelta(days=1),
                crews=_crews(theirs),
                days=_days(theirs, first, following),
            )
        )
        first = following
    return weeks


def _crews(found: Iterable[CrewOfDay]) -> list[Crew]:
    ordered = sorted(found, key=lambda each: each.service_name)
    return [
        _sum_up(list(days)) for _name, days in groupby(ordered, key=lambda each: each.service_name)
    ]


def _sum_up(days: list[CrewOfDay]) -> Crew:
    return Crew(
        days[0].service_name,
        days[0].service_slug,
        sum(each.shifts for each in days),
        sum(each.wanted for each in days),
        sum(each.taken for each in days),
        sum(each.missing for each in days),
    )


def _days(found: list[CrewOfDay], first: date, end: date) -> list[tuple[str, int, int]]:
    days = [first + timedelta(days=number) for number in range((end - first).days)]
    return [
        (
            words.short_day(day, language()).split()[0],
            sum(each.wanted - each.missing for each in found if each.day == day),
            sum(each.wanted for each in found if each.day == day),
        )
        for day in days
    ]
