"""Waiting lists in time: offers that run out, moves, and what begins or is called off."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, jobs, operations, queries, rules
from buurtcoop.shifts.models import (
    CrewLine,
    Shift,
    Side,
    WaitingState,
)
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, an_evening, members, taken
from tests.shifts.waiting import (
    fill_up,
    gives_back,
    held,
    state_of,
    told,
    waits,
)

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_breaks(opened: Instance) -> Iterator[None]:
    """Whatever a test does, the invariants hold at its end."""
    yield
    assert checks.broken() == []


def later(hours: float) -> AbstractContextManager[None]:
    """The clock so many hours on."""
    return clock.stopped(clock.now() + hours * HOUR)


def pass_on() -> int:
    return jobs.pass_on_offers(clock.now())


def move(evening: Evening, cast: Cast, *, start: datetime) -> Shift:
    wall = clock.local(start)
    return operations.move(
        evening.shift_id,
        day=wall.date(),
        starts_at=wall.time(),
        minutes=180,
        reason="De zaal is eerst bezet.",
        by=seen_by(cast.coor),
    )


def test_an_offer_that_runs_out_goes_to_the_next_and_back_to_the_end(
    evening: Evening, cast: Cast
) -> None:
    claim, _other = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(claim)
    with later(24):
        assert pass_on() == 2
        assert pass_on() == 0
        assert (state_of(first), state_of(second)) == (WaitingState.WAITING, WaitingState.OFFERED)
        assert told("offer_passed", cast.bram) == ["1"]
        row = queries.waiting_list(evening.shift_id)
        assert [each.id for each in row] == [second.id, first.id]


def test_a_late_yes_reads_until_when_it_was(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    gives_back(claim)
    with later(24):
        with pytest.raises(rules.PromotionExpired, match="U staat nog op de wachtlijst"):
            operations.accept(entry.id, seen_by(cast.bram), occurrence="1")
        pass_on()
        with pytest.raises(rules.PromotionExpired) as caught:
            operations.accept(entry.id, seen_by(cast.bram), occurrence="1")
        assert caught.value.values == {"when": clock.now()}
        with pytest.raises(rules.OfferGone):
            operations.accept(entry.id, seen_by(cast.bram))


def test_a_place_nobody_answers_for_is_free_for_everybody(evening: Evening, cast: Cast) -> None:
    """It does not go round the same silent people for ever."""
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    gives_back(claim)
    with later(24):
        pass_on()
        assert (state_of(entry), held(evening.give)) == (WaitingState.WAITING, 0)
        operations.claim(evening.give, cast.anna.id, seen_by(cast.anna))
        assert taken(evening.give) == 2


def test_who_was_silent_once_is_asked_again_for_another_place(evening: Evening, cast: Cast) -> None:
    one, two = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    gives_back(one)
    with later(24):
        pass_on()
        gives_back(two)
        assert state_of(entry) is WaitingState.OFFERED
        assert told("place_offered", cast.bram) == ["1", "2"]
        with pytest.raises(rules.OfferGone):
            operations.accept(entry.id, seen_by(cast.bram), occurrence="1")
        operations.accept(entry.id, seen_by(cast.bram), occurrence="2")
        assert state_of(entry) is WaitingState.TAKEN


def test_who_waits_and_finds_it_free_takes_it_and_leaves_the_row(
    evening: Evening, cast: Cast
) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    gives_back(claim)
    with later(24):
        pass_on()
        operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert state_of(entry) is WaitingState.TAKEN


def test_a_claim_before_the_round_passes_over_nobody(evening: Evening, cast: Cast) -> None:
    """An offer ran out and nobody passed it on yet: whoever claims now finds the next before."""
    claim, _other = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(claim)
    stranger = members(1, first=300)[0]
    with later(24):
        savepoint = db().begin_nested()
        with pytest.raises(rules.ShiftFull):
            operations.claim(evening.give, stranger.id, seen_by(stranger))
        savepoint.rollback()
        operations.wait(evening.give, stranger.id, seen_by(stranger))
        assert (state_of(first), state_of(second)) == (WaitingState.WAITING, WaitingState.OFFERED)


def test_a_line_that_grows_is_offered_by_the_round(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    entry = waits(evening.give, cast.bram)
    db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(places=3))
    assert pass_on() == 1
    assert pass_on() == 0
    assert state_of(entry) is WaitingState.OFFERED


def test_an_offer_is_kept_until_two_hours_before_at_most(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    with clock.stopped(EVENING - 5 * HOUR):
        gives_back(claim)
        db().refresh(entry)
        assert entry.hold_until == EVENING - 2 * HOUR


def test_the_night_does_not_count_for_who_must_answer(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    with clock.stopped(clock.at(date(2027, 1, 13), time(22))):
        gives_back(claim)
        db().refresh(entry)
        assert entry.hold_until == clock.at(date(2027, 1, 15), time(7, 30))


def test_shortly_before_the_start_a_place_is_simply_free(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    with clock.stopped(EVENING - 2 * HOUR):
        gives_back(claim)
        assert (state_of(entry), held(evening.give)) == (WaitingState.WAITING, 0)
        operations.claim(evening.give, cast.anna.id, seen_by(cast.anna))


def test_an_offer_may_be_taken_after_the_hour_for_claiming(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    """Who was offered a place is not too late: somebody else's place was planned on."""
    eettafel.claim_hours = 48
    db().flush()
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    with clock.stopped(EVENING - 40 * HOUR):
        gives_back(claim)
        operations.accept(entry.id, seen_by(cast.bram))
        assert state_of(entry) is WaitingState.TAKEN
        with pytest.raises(rules.ClaimTooLate):
            operations.claim(evening.give, cast.anna.id, seen_by(cast.anna))


def test_who_has_something_else_then_reads_it_at_yes(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    other = an_evening(eettafel, EVENING + HOUR)
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    operations.claim(other.give, cast.bram.id, seen_by(cast.bram))
    gives_back(claim)
    with pytest.raises(rules.Overlap):
        operations.accept(entry.id, seen_by(cast.bram))
    assert (state_of(entry), held(evening.give)) == (WaitingState.OFFERED, 1)


def test_a_place_in_another_task_ends_waiting_and_frees_what_was_kept(
    evening: Evening, cast: Cast
) -> None:
    washing = CrewLine(
        shift_id=evening.shift_id, side=Side.GIVE, role="afwassen", places=1, minimum=1, taken=0
    )
    db().add(washing)
    db().flush()
    claim, _other = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(claim)
    operations.claim(washing.id, cast.bram.id, seen_by(cast.bram))
    assert (state_of(first), state_of(second)) == (WaitingState.TAKEN, WaitingState.OFFERED)


def test_calling_off_ends_the_row_and_tells_who_waited(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    first = waits(evening.give, cast.bram)
    gives_back(claim)
    operations.call_off(evening.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))
    assert (state_of(first), held(evening.give)) == (WaitingState.CLOSED, 0)
    assert told("called_off", cast.bram) == ["2"]
    with pytest.raises(rules.ShiftCancelled):
        operations.accept(first.id, seen_by(cast.bram))


def test_the_start_ends_the_row(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    entry = waits(evening.give, cast.bram)
    with clock.stopped(EVENING):
        assert pass_on() == 1
        assert pass_on() == 0
    assert state_of(entry) is WaitingState.CLOSED


def test_a_move_keeps_the_row_and_tells_an_offer_anew(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(claim)
    move(evening, cast, start=EVENING + 24 * HOUR)
    assert (state_of(first), state_of(second)) == (WaitingState.OFFERED, WaitingState.WAITING)
    assert told("place_offered", cast.bram) == ["1", "2"]
    with pytest.raises(rules.OfferGone):
        operations.decline(first.id, seen_by(cast.bram), occurrence="1")
    operations.accept(first.id, seen_by(cast.bram), occurrence="2")
    assert state_of(first) is WaitingState.TAKEN


def test_a_move_to_very_soon_takes_the_offer_back(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    gives_back(claim)
    move(evening, cast, start=clock.now() + 2 * HOUR)
    assert (state_of(entry), held(evening.give)) == (WaitingState.WAITING, 0)


def test_who_is_no_member_any_more_waits_no_longer(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(claim)
    mine = update(Membership).where(Membership.person_id == cast.bram.id)
    db().execute(mine.values(ends_on=date(2027, 1, 12)))
    with clock.stopped(clock.at(date(2027, 1, 13), time(5))):
        assert jobs.free_places_of_leavers(clock.now()) == 1
        assert (state_of(first), state_of(second)) == (WaitingState.LEFT, WaitingState.OFFERED)
