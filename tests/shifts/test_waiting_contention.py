"""Many at once on a waiting list: one place, one taker, and nobody who waits is passed over."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts import checks, jobs, operations
from buurtcoop.shifts.models import Claim, CrewLine, Shift, Waiting, WaitingState
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import EVENING, Evening, a_service, an_evening, members

FEW = 8
FEW_AND_MANY = [3, pytest.param(50, marks=pytest.mark.long)]
DAY = timedelta(days=1)
Act = Callable[[], object]


def pass_on() -> int:
    """What the clockwork does every minute."""
    return jobs.pass_on_offers(clock.now())


class Row:
    """A full evening after the other, with people who wait and people who come by."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        with instance.writing():
            self.service = a_service()
            self.people = [person.id for person in members(30)]

    def evening(self, round_: int, *, waiting: int, places: int = 2) -> Evening:
        """Full: the first people have the places, those after them wait in order."""
        with self.instance.writing():
            evening = an_evening(self.service, EVENING + round_ * DAY, places=places)
            for person_id in self.people[:places]:
                operations.claim(evening.give, person_id, me(person_id))
            for person_id in self.people[places : places + waiting]:
                operations.wait(evening.give, person_id, me(person_id))
        return evening

    def claims(self, evening: Evening) -> list[int]:
        """The live claims, by who claimed first."""
        with self.instance.reading():
            found = select(Claim.id).where(Claim.line_id == evening.give, is_live(Claim))
            return list(db().scalars(found.order_by(Claim.id)))

    def offer(self, evening: Evening) -> None:
        """Whoever claimed first takes it back, so that a place is offered."""
        with self.instance.writing():
            claim = db().get_one(Claim, self.claims_now(evening)[0])
            operations.release(claim.id, me(claim.person_id))

    def claims_now(self, evening: Evening) -> list[int]:
        """The same, inside the transaction that runs."""
        found = select(Claim.id).where(Claim.line_id == evening.give, is_live(Claim))
        return list(db().scalars(found.order_by(Claim.id)))

    def entry(self, evening: Evening, person_id: int) -> Waiting:
        """Where this person stands in the row, or stood last."""
        with self.instance.reading():
            found = select(Waiting).where(
                Waiting.line_id == evening.give, Waiting.person_id == person_id
            )
            return db().scalars(found).one()

    def counts(self, evening: Evening) -> tuple[int, int]:
        """What is taken and what is kept, after everything was counted again."""
        with self.instance.reading():
            assert checks.broken() == []
            line = db().get_one(CrewLine, evening.give)
            assert line.taken + line.held <= line.places
            return line.taken, line.held


@pytest.fixture
def row(instance: Instance) -> Row:
    return Row(instance)


def me(person_id: int) -> Viewer:
    return Viewer(person_id=person_id)


def at_once(instance: Instance, acts: list[Act]) -> set[str]:
    """Let all of these be done at the same moment. Returns the refusals that people read."""
    outcome = contend(instance, lambda number: acts[number](), crowd=len(acts))
    assert outcome.errors == []
    return set(outcome.refused)


def claiming(row: Row, evening: Evening, first: int, number: int) -> list[Act]:
    """Others who come by and claim."""
    return [
        partial(operations.claim, evening.give, person_id, me(person_id))
        for person_id in row.people[first : first + number]
    ]


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_a_place_that_comes_free_goes_to_who_waits_and_not_to_who_comes_by(
    row: Row, rounds: int
) -> None:
    with roomy(row.instance, FEW) as instance:
        for round_ in range(rounds):
            evening = row.evening(round_, waiting=1)
            claim_id, first = row.claims(evening)[0], row.people[0]
            release = partial(operations.release, claim_id, me(first))
            refused = at_once(instance, [release, *claiming(row, evening, 10, FEW - 1)])
            assert refused <= {"ShiftFull", "LastPlaceGone"}
            assert row.counts(evening) == (1, 1)
            assert row.entry(evening, row.people[2]).state is WaitingState.OFFERED


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_yes_twice_and_others_who_claim_is_one_promise(row: Row, rounds: int) -> None:
    with roomy(row.instance, FEW) as instance:
        for round_ in range(rounds):
            evening = row.evening(round_, waiting=1)
            row.offer(evening)
            who = row.people[2]
            entry_id = row.entry(evening, who).id
            yes = partial(operations.accept, entry_id, me(who))
            at_once(instance, [yes, yes, *claiming(row, evening, 10, FEW - 2)])
            assert row.counts(evening) == (2, 0)
            assert row.entry(evening, who).state is WaitingState.TAKEN


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_yes_and_leaving_at_once_end_in_one_of_the_two(row: Row, rounds: int) -> None:
    with roomy(row.instance, FEW) as instance:
        for round_ in range(rounds):
            evening = row.evening(round_, waiting=2)
            row.offer(evening)
            who, following = row.people[2:4]
            entry_id = row.entry(evening, who).id
            yes = partial(operations.accept, entry_id, me(who))
            out = partial(operations.leave, entry_id, me(who))
            at_once(instance, [yes, out, yes, out, *claiming(row, evening, 10, FEW - 4)])
            taken = row.entry(evening, who).state is WaitingState.TAKEN
            assert row.counts(evening) == ((2, 0) if taken else (1, 1))
            assert row.entry(evening, following).state is (
                WaitingState.WAITING if taken else WaitingState.OFFERED
            )


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_an_offer_that_runs_out_is_passed_on_once_whoever_presses(row: Row, rounds: int) -> None:
    with roomy(row.instance, FEW) as instance:
        for round_ in range(rounds):
            evening = row.evening(round_ + 5, waiting=2)
            row.offer(evening)
            who, following = row.people[2:4]
            entry_id = row.entry(evening, who).id
            yes = partial(operations.accept, entry_id, me(who))
            with clock.stopped(clock.now() + DAY):
                acts: list[Act] = [yes, pass_on, yes, pass_on, *claiming(row, evening, 10, FEW - 4)]
                refused = at_once(instance, acts)
                assert refused <= {"PromotionExpired", "OfferGone", "ShiftFull", "LastPlaceGone"}
                with instance.writing():
                    pass_on()
            assert row.counts(evening) == (1, 1)
            assert row.entry(evening, who).state is WaitingState.WAITING
            following_now = row.entry(evening, following)
            assert (following_now.state, following_now.offers) == (WaitingState.OFFERED, 1)


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_a_place_nobody_answered_for_goes_to_exactly_one_who_comes_by(
    row: Row, rounds: int
) -> None:
    with roomy(row.instance, FEW) as instance:
        for round_ in range(rounds):
            evening = row.evening(round_ + 5, waiting=1)
            row.offer(evening)
            with clock.stopped(clock.now() + DAY):
                at_once(instance, [pass_on, *claiming(row, evening, 10, FEW - 1)])
            assert row.counts(evening) == (2, 0)


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_waiting_at_once_from_many_devices_is_one_entry(row: Row, rounds: int) -> None:
    with roomy(row.instance, FEW) as instance:
        for round_ in range(rounds):
            evening, who = row.evening(round_, waiting=0), row.people[20]
            wait = partial(operations.wait, evening.give, who, me(who))
            assert at_once(instance, [wait] * FEW) == set()
            with row.instance.reading():
                found = select(Waiting.id).where(Waiting.line_id == evening.give)
                assert len(db().scalars(found).all()) == 1


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_nobody_has_a_place_or_waits_on_what_is_called_off_meanwhile(
    row: Row, cast: Cast, rounds: int
) -> None:
    with row.instance.reading():
        coor = seen_by(cast.coor)
    with roomy(row.instance, FEW) as instance:
        for round_ in range(rounds):
            evening = row.evening(round_, waiting=2)
            row.offer(evening)
            who, more = row.people[2], row.people[20:23]
            entry_id = row.entry(evening, who).id
            off = partial(operations.call_off, evening.shift_id, reason="De kok is ziek.", by=coor)
            yes = partial(operations.accept, entry_id, me(who))
            out = partial(operations.leave, entry_id, me(who))
            waits = [partial(operations.wait, evening.give, each, me(each)) for each in more]
            at_once(instance, [off, yes, out, pass_on, *waits])
            assert row.counts(evening) == (0, 0)


@pytest.mark.parametrize("rounds", FEW_AND_MANY)
def test_whatever_everybody_does_at_once_no_place_is_given_twice(
    row: Row, cast: Cast, rounds: int
) -> None:
    """Eight people, each something else on three evenings, with the rounds of the clock between."""
    with row.instance.reading():
        coor = seen_by(cast.coor)
    with roomy(row.instance, FEW) as instance:
        for round_ in range(rounds):
            evenings = [row.evening(3 * round_ + number, waiting=2) for number in range(3)]
            chance = random.Random(round_)
            for step in range(3):
                acts = [something(row, evenings, chance, coor) for _number in range(FEW)]
                with clock.stopped(clock.now() + step * DAY):
                    at_once(instance, acts)
                    for evening in evenings:
                        row.counts(evening)


def something(row: Row, evenings: list[Evening], chance: random.Random, coor: Viewer) -> Act:
    """Something one of the people does on one of the evenings, or that happens by itself."""
    evening, who = chance.choice(evenings), chance.choice(row.people[:8])
    kind = chance.choice(["claim", "wait", "release", "leave", "accept", "round", "move"])

    def act() -> object:
        if kind == "claim":
            return operations.claim(evening.give, who, me(who))
        if kind == "wait":
            return operations.wait(evening.give, who, me(who))
        if kind == "round":
            return pass_on()
        if kind == "move":
            shift = db().get_one(Shift, evening.shift_id)
            wall = clock.local(shift.starts_at + timedelta(minutes=5))
            return operations.move(
                evening.shift_id,
                day=wall.date(),
                starts_at=wall.time(),
                minutes=180,
                reason="",
                by=coor,
            )
        return _about_own(kind, evening, who)

    return act


def _about_own(kind: str, evening: Evening, who: int) -> object:
    """About the promise or the entry this person has, if any."""
    if kind == "release":
        mine = select(Claim.id).where(
            Claim.line_id == evening.give, Claim.person_id == who, is_live(Claim)
        )
        claim_id = db().scalar(mine)
        return claim_id and operations.release(claim_id, me(who))
    mine = select(Waiting.id).where(
        Waiting.line_id == evening.give, Waiting.person_id == who, Waiting.ended_at.is_(None)
    )
    waiting_id = db().scalar(mine)
    if waiting_id is None:
        return None
    verb = operations.accept if kind == "accept" else operations.leave
    return verb(waiting_id, me(who))
