"""What the pages of this room share: words of an address, rows of a list, who may change what."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import abort, request

from buurtcoop.core import clock, words
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import members_for
from buurtcoop.shifts import queries
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.seen import ShiftSeen
from buurtcoop.web.pages import _, gone, language, or_gone, viewer

# The two sides as they stand in an address.
WAYS = {"helpen": Side.GIVE, "meedoen": Side.RECEIVE}
NAMES_OF_WAYS = {side: way for way, side in WAYS.items()}

SHOWN = 20
LONGEST_SEARCH = 80


class Row(NamedTuple):
    """A shift as one row of a list."""

    shift: ShiftSeen
    url: str
    first: str
    second: str
    over: bool


class Choice(NamedTuple):
    """What the reader wants to see of a list."""

    way: str
    side: Side | None
    free: bool

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.side is None and not self.free

    def arguments(self, *, way: str | None = None, free: bool | None = None) -> str:
        """This choice as it stands in an address, with one thing changed."""
        chosen_way = self.way if way is None else way
        chosen_free = self.free if free is None else free
        parts = [f"kant={chosen_way}"] if chosen_way else []
        return "&".join([*parts, *(["vrij=ja"] if chosen_free else [])])


class MembersFound(NamedTuple):
    """What was typed to look for a member, who fits, and what stands beside each name."""

    search: str
    members: Sequence[Membership]
    notes: dict[str, str]


def members_found() -> MembersFound:
    """The members that what stands in the address looks for; nobody when nothing does."""
    search = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    members = members_for(viewer(), search, limit=SHOWN).rows if search else ()
    notes = {str(each.person_id): _("lid %(number)s", number=each.number) for each in members}
    return MembersFound(search, members, notes)


def found_shift(shift_id: int) -> ShiftSeen:
    """The shift with this number as the viewer sees it, or 404."""
    return or_gone(queries.shift_for, viewer(), shift_id)


def shift_to_change(shift_id: int) -> ShiftSeen:
    """The same, for who may change it: 403 for others."""
    shift = found_shift(shift_id)
    if not may_change(viewer(), shift):
        abort(403)
    return shift


def may_change(who: Viewer, shift: ShiftSeen) -> bool:
    """Whether this viewer looks after the rota, or leads the service of this shift."""
    return who.may("shifts.change") or who.person_id in {lead.person_id for lead in shift.leads}


def choice() -> Choice:
    """What the address asks to see; 404 for what we do not know."""
    way, free = request.args.get("kant", ""), request.args.get("vrij", "")
    if (way and way not in WAYS) or free not in ("", "ja"):
        gone()
    return Choice(way, WAYS.get(way), bool(free) and viewer().signed_in)


def week_name(monday: date) -> str:
    """2027-W03, as it stands in an address."""
    year, week, _weekday = monday.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def hour(moment: datetime) -> str:
    """16.00, for a column of times."""
    return words.time(moment, language()).removesuffix(" uur")


def rows_of_day(shifts: Iterable[ShiftSeen], way: str = "") -> list[Row]:
    """Rows that stand under their day: begin and end."""
    now = clock.now()
    return [
        Row(
            shift,
            address(shift.id, way),
            hour(shift.starts_at),
            hour(shift.ends_at),
            shift.ends_at <= now,
        )
        for shift in shifts
    ]


def rows_with_day(shifts: Iterable[ShiftSeen], way: str = "") -> list[Row]:
    """Rows that say their day themselves: day and begin."""
    now = clock.now()
    return [
        Row(
            shift,
            address(shift.id, way),
            words.short_day(shift.starts_at, language()),
            words.time(shift.starts_at, language()),
            shift.ends_at <= now,
        )
        for shift in shifts
    ]


def address(shift_id: int, way: str = "") -> str:
    """The page of a shift, for the side one came for when one may promise there."""
    straight = way and viewer().may("shifts.claim")
    return f"/rooster/{shift_id}/{way}" if straight else f"/rooster/{shift_id}"
