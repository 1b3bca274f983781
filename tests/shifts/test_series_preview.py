"""What was foreseen is what happens: any series, any history, any change."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.days import operations as days
from buurtcoop.days.models import DayKind
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import CrewLine, Series, ShiftState, Side
from buurtcoop.shifts.operations import Change, LinePlan, SeriesPlan, What, plan_of
from buurtcoop.shifts.recurrence import monthly, weekly
from tests.cast import Cast, seen_by
from tests.shifts.series import FIRST, GUESTS, HELPERS, LAST, a_series, line, plan, shifts_of

STEP = timedelta(minutes=1)
TOLD = (
    "shifts.moved_giver",
    "shifts.moved_guest",
    "shifts.called_off",
    "shifts.series_changed",
)
RULES = (
    weekly(FIRST),
    weekly(FIRST, every=2),
    weekly(FIRST, every=4),
    "FREQ=WEEKLY;BYDAY=TU,TH",
    "FREQ=WEEKLY;BYDAY=FR",
    "FREQ=DAILY;INTERVAL=3",
    monthly(FIRST),
)


@dataclass(frozen=True)
class Stands:
    """One shift as it stands in the database."""

    starts_at: datetime
    ends_at: datetime
    place: str
    state: ShiftState
    lines: tuple[tuple[str, str, int, int], ...]


def standing(series: Series) -> dict[date, Stands]:
    lines = defaultdict(list)
    found = select(CrewLine.shift_id, CrewLine.side, CrewLine.role, CrewLine.places, CrewLine.taken)
    for shift_id, side, role, places, taken in db().execute(found.order_by(CrewLine.id)):
        lines[shift_id].append((side.value, role, places, taken))
    return {
        shift.original_on: Stands(
            shift.starts_at, shift.ends_at, shift.place, shift.state, tuple(lines[shift.id])
        )
        for shift in shifts_of(series)
    }


def live_through(chance: Random, series: Series, cast: Cast) -> None:
    """People promise, release and wait; the coordinator moves and calls off by hand."""
    by = seen_by(cast.coor)
    people = (cast.anna, cast.bram, cast.dees, cast.truus)
    for shift in shifts_of(series):
        for person in chance.sample(people, chance.randrange(4)):
            side = chance.choice((Side.GIVE, Side.RECEIVE))
            act = operations.claim if side is Side.GIVE else operations.book
            try:
                made = act(line(shift, side), person.id, seen_by(person))
            except Refusal:
                continue
            if side is Side.GIVE and chance.random() < 0.3:
                operations.release(made.id, seen_by(person))
        fate = chance.random()
        if fate < 0.1:
            operations.call_off(shift.id, reason="Met de hand.", by=by)
        elif fate < 0.2:
            day = shift.original_on + timedelta(days=1)
            operations.move(shift.id, day=day, starts_at=time(11), minutes=90, reason="", by=by)


def another(chance: Random, series: Series) -> SeriesPlan:
    """Any change an editor could make."""
    give, receive = series.lines[:2]
    return plan(
        series,
        rule=chance.choice((series.rule, *RULES)),
        starts_at=chance.choice((series.starts_at, time(9, 30), time(19))),
        minutes=chance.choice((series.minutes, 60)),
        place=chance.choice((series.place, "De Oude Sluis")),
        first_on=chance.choice((series.first_on, FIRST + timedelta(days=20))),
        last_on=chance.choice((series.last_on, date(2027, 2, 20))),
        skips_public=chance.random() < 0.5,
        skips_school=chance.random() < 0.5,
        lines={
            give.id: LinePlan(Side.GIVE, give.role, chance.choice((2, 3, 4))),
            receive.id: LinePlan(Side.RECEIVE, "", chance.choice((4, 9))),
        },
        more_lines=chance.choice(((), (LinePlan(Side.GIVE, "afwassen", 1),))),
        reason="Het past zo beter.",
    )


def assert_as_foreseen(
    found: Change, before: dict[date, Stands], after: dict[date, Stands]
) -> None:
    """Every day became what was said of it, and no other day changed."""
    said = {each.day: each for each in found.days}
    for day in before.keys() | after.keys():
        was, became = before.get(day), after.get(day)
        what = said[day].what if day in said else None
        if what in (None, What.STAYS, What.SAME):
            assert was == became or (was is None and what is None), (day, what)
        elif what is What.COMES:
            assert was is None
            assert became is not None
        elif what is What.GOES:
            assert became is None
        else:
            assert was is not None
            assert became is not None
            off = what is What.CALLED_OFF
            assert (became.state is ShiftState.CANCELLED) is off
            assert was != became
        if became is not None and day in said:
            assert became.starts_at == said[day].starts_at


@pytest.mark.parametrize(
    "seed", [*range(12), *(pytest.param(n, marks=pytest.mark.long) for n in range(12, 60))]
)
def test_what_was_foreseen_is_what_happens(seed: int, eettafel: Service, cast: Cast) -> None:
    chance, coor = Random(seed), seen_by(cast.coor)
    days.add(DayKind.PUBLIC, "Feest", date(2027, 2, 4), date(2027, 2, 4), coor)
    days.add(DayKind.SCHOOL, "Voorjaar", date(2027, 2, 20), date(2027, 2, 28), coor)
    series = a_series(
        eettafel, cast, rule=chance.choice(RULES), last_on=LAST, lines=[HELPERS, GUESTS]
    )
    live_through(chance, series, cast)
    for turn in range(3):
        with clock.stopped(clock.now() + (turn + 1) * STEP):
            wish = another(chance, series)
            heard = set(db().scalars(select(Message.id)))
            before = standing(series)
            try:
                foreseen = operations.preview_change(series.id, wish, coor)
            except Refusal as refusal:
                with pytest.raises(type(refusal)), db().begin_nested():
                    operations.change_series(series.id, wish, version=series.version, by=coor)
                db().refresh(series)
                continue
            assert standing(series) == before
            done = operations.change_series(series.id, wish, version=series.version, by=coor)
            assert foreseen == done
            assert_as_foreseen(done, before, standing(series))
            new = select(Message.recipient_id).where(
                Message.id.not_in(heard), Message.rule.in_(TOLD)
            )
            heard_now = list(db().scalars(new))
            assert frozenset(heard_now) == foreseen.told
            assert all(heard_now.count(person) == 1 for person in foreseen.told_at_once)
            assert plan_of(series).rule == wish.rule
            assert checks.broken() == []
