"""Many at once: cover goes to exactly one, and a swap changes both places or neither."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import ColumnElement, func, select, update

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover import checks, operations
from buurtcoop.cover.models import Ask, Swap, SwapState
from buurtcoop.messaging.models import Message
from buurtcoop.shifts import checks as shift_checks
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import Claim, CrewLine, PromiseState
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import EVENING, Evening, a_service, an_evening, counted, members, taken

FEW_AND_MANY = [(8, 3), pytest.param(50, 10, marks=pytest.mark.long)]
ROUNDS = [3, pytest.param(20, marks=pytest.mark.long)]


class Crowd:
    """A coop with more members, a service, and a coordinator who asks."""

    def __init__(self, instance: Instance, cast: Cast, size: int = 8) -> None:
        self.instance = instance
        with instance.writing():
            self.people = [person.id for person in members(size)]
            self.service = a_service()
            self.coor = seen_by(cast.coor)

    def evening(self, round_: int, *, places: int = 1, minimum: int = 1) -> Evening:
        """Another evening, on another day for every round."""
        with self.instance.writing():
            made = an_evening(self.service, EVENING + timedelta(days=round_), places=places)
            db().execute(update(CrewLine).where(CrewLine.id == made.give).values(minimum=minimum))
            return made

    def asked(self, evening: Evening, number: int) -> list[tuple[int, int]]:
        """So many are asked; returns question and person of each."""
        with self.instance.writing():
            made = operations.ask(evening.give, number, self.coor)
            return [(ask.id, ask.person_id) for ask in made]

    def helps(self, evening: Evening, person_id: int) -> int:
        """This member helps; returns the number of the claim."""
        with self.instance.writing():
            return shifts.claim(evening.give, person_id, Viewer(person_id=person_id)).id


@pytest.fixture
def crowd(instance: Instance, cast: Cast) -> Crowd:
    return Crowd(instance, cast)


def all_say_yes(instance: Instance, asked: list[tuple[int, int]]) -> list[str]:
    """Everybody who was asked says yes at the same moment. Returns the refusals."""

    def yes(number: int) -> None:
        ask_id, person_id = asked[number]
        operations.answer(ask_id, True, Viewer(person_id=person_id))

    outcome = contend(instance, yes, crowd=len(asked))
    assert outcome.errors == []
    assert len(outcome.won) == 1
    return list(outcome.refused.elements())


@pytest.mark.parametrize(("size", "rounds"), FEW_AND_MANY)
def test_cover_goes_to_exactly_one(instance: Instance, cast: Cast, size: int, rounds: int) -> None:
    crowd = Crowd(instance, cast, size)
    with roomy(instance, size) as wide:
        for round_ in range(rounds):
            evening = crowd.evening(round_)
            refused = all_say_yes(wide, crowd.asked(evening, size))
            assert refused == ["CoverFound"] * (size - 1)
            assert_exactly_one(instance, evening)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_no_more_come_than_were_missing_though_there_is_room(crowd: Crowd, rounds: int) -> None:
    with roomy(crowd.instance, 8) as wide:
        for round_ in range(rounds):
            evening = crowd.evening(round_, places=8)
            all_say_yes(wide, crowd.asked(evening, 8))
            assert_exactly_one(crowd.instance, evening)


def assert_exactly_one(instance: Instance, evening: Evening) -> None:
    with instance.reading():
        assert taken(evening.give) == counted(evening.give) == 1
        assert checks.broken() == shift_checks.broken() == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_pressing_at_once_asks_nobody_twice(crowd: Crowd, rounds: int) -> None:
    with roomy(crowd.instance, 8) as wide:
        for round_ in range(rounds):
            evening = crowd.evening(round_)
            outcome = contend(
                wide,
                partial(_press, crowd, evening),
                crowd=4,
            )
            assert outcome.errors == []
            with crowd.instance.reading():
                assert asked_twice(evening) == 0


def _press(crowd: Crowd, evening: Evening, _number: int) -> None:
    operations.ask(evening.give, 3, crowd.coor)


def asked_twice(evening: Evening) -> int:
    """How many stand there more than once as asked, or were told so more than once."""
    theirs = select(Ask.person_id).where(Ask.line_id == evening.give).group_by(Ask.person_id)
    twice = db().scalars(theirs.having(func.count() > 1)).all()
    told = select(func.count()).where(
        Message.rule == "cover.asked",
        Message.subject_id.in_(select(Ask.id).where(Ask.line_id == evening.give)),
    )
    people = select(func.count()).select_from(Ask).where(Ask.line_id == evening.give)
    return len(twice) + abs((db().scalar(told) or 0) - (db().scalar(people) or 0))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_swap_while_one_side_releases_leaves_each_place_to_one_or_nobody(
    crowd: Crowd, rounds: int
) -> None:
    """Agreeing, and both releasing, at the same moment: never three promises."""
    one, other = crowd.people[:2]
    with roomy(crowd.instance, 8) as wide:
        for round_ in range(rounds):
            first, second = crowd.evening(2 * round_), crowd.evening(2 * round_ + 1)
            mine, theirs = crowd.helps(first, one), crowd.helps(second, other)
            swap_id = offered(crowd, mine, theirs, one)

            def cross(
                number: int, mine: int = mine, theirs: int = theirs, swap_id: int = swap_id
            ) -> None:
                if number % 3 == 0:
                    operations.agree(swap_id, Viewer(person_id=other))
                elif number % 3 == 1:
                    shifts.release(mine, Viewer(person_id=one))
                else:
                    shifts.release(theirs, Viewer(person_id=other))

            outcome = contend(wide, cross, crowd=8)
            assert outcome.errors == []
            with crowd.instance.reading():
                assert_both_or_neither(swap_id, first, second)


def offered(crowd: Crowd, mine: int, theirs: int, person_id: int) -> int:
    with crowd.instance.writing():
        return operations.propose_swap(mine, theirs, Viewer(person_id=person_id)).id


def assert_both_or_neither(swap_id: int, *evenings: Evening) -> None:
    """Both old promises were swapped and live on with the other, or none of it happened."""
    swap = db().get_one(Swap, swap_id)
    states = {db().get_one(Claim, each).state for each in (swap.claim_id, swap.other_claim_id)}
    live = db().scalar(select(func.count()).select_from(Claim).where(is_live(Claim), on(evenings)))
    if swap.state is SwapState.AGREED:
        assert states == {PromiseState.SWAPPED}
        assert live == 2
    else:
        assert PromiseState.SWAPPED not in states
        assert (live or 0) < 2
    for evening in evenings:
        assert taken(evening.give) == counted(evening.give) <= 1
    assert checks.broken() == shift_checks.broken() == []


def on(evenings: tuple[Evening, ...]) -> ColumnElement[bool]:
    return Claim.line_id.in_([evening.give for evening in evenings])


@pytest.mark.parametrize("rounds", ROUNDS)
def test_swaps_that_cross_each_other_do_not_wait_in_a_circle(crowd: Crowd, rounds: int) -> None:
    """Three members, three evenings, every swap between two of them agreed to at once."""
    with roomy(crowd.instance, 8) as wide:
        for round_ in range(rounds):
            evenings = tuple(crowd.evening(3 * round_ + number) for number in range(3))
            trio = crowd.people[:3]
            claims = [
                crowd.helps(evening, person) for evening, person in zip(evenings, trio, strict=True)
            ]
            pairs = [(0, 1), (1, 2), (2, 0)]
            swaps = [
                (offered(crowd, claims[mine], claims[theirs], trio[mine]), trio[theirs])
                for mine, theirs in pairs
            ]

            def agree(number: int, swaps: list[tuple[int, int]] = swaps) -> None:
                swap_id, person_id = swaps[number % 3]
                operations.agree(swap_id, Viewer(person_id=person_id))

            outcome = contend(wide, agree, crowd=6)
            assert outcome.errors == []
            with crowd.instance.reading():
                agreed = select(func.count()).where(
                    Swap.state == SwapState.AGREED,
                    Swap.id.in_([swap_id for swap_id, _person in swaps]),
                )
                assert db().scalar(agreed) == 1
                assert [counted(evening.give) for evening in evenings] == [1, 1, 1]
                assert checks.broken() == shift_checks.broken() == []
