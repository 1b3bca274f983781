"""Whatever people do in whatever order, from the rota to the hours: what must hold, holds.

A few members, three shifts, and every verb of the rota, of cover and of attendance, while the
clock runs on past the first two shifts. After each step the places are counted again and every
promise is followed; at the end all rooms count themselves.
"""

import os
from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from buurtcoop import checks
from buurtcoop.attendance.models import Attendance, Outcome
from buurtcoop.attendance.operations import Said, enter_code, record_shift, say
from buurtcoop.attendance.queries import door_code, on_shift
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover import operations as cover
from buurtcoop.cover.models import Ask, Swap
from buurtcoop.hours.models import TimeEntry
from buurtcoop.payments.models import Charge, ChargeState
from buurtcoop.shifts import operations
from buurtcoop.shifts.jobs import pass_on_offers
from buurtcoop.shifts.models import (
    Booking,
    Claim,
    CrewLine,
    PromiseState,
    Side,
    Waiting,
)
from buurtcoop.shifts.queries import HOLDING, SETTLED
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, a_service, an_evening

CASES = int(os.environ.get("BUURTCOOP_TEST_CASES", "40"))
HOUR = timedelta(hours=1)
STARTS = (EVENING, EVENING + 3 * HOUR, EVENING + 100 * HOUR)  # the first two overlap
PLACES, SEATS = 2, 3
VERBS = (
    "claim", "claim", "book", "book", "release", "cancel", "confirm", "wait", "wait", "leave",
    "accept", "decline", "ask", "answer", "propose", "agree", "refuse_swap", "watch", "move",
    "call_off", "later", "later", "record", "record", "say", "code",
)  # fmt: skip
Step = tuple[str, int, int, int]
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 2), st.integers(0, 5)),
    min_size=5,
    max_size=40,
)
# Where a promise may go from each state.
MAY_BECOME = {
    PromiseState.PROMISED: set(PromiseState),
    **{state: set(SETTLED) for state in SETTLED},
}


class Neighbourhood:
    """Members, shifts and a clock; each verb is tried as a page tries it."""

    def __init__(self, cast: Cast) -> None:
        service = a_service(f"Eettafel {clock.now()}")
        self.people = [cast.anna.id, cast.bram.id, cast.truus.id, cast.bo.id]
        self.coor = seen_by(cast.coor)
        self.now = clock.now()
        self.evenings = [an_evening(service, start, places=PLACES, seats=SEATS) for start in STARTS]
        self.seen: dict[tuple[Side, int], PromiseState] = {}

    def do(self, step: Step) -> None:
        """One step; a refusal undoes it."""
        verb, who, which, number = step
        by = Viewer(person_id=self.people[who])
        act: Callable[[Viewer, int, int], object] = getattr(self, verb)
        with clock.stopped(self.now):
            savepoint = db().begin_nested()
            try:
                act(by, which, number)
                savepoint.commit()
            except (Refusal, LookupError):
                savepoint.rollback()
            db().expire_all()
            self.holds()

    def claim(self, by: Viewer, which: int, _number: int) -> None:
        operations.claim(self.evenings[which].give, by.id, by)

    def book(self, by: Viewer, which: int, number: int) -> None:
        operations.book(self.evenings[which].receive, by.id, by, people=1 + number % 3)

    def release(self, by: Viewer, which: int, _number: int) -> None:
        operations.release(self._own(Claim, by, which), by)

    def cancel(self, by: Viewer, which: int, _number: int) -> None:
        operations.cancel(self._own(Booking, by, which), by)

    def confirm(self, by: Viewer, which: int, _number: int) -> None:
        operations.confirm_claim(self._own(Claim, by, which), by)

    def wait(self, by: Viewer, which: int, number: int) -> None:
        evening = self.evenings[which]
        if number % 2:
            operations.wait(evening.give, by.id, by)
        else:
            operations.wait(evening.receive, by.id, by, people=1 + number % 3)

    def leave(self, by: Viewer, which: int, _number: int) -> None:
        operations.leave(self._waits(by, which), by)

    def accept(self, by: Viewer, which: int, _number: int) -> None:
        operations.accept(self._waits(by, which), by)

    def decline(self, by: Viewer, which: int, _number: int) -> None:
        operations.decline(self._waits(by, which), by)

    def ask(self, _by: Viewer, which: int, number: int) -> None:
        cover.ask(self.evenings[which].give, 1 + number % 3, self.coor)

    def answer(self, by: Viewer, which: int, number: int) -> None:
        shift_id = self.evenings[which].shift_id
        asked = select(Ask.id).where(Ask.shift_id == shift_id, Ask.person_id == by.id)
        cover.answer(_one(db().scalars(asked).all()), number % 3 > 0, by)

    def propose(self, by: Viewer, which: int, number: int) -> None:
        others = select(Claim.id).where(Claim.person_id != by.id).order_by(Claim.id)
        found = db().scalars(others).all()
        cover.propose_swap(self._own(Claim, by, which), _one(found[number:]), by)

    def agree(self, by: Viewer, _which: int, number: int) -> None:
        cover.agree(self._offer(number), by)

    def refuse_swap(self, by: Viewer, _which: int, number: int) -> None:
        cover.decline(self._offer(number), by)

    def watch(self, by: Viewer, which: int, _number: int) -> None:
        cover.watch(self.evenings[which].shift_id, by)

    def move(self, _by: Viewer, which: int, number: int) -> None:
        wall = clock.local(STARTS[which] + number * HOUR)
        operations.move(
            self.evenings[which].shift_id,
            day=wall.date(),
            starts_at=wall.time(),
            minutes=120,
            reason="",
            by=self.coor,
        )

    def call_off(self, _by: Viewer, which: int, number: int) -> None:
        if number == 0:
            operations.call_off(self.evenings[which].shift_id, reason="Ziek.", by=self.coor)

    def later(self, _by: Viewer, _which: int, number: int) -> None:
        self.now += (1 + number) * 5 * HOUR
        with clock.stopped(self.now):
            pass_on_offers(self.now)

    def record(self, _by: Viewer, which: int, number: int) -> None:
        shift_id = self.evenings[which].shift_id
        outcomes = list(Outcome)
        said = {
            one.key: Said(outcomes[(number + place) % len(outcomes)], _minutes(one.side, number))
            for place, one in enumerate(on_shift(shift_id))
        }
        record_shift(shift_id, said, self.coor)

    def say(self, by: Viewer, which: int, number: int) -> None:
        side, kind = ((Side.GIVE, Claim), (Side.RECEIVE, Booking))[number % 2]
        outcome = Outcome.PRESENT if number < 4 else Outcome.EXCUSED
        say(side, self._own(kind, by, which), outcome, by)

    def code(self, by: Viewer, which: int, _number: int) -> None:
        shift_id = self.evenings[which].shift_id
        enter_code(shift_id, door_code(shift_id), by)

    def holds(self) -> None:
        """No more takers than places; every promise in one state, and ends are ends."""
        for line in db().scalars(select(CrewLine)):
            kind = Claim if line.side is Side.GIVE else Booking
            people = func.count() if kind is Claim else func.sum(Booking.people)
            promised = select(func.coalesce(people, 0)).where(
                kind.line_id == line.id, kind.state.in_(HOLDING)
            )
            assert line.taken == db().scalar(promised)
            assert line.taken + line.held <= line.places
        for side, kind in ((Side.GIVE, Claim), (Side.RECEIVE, Booking)):
            for number, state in db().execute(select(kind.id, kind.state)):
                before = self.seen.get((side, number), PromiseState.PROMISED)
                assert state is before or state in MAY_BECOME.get(before, set())
                self.seen[side, number] = state

    def adds_up(self) -> None:
        """Minutes are those of who was there, and who came has to pay; all rooms agree."""
        recorded: dict[int, int] = dict(
            db()
            .execute(
                select(TimeEntry.cause_id, func.sum(TimeEntry.minutes))
                .where(TimeEntry.cause_kind == "claim")
                .group_by(TimeEntry.cause_id)
            )
            .all()
        )
        for claim in db().scalars(select(Claim)):
            said = db().scalars(
                select(Attendance.minutes)
                .where(Attendance.claim_id == claim.id, Attendance.decides)
                .order_by(Attendance.id.desc())
            )
            confirmed = said.first() if claim.state is PromiseState.KEPT else None
            assert recorded.get(claim.id, 0) == (confirmed or 0)
        open_charges = set(
            db().scalars(select(Charge.cause_id).where(Charge.state == ChargeState.OPEN))
        )
        kept = select(Booking.id).where(Booking.state == PromiseState.KEPT)
        assert open_charges == set(db().scalars(kept))
        with clock.stopped(self.now):
            assert list(checks.broken()) == []

    def _own(self, kind: type[Claim] | type[Booking], by: Viewer, which: int) -> int:
        found = select(kind.id).where(
            kind.person_id == by.id, kind.shift_id == self.evenings[which].shift_id
        )
        return _one(db().scalars(found.order_by(kind.id.desc())).all())

    def _waits(self, by: Viewer, which: int) -> int:
        found = select(Waiting.id).where(
            Waiting.person_id == by.id, Waiting.shift_id == self.evenings[which].shift_id
        )
        return _one(db().scalars(found.order_by(Waiting.id.desc())).all())

    def _offer(self, number: int) -> int:
        return _one(db().scalars(select(Swap.id).order_by(Swap.id.desc())).all()[number % 2 :])


def _one(found: object) -> int:
    for number in found:  # type: ignore[attr-defined]  # any sequence of numbers
        return int(number)
    raise LookupError("nothing to do it with")


def _minutes(side: Side, number: int) -> int | None:
    return 30 + 15 * number if side is Side.GIVE and number % 2 else None


@settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps)
def test_whatever_people_do_from_the_rota_to_the_hours_it_adds_up(
    opened: Instance, cast: Cast, steps: list[Step]
) -> None:
    savepoint = db().begin_nested()
    try:
        world = Neighbourhood(cast)
        for step in steps:
            world.do(step)
        world.adds_up()
    finally:
        savepoint.rollback()
        db().expunge_all()
