"""The days of fixed places: what is promised now, what is left out, and why."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from buurtcoop.agreements.queries import unagreed
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.qualifications.queries import held_by
from buurtcoop.shifts import fixed_rules, rules
from buurtcoop.shifts.models import Claim, FixedPlace, PromiseState, ShiftState, Side
from buurtcoop.shifts.operations.allowing import (
    Busy,
    refuse_beside,
    refuse_late,
    refuse_unwilling,
    refuse_young,
    unqualified,
    without_agreement,
)
from buurtcoop.shifts.operations.holding import (
    Held,
    Promiser,
    hold_people,
    hold_shifts,
    see_people,
    see_shifts,
)
from buurtcoop.shifts.operations.promising import MADE, Wanted, take
from buurtcoop.shifts.queries import AGREED, is_live, standing
from buurtcoop.shifts.queries import filling as days
from buurtcoop.shifts.queries.filling import MadeLine

Day = tuple[FixedPlace, Held, MadeLine]


@dataclass(frozen=True)
class LeftOut:
    """A day on which somebody with a fixed place is not on the list.

    `why` is None when nothing stands in the way now: the member was taken off the list.
    """

    fixed_id: int
    shift_id: int
    starts_at: datetime
    why: Refusal | None


@dataclass(frozen=True)
class Filled:
    """How many days were promised, and which were left out."""

    made: int
    left_out: list[LeftOut]


@dataclass(frozen=True)
class Agreed:
    """A day that was promised just now: it takes the time of who promised it."""

    shift_id: int
    service_name: str
    starts_at: datetime
    ends_at: datetime
    rest_hours: int
    side: Side = Side.GIVE


def fill_days(places: Sequence[FixedPlace], shift_ids: Collection[int], by: Viewer) -> Filled:
    """Promise these days for who holds these places, and say which could not be.

    Holds afterwards what `promising.claim` says; a day that was promised before belongs to the
    fixed place from now on. Nobody hears of each day: the fixed place was said once. The series
    must be held by who calls.
    """
    people = hold_people({place.person_id for place in places})
    facts = _Facts(places, people, hold_shifts(shift_ids))
    facts.adopt(places)
    claims: list[Claim] = []
    left_out: list[LeftOut] = []
    for place, shift, line in facts.days(places):
        try:
            facts.refuse(place, shift, line, by)
            if not take(facts.wanted(place, line), 1):
                raise rules.ShiftFull
        except Refusal as why:
            left_out.append(LeftOut(place.id, shift.id, shift.starts_at, why))
            continue
        facts.note(place, shift)
        claims.append(_claim(place, shift, line, by))
    db().add_all(claims)
    db().flush()
    for claim in claims:
        record(by, MADE[Side.GIVE], claim)
    return Filled(len(claims), left_out)


def days_left_out(places: Sequence[FixedPlace], shift_ids: Collection[int]) -> list[LeftOut]:
    """On which of these days who holds these places is not on the list, and why. Reads only."""
    people = see_people({place.person_id for place in places})
    facts = _Facts(places, people, see_shifts(shift_ids))
    return [
        LeftOut(place.id, shift.id, shift.starts_at, facts.why_not(place, shift, line))
        for place, shift, line in facts.days(places)
    ]


def _claim(place: FixedPlace, shift: Held, line: MadeLine, by: Viewer) -> Claim:
    return Claim(
        shift_id=shift.id,
        line_id=line.id,
        person_id=place.person_id,
        made_by_id=by.person_id or place.made_by_id,
        made_at=clock.now(),
        state=PromiseState.PROMISED,
        fixed_id=place.id,
    )


class _Facts:
    """All that may stand in the way of these people on these shifts, read once."""

    def __init__(
        self, places: Sequence[FixedPlace], people: dict[int, Promiser], shifts: list[Held]
    ) -> None:
        now = clock.now()
        self.people = people
        self.shifts = [
            shift for shift in shifts if shift.state is ShiftState.PLANNED and shift.starts_at > now
        ]
        starts = [shift.starts_at for shift in self.shifts] or [now]
        first, last = min(starts), max([shift.ends_at for shift in self.shifts] or [now])
        numbers = [shift.id for shift in self.shifts]
        self.away = standing.away_between(people, _day(first), _day(last))
        promised = days.promised_between(people, first - rules.MOST_REST, last + rules.MOST_REST)
        self.busy: dict[int, list[Busy]] = {person: [*those] for person, those in promised.items()}
        self.own = {
            (each.person_id, each.shift_id): each
            for those in promised.values()
            for each in those
            if each.side is Side.GIVE
        }
        lines = days.made_lines(numbers, {place.line_id for place in places})
        self.lines = {(line.shift_id, line.series_line_id): line for line in lines}
        self.waiting = days.waiting_between(people, numbers)
        asked = any(line.skill_id for line in lines)
        self.qualifications = held_by(people) if asked else {}
        services = {shift.service_id for shift in self.shifts}
        self.unagreed = unagreed(people, services, AGREED[Side.GIVE]) if services else set()
        self.lacking: dict[tuple[int, int], Refusal] = {}

    def days(self, places: Sequence[FixedPlace]) -> Iterator[Day]:
        """Each day somebody's place is for and that is not promised yet, the oldest shift first."""
        for shift in self.shifts:
            for place in places:
                line = self.lines.get((shift.id, place.line_id))
                meant = line is not None and _day(shift.starts_at) >= place.starts_on
                if line and meant and (place.person_id, shift.id) not in self.own:
                    yield place, shift, line

    def adopt(self, places: Sequence[FixedPlace]) -> None:
        """Let what these people promised already on these lines belong to their places."""
        for place in places:
            lines = {
                line.id
                for (_shift, made_from), line in self.lines.items()
                if made_from == place.line_id
            }
            theirs = [
                each.id
                for each in self.own.values()
                if each.person_id == place.person_id
                and each.line_id in lines
                and _day(each.starts_at) >= place.starts_on
            ]
            if theirs:
                db().execute(
                    update(Claim)
                    .where(Claim.id.in_(theirs), Claim.fixed_id.is_(None), is_live(Claim))
                    .values(fixed_id=place.id)
                )

    def refuse(
        self, place: FixedPlace, shift: Held, line: MadeLine, by: Viewer | None = None
    ) -> None:
        """What `promising.claim` refuses, and a day away."""
        day, person_id = _day(shift.starts_at), place.person_id
        if any(away.first_on <= day <= away.last_on for away in self.away[person_id]):
            raise fixed_rules.AwayThen
        refuse_unwilling(self.people[person_id], Side.GIVE, shift)
        refuse_young(self.people[person_id], shift)
        if by is not None and by.person_id == person_id:
            refuse_late(shift)
        refuse_beside(shift, self.busy[person_id], rest_too=True)
        skill_id = line.skill_id
        if skill_id is not None and not any(
            each.skill_id == skill_id and each.holds_on(day)
            for each in self.qualifications[person_id]
        ):
            raise self._unqualified(skill_id, shift)
        if (shift.service_id, person_id) in self.unagreed:
            raise without_agreement(person_id, shift.service_id, Viewer(person_id=person_id))

    def _unqualified(self, skill_id: int, shift: Held) -> Refusal:
        """The sentence, looked up once for each task of a service."""
        asked = skill_id, shift.service_id
        self.lacking[asked] = self.lacking.get(asked) or unqualified(skill_id, shift)
        return self.lacking[asked]

    def why_not(self, place: FixedPlace, shift: Held, line: MadeLine) -> Refusal | None:
        """The same as an answer, and whether there is a place at all."""
        try:
            self.refuse(place, shift, line)
        except Refusal as why:
            return why
        return None if line.left else rules.ShiftFull()

    def wanted(self, place: FixedPlace, line: MadeLine) -> Wanted:
        """The line as this person asks for it."""
        waiting_id = self.waiting.get((place.person_id, line.shift_id))
        return Wanted(line.id, line.shift_id, line.skill_id, waiting_id, row=line.row)

    def note(self, place: FixedPlace, shift: Held) -> None:
        """This person is busy then, from now on."""
        name = place.series.service.name
        agreed = Agreed(shift.id, name, shift.starts_at, shift.ends_at, shift.rest_hours)
        self.busy[place.person_id].append(agreed)


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
