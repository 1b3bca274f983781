"""What people say of themselves, and the code at the door."""

from datetime import timedelta

import pytest

from buurtcoop.access.rules import TooManyAttempts
from buurtcoop.attendance import operations
from buurtcoop.attendance.models import How, Outcome
from buurtcoop.attendance.queries import door_code
from buurtcoop.attendance.rules import (
    DOOR_CLOSES,
    SAYS_FOR,
    TRIES,
    AttendanceTooEarly,
    DoorClosed,
    DoorCodeWrong,
    TooLateToSay,
)
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import CrewLine, PromiseState
from buurtcoop.shifts.rules import NotForOthers, PromiseEnded
from tests.attendance.stage import (
    END,
    MINUTES,
    Promised,
    at,
    broken,
    charges,
    entries,
    state,
    words,
)
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, an_evening

PRESENT, EXCUSED = Outcome.PRESENT, Outcome.EXCUSED


def wrong_code(shift_id: int) -> str:
    return f"{(int(door_code(shift_id)) + 1) % 10**6:06d}"


def test_ones_own_word_alone_decides_nothing(promised: Promised, cast: Cast) -> None:
    with at():
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))

    assert state(promised.bram) is PromiseState.PROMISED
    assert [(word.how, word.decides) for word in words()] == [(How.SELF, False)]
    assert entries() == []
    assert broken() == []


def test_when_both_sides_say_they_were_there_both_were(promised: Promised, cast: Cast) -> None:
    with at():
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))
        operations.say(*promised.anna, PRESENT, seen_by(cast.anna))

    assert state(promised.bram) is state(promised.anna) is PromiseState.KEPT
    assert entries() == [MINUTES]
    assert len(charges()) == 1
    deciding = [word for word in words() if word.decides]
    assert {word.said_by_id for word in deciding} == {cast.bram.id, cast.anna.id}
    assert broken() == []


def test_two_of_the_same_side_are_no_witness_when_there_is_another_side(
    promised: Promised, evening: Evening, cast: Cast
) -> None:
    dees = shifts.claim(evening.give, cast.dees.id, seen_by(cast.dees))
    with at():
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))
        operations.say(dees.side, dees.id, PRESENT, seen_by(cast.dees))

    assert state(promised.bram) is PromiseState.PROMISED


def test_where_there_is_one_side_another_helper_is_enough(eettafel: Service, cast: Cast) -> None:
    round_ = an_evening(eettafel)
    db().delete(db().get_one(CrewLine, round_.receive))
    one, other = (
        shifts.claim(round_.give, person.id, seen_by(person)) for person in (cast.bram, cast.dees)
    )
    with at():
        operations.say(one.side, one.id, PRESENT, seen_by(cast.bram))
        assert state((one.side, one.id)) is PromiseState.PROMISED
        operations.say(other.side, other.id, PRESENT, seen_by(cast.dees))

    assert state((one.side, one.id)) is state((other.side, other.id)) is PromiseState.KEPT
    assert broken() == []


def test_nobody_is_ones_own_witness(promised: Promised, evening: Evening, cast: Cast) -> None:
    """Who cooks may eat; saying so on both sides is still one person."""
    eats = shifts.book(evening.receive, cast.bram.id, seen_by(cast.bram))
    with at():
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))
        operations.say(eats.side, eats.id, PRESENT, seen_by(cast.bram))

    assert state(promised.bram) is PromiseState.PROMISED


def test_that_something_came_up_is_for_the_lead_to_decide(promised: Promised, cast: Cast) -> None:
    with at():
        operations.say(*promised.bram, EXCUSED, seen_by(cast.bram))
        operations.say(*promised.anna, PRESENT, seen_by(cast.anna))

    assert state(promised.bram) is state(promised.anna) is PromiseState.PROMISED


def test_saying_the_same_twice_is_once(promised: Promised, cast: Cast) -> None:
    with at():
        for _time in range(2):
            operations.say(*promised.bram, PRESENT, seen_by(cast.bram))

    assert len(words()) == 1


def test_the_word_of_the_lead_wins_before_and_after(promised: Promised, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    with at():
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))
        operations.say(*promised.anna, PRESENT, seen_by(cast.anna))
        operations.record(*promised.bram, Outcome.NO_SHOW, coor)
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))

    assert state(promised.bram) is PromiseState.MISSED
    assert entries() == [MINUTES, -MINUTES]
    assert broken() == []


def test_the_lead_may_say_the_same_again_after_hearing_otherwise(
    promised: Promised, cast: Cast
) -> None:
    coor = seen_by(cast.coor)
    with at():
        operations.record(*promised.bram, Outcome.NO_SHOW, coor)
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))
        operations.record(*promised.bram, Outcome.NO_SHOW, coor)

    assert [word.how for word in words()] == [How.LEAD, How.SELF, How.LEAD]


def test_nobody_speaks_for_somebody_else(promised: Promised, cast: Cast) -> None:
    with at(), pytest.raises(NotForOthers):
        operations.say(*promised.bram, PRESENT, seen_by(cast.coor))


def test_nobody_says_to_have_been_there_before_it_begins(promised: Promised, cast: Cast) -> None:
    with pytest.raises(AttendanceTooEarly):
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))


def test_after_two_weeks_one_calls(promised: Promised, cast: Cast) -> None:
    late = END + SAYS_FOR + timedelta(minutes=1)
    with at(late), pytest.raises(TooLateToSay, match="Bel"):
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))


def test_who_released_the_place_says_nothing(promised: Promised, cast: Cast) -> None:
    shifts.release(promised.bram[1], seen_by(cast.bram))

    with at(), pytest.raises(PromiseEnded):
        operations.say(*promised.bram, PRESENT, seen_by(cast.bram))


def test_the_code_of_the_door_counts_by_itself(promised: Promised, cast: Cast) -> None:
    with at():
        operations.enter_code(
            promised.shift_id, f" {door_code(promised.shift_id)} ", seen_by(cast.bram)
        )

    assert state(promised.bram) is PromiseState.KEPT
    assert [(word.how, word.decides) for word in words()] == [(How.CODE, True)]
    assert entries() == [MINUTES]
    assert broken() == []


def test_the_code_bears_out_what_others_said(promised: Promised, cast: Cast) -> None:
    with at():
        operations.say(*promised.anna, PRESENT, seen_by(cast.anna))
        operations.enter_code(promised.shift_id, door_code(promised.shift_id), seen_by(cast.bram))

    assert state(promised.anna) is PromiseState.KEPT
    assert broken() == []


def test_the_code_is_for_both_sides_of_who_cooks_and_eats(
    promised: Promised, evening: Evening, cast: Cast
) -> None:
    eats = shifts.book(evening.receive, cast.bram.id, seen_by(cast.bram))
    with at():
        operations.enter_code(promised.shift_id, door_code(promised.shift_id), seen_by(cast.bram))

    assert state(promised.bram) is state((eats.side, eats.id)) is PromiseState.KEPT


def test_what_the_lead_said_stands_when_the_code_comes_later(
    promised: Promised, cast: Cast
) -> None:
    with at():
        operations.record(*promised.bram, Outcome.NO_SHOW, seen_by(cast.coor))
        operations.enter_code(promised.shift_id, door_code(promised.shift_id), seen_by(cast.bram))

    assert state(promised.bram) is PromiseState.MISSED
    assert [(word.how, word.decides) for word in words()] == [(How.LEAD, True), (How.CODE, False)]
    assert broken() == []


def test_the_code_counts_from_the_start_and_not_before(promised: Promised, cast: Cast) -> None:
    code = door_code(promised.shift_id)
    with at(EVENING - timedelta(minutes=1)), pytest.raises(AttendanceTooEarly):
        operations.enter_code(promised.shift_id, code, seen_by(cast.bram))
    with at(EVENING):
        operations.enter_code(promised.shift_id, code, seen_by(cast.bram))

    assert state(promised.bram) is PromiseState.KEPT


def test_the_code_works_until_half_a_day_after_the_end(promised: Promised, cast: Cast) -> None:
    code, last = door_code(promised.shift_id), END + DOOR_CLOSES
    with at(last + timedelta(seconds=1)), pytest.raises(DoorClosed, match="werkte tot"):
        operations.enter_code(promised.shift_id, code, seen_by(cast.bram))
    with at(last):
        operations.enter_code(promised.shift_id, code, seen_by(cast.bram))

    assert state(promised.bram) is PromiseState.KEPT


@pytest.mark.parametrize("code", ["", "12", "abcdef", "1234567890"])
def test_another_code_is_refused(promised: Promised, cast: Cast, code: str) -> None:
    with at(), pytest.raises(DoorCodeWrong):
        operations.enter_code(promised.shift_id, code, seen_by(cast.bram))

    assert words() == []


def test_the_code_of_another_evening_is_refused(
    promised: Promised, eettafel: Service, cast: Cast
) -> None:
    other = an_evening(eettafel)
    with at(), pytest.raises(DoorCodeWrong):
        operations.enter_code(promised.shift_id, door_code(other.shift_id), seen_by(cast.bram))


def test_guessing_stops_after_a_few_tries_for_this_person_only(
    promised: Promised, cast: Cast
) -> None:
    wrong, right = wrong_code(promised.shift_id), door_code(promised.shift_id)
    with at():
        for _try in range(TRIES):
            with pytest.raises(DoorCodeWrong):
                operations.enter_code(promised.shift_id, wrong, seen_by(cast.bram))
        with pytest.raises(TooManyAttempts):
            operations.enter_code(promised.shift_id, right, seen_by(cast.bram))
        operations.enter_code(promised.shift_id, right, seen_by(cast.anna))

    assert state(promised.bram) is PromiseState.PROMISED
    assert state(promised.anna) is PromiseState.KEPT


def test_who_is_not_on_the_list_finds_no_door(promised: Promised, cast: Cast) -> None:
    with at(), pytest.raises(LookupError):
        operations.enter_code(promised.shift_id, door_code(promised.shift_id), seen_by(cast.dees))


def test_a_code_has_six_digits_and_differs_per_evening(opened: Instance) -> None:
    codes = [door_code(number) for number in range(200)]

    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) > 190
    assert codes[0] == door_code(0)
