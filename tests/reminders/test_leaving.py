"""What leaves and what does not: asked again right before sending, held by one worker at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Delivery, DeliveryState
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.messaging.outbox import claim_next
from buurtcoop.messaging.rules import LEASE, MOST_TRIES, Said
from buurtcoop.people.models import Channel, Person
from buurtcoop.reminders.delivery import drain
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.mailing import (
    details,
    rule,
    say,
    states,
    steps,
    table,
)
from tests.sink import Sink

SENDING = DeliveryState.SENDING
SENT = DeliveryState.SENT
SUPPRESSED = DeliveryState.SUPPRESSED


def test_what_is_no_longer_true_does_not_leave(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    false = rule(still_true=lambda said: False)
    message = say(instance, cast.anna, by=false)

    did = drain(instance, table(false))

    assert states(instance, message) == ["mail: suppressed"]
    assert "Dit is niet meer nodig." in details(instance, message)
    assert did.counts == {SUPPRESSED: 1}
    assert server.taken == []


def test_what_came_too_late_is_recorded_as_expired(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna, expires_at=MOMENT + timedelta(hours=1))

    with clock.stopped(MOMENT + timedelta(hours=1)):
        drain(instance, table(rule()))

    assert states(instance, message) == ["mail: expired"]
    assert server.taken == []


def test_a_clock_that_jumped_throws_nothing_away(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna, expires_at=MOMENT + timedelta(hours=1))

    with clock.stopped(MOMENT + timedelta(days=2)):
        drain(instance, table(rule()), may_expire=False)
    assert states(instance, message) == ["mail: ready"]
    with clock.stopped(MOMENT + timedelta(days=2, minutes=2)):
        drain(instance, table(rule()))

    assert states(instance, message) == ["mail: expired"]


@pytest.mark.parametrize("broken", ["content", "still_true", "attachments"])
def test_a_poison_row_is_set_aside_with_its_reason_and_the_others_go_on(
    instance: Instance, cast: Cast, server: Sink, broken: str
) -> None:
    well = rule()

    def fails_for_anna(said: Said) -> object:
        if said.recipient_id == cast.anna.id:
            raise ValueError("this shift has no service")
        return getattr(well, broken)(said)

    poison = rule(**{broken: fails_for_anna})
    bad, good = say(instance, cast.anna, by=poison), say(instance, cast.bram, by=poison)

    did = drain(instance, table(poison))

    assert states(instance, bad) == ["mail: dead"]
    assert "ValueError: this shift has no service" in details(instance, bad)
    assert states(instance, good) == ["mail: sent"]
    assert did.trouble == ""


def test_a_message_whose_rule_is_gone_is_set_aside(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna)

    drain(instance, table())

    assert states(instance, message) == ["mail: dead"]
    assert "no rule is called" in details(instance, message)


def test_who_wants_no_mail_any_more_is_called_instead(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna)
    with instance.writing():
        db().execute(update(Person).where(Person.id == cast.anna.id).values(channel=Channel.PHONE))

    drain(instance, table(rule()))

    assert states(instance, message) == ["mail: suppressed", "desk: ready"]
    assert server.taken == []


def test_what_was_taken_back_while_a_worker_held_it_does_not_leave(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna, 7)
    with instance.writing():
        assert claim_next(clock.now()) is not None
    with instance.writing():
        assert withdraw("membership", 7) == 1

    with clock.stopped(MOMENT + LEASE):
        drain(instance, table(rule()))

    assert states(instance, message) == ["mail: suppressed"]
    assert server.taken == []


def test_a_claim_left_behind_is_taken_over_when_its_lease_ran_out(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna)
    with instance.writing():
        assert claim_next(clock.now()) is not None

    drain(instance, table(rule()))
    assert states(instance, message) == ["mail: claimed"]
    with clock.stopped(MOMENT + LEASE):
        drain(instance, table(rule()))

    assert states(instance, message) == ["mail: sent"]


@pytest.mark.parametrize(("harmful", "ends"), [(False, "mail: sent"), (True, "mail: doubt")])
def test_a_worker_gone_while_sending_leaves_a_mail_that_is_sent_again_or_parked(
    instance: Instance, cast: Cast, server: Sink, harmful: bool, ends: str
) -> None:
    said = rule(harm_if_doubled=harmful)
    message = say(instance, cast.anna, by=said)
    with instance.writing():
        assert claim_next(clock.now()) is not None
        db().execute(update(Delivery).values(state=SENDING, tries=1))

    with clock.stopped(MOMENT + LEASE):
        drain(instance, table(said))

    assert states(instance, message) == [ends]


def test_a_mail_that_stops_its_worker_each_time_is_set_aside(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna, expires_at=MOMENT + timedelta(days=2))
    now = MOMENT
    for _worker in range(MOST_TRIES + 1):
        with clock.stopped(now), instance.writing():
            claim_next(now)
        now += LEASE
        with clock.stopped(now):
            drain(instance, table(rule()), stopped=lambda: True)

    assert states(instance, message) == ["mail: dead", "desk: ready"]


def test_a_worker_whose_lease_went_to_another_marks_nothing(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna)
    taken_over = rule(content=lambda said: _lose_the_claim() | {"member_number": 1, "url": "/"})

    drain(instance, table(taken_over))

    assert server.taken == []
    assert SENT not in steps(instance, message)


def _lose_the_claim() -> dict[str, object]:
    db().execute(update(Delivery).values(claim_token="another worker"))
    return {}


def test_after_an_outage_a_member_gets_late_mails_one_by_one(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    for number in range(3):
        say(instance, cast.anna, number)
    say(instance, cast.bram, 9)
    later = MOMENT + timedelta(hours=2)

    with clock.stopped(later):
        drain(instance, table(rule()))
    assert sorted(mail.recipient for mail in server.taken) == [
        "anna@example.org",
        "bram@example.org",
    ]
    for minutes in (5, 11, 22):
        with clock.stopped(later + timedelta(minutes=minutes)):
            drain(instance, table(rule()))

    assert len(server.to("anna@example.org")) == 3


def test_who_was_forgotten_hears_nothing_any_more(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna)
    with instance.writing():
        forgotten = {"erased_at": MOMENT, "email": None}
        db().execute(update(Person).where(Person.id == cast.anna.id).values(**forgotten))

    drain(instance, table(rule()))

    assert states(instance, message) == ["mail: suppressed"]
    with instance.writing():
        assert (
            put(
                rule(),
                subject_id=2,
                occurrence="once",
                recipient_id=cast.anna.id,
                expires_at=MOMENT + timedelta(days=1),
            )
            is None
        )
