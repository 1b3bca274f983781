"""What who is asked answers, and who hears what of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover import checks, operations, queries, rules
from buurtcoop.cover.models import Answer, Ask
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import CrewLine, Side, WaitingState
from buurtcoop.shifts.rules import AlreadyClaimed, NotForOthers
from tests.cast import Cast, seen_by
from tests.cover.told import say_all, send_all, still_true, told
from tests.shifts.rota import EVENING, Evening, an_evening, taken

DAY = date(2027, 1, 20)


def asked(evening: Evening, person: Person) -> Ask:
    return (
        db()
        .scalars(select(Ask).where(Ask.line_id == evening.give, Ask.person_id == person.id))
        .one()
    )


# --- Answering ---


@pytest.fixture
def one_short(evening: Evening, cast: Cast) -> Evening:
    """One helper is missing: Truus released, and Dees helps. Anna, Bram and Bo were asked."""
    shifts.claim(evening.give, cast.dees.id, seen_by(cast.dees))
    gone = shifts.claim(evening.give, cast.truus.id, seen_by(cast.truus))
    shifts.release(gone.id, seen_by(cast.truus))
    operations.ask(evening.give, 3, seen_by(cast.coor))
    send_all()
    return evening


def test_the_first_yes_gets_it_and_the_others_hear_so(one_short: Evening, cast: Cast) -> None:
    operations.answer(asked(one_short, cast.bram).id, True, seen_by(cast.bram))

    assert taken(one_short.give) == 2
    with pytest.raises(rules.CoverFound, match="al iemand gevonden"):
        operations.answer(asked(one_short, cast.anna).id, True, seen_by(cast.anna))
    say_all()
    assert told("cover.solved") == ["Anna", "Bo"]
    assert told("cover.found") == ["Truus"]
    assert say_all() == 0
    assert checks.broken() == []


def test_who_said_no_hears_nothing_more(one_short: Evening, cast: Cast) -> None:
    operations.answer(asked(one_short, cast.anna).id, False, seen_by(cast.anna))
    operations.answer(asked(one_short, cast.bram).id, True, seen_by(cast.bram))

    say_all()
    assert told("cover.solved") == ["Bo"]


def test_it_is_solved_however_it_was_filled(one_short: Evening, cast: Cast) -> None:
    """Anna comes by the rota, not by the link; she is not told that somebody was found."""
    shifts.claim(one_short.give, cast.anna.id, seen_by(cast.anna))

    say_all()
    assert told("cover.solved") == ["Bram", "Bo"]
    assert told("cover.found") == []


def test_who_never_got_the_question_hears_no_end_of_it(evening: Evening, cast: Cast) -> None:
    operations.ask(evening.give, 2, seen_by(cast.coor))
    for person in (cast.dees, cast.truus):
        shifts.claim(evening.give, person.id, seen_by(person))

    assert not still_true("cover.asked")
    assert say_all() == 0


def test_when_it_is_called_off_who_was_asked_hears_nothing(one_short: Evening, cast: Cast) -> None:
    shifts.call_off(one_short.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))

    assert say_all() == 0
    assert told("shifts.called_off") == ["Dees"]


def test_answering_the_same_twice_is_once(one_short: Evening, cast: Cast) -> None:
    ask_id = asked(one_short, cast.bram).id
    first = operations.answer(ask_id, True, seen_by(cast.bram))
    second = operations.answer(ask_id, True, seen_by(cast.bram))

    assert first is not None
    assert second is first
    assert told("cover.found") == ["Truus"]


def test_no_and_then_yes_is_yes(one_short: Evening, cast: Cast) -> None:
    ask = asked(one_short, cast.bram)
    operations.answer(ask.id, False, seen_by(cast.bram))
    operations.answer(ask.id, True, seen_by(cast.bram))

    assert ask.answer is Answer.YES
    with pytest.raises(rules.AnsweredYes):
        operations.answer(ask.id, False, seen_by(cast.bram))


def test_a_yes_for_one_task_is_none_for_the_other(evening: Evening, cast: Cast) -> None:
    """Bram gave the washing up back; Anna, who was asked for it, cooks by now."""
    washing = CrewLine(
        shift_id=evening.shift_id,
        side=Side.GIVE,
        role="afwassen",
        places=1,
        minimum=1,
        taken=0,
        held=0,
    )
    db().add(washing)
    db().flush()
    gone = shifts.claim(washing.id, cast.bram.id, seen_by(cast.bram))
    shifts.release(gone.id, seen_by(cast.bram))
    operations.ask(washing.id, 8, seen_by(cast.coor))
    question = db().scalars(select(Ask).where(Ask.person_id == cast.anna.id)).one()
    shifts.claim(evening.give, cast.anna.id, seen_by(cast.anna))

    with pytest.raises(AlreadyClaimed):
        operations.answer(question.id, True, seen_by(cast.anna))
    operations.answer(question.id, False, seen_by(cast.anna))

    assert told("cover.found") == []
    assert (taken(washing.id), taken(evening.give)) == (0, 1)


def test_who_waits_for_another_task_gets_this_one_and_waits_no_longer(
    one_short: Evening, cast: Cast
) -> None:
    full = CrewLine(
        shift_id=one_short.shift_id,
        side=Side.GIVE,
        role="afwassen",
        places=1,
        minimum=1,
        taken=0,
        held=0,
    )
    db().add(full)
    db().flush()
    shifts.claim(full.id, cast.truus.id, seen_by(cast.truus))
    waiting = shifts.wait(full.id, cast.anna.id, seen_by(cast.anna))

    operations.answer(asked(one_short, cast.anna).id, True, seen_by(cast.anna))

    db().refresh(waiting)
    assert waiting.state is WaitingState.TAKEN
    assert (taken(full.id), taken(one_short.give)) == (1, 2)


def test_nobody_answers_for_another(one_short: Evening, cast: Cast) -> None:
    with pytest.raises(NotForOthers):
        operations.answer(asked(one_short, cast.bram).id, True, seen_by(cast.anna))


def test_who_is_asked_may_still_say_yes_when_it_begins_soon(
    one_short: Evening, eettafel: Service, cast: Cast
) -> None:
    eettafel.claim_hours = 48
    db().flush()
    with clock.stopped(EVENING - timedelta(hours=3)):
        operations.answer(asked(one_short, cast.bram).id, True, seen_by(cast.bram))

    assert taken(one_short.give) == 2


def test_more_places_than_are_needed_are_not_filled_by_asking(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    roomy = an_evening(eettafel, EVENING + timedelta(days=1), places=5)
    db().execute(update(CrewLine).where(CrewLine.id == roomy.give).values(minimum=1))
    operations.ask(roomy.give, 3, seen_by(cast.coor))
    operations.answer(asked(roomy, cast.anna).id, True, seen_by(cast.anna))

    with pytest.raises(rules.CoverFound):
        operations.answer(asked(roomy, cast.bram).id, True, seen_by(cast.bram))


def test_each_who_released_hears_of_one_replacement(evening: Evening, cast: Cast) -> None:
    for person in (cast.truus, cast.dees):
        gone = shifts.claim(evening.give, person.id, seen_by(person))
        shifts.release(gone.id, seen_by(person))
    operations.ask(evening.give, 3, seen_by(cast.coor))
    for person in (cast.anna, cast.bram):
        operations.answer(asked(evening, person).id, True, seen_by(person))

    assert told("cover.found") == ["Truus", "Dees"]


# --- Questions on my page ---


def test_my_page_shows_what_i_can_still_answer(one_short: Evening, cast: Cast) -> None:
    assert [each.service_name for each in queries.questions_to(cast.bram.id, clock.now())] == [
        "Eettafel"
    ]
    operations.answer(asked(one_short, cast.anna).id, True, seen_by(cast.anna))
    assert queries.questions_to(cast.bram.id, clock.now()) == []


# --- What always holds ---


def test_the_checks_notice_what_does_not_hold(one_short: Evening, cast: Cast) -> None:
    ask = asked(one_short, cast.anna)
    ask.answer, ask.answered_at = Answer.YES, clock.now()
    other = an_evening(db().scalars(select(Service)).one(), EVENING + timedelta(days=3))
    asked(one_short, cast.bram).line_id = other.give
    db().flush()

    assert len(checks.broken()) == 2
