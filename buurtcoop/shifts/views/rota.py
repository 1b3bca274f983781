"""The week, and the list of what is still open."""

import re
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock, words
from buurtcoop.shifts import queries
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.seen import Helpline, Key, ShiftPage, ShiftSeen
from buurtcoop.shifts.views.common import (
    Choice,
    Row,
    choice,
    monday_of,
    rows_of_day,
    rows_with_day,
    week_name,
)
from buurtcoop.web.listing import key_argument, said_key
from buurtcoop.web.pages import _, gone, language, page, permission, viewer

bp = Blueprint("rota", __name__, url_prefix="/rooster")

WEEK = timedelta(days=7)
WEEK_NAME = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2000, 2099


class DayShown(NamedTuple):
    """A day like on a wall calendar."""

    weekday: str
    number: int
    month: str
    rows: list[Row]


@bp.route("")
@permission("public")
def week() -> ResponseReturnValue:
    """What is on this week, or in the week the address names?"""
    chosen, after = choice(), key_argument("vanaf")
    named, this_monday = request.args.get("week", ""), monday_of(clock.today())
    monday = _monday(named) if named else this_monday
    # Without a week in the address one comes for what is still to be.
    first = monday if named else clock.today()
    found = queries.week_for(
        viewer(),
        monday,
        side=chosen.side,
        free_for_me=chosen.free,
        after=after or (clock.start_of(first), 0),
    )
    whole = found.next is None and after is None
    here = f"/rooster?week={week_name(monday)}"
    return page(
        "shifts/week.html",
        heading=_heading(monday, this_monday),
        monday=monday,
        first=first,
        last=monday + timedelta(days=6),
        earlier=f"/rooster?week={week_name(monday)}" if first > monday else "",
        days=_days(found, first, monday + WEEK, chosen, empty=whole and chosen.everything),
        urgent=_urgent(found, chosen) if monday == this_monday else None,
        number=len(found),
        chosen=chosen,
        pills=pills(here if named else "/rooster", chosen),
        everything=here if named else "/rooster",
        more=_more(here, chosen, found.next),
        previous=f"/rooster?week={week_name(monday - WEEK)}",
        next=f"/rooster?week={week_name(monday + WEEK)}",
        may_change=viewer().may("shifts.change"),
        to_call=_to_call(),
    )


@bp.route("/open")
@permission("public")
def still_open() -> ResponseReturnValue:
    """Where is still a place?"""
    chosen = choice()
    found = queries.open_shifts_for(
        viewer(),
        free_for_me=chosen.free,
        side=chosen.side,
        after=key_argument("vanaf"),
        before=key_argument("tot"),
    )
    return page(
        "shifts/open.html",
        rows=rows_with_day(found, chosen.way),
        chosen=chosen,
        pills=pills("/rooster/open", chosen),
        previous=_turn("tot", chosen, found.previous),
        next=_turn("vanaf", chosen, found.next),
    )


def pills(path: str, chosen: Choice) -> list[tuple[str, str, bool, str]]:
    """The views of a list, as `steps.pills` shows them."""
    found = [
        (_("Alles"), _with(path, chosen.arguments(way="", free=False)), chosen.everything, ""),
        (
            _("Ik wil helpen"),
            _with(path, chosen.arguments(way="helpen")),
            chosen.side is Side.GIVE,
            "give",
        ),
        (
            _("Ik wil meedoen"),
            _with(path, chosen.arguments(way="meedoen")),
            chosen.side is Side.RECEIVE,
            "receive",
        ),
    ]
    if not viewer().signed_in:
        return found
    turned = chosen.arguments(free=not chosen.free)
    return [*found, (_("Vrij voor mij"), _with(path, turned), chosen.free, "")]


def _with(path: str, arguments: str) -> str:
    if not arguments:
        return path
    return f"{path}{'&' if '?' in path else '?'}{arguments}"


def _monday(named: str) -> date:
    """The first day of the week an address names, such as 2027-W03; 404 for another."""
    found = WEEK_NAME.fullmatch(named)
    if found is None:
        gone()
    year, week_number = (int(part) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        gone()
    try:
        return date.fromisocalendar(year, week_number, 1)
    except ValueError:
        gone()


def _heading(monday: date, this_monday: date) -> str:
    if monday == this_monday:
        return _("Rooster van deze week")
    return _("Rooster van week %(number)s", number=monday.isocalendar().week)


def _days(
    found: ShiftPage, first: date, end: date, chosen: Choice, *, empty: bool
) -> list[DayShown]:
    """The days with their shifts; also the days without, when the whole week is shown."""
    per_day = {
        day: list(shifts)
        for day, shifts in groupby(found, key=lambda shift: clock.local(shift.starts_at).date())
    }
    if empty and per_day:
        dates = [first + timedelta(days=number) for number in range((end - first).days)]
        per_day = {day: per_day.get(day, []) for day in dates}
    return [_day(day, shifts, chosen.way) for day, shifts in per_day.items()]


def _day(day: date, shifts: list[ShiftSeen], way: str) -> DayShown:
    weekday, month = words.weekday(day, language()), words.month(day, language())
    return DayShown(weekday, day.day, month, rows_of_day(shifts, way))


def _urgent(found: ShiftPage, chosen: Choice) -> Row | None:
    """The first shift to come that still misses helpers, that the viewer is not on and could be."""
    if chosen.side is Side.RECEIVE:
        return None
    now = clock.now()
    missing = [
        shift
        for shift in found
        if shift.starts_at > now
        and shift.missing()
        and not (shift.cancelled or shift.claim or shift.out_of_reach)
    ]
    return rows_of_day(missing[:1], "helpen")[0] if missing else None


def _to_call() -> Helpline | None:
    """Whose number stands on the sheet when a coordinator prints it: not that of a colleague."""
    if not viewer().may("shifts.change"):
        return None
    known = [person for person in queries.coordinators() if person.phone]
    return Helpline(known[0].full_name, known[0].phone or "") if known else None


def _more(here: str, chosen: Choice, key: Key | None) -> str:
    return _with(_with(here, chosen.arguments()), f"vanaf={said_key(key)}") if key else ""


def _turn(name: str, chosen: Choice, key: Key | None) -> str:
    return (
        _with(_with("/rooster/open", chosen.arguments()), f"{name}={said_key(key)}") if key else ""
    )
