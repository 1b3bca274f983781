"""What changing a series would do: for whom, and on which days.

A shift is its series and its original local date, so another hour changes it and makes no other.
What somebody moved or called off by hand stays as it is. A day on which nobody ever was changes
without a word; who promised hears of it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as clock_time
from enum import StrEnum

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.days.queries import off_by_kind
from buurtcoop.shifts import planning_rules, recurrence, rules
from buurtcoop.shifts.models import CrewLine, Series, Shift, ShiftState
from buurtcoop.shifts.operations.crews import LinePlan, refuse_too_few, with_skill
from buurtcoop.shifts.operations.planning import refuse_not_running, refuse_role
from buurtcoop.shifts.operations.series import (
    horizon,
    skipped,
)
from buurtcoop.shifts.queries import original_days, people_on, shifts_ahead, untouched


class What(StrEnum):
    """What becomes of one day."""

    SAME = "same"  # nothing
    CHANGES = "changes"  # another time, place or number; nobody hears of it
    MOVES = "moves"  # another time or place; who promised hears of it
    COMES = "comes"  # it was not there
    GOES = "goes"  # nobody ever was on it
    CALLED_OFF = "called_off"  # who promised or waits hears of it
    STAYS = "stays"  # somebody moved it or called it off by hand, or it would be over


@dataclass(frozen=True, kw_only=True)
class SeriesPlan:
    """A series as it is to be, from `first_on` on; what was made before that day stays as it is.

    `lines` says what becomes of lines it has, by their numbers; `more_lines` are new. `reason` is
    a whole sentence for who hears of it.
    """

    rule: str
    starts_at: clock_time
    minutes: int
    place: str
    first_on: date
    last_on: date
    skips_public: bool
    skips_school: bool
    lines: Mapping[int, LinePlan]
    more_lines: tuple[LinePlan, ...] = ()
    reason: str = ""

    def expected(self, day: date) -> tuple[datetime, datetime]:
        """From when to when a day of it is."""
        start = rules.starts_anyway(day, self.starts_at)
        return start, rules.ends(start, self.minutes)


@dataclass(frozen=True, kw_only=True)
class DayChange:
    """What becomes of one day of a series, and who hears of it.

    `starts_at` is when it is afterwards, and for a day that goes or stays as it is now.
    """

    what: What
    day: date
    starts_at: datetime
    shift_id: int | None = None
    people: tuple[str, ...] = ()
    person_ids: frozenset[int] = frozenset()
    hour_skipped: bool = False


@dataclass(frozen=True)
class Change:
    """What becomes of every day ahead, by day."""

    days: tuple[DayChange, ...]

    def of(self, *kinds: What) -> list[DayChange]:
        """The days of which this becomes."""
        return [each for each in self.days if each.what in kinds]

    @property
    def told(self) -> frozenset[int]:
        """Who hears of it."""
        return frozenset().union(*(each.person_ids for each in self.days))

    @property
    def told_at_once(self) -> dict[int, datetime]:
        """Who hears of more than one day, and so in one message: until the last of those days."""
        starts = {
            person_id: [each.starts_at for each in self.days if person_id in each.person_ids]
            for person_id in self.told
        }
        return {person_id: max(found) for person_id, found in starts.items() if len(found) > 1}


def preview_change(series_id: int, plan: SeriesPlan, by: Viewer) -> Change:
    """What this change would do, for whom, and on which days. Changes nothing.

    Raises what `change_series` raises.
    """
    series = db().get(Series, series_id)
    if series is None:
        raise LookupError(series_id)
    plan = fitting(series, plan, by)
    ahead = shifts_ahead(series.id, plan.first_on, clock.now())
    refuse_fewer_places(series, plan)
    change = Change(
        in_order([*of_made(plan_of(series), plan, ahead, series), *that_come(series, plan)])
    )
    refuse_taken(series, plan, with_lines(change))
    return change


def plan_of(series: Series) -> SeriesPlan:
    """A series as it is now."""
    return SeriesPlan(
        rule=series.rule,
        starts_at=series.starts_at,
        minutes=series.minutes,
        place=series.place,
        first_on=series.first_on,
        last_on=series.last_on,
        skips_public=series.skips_public,
        skips_school=series.skips_school,
        lines={
            line.id: LinePlan(line.side, line.role, line.places, line.minimum, line.skill_id)
            for line in series.lines
        },
    )


def fitting(series: Series, plan: SeriesPlan, by: Viewer) -> SeriesPlan:
    """The plan with its rule read. Raises what it can't be."""
    refuse_role(by, series.service_id)
    if not plan.lines.keys() <= {line.id for line in series.lines}:
        raise LookupError(series.id)
    rule = recurrence.read(plan.rule, plan.first_on)
    recurrence.refuse_unfit(rule, plan.first_on, plan.last_on)
    last = recurrence.days_of(rule, plan.first_on, plan.last_on)[-1]
    if last >= clock.today():
        refuse_not_running(series.service, last)
    return _by_rules(series, replace(plan, rule=rule))


def _by_rules(series: Series, plan: SeriesPlan) -> SeriesPlan:
    """The plan with what its service asks of every helper. Raises TooFewPlanned."""
    service = series.service
    lines = {number: with_skill(service, line) for number, line in plan.lines.items()}
    more = tuple(with_skill(service, line) for line in plan.more_lines)
    refuse_too_few(service, [*{**plan_of(series).lines, **lines}.values(), *more])
    return replace(plan, lines=lines, more_lines=more)


def that_come(series: Series, plan: SeriesPlan) -> list[DayChange]:
    """Days to be made now that were never made before."""
    before = original_days(series.id, plan.first_on)
    now = clock.now()
    return [
        DayChange(
            what=What.COMES,
            day=day,
            starts_at=plan.expected(day)[0],
            hour_skipped=_skips(plan, day),
        )
        for day in _wanted(series, plan, max([horizon(), *before]))
        if day not in before and plan.expected(day)[0] > now
    ]


def _wanted(series: Series, plan: SeriesPlan, until: date) -> list[date]:
    last_on = min(day for day in (plan.last_on, until, series.service.stops_on) if day)
    off = off_by_kind(clock.today(), max(last_on, clock.today()))
    without = skipped(off, public=plan.skips_public, school=plan.skips_school)
    return recurrence.days_of(plan.rule, plan.first_on, last_on, without=without)


def of_made(
    was: SeriesPlan, plan: SeriesPlan, shifts: list[Shift], series: Series
) -> list[DayChange]:
    """What becomes of shifts that were made."""
    if not shifts:
        return []
    wanted = frozenset(_wanted(series, plan, shifts[-1].original_on))
    whole = untouched([shift.id for shift in shifts])
    numbers = [shift.id for shift in shifts]
    promised, concerned = people_on(numbers, waiting=False), people_on(numbers, waiting=True)
    found = []
    for shift in shifts:
        what = _what(was, plan, shift, wanted=wanted, whole=shift.id in whole)
        told = {What.MOVES: promised, What.CALLED_OFF: concerned}.get(what, {}).get(shift.id, [])
        later = what in (What.CHANGES, What.MOVES, What.SAME)
        found.append(
            DayChange(
                what=what,
                day=shift.original_on,
                starts_at=plan.expected(shift.original_on)[0] if later else shift.starts_at,
                shift_id=shift.id,
                people=tuple(person.full_name for person in told),
                person_ids=frozenset(person.id for person in told),
                hour_skipped=later and _skips(plan, shift.original_on),
            )
        )
    return found


def _what(
    was: SeriesPlan, plan: SeriesPlan, shift: Shift, *, wanted: Collection[date], whole: bool
) -> What:
    interval = (shift.starts_at, shift.ends_at)
    by_hand = interval != was.expected(shift.original_on)
    if shift.state is ShiftState.CANCELLED or by_hand:
        return What.STAYS
    if shift.original_on not in wanted:
        return What.GOES if whole else What.CALLED_OFF
    becomes = plan.expected(shift.original_on)
    if becomes == interval and shift.place == plan.place:
        return What.CHANGES if _changes_lines(was, plan) else What.SAME
    if becomes[0] <= clock.now():
        return What.STAYS
    return What.CHANGES if whole else What.MOVES


def _changes_lines(was: SeriesPlan, plan: SeriesPlan) -> bool:
    now_and_then = ((plan.lines[each], was.lines[each]) for each in plan.lines)
    return bool(plan.more_lines) or any(
        replace(wish, minimum=wish.wanted) != line for wish, line in now_and_then
    )


def with_lines(change: Change) -> list[int]:
    """The shifts whose lines become those of the series."""
    found = change.of(What.SAME, What.CHANGES, What.MOVES)
    return [each.shift_id for each in found if each.shift_id is not None]


def _skips(plan: SeriesPlan, day: date) -> bool:
    return clock.local(plan.expected(day)[0]).time() != plan.starts_at


def in_order(days: Iterable[DayChange]) -> tuple[DayChange, ...]:
    return tuple(sorted(days, key=lambda each: each.day))


def refuse_fewer_places(series: Series, plan: SeriesPlan) -> None:
    """Raises FixedPlacesTaken: a place for everybody who holds one."""
    for line in series.lines:
        if line.id in plan.lines and plan.lines[line.id].places < line.held:
            raise planning_rules.FixedPlacesTaken(num=line.held)


def refuse_taken(series: Series, plan: SeriesPlan, shift_ids: list[int]) -> None:
    """Raises PlacesTaken, naming the first day with more people than places."""
    for line in series.lines:
        if line.id not in plan.lines:
            continue
        used = CrewLine.taken + CrewLine.held
        row = db().execute(
            select(Shift.starts_at, used)
            .join(Shift, Shift.id == CrewLine.shift_id)
            .where(
                CrewLine.series_line_id == line.id,
                CrewLine.shift_id.in_(shift_ids),
                used > plan.lines[line.id].places,
            )
            .order_by(Shift.starts_at)
        )
        first = row.first()
        if first is not None:
            raise planning_rules.PlacesTaken(day=clock.local(first[0]).date(), num=first[1])
