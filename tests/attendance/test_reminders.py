"""Who is asked who was there, who hears to have been missed, and what comes on the list."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.attendance import operations, reminders
from buurtcoop.attendance.attention import CONTRADICTED, UNRECORDED, WENT_SHORT, attention
from buurtcoop.attendance.messages import CAME_BETWEEN, MISSED, RULES, WAS_THERE, WHO_WAS_THERE
from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.rules import CHASED_AFTER, CHASED_FOR, asked_at
from buurtcoop.core import clock
from buurtcoop.core.attention import Item
from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.rules import Due
from buurtcoop.reminders.letters import mail_of
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from tests.attendance.stage import DURING, END, Promised, at, lead, words
from tests.cast import Cast, seen_by
from tests.shifts.rota import an_evening
from tests.shifts.test_messages import Read

# Wednesday 20 January 2027; the evening ends at 20.00.
THAT_EVENING = clock.at(date(2027, 1, 20), time(20))
NEXT_DAY = clock.at(date(2027, 1, 21), time(10))
MINUTE = timedelta(minutes=1)


def due(now: datetime) -> list[tuple[str, int, int]]:
    with at(now):
        return [(one.rule.name, one.subject_id, one.recipient_id) for one in reminders.due(now)]


def say(all_due: Iterable[Due]) -> None:
    """What the scheduler does with them."""
    for one in list(all_due):
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )


def mark(promised: Promised, cast: Cast, outcome: Outcome = Outcome.NO_SHOW) -> None:
    with at():
        operations.record(*promised.bram, outcome, seen_by(cast.coor))


def the_message(rule: str) -> Message:
    return db().scalars(select(Message).where(Message.rule == rule)).one()


def the_mail(rule: str) -> Read:
    found = next(each for each in RULES if each.name == rule)
    return Read(mail_of(the_message(rule), found).content)


@pytest.mark.parametrize(
    ("ends", "asked"),
    [
        (clock.at(date(2027, 1, 20), time(16)), clock.at(date(2027, 1, 20), time(20))),
        (clock.at(date(2027, 1, 20), time(20)), clock.at(date(2027, 1, 20), time(20))),
        (clock.at(date(2027, 1, 20), time(22)), clock.at(date(2027, 1, 21), time(9))),
        (clock.at(date(2027, 3, 28), time(3)), clock.at(date(2027, 3, 28), time(20))),
    ],
)
def test_the_question_comes_that_evening_or_the_next_morning(
    ends: datetime, asked: datetime
) -> None:
    assert asked_at(ends) == asked


def test_who_leads_it_is_asked_who_was_there(
    promised: Promised, eettafel: Service, cast: Cast
) -> None:
    lead(eettafel, cast.dees)

    assert due(THAT_EVENING - MINUTE) == []
    assert due(THAT_EVENING) == [(WHO_WAS_THERE.name, promised.shift_id, cast.dees.id)]


def test_where_nobody_leads_the_coordinator_is_asked(promised: Promised, cast: Cast) -> None:
    assert due(THAT_EVENING) == [(WHO_WAS_THERE.name, promised.shift_id, cast.coor.id)]


def test_the_question_is_asked_once(promised: Promised) -> None:
    with at(THAT_EVENING):
        say(reminders.due(THAT_EVENING))

    assert due(THAT_EVENING + MINUTE) == []
    assert due(NEXT_DAY) == []


def test_nobody_is_asked_when_all_is_known_or_nothing_went_on(
    promised: Promised, eettafel: Service, cast: Cast
) -> None:
    an_evening(eettafel)
    with at():
        operations.record_rest_as_present(promised.shift_id, seen_by(cast.coor))

    assert due(THAT_EVENING) == []


def test_nobody_is_asked_about_what_was_called_off(promised: Promised, cast: Cast) -> None:
    shifts.call_off(promised.shift_id, reason="De keuken is dicht.", by=seen_by(cast.coor))

    assert due(THAT_EVENING) == []


def test_what_is_long_over_is_not_asked_by_mail(promised: Promised) -> None:
    assert due(THAT_EVENING + timedelta(days=3)) == []


def test_the_question_is_no_longer_true_once_it_was_filled_in(
    promised: Promised, cast: Cast
) -> None:
    with at(THAT_EVENING):
        say(reminders.due(THAT_EVENING))
        message = the_message(WHO_WAS_THERE.name)
        assert WHO_WAS_THERE.still_true(message)
        operations.record_rest_as_present(promised.shift_id, seen_by(cast.coor))
        assert not WHO_WAS_THERE.still_true(message)


def test_the_question_leads_to_the_page_that_asks(promised: Promised) -> None:
    with at(THAT_EVENING):
        say(reminders.due(THAT_EVENING))
        mail = the_mail(WHO_WAS_THERE.name)

    assert mail.subject == "Wie was er op woensdag 20 januari?"
    assert mail.holds(
        "Dank u wel voor Eettafel op woensdag 20 januari.",
        "Het kost 1 minuut",
        f"/rooster/{promised.shift_id}/aanwezig",
    )


def test_who_was_missed_hears_it_the_next_day_once(promised: Promised, cast: Cast) -> None:
    mark(promised, cast)
    [word] = words()

    missed = (MISSED.name, word.id, cast.bram.id)
    assert missed not in due(NEXT_DAY - MINUTE)
    assert missed in due(NEXT_DAY)
    with at(NEXT_DAY):
        say(reminders.due(NEXT_DAY))
    assert missed not in due(NEXT_DAY + MINUTE)


def test_the_mail_to_who_was_missed_asks_how_it_was_and_counts_nothing(
    promised: Promised, cast: Cast
) -> None:
    mark(promised, cast)
    with at(NEXT_DAY):
        say(one for one in reminders.due(NEXT_DAY) if one.rule is MISSED)
        mail = the_mail(MISSED.name)

    assert mail.subject == "We hebben u gemist op woensdag 20 januari"
    assert mail.holds(
        "We hebben u daar niet gezien.", "Dat kan iedereen gebeuren.", "Een pauze kan"
    )
    assert mail.purposes() == [CAME_BETWEEN, WAS_THERE]
    assert "keer" not in mail.text


@pytest.mark.parametrize("outcome", [Outcome.PRESENT, Outcome.LATE, Outcome.EXCUSED])
def test_who_was_there_or_excused_hears_nothing(
    promised: Promised, cast: Cast, outcome: Outcome
) -> None:
    mark(promised, cast, outcome)

    assert MISSED.name not in [name for name, *_more in due(NEXT_DAY)]


@pytest.mark.parametrize("outcome", [Outcome.PRESENT, Outcome.EXCUSED])
@pytest.mark.parametrize("first", [True, False])
def test_who_said_how_it_was_is_not_asked(
    promised: Promised, cast: Cast, outcome: Outcome, first: bool
) -> None:
    if not first:
        mark(promised, cast)
    with at():
        operations.say(*promised.bram, outcome, seen_by(cast.bram))
    if first:
        mark(promised, cast)

    assert MISSED.name not in [name for name, *_more in due(NEXT_DAY)]


def test_a_mark_that_was_mended_is_not_told(promised: Promised, cast: Cast) -> None:
    mark(promised, cast)
    with at(NEXT_DAY):
        say(reminders.due(NEXT_DAY))
        message = the_message(MISSED.name)
        assert MISSED.still_true(message)
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))
        assert not MISSED.still_true(message)


def test_the_links_say_how_it_was(promised: Promised, cast: Cast) -> None:
    mark(promised, cast)
    number = words()[0].id
    with at(NEXT_DAY):
        operations.answer(CAME_BETWEEN, number, seen_by(cast.bram))
        operations.answer(WAS_THERE, number, seen_by(cast.bram))

    said = [(word.outcome, word.decides) for word in words()[1:]]
    assert said == [(Outcome.EXCUSED, False), (Outcome.PRESENT, False)]


def items(now: datetime, kind: str) -> list[Item]:
    with at(now):
        return [item for item in attention(now) if item.kind == kind]


def test_after_two_days_it_comes_on_the_list_until_it_was_filled_in(
    promised: Promised, eettafel: Service, cast: Cast
) -> None:
    later = END + CHASED_AFTER

    assert items(later - MINUTE, UNRECORDED) == []
    [item] = items(later, UNRECORDED)
    assert item.subject_id == eettafel.id
    assert item.path == f"/rooster/{promised.shift_id}/aanwezig"
    assert item.line.values == {"num": 1, "day": date(2027, 1, 20)}
    with at(later):
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))
    assert len(items(later, UNRECORDED)) == 1
    with at(later):
        operations.record(*promised.anna, Outcome.NO_SHOW, seen_by(cast.coor))
    assert items(later, UNRECORDED) == []


def test_several_days_of_one_service_are_one_item(
    promised: Promised, eettafel: Service, cast: Cast
) -> None:
    other = an_evening(eettafel, DURING + timedelta(days=1))
    shifts.claim(other.give, cast.dees.id, seen_by(cast.dees))

    [item] = items(END + timedelta(days=5), UNRECORDED)

    assert item.line.values == {"num": 2, "day": date(2027, 1, 20)}
    assert item.path == "/aanwezigheid?aanbod=eettafel"


def test_a_day_that_went_on_with_too_few_is_talked_over_for_two_weeks(
    promised: Promised, eettafel: Service, cast: Cast
) -> None:
    eettafel.helpers_at_least = 2
    db().flush()
    with at():
        operations.record(*promised.bram, Outcome.PRESENT, seen_by(cast.coor))

    assert items(DURING, WENT_SHORT) == []
    [item] = items(END, WENT_SHORT)
    assert item.title.values == {"service": "Eettafel", "num": 1}
    assert items(END + timedelta(days=14), WENT_SHORT) == []
    eettafel.helpers_at_least = 1
    db().flush()
    assert items(END, WENT_SHORT) == []


def test_what_is_months_ago_is_let_go(promised: Promised) -> None:
    assert items(END + CHASED_FOR, UNRECORDED) == []


def test_somebody_who_says_otherwise_comes_on_the_list_until_the_lead_says_again(
    promised: Promised, cast: Cast
) -> None:
    mark(promised, cast)
    assert items(NEXT_DAY, CONTRADICTED) == []
    with at(NEXT_DAY):
        operations.say(*promised.bram, Outcome.EXCUSED, seen_by(cast.bram))
        operations.say(*promised.bram, Outcome.PRESENT, seen_by(cast.bram))

    [item] = items(NEXT_DAY, CONTRADICTED)
    assert item.title.message == "%(name)s zegt: ik was er wel"
    assert item.title.values == {"name": "Bram"}
    with at(NEXT_DAY):
        operations.record(*promised.bram, Outcome.NO_SHOW, seen_by(cast.coor))
    assert items(NEXT_DAY, CONTRADICTED) == []
