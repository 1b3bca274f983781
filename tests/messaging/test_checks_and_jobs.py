"""The invariants of messages notice what is wrong; old messages and links are forgotten."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.checks import broken
from buurtcoop.messaging.jobs import forget_links, forget_messages
from buurtcoop.messaging.models import ActionLink, Delivery, DeliveryState, DeliveryStep, Message
from buurtcoop.messaging.operations import offer_link, use_link
from buurtcoop.messaging.queries import account, find_link
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.mailing import say

YEAR = timedelta(days=366)


def checked(instance: Instance) -> list[str]:
    """What is broken."""
    with instance.reading():
        return broken()


def test_messages_that_wait_or_were_sent_are_all_accounted_for(
    instance: Instance, cast: Cast
) -> None:
    say(instance, cast.anna, 1)
    say(instance, cast.bram, 2)

    assert checked(instance) == []
    with instance.reading():
        assert account(clock.today()) == {DeliveryState.READY: 2}
        assert account(clock.today() - timedelta(days=1)) == {}


def test_a_message_without_a_way_is_noticed(instance: Instance, cast: Cast) -> None:
    message = say(instance, cast.anna)
    with instance.writing():
        db().execute(update(Delivery).values(state=DeliveryState.EXPIRED, ended_at=MOMENT))
        db().execute(delete(DeliveryStep))
        db().execute(delete(Delivery))

    assert checked(instance) == [f"Message {message} has no delivery: nobody will hear it."]


def test_a_state_that_its_history_does_not_tell_is_noticed(instance: Instance, cast: Cast) -> None:
    say(instance, cast.anna)
    with instance.writing():
        db().execute(update(Delivery).values(state=DeliveryState.RETRY))

    (found,) = checked(instance)
    assert "does not tell how it stands" in found


def test_an_answer_of_a_link_that_was_not_used_is_noticed(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        _link(cast)
        db().execute(update(ActionLink).values(answer="Ik kom"))

    (found,) = checked(instance)
    assert "was never used" in found


def test_after_a_year_a_message_is_forgotten_with_its_history(
    instance: Instance, cast: Cast
) -> None:
    old, waits = say(instance, cast.anna, 1), say(instance, cast.anna, 2)
    with instance.writing():
        db().execute(
            update(Delivery)
            .where(Delivery.message_id == old)
            .values(state=DeliveryState.SENT, ended_at=MOMENT)
        )

    with instance.writing():
        assert forget_messages(MOMENT + timedelta(days=365)) == 0
        assert forget_messages(MOMENT + YEAR) == 1

    with instance.reading():
        assert list(db().scalars(select(Message.id))) == [waits]
        assert db().scalar(select(func.count(DeliveryStep.id))) == 1


def test_a_month_after_it_was_used_or_ran_out_a_link_is_forgotten(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        _link(cast, 1)
        use_link(find_link(_link(cast, 2).removeprefix("/a/")), "Ik kom")

    with instance.writing():
        assert forget_links(MOMENT + timedelta(days=30)) == 0
        assert forget_links(MOMENT + timedelta(days=30, minutes=1)) == 1
        assert forget_links(MOMENT + timedelta(days=38)) == 1


def _link(cast: Cast, about: int = 1) -> str:
    return offer_link(
        "claim.come",
        subject_kind="claim",
        subject_id=about,
        occurrence="1",
        person_id=cast.anna.id,
        expires_at=MOMENT + timedelta(days=7),
    )
