"""Saying something once, taking it back, and links that work once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.refusal import Refusal
from buurtcoop.messaging.models import (
    ActionLink,
    Delivery,
    DeliveryState,
    Message,
    Way,
)
from buurtcoop.messaging.operations import (
    done_by_hand,
    offer_link,
    put,
    use_link,
    withdraw,
)
from buurtcoop.messaging.queries import (
    find_link,
    history_of,
    messages_of,
    waiting_at_desk,
)
from buurtcoop.messaging.rules import (
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    NoLongerWaiting,
)
from buurtcoop.people.models import Channel, Person
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT
from tests.mailing import deliveries, details, rule, say, states, steps

TOMORROW = MOMENT + timedelta(days=1)
AT_ONCE = 20


def link_to(person: Person, *, about: int = 1) -> str:
    """The token of a link for this person."""
    path = offer_link(
        "claim.come",
        subject_kind="claim",
        subject_id=about,
        occurrence="1",
        person_id=person.id,
        expires_at=TOMORROW,
    )
    return path.removeprefix("/a/")


def prefer(person: Person, channel: Channel) -> None:
    """This person likes to be reached this way."""
    db().execute(update(Person).where(Person.id == person.id).values(channel=channel))


def test_the_same_thing_said_twice_is_said_once(instance: Instance, cast: Cast) -> None:
    first = say(instance, cast.anna)

    with instance.writing():
        again = put(
            rule(), subject_id=1, occurrence="once", recipient_id=cast.anna.id, expires_at=TOMORROW
        )

    assert again is None
    assert states(instance, first) == ["mail: ready"]


def test_another_occurrence_is_another_message(instance: Instance, cast: Cast) -> None:
    say(instance, cast.anna)

    with instance.writing():
        moved = put(
            rule(),
            subject_id=1,
            occurrence="version 2",
            recipient_id=cast.anna.id,
            expires_at=TOMORROW,
        )

    assert moved is not None


def test_twenty_at_once_say_it_once(instance: Instance, cast: Cast) -> None:
    barrier = Barrier(AT_ONCE)

    def say_it(_number: int) -> int | None:
        barrier.wait()
        with instance.writing():
            return put(
                rule(),
                subject_id=1,
                occurrence="once",
                recipient_id=cast.anna.id,
                expires_at=TOMORROW,
            )

    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = list(pool.map(say_it, range(AT_ONCE)))

    assert sum(number is not None for number in said) == 1
    with instance.reading():
        assert db().scalar(select(func.count(Message.id))) == 1
        assert db().scalar(select(func.count(Delivery.id))) == 1


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.PAPER, Channel.TEXT])
def test_who_is_not_reached_by_mail_is_reached_by_us(
    instance: Instance, cast: Cast, channel: Channel
) -> None:
    with instance.writing():
        prefer(cast.anna, channel)

    message = say(instance, cast.anna)

    assert states(instance, message) == ["desk: ready"]
    with instance.reading():
        assert [waiting.message_id for waiting in waiting_at_desk()] == [message]


def test_who_has_no_mail_address_is_reached_by_us(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        db().execute(update(Person).where(Person.id == cast.anna.id).values(email=None))

    assert states(instance, say(instance, cast.anna)) == ["desk: ready"]


def test_a_link_to_sign_in_goes_by_mail_whatever_somebody_likes(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        prefer(cast.anna, Channel.PHONE)

    message = say(instance, cast.anna, by=rule(mail_only=True))

    assert states(instance, message) == ["mail: ready"]


def test_a_link_to_sign_in_goes_nowhere_without_an_address(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        db().execute(update(Person).where(Person.id == cast.anna.id).values(email=None))

        said = put(
            rule(mail_only=True),
            subject_id=1,
            occurrence="once",
            recipient_id=cast.anna.id,
            expires_at=TOMORROW,
        )

    assert said is None


def test_what_is_too_late_is_not_said(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        said = put(
            rule(), subject_id=1, occurrence="once", recipient_id=cast.anna.id, expires_at=MOMENT
        )

    assert said is None


def test_at_night_a_delivery_waits_for_the_morning(instance: Instance, cast: Cast) -> None:
    with clock.stopped(MOMENT - timedelta(hours=4)):
        message = say(instance, cast.anna, by=rule(quiet_hours=True))

    (delivery,) = deliveries(instance, message)
    assert clock.local(delivery.not_before).strftime("%H:%M") == "07:30"


def test_an_undone_cause_undoes_its_message(instance: Instance, cast: Cast) -> None:
    def cause() -> None:
        with instance.writing():
            put(
                rule(),
                subject_id=1,
                occurrence="once",
                recipient_id=cast.anna.id,
                expires_at=TOMORROW,
            )
            raise Refusal

    with pytest.raises(Refusal):
        cause()

    with instance.reading():
        assert db().scalar(select(func.count(Message.id))) == 0


def test_what_was_not_sent_can_be_taken_back_with_a_reason(instance: Instance, cast: Cast) -> None:
    waits, other = say(instance, cast.anna, 1), say(instance, cast.anna, 2)

    with instance.writing():
        count = withdraw("membership", 1, reason="De plek is vrijgegeven.")

    assert count == 1
    assert states(instance, waits) == ["mail: suppressed"]
    assert states(instance, other) == ["mail: ready"]
    assert "De plek is vrijgegeven." in details(instance, waits)


def test_only_the_messages_of_some_rules_can_be_taken_back(instance: Instance, cast: Cast) -> None:
    waits = say(instance, cast.anna)

    with instance.writing():
        count = withdraw("membership", 1, rules=[rule(name="another.rule")])

    assert count == 0
    assert states(instance, waits) == ["mail: ready"]


def test_what_was_sent_can_not_be_taken_back(instance: Instance, cast: Cast) -> None:
    said = say(instance, cast.anna)
    with instance.writing():
        db().execute(update(Delivery).values(state=DeliveryState.SENT, ended_at=MOMENT))

    with instance.writing():
        assert withdraw("membership", 1) == 0

    assert states(instance, said) == ["mail: sent"]


def test_the_same_row_gives_the_same_link(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        first = link_to(cast.anna)
    with instance.writing():
        second = link_to(cast.anna)
        other = link_to(cast.bram)

    assert first == second
    assert first != other
    assert len(first) >= 43
    with instance.reading():
        assert db().scalar(select(func.count(ActionLink.id))) == 2


def test_only_the_fingerprint_of_a_link_is_kept(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        token = link_to(cast.anna)

    with instance.reading():
        (link,) = db().scalars(select(ActionLink))
        assert token not in repr(vars(link))
        assert find_link(token).id == link.id


def test_a_page_that_only_reads_makes_no_link(instance: Instance, cast: Cast) -> None:
    with instance.reading():
        assert link_to(cast.anna) == ""
        assert db().scalar(select(func.count(ActionLink.id))) == 0


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5000])
def test_an_unknown_link_is_said_so(instance: Instance, token: str) -> None:
    with instance.reading(), pytest.raises(LinkUnknown, match="Deze link kennen we niet"):
        find_link(token)


def test_a_used_link_says_what_was_answered(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        token = link_to(cast.anna)
        use_link(find_link(token), "Ik kom")

    with instance.writing(), pytest.raises(LinkUsed, match="Uw antwoord was: Ik kom"):
        use_link(find_link(token), "Ik kan niet")

    with instance.reading():
        assert find_link(token).answer == "Ik kom"


def test_an_old_link_says_until_when_it_worked(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        token = link_to(cast.anna)

    with (
        clock.stopped(TOMORROW),
        instance.writing(),
        pytest.raises(LinkExpired, match="Deze link werkte tot"),
    ):
        use_link(find_link(token), "Ik kom")


def test_of_twenty_at_once_one_uses_a_link(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        token = link_to(cast.anna)
    barrier = Barrier(AT_ONCE)

    def use(number: int) -> bool:
        barrier.wait()
        try:
            with instance.writing():
                use_link(find_link(token), f"answer {number}")
        except LinkUsed:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        winners = sum(pool.map(use, range(AT_ONCE)))

    assert winners == 1


def test_what_was_said_by_hand_ends_its_delivery_once(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        prefer(cast.anna, Channel.PHONE)
    message = say(instance, cast.anna)
    (delivery,) = deliveries(instance, message)

    with instance.writing():
        done_by_hand(delivery.id, seen_by(cast.coor))
    with instance.writing(), pytest.raises(NoLongerWaiting, match="Dit bericht wacht niet meer"):
        done_by_hand(delivery.id, seen_by(cast.dees))

    assert steps(instance, message) == [DeliveryState.READY, DeliveryState.SENT]
    with instance.reading():
        assert [step.state for step in history_of(message)] == steps(instance, message)
        assert [last.state for last in messages_of(cast.anna.id)] == [DeliveryState.SENT]


@pytest.mark.parametrize("state", [DeliveryState.READY, DeliveryState.SENT])
def test_the_database_refuses_a_second_way_beside_one_that_waits_or_arrived(
    instance: Instance, cast: Cast, state: DeliveryState
) -> None:
    message = say(instance, cast.anna)
    ended = MOMENT if state is DeliveryState.SENT else None

    with pytest.raises(IntegrityError), instance.writing():
        db().add(
            Delivery(
                message_id=message,
                way=Way.DESK,
                attempt=2,
                state=state,
                tries=0,
                not_before=MOMENT,
                ended_at=ended,
            )
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": DeliveryState.CLAIMED},
        {"state": DeliveryState.SENDING, "claim_token": "mine"},
        {"claim_token": "mine", "leased_until": MOMENT},
        {"state": DeliveryState.SENT},
        {"ended_at": MOMENT},
    ],
)
def test_the_database_refuses_a_state_without_what_belongs_to_it(
    instance: Instance, cast: Cast, wrong: dict[str, object]
) -> None:
    say(instance, cast.anna)

    with pytest.raises(IntegrityError), instance.writing():
        db().execute(update(Delivery).values(**wrong))
