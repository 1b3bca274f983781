"""Who leads it says who was there: state, minutes and what there is to pay follow."""

from datetime import timedelta

import pytest

from buurtcoop.attendance import operations
from buurtcoop.attendance.models import How, Outcome
from buurtcoop.attendance.operations import Said
from buurtcoop.attendance.rules import AttendanceTooEarly, DidNotHappen, NotTheLead
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.hours.queries import minutes_of
from buurtcoop.hours.rules import MinutesWrong
from buurtcoop.payments.models import ChargeState
from buurtcoop.payments.operations import reopen, waive
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import PromiseState
from buurtcoop.shifts.rules import PromiseEnded
from tests.attendance.stage import (
    DURING,
    MINUTES,
    Promised,
    at,
    broken,
    charges,
    entries,
    lead,
    state,
    words,
)
from tests.cast import Cast, seen_by
from tests.counting import statements
from tests.shifts.rota import EVENING, Evening, a_service, an_evening, members


def test_who_was_there_kept_the_promise_and_the_minutes_count(
    promised: Promised, cast: Cast
) -> None:
    with at():
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))

    day = clock.local(EVENING).date()
    assert state(promised.bram) is PromiseState.KEPT
    assert minutes_of(cast.bram.id, day, day) == MINUTES
    assert broken() == []


def test_who_came_as_a_guest_pays_for_everybody_who_came_along(
    promised: Promised, cast: Cast
) -> None:
    with at():
        operations.record(*promised.anna, Outcome.LATE, seen_by(cast.coor))

    [charge] = charges()
    assert (charge.debtor_id, charge.amount) == (cast.anna.id, Money(800))
    assert (charge.words, charge.state) == ("Eettafel", ChargeState.OPEN)
    assert entries() == []
    assert broken() == []


@pytest.mark.parametrize(
    ("outcome", "ends"),
    [(Outcome.EXCUSED, PromiseState.EXCUSED), (Outcome.NO_SHOW, PromiseState.MISSED)],
)
def test_who_was_not_there_neither_counts_nor_pays(
    promised: Promised, cast: Cast, outcome: Outcome, ends: PromiseState
) -> None:
    with at():
        for key in (promised.bram, promised.anna):
            operations.record(*key, outcome, seen_by(cast.coor))

    assert {state(promised.bram), state(promised.anna)} == {ends}
    assert (entries(), charges()) == ([], [])
    assert broken() == []


def test_saying_the_same_twice_is_once(promised: Promised, cast: Cast) -> None:
    with at():
        for _time in range(2):
            operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))
            operations.record(*promised.anna, Outcome.PRESENT, seen_by(cast.coor))

    assert len(words()) == 2
    assert entries() == [MINUTES]
    assert len(charges()) == 1


def test_a_correction_takes_the_minutes_back_and_counts_anew(
    promised: Promised, cast: Cast
) -> None:
    coor = seen_by(cast.coor)
    with at():
        operations.record(*promised.bram, Outcome.PRESENT, coor)
        operations.record(*promised.bram, Outcome.PRESENT, coor, minutes=90)
        operations.record(*promised.bram, Outcome.NO_SHOW, coor)
        operations.record(*promised.bram, Outcome.LATE, coor, minutes=60)

    assert entries() == [180, -180, 90, -90, 60]
    assert state(promised.bram) is PromiseState.KEPT
    assert broken() == []


def test_a_charge_is_waived_when_nobody_came_and_back_when_somebody_did(
    promised: Promised, cast: Cast
) -> None:
    coor, states = seen_by(cast.coor), []
    with at():
        for outcome in (Outcome.PRESENT, Outcome.NO_SHOW, Outcome.PRESENT):
            operations.record(*promised.anna, outcome, coor)
            states.append(charges()[0].state)
            assert broken() == []

    assert states == [ChargeState.OPEN, ChargeState.WAIVED, ChargeState.OPEN]
    assert len(charges()) == 1


def test_what_somebody_waived_stays_waived_after_a_correction(
    promised: Promised, cast: Cast
) -> None:
    coor = seen_by(cast.coor)
    with at():
        operations.record(*promised.anna, Outcome.PRESENT, coor)
        waive(charges()[0].id, "Ze bracht zelf eten mee.", coor)
        operations.record(*promised.anna, Outcome.NO_SHOW, coor)
        operations.record(*promised.anna, Outcome.PRESENT, coor)

    assert charges()[0].waived_why == "Ze bracht zelf eten mee."
    assert broken() == []


@pytest.mark.parametrize("first", ["", "Ze bracht zelf eten mee."])
def test_who_was_not_there_pays_after_all_when_somebody_says_so(
    promised: Promised, cast: Cast, first: str
) -> None:
    coor, truus = seen_by(cast.coor), seen_by(cast.truus)
    with at():
        operations.record(*promised.anna, Outcome.PRESENT, coor)
        if first:
            waive(charges()[0].id, first, truus)
        operations.record(*promised.anna, Outcome.NO_SHOW, coor)
        reopen(charges()[0].id, truus)

        assert charges()[0].state is ChargeState.OPEN
        assert broken() == []
        for outcome in (Outcome.PRESENT, Outcome.NO_SHOW, Outcome.PRESENT):
            operations.record(*promised.anna, outcome, coor)
            assert broken() == []

    assert charges()[0].state is ChargeState.OPEN


def test_what_is_free_costs_nothing(opened: Instance, cast: Cast) -> None:
    free = an_evening(a_service("Wandeling", price=0))
    booked = shifts.book(free.receive, cast.anna.id, seen_by(cast.anna))
    with at():
        operations.record(booked.side, booked.id, Outcome.PRESENT, seen_by(cast.coor))

    assert charges() == []
    assert broken() == []


def test_who_leads_the_service_may_say_who_was_there(
    promised: Promised, eettafel: Service, cast: Cast
) -> None:
    lead(eettafel, cast.dees)
    with at():
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.dees))

    assert [word.how for word in words()] == [How.LEAD]
    assert words()[0].said_by_id == cast.dees.id


def test_who_does_not_lead_it_may_not(promised: Promised, cast: Cast) -> None:
    with at(), pytest.raises(NotTheLead, match="leidt"):
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.truus))
    with at(), pytest.raises(NotTheLead):
        operations.record_rest_as_present(promised.shift_id, seen_by(cast.bram))

    assert words() == []


def test_nobody_was_there_before_it_begins(promised: Promised, cast: Cast) -> None:
    just_before = EVENING - timedelta(seconds=1)
    with at(just_before), pytest.raises(AttendanceTooEarly, match="nog niet begonnen"):
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))
    with at(EVENING):
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))

    assert state(promised.bram) is PromiseState.KEPT


def test_nobody_was_at_what_was_called_off(promised: Promised, cast: Cast) -> None:
    shifts.call_off(promised.shift_id, reason="De keuken is dicht.", by=seen_by(cast.coor))

    with at(), pytest.raises(DidNotHappen):
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))


def test_who_released_the_place_was_not_there(promised: Promised, cast: Cast) -> None:
    shifts.release(promised.bram[1], seen_by(cast.bram))

    with at(), pytest.raises(PromiseEnded):
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))


@pytest.mark.parametrize("minutes", [0, 1441])
def test_minutes_are_those_of_a_day(promised: Promised, cast: Cast, minutes: int) -> None:
    with at(), pytest.raises(MinutesWrong, match="1440"):
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor), minutes=minutes)


def test_an_unknown_promise_or_one_of_another_shift_is_not_found(
    promised: Promised, eettafel: Service, cast: Cast
) -> None:
    other = an_evening(eettafel, EVENING)
    with at(), pytest.raises(LookupError):
        operations.record(promised.bram[0], 999, Outcome.PRESENT, seen_by(cast.coor))
    with at(), pytest.raises(LookupError):
        operations.record_shift(
            other.shift_id, {promised.bram: Said(Outcome.PRESENT)}, seen_by(cast.coor)
        )


def test_one_press_says_that_the_rest_was_there(
    promised: Promised, evening: Evening, cast: Cast
) -> None:
    coor = seen_by(cast.coor)
    dees = shifts.claim(evening.give, cast.dees.id, seen_by(cast.dees))
    with at():
        operations.record(*promised.bram, Outcome.NO_SHOW, coor)
        operations.say(dees.side, dees.id, Outcome.EXCUSED, seen_by(cast.dees))
        operations.record_rest_as_present(promised.shift_id, coor)

    assert state(promised.bram) is PromiseState.MISSED
    assert state((dees.side, dees.id)) is PromiseState.PROMISED
    assert state(promised.anna) is PromiseState.KEPT


@pytest.mark.parametrize("changed", [False, True])
def test_a_whole_evening_costs_as_many_statements_as_a_small_one(
    opened: Instance, cast: Cast, changed: bool
) -> None:
    coor, service, sent = seen_by(cast.coor), a_service(), []
    for number, guests in enumerate((2, 24)):
        evening = an_evening(service, EVENING + timedelta(days=number), places=5, seats=24)
        people = members(guests + 5, first=100 * (number + 1))
        kept = [shifts.claim(evening.give, each.id, coor) for each in people[:5]]
        seats = [shifts.book(evening.receive, each.id, coor) for each in people[5:]]
        numbers = [(each.side, each.id) for each in kept]
        numbers += [(each.side, each.id) for each in seats]
        all_of_them = dict.fromkeys(numbers, Said(Outcome.PRESENT))
        with at(DURING + timedelta(days=number)):
            if changed:
                missed = dict.fromkeys(numbers, Said(Outcome.NO_SHOW))
                operations.record_shift(evening.shift_id, missed, coor)
            with statements(opened) as counted:
                operations.record_shift(evening.shift_id, all_of_them, coor)
        sent.append(len(counted))

    assert sent[0] == sent[1] <= 22
    assert broken() == []
