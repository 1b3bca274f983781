"""Who waits for us is one thing to do each, and a crowd with one message is one together."""

from datetime import timedelta

from sqlalchemy import update

from buurtcoop.core.attention import Item
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.attention import MANY, attention
from buurtcoop.messaging.operations import done_by_hand
from buurtcoop.messaging.queries import waiting_at_desk
from buurtcoop.people.models import Channel, Person
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT
from tests.mailing import rule, say


def waiting(instance: Instance) -> list[Item]:
    """What the coordinator reads now."""
    with instance.reading():
        return attention(MOMENT)


def by_phone(instance: Instance, cast: Cast) -> list[Person]:
    """As many people as make a crowd, who all want to be called."""
    people = [cast.anna, cast.bram, cast.coor, cast.truus, cast.bo][:MANY]
    with instance.writing():
        db().execute(update(Person).values(channel=Channel.PHONE))
    return people


def test_a_crowd_that_waits_for_one_message_is_one_thing(instance: Instance, cast: Cast) -> None:
    *early, last = by_phone(instance, cast)
    for person in early:
        say(instance, person)
    assert [item.kind for item in waiting(instance)] == ["messages.desk"] * (MANY - 1)

    say(instance, last, expires_at=MOMENT + timedelta(hours=20))

    (crowd,) = waiting(instance)
    assert (crowd.kind, crowd.title.values, crowd.path) == (
        "messages.crowd",
        {"num": MANY},
        "/berichten",
    )
    assert crowd.line.message == "Welkom als lid"
    assert crowd.due == (MOMENT + timedelta(hours=20)).date()


def test_who_waits_for_something_else_too_stands_apart(instance: Instance, cast: Cast) -> None:
    for person in by_phone(instance, cast):
        say(instance, person)
    say(instance, cast.dirk)
    say(instance, cast.dirk, by=rule(name="members.left", about="Tot ziens"))

    assert sorted(item.kind for item in waiting(instance)) == ["messages.crowd", "messages.desk"]


def test_a_crowd_stays_the_same_thing_while_it_is_called(instance: Instance, cast: Cast) -> None:
    for person in (*by_phone(instance, cast), cast.dirk):
        say(instance, person)
    (before,) = waiting(instance)

    with instance.writing():
        done_by_hand(waiting_at_desk()[0].id, seen_by(cast.coor))

    (after,) = waiting(instance)
    assert (after.subject_id, after.title.values) == (before.subject_id, {"num": MANY})
