"""Whatever people do in whatever order, from the rota to the hours: what must hold, holds.

A few members, three shifts, and every verb of the rota, of cover and of attendance, while the
clock runs on past the first two shifts. After each step the places are counted again and every
promise is followed; at the end all rooms count themselves.
"""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

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
from buurtcoop.cover.models import Ask, Swap, SwapState
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
    WaitingState,
)
from buurtcoop.shifts.queries import HOLDING, SETTLED, is_live
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, a_service, an_evening

T = TypeVar("T")
P = TypeVar("P", Claim, Booking)
USUAL = 40
CASES = int(os.environ.get("BUURTCOOP_TEST_CASES", USUAL))
HOUR = timedelta(hours=1)
STARTS = (EVENING, EVENING + 3 * HOUR, EVENING + 100 * HOUR)  # the first two overlap
PLACES, SEATS = 2, 3
ARRANGING = (
    "claim", "claim", "claim", "book", "book", "book", "release", "cancel", "confirm", "wait",
    "wait", "wait", "leave", "accept", "accept", "decline", "ask", "answer", "answer", "propose",
    "propose", "agree", "refuse_swap", "watch", "move", "call_off", "later",
)  # fmt: skip
AFTERWARDS = ("record", "record", "say", "say", "code", "code", "later", "claim", "release")
Step = tuple[str, int, int, int]
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

    def release(self, _by: Viewer, which: int, number: int) -> None:
        claim = _pick(self._live(Claim, which), number)
        operations.release(claim.id, Viewer(person_id=claim.person_id))

    def cancel(self, _by: Viewer, which: int, number: int) -> None:
        booking = _pick(self._live(Booking, which), number)
        operations.cancel(booking.id, Viewer(person_id=booking.person_id))

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

    def accept(self, _by: Viewer, _which: int, number: int) -> None:
        offered = self._offered(number)
        operations.accept(offered.id, Viewer(person_id=offered.person_id))

    def decline(self, _by: Viewer, _which: int, number: int) -> None:
        offered = self._offered(number)
        operations.decline(offered.id, Viewer(person_id=offered.person_id))

    def ask(self, _by: Viewer, which: int, number: int) -> None:
        cover.ask(self.evenings[which].give, 1 + number % 3, self.coor)

    def answer(self, by: Viewer, which: int, number: int) -> None:
        shift_id = self.evenings[which].shift_id
        asked = select(Ask.id).where(Ask.shift_id == shift_id, Ask.person_id == by.id)
        cover.answer(_one(db().scalars(asked).all()), number % 3 > 0, by)

    def propose(self, _by: Viewer, which: int, number: int) -> None:
        live = db().scalars(select(Claim).where(is_live(Claim)).order_by(Claim.id)).all()
        own, other = _pick(live, number), _pick(live, which + 1)
        cover.propose_swap(own.id, other.id, Viewer(person_id=own.person_id))

    def agree(self, _by: Viewer, _which: int, number: int) -> None:
        swap = self._proposed(number)
        cover.agree(swap.id, Viewer(person_id=swap.other_claim.person_id))

    def refuse_swap(self, _by: Viewer, _which: int, number: int) -> None:
        swap = self._proposed(number)
        cover.decline(swap.id, Viewer(person_id=swap.other_claim.person_id))

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
        if number == 0 and which == 2:
            operations.call_off(self.evenings[which].shift_id, reason="Ziek.", by=self.coor)

    def later(self, _by: Viewer, _which: int, number: int) -> None:
        self.now += (1 + number) * 2 * HOUR
        with clock.stopped(self.now):
            pass_on_offers(self.now)

    def begin(self, _by: Viewer, _which: int, _number: int) -> None:
        self.now = max(self.now, STARTS[1] + 8 * HOUR)
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

    def _live(self, kind: type[P], which: int) -> Sequence[P]:
        shift_id = self.evenings[which].shift_id
        found = select(kind).where(kind.shift_id == shift_id, is_live(kind)).order_by(kind.id)
        return db().scalars(found).all()

    def _waits(self, by: Viewer, which: int) -> int:
        found = select(Waiting.id).where(
            Waiting.person_id == by.id, Waiting.shift_id == self.evenings[which].shift_id
        )
        return _one(db().scalars(found.order_by(Waiting.id.desc())).all())

    def _offered(self, number: int) -> Waiting:
        offered = select(Waiting).where(Waiting.state == WaitingState.OFFERED)
        return _pick(db().scalars(offered.order_by(Waiting.id)).all(), number)

    def _proposed(self, number: int) -> Swap:
        proposed = select(Swap).where(Swap.state == SwapState.PROPOSED)
        return _pick(db().scalars(proposed.order_by(Swap.id)).all(), number)


def walk(chance: Random) -> list[Step]:
    """Some weeks of arranging, then the first two shifts begin, and people say who was there."""
    verbs = [chance.choice(ARRANGING) for _ in range(chance.randint(5, 60))]
    verbs += ["begin", *(chance.choice(AFTERWARDS) for _ in range(chance.randint(0, 25)))]
    return [(verb, chance.randrange(4), chance.randrange(3), chance.randrange(6)) for verb in verbs]


def _one(found: Sequence[int]) -> int:
    return _pick(found, 0)


def _pick(found: Sequence[T], number: int) -> T:
    if not found:
        raise LookupError("nothing to do it with")
    return found[number % len(found)]


def _minutes(side: Side, number: int) -> int | None:
    return 30 + 15 * number if side is Side.GIVE and number % 2 else None


@settings(
    max_examples=CASES,
    derandomize=CASES == USUAL,  # the same walks every time; look further with more cases
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32))
def test_whatever_people_do_from_the_rota_to_the_hours_it_adds_up(
    opened: Instance, cast: Cast, seed: int
) -> None:
    savepoint = db().begin_nested()
    try:
        world = Neighbourhood(cast)
        for step in walk(Random(seed)):
            world.do(step)
        world.adds_up()
    finally:
        savepoint.rollback()
        db().expunge_all()
