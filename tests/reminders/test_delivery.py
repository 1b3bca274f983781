"""One row, one claim, one send, one mark: what becomes of a mail, whatever the server says."""

from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import ActionLink, DeliveryState
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import MOST_TRIES, Said
from buurtcoop.reminders.delivery import drain
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.mailing import (
    connect,
    deliveries,
    details,
    rule,
    say,
    states,
    steps,
    table,
)
from tests.sink import HANG_UP, Sink, free_port, sink

READY = DeliveryState.READY
CLAIMED = DeliveryState.CLAIMED
SENDING = DeliveryState.SENDING
SENT = DeliveryState.SENT
DEAD = DeliveryState.DEAD


def test_a_mail_is_claimed_sent_and_marked_and_every_step_is_kept(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna)

    did = drain(instance, table(rule()))

    assert did.counts == {SENT: 1}
    assert did.trouble == ""
    assert [mail.recipient for mail in server.taken] == ["anna@example.org"]
    assert steps(instance, message) == [READY, CLAIMED, SENDING, SENT]
    assert deliveries(instance, message)[0].tries == 1


def test_a_second_round_sends_nothing(instance: Instance, cast: Cast, server: Sink) -> None:
    say(instance, cast.anna)
    drain(instance, table(rule()))

    did = drain(instance, table(rule()))

    assert did.counts == {}
    assert len(server.taken) == 1


def test_one_connection_is_kept_for_a_round(instance: Instance, cast: Cast, server: Sink) -> None:
    for number, person in enumerate((cast.anna, cast.bram, cast.truus)):
        say(instance, person, number)

    drain(instance, table(rule()))

    assert len(server.taken) == 3
    assert server.connections == 1


def test_a_connection_that_went_stale_is_made_anew(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    server.at_mail = [HANG_UP]
    message = say(instance, cast.anna)

    drain(instance, table(rule()))

    assert states(instance, message) == ["mail: sent"]
    assert server.connections == 2


def test_not_now_is_tried_again_after_longer_and_longer_pauses(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    message = say(instance, cast.anna, expires_at=MOMENT + timedelta(days=3))
    now, pauses = MOMENT, []
    for _try in range(MOST_TRIES):
        server.at_rcpt["anna@example.org"].append("451 mailbox is busy")
        with clock.stopped(now):
            drain(instance, table(rule()))
        found = deliveries(instance, message)[0]
        pauses.append((found.not_before - now).total_seconds() / 60)
        now = found.not_before

    assert states(instance, message) == ["mail: dead", "desk: ready"]
    for pause, wanted in zip(pauses[:-1], (1, 5, 15, 60, 240, 240, 240), strict=True):
        assert 0.8 * wanted <= pause <= 1.2 * wanted
    assert "451 mailbox is busy" in details(instance, message)
    assert server.taken == []


def test_a_retry_waits_for_its_moment(instance: Instance, cast: Cast, server: Sink) -> None:
    server.at_data["anna@example.org"].append("452 no room")
    message = say(instance, cast.anna)
    drain(instance, table(rule()))

    drain(instance, table(rule()))

    assert states(instance, message) == ["mail: retry"]
    with clock.stopped(MOMENT + timedelta(minutes=2)):
        drain(instance, table(rule()))
    assert states(instance, message) == ["mail: sent"]


def test_a_try_that_would_come_too_late_goes_over_our_desk(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    server.at_rcpt["anna@example.org"].append("451 mailbox is busy")
    message = say(instance, cast.anna, expires_at=MOMENT + timedelta(seconds=40))

    drain(instance, table(rule()))

    assert states(instance, message) == ["mail: dead", "desk: ready"]


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_a_lasting_no_goes_over_our_desk_and_stops_no_other_mail(
    instance: Instance, cast: Cast, server: Sink, stage: str
) -> None:
    getattr(server, stage)["anna@example.org"].append("550 no such mailbox")
    refused, other = say(instance, cast.anna, 1), say(instance, cast.bram, 2)

    did = drain(instance, table(rule()))

    assert states(instance, refused) == ["mail: dead", "desk: ready"]
    assert states(instance, other) == ["mail: sent"]
    assert did.counts == {DEAD: 1, SENT: 1}
    assert "550 no such mailbox" in details(instance, refused)


def test_a_link_to_sign_in_never_goes_over_our_desk(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    server.at_rcpt["anna@example.org"].append("550 no such mailbox")
    private = rule(mail_only=True)
    message = say(instance, cast.anna, by=private)

    drain(instance, table(private))

    assert states(instance, message) == ["mail: dead"]


def test_while_the_server_is_away_nothing_is_claimed_and_no_try_is_counted(
    instance: Instance, cast: Cast
) -> None:
    port = free_port()
    connect(instance, port)
    message = say(instance, cast.anna)

    for _round in range(20):
        did = drain(instance, table(rule()))

    assert "mail server" in did.trouble
    assert steps(instance, message) == [READY]
    assert deliveries(instance, message)[0].tries == 0
    with sink(port=port) as back:
        drain(instance, table(rule()))
        assert len(back.taken) == 1


def test_without_a_mail_server_the_outbox_stays_whole(instance: Instance, cast: Cast) -> None:
    message = say(instance, cast.anna)

    did = drain(instance, table(rule()))

    assert "mail_host" in did.trouble
    assert steps(instance, message) == [READY]


@pytest.mark.parametrize("said", ["421 closing", "530 sign in first", "550 who are you"])
def test_a_server_that_does_not_know_us_stops_the_round_for_all(
    instance: Instance, cast: Cast, server: Sink, said: str
) -> None:
    server.at_mail = [said]
    first, second = say(instance, cast.anna, 1), say(instance, cast.bram, 2)

    did = drain(instance, table(rule()))

    assert said in did.trouble
    assert states(instance, first) == ["mail: ready"]
    assert states(instance, second) == ["mail: ready"]
    assert deliveries(instance, first)[0].tries == 0


def test_a_mail_on_which_a_living_server_hangs_up_does_not_hold_up_the_others(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    server.at_rcpt["anna@example.org"].append(HANG_UP)
    odd, other = say(instance, cast.anna, 1), say(instance, cast.bram, 2)

    drain(instance, table(rule()))

    assert states(instance, odd) == ["mail: retry"]
    assert states(instance, other) == ["mail: sent"]


def test_silence_after_the_text_means_once_more_with_the_same_message_id(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    server.at_data["anna@example.org"].append(HANG_UP)
    message = say(instance, cast.anna)
    drain(instance, table(rule()))
    assert states(instance, message) == ["mail: retry"]

    with clock.stopped(MOMENT + timedelta(minutes=2)):
        drain(instance, table(rule()))

    first, second = server.to("anna@example.org")
    assert first.key == second.key
    assert states(instance, message) == ["mail: sent"]


def test_silence_after_the_text_waits_for_a_person_where_a_second_mail_harms(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    server.at_data["anna@example.org"].append(HANG_UP)
    harmful = rule(harm_if_doubled=True)
    message = say(instance, cast.anna, by=harmful)

    drain(instance, table(harmful))
    with clock.stopped(MOMENT + timedelta(hours=1)):
        drain(instance, table(harmful))

    assert states(instance, message) == ["mail: doubt"]
    assert len(server.taken) == 1


def test_when_told_to_stop_the_next_row_is_left_alone(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    for number, person in enumerate((cast.anna, cast.bram, cast.truus)):
        say(instance, person, number)

    drain(instance, table(rule()), stopped=lambda: len(server.taken) >= 1)

    assert len(server.taken) == 1


def test_a_mail_sent_again_carries_the_same_link_and_only_its_fingerprint_is_kept(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    def with_link(said: Said) -> dict[str, object]:
        path = offer_link(
            "membership.look",
            subject_kind="membership",
            subject_id=said.subject_id,
            occurrence=said.occurrence,
            person_id=said.recipient_id,
            expires_at=MOMENT + timedelta(days=1),
        )
        return {"member_number": 1, "url": path}

    linked = rule(content=with_link)
    server.at_data["anna@example.org"].append(HANG_UP)
    say(instance, cast.anna, by=linked)
    drain(instance, table(linked))
    with clock.stopped(MOMENT + timedelta(minutes=2)):
        drain(instance, table(linked))

    first, second = server.to("anna@example.org")
    assert first.part("plain") == second.part("plain")
    assert "https://coop.example.org/a/" in first.part("plain")
    token = first.part("plain").split("/a/")[1].split()[0]
    with instance.reading():
        link = db().scalars(select(ActionLink)).one()
        assert token not in repr(vars(link))


def test_a_mail_leaves_no_faster_than_the_settings_allow(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    connect(instance, server, mail_rate=5)
    for number, person in enumerate((cast.anna, cast.bram, cast.truus, cast.bo)):
        say(instance, person, number)
    began = monotonic()
    drain(instance, table(rule()))

    assert len(server.taken) == 4
    assert monotonic() - began >= 3 / 5
