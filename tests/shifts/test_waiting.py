"""Waiting lists: into the row and out of it, offered in turn, yes and no."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, operations, queries, rules
from buurtcoop.shifts.models import (
    Booking,
    Claim,
    CrewLine,
    PromiseState,
    Side,
    Waiting,
    WaitingState,
)
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, an_evening, members, taken
from tests.shifts.waiting import (
    fill_up,
    gives_back,
    held,
    live,
    seat_all,
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


def test_who_finds_it_full_gets_a_number_in_the_row(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    row = queries.waiting_list(evening.shift_id)
    assert [(each.id, each.number) for each in row] == [(first.id, 1), (second.id, 2)]
    assert told("on_waiting_list", cast.bram) == ["1"]


def test_nobody_waits_for_a_place_that_is_free(evening: Evening, cast: Cast) -> None:
    with pytest.raises(rules.PlaceIsFree, match="U hoeft niet te wachten"):
        waits(evening.give, cast.bram)
    assert taken(evening.give) == 0


def test_a_table_for_three_may_wait_where_two_seats_are_left(evening: Evening, cast: Cast) -> None:
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=2)
    with pytest.raises(rules.PlaceIsFree):
        waits(evening.receive, cast.bram, people=2)
    assert waits(evening.receive, cast.bram, people=3).people == 3


def test_more_than_there_are_in_all_is_refused(evening: Evening, cast: Cast) -> None:
    with pytest.raises(rules.MoreThanPlaces, match="Het hoogste aantal is 4"):
        waits(evening.receive, cast.bram, people=5)


def test_waiting_twice_is_once(evening: Evening, cast: Cast) -> None:
    seat_all(evening)
    first = waits(evening.receive, cast.bram, people=2)
    assert waits(evening.receive, cast.bram, people=2).id == first.id
    assert live(evening.receive) == 1


def test_waiting_for_another_number_is_refused(evening: Evening, cast: Cast) -> None:
    seat_all(evening)
    waits(evening.receive, cast.bram, people=2)
    with pytest.raises(rules.AlreadyWaiting, match="U staat al op de wachtlijst"):
        waits(evening.receive, cast.bram, people=3)


def test_the_database_refuses_a_second_live_entry(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    entry = waits(evening.give, cast.bram)
    values = {
        column.name: getattr(entry, column.name)
        for column in Waiting.__table__.columns
        if column.name != "id"
    }
    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(insert(Waiting).values(values))


def test_who_has_a_place_does_not_wait_for_one(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    fill_up(evening)
    with pytest.raises(rules.AlreadyClaimed):
        waits(evening.give, cast.bram)


def test_who_helps_may_wait_for_a_seat(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    seat_all(evening)
    assert state_of(waits(evening.receive, cast.bram)) is WaitingState.WAITING


def test_who_set_a_side_off_does_not_wait_there(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    seat_all(evening)
    mine = update(Membership).where(Membership.person_id == cast.bram.id)
    db().execute(mine.values(gives=False, receives=False))
    with pytest.raises(rules.HelpingIsOff):
        waits(evening.give, cast.bram)
    with pytest.raises(rules.UsingIsOff):
        waits(evening.receive, cast.bram)


def test_a_stranger_does_not_wait(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    with pytest.raises(rules.NotAMember):
        waits(evening.give, cast.dirk)


def test_nobody_waits_for_what_has_begun_or_does_not_go_ahead(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    other = an_evening(eettafel, EVENING + 24 * HOUR)
    fill_up(evening)
    operations.call_off(other.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))
    with pytest.raises(rules.ShiftCancelled, match="De kok is ziek"):
        waits(other.give, cast.bram)
    with clock.stopped(EVENING), pytest.raises(rules.ShiftStarted):
        waits(evening.give, cast.bram)


def test_shortly_before_there_is_no_time_left_to_wait(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    with clock.stopped(EVENING - 2 * HOUR), pytest.raises(rules.ClaimTooLate):
        waits(evening.give, cast.bram)


def test_a_line_that_is_not_there(evening: Evening, cast: Cast) -> None:
    with pytest.raises(LookupError):
        waits(evening.give + 1000, cast.bram)


def test_only_who_may_act_for_others_puts_somebody_in_the_row(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    with pytest.raises(rules.NotForOthers):
        operations.wait(evening.give, cast.anna.id, seen_by(cast.bram))
    entry = operations.wait(evening.give, cast.anna.id, seen_by(cast.coor))
    with pytest.raises(rules.NotForOthers):
        operations.leave(entry.id, seen_by(cast.bram))
    assert state_of(operations.leave(entry.id, seen_by(cast.coor))) is WaitingState.LEFT


def test_a_released_place_is_offered_to_who_came_first(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(claim)
    assert (state_of(first), state_of(second)) == (WaitingState.OFFERED, WaitingState.WAITING)
    assert first.hold_until == clock.now() + 24 * HOUR
    assert (taken(evening.give), held(evening.give)) == (1, 1)
    assert told("place_offered", cast.bram) == ["1"]
    assert told("place_offered", cast.anna) == []


def test_nobody_else_takes_what_is_offered(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    waits(evening.give, cast.bram)
    gives_back(claim)
    with pytest.raises(rules.LastPlaceGone):
        operations.claim(evening.give, cast.anna.id, seen_by(cast.anna))


def test_yes_makes_a_promise_of_what_was_kept(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    entry = waits(evening.give, cast.bram)
    gives_back(claim)
    promised = operations.accept(entry.id, seen_by(cast.bram), occurrence="1")
    assert isinstance(promised, Claim)
    assert (promised.person_id, promised.state) == (cast.bram.id, PromiseState.PROMISED)
    assert state_of(entry) is WaitingState.TAKEN
    assert (taken(evening.give), held(evening.give)) == (2, 0)
    assert operations.accept(entry.id, seen_by(cast.bram)) is promised
    assert told("claim_confirmed", cast.bram) == ["1"]


def test_yes_to_seats_books_for_all_of_them(evening: Evening, cast: Cast) -> None:
    bookings = seat_all(evening)
    entry = waits(evening.receive, cast.anna, people=2)
    gives_back(bookings[0])
    assert state_of(entry) is WaitingState.WAITING
    gives_back(bookings[1])
    promised = operations.accept(entry.id, seen_by(cast.anna))
    assert isinstance(promised, Booking)
    assert promised.people == 2


def test_who_waits_for_fewer_goes_first_when_only_that_fits(evening: Evening, cast: Cast) -> None:
    bookings = seat_all(evening)
    many, one = waits(evening.receive, cast.anna, people=3), waits(evening.receive, cast.bram)
    gives_back(bookings[0])
    assert (state_of(many), state_of(one)) == (WaitingState.WAITING, WaitingState.OFFERED)


def test_taking_fewer_seats_than_were_kept_gives_the_rest_to_the_next(
    evening: Evening, cast: Cast
) -> None:
    bookings = seat_all(evening)
    many, one = waits(evening.receive, cast.anna, people=2), waits(evening.receive, cast.bram)
    gives_back(bookings[0])
    assert state_of(one) is WaitingState.OFFERED
    operations.accept(one.id, seen_by(cast.bram))
    gives_back(bookings[1])
    gives_back(bookings[2])
    assert state_of(many) is WaitingState.OFFERED
    third = waits(evening.receive, members(1, first=300)[0])
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=1)
    assert state_of(many) is WaitingState.TAKEN
    assert state_of(third) is WaitingState.OFFERED


def test_no_asks_the_next_at_once(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(claim)
    operations.decline(first.id, seen_by(cast.bram), occurrence="1")
    assert (state_of(first), state_of(second)) == (WaitingState.LEFT, WaitingState.OFFERED)
    assert held(evening.give) == 1
    assert operations.decline(first.id, seen_by(cast.bram)).state is WaitingState.LEFT


def test_leaving_the_row_with_an_offer_asks_the_next(evening: Evening, cast: Cast) -> None:
    claim, _other = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(claim)
    operations.leave(first.id, seen_by(cast.bram))
    operations.leave(first.id, seen_by(cast.bram))
    assert (state_of(second), held(evening.give)) == (WaitingState.OFFERED, 1)


def test_leaving_the_row_moves_everybody_up(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    operations.leave(first.id, seen_by(cast.bram))
    assert [(each.id, each.number) for each in queries.waiting_list(evening.shift_id)] == [
        (second.id, 1)
    ]


def test_an_answer_from_a_mail_does_what_it_says(evening: Evening, cast: Cast) -> None:
    one, two = fill_up(evening)
    first, second = waits(evening.give, cast.bram), waits(evening.give, cast.anna)
    gives_back(one)
    gives_back(two)
    operations.answer_offer("waiting.yes", first.id, "1", seen_by(cast.bram))
    operations.answer_offer("waiting.no", second.id, "1", seen_by(cast.anna))
    assert (state_of(first), state_of(second)) == (WaitingState.TAKEN, WaitingState.LEFT)
    operations.answer_offer("waiting.leave", second.id, "1", seen_by(cast.anna))
    with pytest.raises(LookupError):
        operations.answer_offer("waiting.maybe", first.id, "1", seen_by(cast.bram))


def test_an_entry_that_is_not_there(evening: Evening, cast: Cast) -> None:
    for verb in (operations.accept, operations.decline, operations.leave):
        with pytest.raises(LookupError):
            verb(999, seen_by(cast.bram))
    assert queries.waits(999) is None


def test_what_i_wait_for_stands_by_time(evening: Evening, eettafel: Service, cast: Cast) -> None:
    sooner = an_evening(eettafel, EVENING - 24 * HOUR)
    fill_up(evening)
    seat_all(sooner)
    waits(evening.give, cast.bram)
    waits(sooner.receive, cast.bram, people=2)
    found = queries.waiting_of(cast.bram.id)
    assert [(each.side, each.people, each.number) for each in found] == [
        (Side.RECEIVE, 2, 1),
        (Side.GIVE, 1, 1),
    ]
    assert queries.waits_on(cast.bram.id, evening.shift_id).keys() == {Side.GIVE}


def test_places_kept_for_nobody_are_found(evening: Evening) -> None:
    db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(held=1))
    assert checks.broken() == [f"Crew line {evening.give} keeps 1 places, and 0 are offered."]
    db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(held=0))


def test_who_waits_for_what_is_over_or_has_a_place_is_found(evening: Evening, cast: Cast) -> None:
    fill_up(evening)
    entry = waits(evening.give, cast.bram)
    broken = [f"Waiting {entry.id} waits for what is over, or has its place."]
    with clock.stopped(EVENING + 23 * HOUR):
        assert checks.broken() == []
    with clock.stopped(EVENING + 25 * HOUR):
        assert checks.broken() == broken
    one = db().scalars(select(Claim).where(Claim.line_id == evening.give)).first()
    assert one is not None
    mine = update(Waiting).where(Waiting.id == entry.id)
    db().execute(mine.values(person_id=one.person_id))
    assert checks.broken() == broken
    db().execute(mine.values(state=WaitingState.CLOSED, ended_at=clock.now()))
