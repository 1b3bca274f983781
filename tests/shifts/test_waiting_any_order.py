"""Whatever people who wait do in whatever order: nothing is given twice, and turns are kept."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts import checks, jobs, operations
from buurtcoop.shifts.models import Booking, CrewLine, Waiting, WaitingState
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast
from tests.shifts.rota import EVENING, a_service, an_evening, members

SEATS = 3
PEOPLE = 7
FAR = timedelta(days=60)
Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["wait", "wait", "wait", "book", "cancel", "leave", "accept", "decline", "hours"]
        ),
        st.integers(0, PEOPLE - 1),
        st.integers(1, 3),
    ),
    min_size=5,
    max_size=40,
)


class Table:
    """One table with three seats, and people who want to sit at it."""

    def __init__(self) -> None:
        service = a_service(f"Eettafel {clock.now().timestamp()}")
        self.line = an_evening(service, EVENING + FAR, seats=SEATS).receive
        self.people = [person.id for person in members(PEOPLE, first=700)]
        self.now = clock.now()
        self.offers: dict[int, int] = {}
        for who in self.people[:SEATS]:
            operations.book(self.line, who, Viewer(person_id=who))

    def do(self, step: Step) -> None:
        """One step as a page does it: a refusal undoes it. Then all that must hold, holds."""
        verb, who, number = step
        if verb == "hours":
            self.now += number * timedelta(hours=12)
        with clock.stopped(self.now):
            before = self.row()
            savepoint = db().begin_nested()
            try:
                self.act(verb, self.people[who], number)
                db().flush()
            except Refusal:
                savepoint.rollback()
            else:
                savepoint.commit()
            db().expire_all()
            self.holds(before)

    def act(self, verb: str, who: int, number: int) -> None:
        """What happens: to this person, or to whoever is so far on in the row or at the table."""
        if verb == "hours":
            jobs.pass_on_offers(clock.now())
        if verb == "book":
            operations.book(self.line, who, Viewer(person_id=who), people=number)
        if verb == "wait":
            operations.wait(self.line, who, Viewer(person_id=who), people=number)
        if verb == "cancel":
            seats = select(Booking).where(Booking.line_id == self.line, is_live(Booking))
            for booking in list(db().scalars(seats.order_by(Booking.id)))[:number]:
                operations.cancel(booking.id, Viewer(person_id=booking.person_id))
        if verb in ("leave", "accept", "decline"):
            for entry in self.row()[number - 1 : number]:
                getattr(operations, verb)(entry.id, Viewer(person_id=entry.person_id))

    def row(self) -> list[Waiting]:
        """Who waits, in order of turn."""
        found = select(Waiting).where(Waiting.line_id == self.line, Waiting.ended_at.is_(None))
        return list(
            db().scalars(found.order_by(Waiting.queued_at, Waiting.id), execution_options=FRESH)
        )

    def holds(self, before: list[Waiting]) -> None:
        """Nothing is given twice; of who fits, nobody is offered a place before who came first."""
        assert checks.broken() == []
        line = db().get_one(CrewLine, self.line)
        assert line.taken + line.held <= SEATS
        free = SEATS - line.taken - line.held
        now = self.row()
        offered = [
            each
            for each in now
            if each.state is WaitingState.OFFERED and each.offers > self.offers.get(each.id, 0)
        ]
        never = [each for each in now if each.state is WaitingState.WAITING and not each.offers]
        # Whoever was never asked and fits in what is free, is asked.
        assert all(each.people > free for each in never)
        # Who is asked now was before everybody who was never asked and wants no more seats.
        for each in offered:
            assert not [
                other
                for other in never
                if (other.queued_at, other.id) < (each.queued_at, each.id)
                and other.people <= each.people
            ]
        # Nobody changes places, but for who let an offer run out.
        kept = [each.id for each in before if each.id in {other.id for other in now}]
        silent = {each.id for each in now if each.queued_at != each.made_at}
        order = [number for number in kept if number not in silent]
        assert [each.id for each in now if each.id in order] == order
        self.offers = {each.id: each.offers for each in now}


FRESH = {"populate_existing": True}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_whatever_happens_to_a_row_it_stays_fair(
    opened: Instance, cast: Cast, steps: list[Step]
) -> None:
    savepoint = db().begin_nested()
    try:
        table = Table()
        for step in steps:
            table.do(step)
    finally:
        savepoint.rollback()
        db().expunge_all()
