"""What members arrange between themselves around the day the demo is made.

Somebody is away for a week, somebody waits for a seat, members are asked to fill a place, two of
them may swap, and somebody wants to hear of changes.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover.operations import ask, propose_swap, watch
from buurtcoop.cover.queries import places_to_swap
from buurtcoop.demo.agreeing import Ready
from buurtcoop.demo.neighbours import RESIDENT, VOLUNTEER
from buurtcoop.demo.stage import Event
from buurtcoop.shifts.models import Claim, CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.operations import go_away, wait
from buurtcoop.shifts.queries import is_live, promised_then

AWAY = "Rob Verdonk"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKED = 3


class Between:
    """The open cases between members, each at its moment before `now`."""

    def __init__(self, ready: Ready, now: datetime) -> None:
        self.ready = ready
        self.stage = ready.stage
        self.now = now

    def events(self) -> Iterator[Event]:
        """Each case as it came about."""
        for ago, act in (
            (4 * DAY, self._away),
            (30 * HOUR, self._wait),
            (26 * HOUR, self._watch),
            (5 * HOUR, self._swap),
            (20 * timedelta(minutes=1), self._ask),
        ):
            yield Event(self.now - ago, act)

    @property
    def _today(self) -> date:
        return clock.local(self.now).date()

    def _away(self) -> None:
        person_id = self.stage.named(AWAY)
        first = self._today + 8 * DAY
        by = self.stage.viewer(person_id)
        go_away(person_id, first_on=first, last_on=first + 6 * DAY, by=by)

    def _wait(self) -> None:
        """Two members wait for the first single seat that is taken."""
        line, shift = self._line(
            CrewLine.side == Side.RECEIVE, CrewLine.taken == CrewLine.places, after=5 * DAY
        )
        waiting = 0
        for place, neighbour in enumerate(self.stage.people):
            person_id = self.stage.person_ids[place]
            free = not promised_then(person_id, shift.starts_at, shift.ends_at)
            if neighbour.receives and neighbour.email and not neighbour.leads and free:
                self.ready.for_place(shift.service_id, Side.RECEIVE, place)
                wait(line.id, person_id, self.stage.viewer(person_id))
                waiting += 1
            if waiting == 2:
                return

    def _watch(self) -> None:
        person_id = self.stage.named(RESIDENT)
        _line, shift = self._line(CrewLine.side == Side.RECEIVE, after=9 * DAY)
        watch(shift.id, self.stage.viewer(person_id))

    def _swap(self) -> None:
        """Somebody offers a place to who tries it as a volunteer, or to the first who could."""
        own = select(Claim).join(Shift).where(is_live(Claim), Shift.starts_at > self.now + 2 * DAY)
        wanted = self.stage.named(VOLUNTEER)
        for claim in db().scalars(own.order_by(Shift.starts_at, Claim.id)).all():
            offered = places_to_swap(claim.id)
            for place in sorted(offered, key=lambda each: each.person_id != wanted):
                by = self.stage.viewer(claim.person_id)
                propose_swap(claim.id, place.claim_id, by)
                return

    def _ask(self) -> None:
        """Noor asks three members for the first place that misses somebody."""
        line, _shift = self._line(
            CrewLine.side == Side.GIVE, CrewLine.taken < CrewLine.minimum, after=3 * DAY
        )
        ask(line.id, ASKED, self.stage.coordinator())

    def _line(self, *where: ColumnElement[bool], after: timedelta) -> tuple[CrewLine, Shift]:
        """The first line to come of which this holds."""
        found = (
            select(CrewLine, Shift)
            .join(Shift, Shift.id == CrewLine.shift_id)
            .where(Shift.state == ShiftState.PLANNED, Shift.starts_at > self.now + after, *where)
            .order_by(Shift.starts_at, CrewLine.id)
        )
        line, shift = db().execute(found.limit(1)).one()
        return line, shift
