"""Putting days off on the list, one by one or from a calendar, and taking them off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.days import ics, rules
from buurtcoop.days.models import DayKind, DayOff

CHANGE = "shifts.change"


@dataclass(frozen=True)
class Counted:
    """What a calendar brought: new stretches of days, and those that were on the list."""

    added: int
    known: int


def add(kind: DayKind, name: str, first_on: date, last_on: date, by: Viewer) -> DayOff:
    """Put a stretch of days on the list.

    Raises NotYourList, DaysInDisorder, StretchTooLong, DaysThere.
    """
    _refuse_role(by)
    if last_on < first_on:
        raise rules.DaysInDisorder
    if last_on - first_on > rules.LONGEST_STRETCH:
        raise rules.StretchTooLong
    number = _insert(kind, ics.Stretch(name, first_on, last_on), by)
    if number is None:
        raise rules.DaysThere(name=_there(kind, first_on, last_on))
    made = db().get_one(DayOff, number)
    record(by, "days.add", made)
    return made


def remove(number: int, by: Viewer) -> None:
    """Take a stretch of days off the list; what was planned around it is not made up for.

    Removing twice is once. Raises NotYourList.
    """
    _refuse_role(by)
    gone = db().scalars(delete(DayOff).where(DayOff.id == number).returning(DayOff)).first()
    if gone is not None:
        record(by, "days.remove", gone, f"{gone.kind} {gone.first_on} {gone.last_on} {gone.name}")


def read_calendar(content: bytes, kind: DayKind, by: Viewer) -> Counted:
    """Put the whole days of a calendar file on the list; reading it again changes nothing.

    Raises NotYourList, CalendarUnclear, CalendarTooLarge, CalendarEmpty.
    """
    _refuse_role(by)
    return _insert_all(kind, ics.read(content), by)


def add_holidays(year: int, by: Viewer) -> Counted:
    """Put the public holidays of a year on the list, each a row of its own.

    Raises NotYourList, YearUnclear.
    """
    _refuse_role(by)
    if not rules.FIRST_YEAR <= year <= rules.LAST_YEAR:
        raise rules.YearUnclear(min=rules.FIRST_YEAR, max=rules.LAST_YEAR)
    found = rules.public_holidays(year)
    return _insert_all(
        DayKind.PUBLIC, [ics.Stretch(each.name, each.day, each.day) for each in found], by
    )


def _insert_all(kind: DayKind, stretches: Iterable[ics.Stretch], by: Viewer) -> Counted:
    made = [_insert(kind, each, by) for each in stretches]
    new = [number for number in made if number is not None]
    if new:
        record(by, "days.read", db().get_one(DayOff, new[-1]), f"{len(new)}")
    return Counted(added=len(new), known=len(made) - len(new))


def _insert(kind: DayKind, stretch: ics.Stretch, by: Viewer) -> int | None:
    return insert_once(
        db(),
        DayOff,
        kind=kind,
        name=stretch.name,
        first_on=stretch.first_on,
        last_on=stretch.last_on,
        made_by_id=by.person_id,
        made_at=clock.now(),
    )


def _there(kind: DayKind, first_on: date, last_on: date) -> str:
    same = (DayOff.kind == kind, DayOff.first_on == first_on, DayOff.last_on == last_on)
    return db().scalars(select(DayOff.name).where(*same)).one()


def _refuse_role(by: Viewer) -> None:
    if not by.may(CHANGE):
        raise rules.NotYourList
