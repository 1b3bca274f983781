"""Whatever people do in whatever order: the database, the recount and a plain model agree."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts import checks, operations, rules
from buurtcoop.shifts.models import Booking, Claim, Side
from buurtcoop.shifts.queries import KINDS, is_live
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, LONG, a_service, an_evening, taken

HOUR = timedelta(hours=1)
PLACES = {Side.GIVE: 2, Side.RECEIVE: 3}
# The first two overlap; a move can put any of them anywhere.
STARTS = (0, 2, 24)
Step = tuple[str, int, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["claim", "book", "claim", "book", "release", "cancel", "confirm", "move", "call_off"]
        ),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(1, 4),
    ),
    max_size=25,
)


@dataclass
class Model:
    """What should hold, in plain Python: who stands where, with how many."""

    starts: list[datetime]
    off: set[int] = field(default_factory=set)
    live: dict[Side, dict[tuple[int, int], int]] = field(
        default_factory=lambda: {side: {} for side in Side}
    )

    def takes(self, side: Side, who: int, which: int, people: int) -> bool:
        """Whether this promise stands afterwards, and let it."""
        standing = self.live[side].get((which, who))
        if standing is not None:
            return standing == people
        others = [
            (self.starts[other], self.starts[other] + LONG)
            for promised in self.live.values()
            for other, person in promised
            if person == who and other != which
        ]
        wanted = (self.starts[which], self.starts[which] + LONG)
        full = self.taken(side, which) + people > PLACES[side]
        if which in self.off or full or not rules.is_free(wanted, others):
            return False
        self.live[side][which, who] = people
        return True

    def taken(self, side: Side, which: int) -> int:
        """How many places are promised."""
        return sum(people for (shift, _who), people in self.live[side].items() if shift == which)

    def call_off(self, which: int) -> None:
        """Nothing counts on it any more."""
        self.off.add(which)
        for promised in self.live.values():
            for key in [key for key in promised if key[0] == which]:
                del promised[key]


class World:
    """The coop beside its model."""

    def __init__(self, cast: Cast) -> None:
        service = a_service(f"Eettafel {clock.now()}")
        self.people = [cast.anna.id, cast.bram.id, cast.truus.id]
        self.coor = seen_by(cast.coor)
        self.model = Model([EVENING + hours * HOUR for hours in STARTS])
        self.evenings = [
            an_evening(service, start, places=PLACES[Side.GIVE], seats=PLACES[Side.RECEIVE])
            for start in self.model.starts
        ]

    def do(self, step: Step) -> None:
        """One step in the coop and in the model; both take it or both refuse."""
        verb, who, which, number = step
        by = Viewer(person_id=self.people[who])
        getattr(self, verb)(by, who, which, number)

    def claim(self, by: Viewer, who: int, which: int, number: int) -> None:
        expected = self.model.takes(Side.GIVE, who, which, 1)
        line_id = self.evenings[which].give
        assert went(lambda: operations.claim(line_id, by.id, by)) is expected

    def book(self, by: Viewer, who: int, which: int, number: int) -> None:
        expected = self.model.takes(Side.RECEIVE, who, which, number)
        line_id = self.evenings[which].receive
        assert went(lambda: operations.book(line_id, by.id, by, people=number)) is expected

    def release(self, by: Viewer, who: int, which: int, number: int) -> None:
        for promise_id in self.promises(Claim, by.id, which):
            operations.release(promise_id, by, reason="Ik kan niet." if number > 1 else "")
        self.model.live[Side.GIVE].pop((which, who), None)

    def cancel(self, by: Viewer, who: int, which: int, number: int) -> None:
        for promise_id in self.promises(Booking, by.id, which):
            operations.cancel(promise_id, by)
        self.model.live[Side.RECEIVE].pop((which, who), None)

    def confirm(self, by: Viewer, who: int, which: int, number: int) -> None:
        stands = (which, who) in self.model.live[Side.GIVE]
        for promise_id in self.promises(Claim, by.id, which)[-1:]:
            confirmed = went(lambda number=promise_id: operations.confirm_claim(number, by))
            assert confirmed is stands

    def move(self, by: Viewer, who: int, which: int, number: int) -> None:
        start = EVENING + number * HOUR
        wall = clock.local(start)
        moved = went(
            lambda: operations.move(
                self.evenings[which].shift_id,
                day=wall.date(),
                starts_at=wall.time(),
                minutes=int(LONG / timedelta(minutes=1)),
                reason="",
                by=self.coor,
            )
        )
        assert moved is (which not in self.model.off)
        if moved:
            self.model.starts[which] = start

    def call_off(self, by: Viewer, who: int, which: int, number: int) -> None:
        operations.call_off(self.evenings[which].shift_id, reason="Ziek.", by=self.coor)
        self.model.call_off(which)

    def promises(self, kind: type[Claim | Booking], person_id: int, which: int) -> list[int]:
        """All promises of this person on this shift, also those that ended long ago."""
        found = select(kind.id).where(
            kind.person_id == person_id, kind.shift_id == self.evenings[which].shift_id
        )
        return list(db().scalars(found.order_by(kind.id)))

    def agrees(self) -> None:
        """The counters, the promises and the model say the same."""
        for which, evening in enumerate(self.evenings):
            assert taken(evening.give) == self.model.taken(Side.GIVE, which)
            assert taken(evening.receive) == self.model.taken(Side.RECEIVE, which)
        for side, kind in KINDS.items():
            rows = db().execute(select(kind.shift_id, kind.person_id).where(is_live(kind)))
            assert set(rows) == {
                (self.evenings[which].shift_id, self.people[who])
                for which, who in self.model.live[side]
            }
        assert checks.broken() == []


def went(act: object) -> bool:
    """Try as a page does: a refusal undoes it."""
    assert callable(act)
    savepoint = db().begin_nested()
    try:
        act()
    except Refusal:
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_whatever_people_do_the_counts_agree(
    opened: Instance, cast: Cast, steps: list[Step]
) -> None:
    savepoint = db().begin_nested()
    try:
        world = World(cast)
        for step in steps:
            world.do(step)
        world.agrees()
    finally:
        savepoint.rollback()
        db().expunge_all()
