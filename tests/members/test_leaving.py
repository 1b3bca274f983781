"""Ending a membership: easy to find, two presses, in writing, and a way back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from buurtcoop.access.models import Role
from buurtcoop.access.queries import roles_of
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.models import Coop
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members import attention, checks, queries
from buurtcoop.members.messages import MEMBERSHIP_ENDING
from buurtcoop.members.models import Membership
from buurtcoop.members.operations import (
    end_roles_of_former_members,
    give_notice,
    note_farewell,
    take_back_notice,
)
from buurtcoop.members.rules import NoNotice, NotAMember, NoticeGiven
from buurtcoop.messaging.models import Delivery, DeliveryState, Message
from buurtcoop.people.models import Channel, Person
from tests.cast import Cast, seen_by
from tests.visitor import Visitor

TODAY = date(2027, 1, 12)
LAST_DAY = date(2027, 2, 9)
HERE = "/lidmaatschap-opzeggen"


def test_a_member_leaves_with_two_presses(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)
    assert HERE in anna.get("/mijn/gegevens").links

    first = anna.get(HERE)
    second = anna.send(first, HERE)

    assert "Uw lidmaatschap stopt op dinsdag 9 februari." in first.words
    assert "Uw opzegging is binnen. Uw lidmaatschap stopt op dinsdag 9 februari." in second.words
    with instance.reading():
        membership = queries.membership_of(cast.anna.id, TODAY)
        assert membership is not None
        assert membership.ends_on == LAST_DAY
        assert checks.broken() == []


def test_membership_and_role_have_the_same_last_day(opened: Instance, cast: Cast) -> None:
    give_notice(cast.anna.id, seen_by(cast.anna))

    role = db().scalars(select(Role).where(Role.person_id == cast.anna.id)).one()
    assert role.ends_on == LAST_DAY
    assert RoleName.MEMBER in roles_of(cast.anna.id, LAST_DAY)
    assert RoleName.MEMBER not in roles_of(cast.anna.id, LAST_DAY + timedelta(days=1))


def test_the_last_day_follows_the_weeks_of_this_coop(opened: Instance, cast: Cast) -> None:
    db().execute(update(Coop).values(notice_weeks=8))
    db().expire_all()

    membership = give_notice(cast.anna.id, seen_by(cast.anna))

    assert membership.ends_on == TODAY + timedelta(weeks=8)


def test_leaving_is_confirmed_in_writing(opened: Instance, cast: Cast) -> None:
    give_notice(cast.anna.id, seen_by(cast.anna))

    message = db().scalars(select(Message)).one()
    assert message.rule == "members.membership_ending"
    assert MEMBERSHIP_ENDING.still_true(message)
    assert MEMBERSHIP_ENDING.content(message)["day"] == LAST_DAY


def test_a_membership_is_ended_once(opened: Instance, cast: Cast) -> None:
    give_notice(cast.anna.id, seen_by(cast.anna))

    with pytest.raises(NoticeGiven):
        give_notice(cast.anna.id, seen_by(cast.anna))
    assert len(db().scalars(select(Message)).all()) == 1


def test_who_is_no_member_has_nothing_to_end(opened: Instance, cast: Cast) -> None:
    with pytest.raises(NotAMember):
        give_notice(cast.dirk.id, seen_by(cast.dirk))


def test_a_double_press_gives_notice_once(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)
    page = anna.get(HERE)

    anna.send(page, HERE)
    again = anna.send(page, HERE)

    assert again.status == 200
    with instance.reading() as session:
        assert len(session.scalars(select(Message)).all()) == 1


def test_a_page_of_before_says_that_the_notice_is_in(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    anna, elsewhere = visitor.signed_in_as(cast.anna), visitor.another().signed_in_as(cast.anna)
    before = elsewhere.get(HERE)
    anna.send(anna.get(HERE), HERE)

    page = elsewhere.send(before, HERE)

    assert "Uw opzegging is al binnen. Uw lidmaatschap stopt op dinsdag 9 februari." in page.words


def test_a_reason_is_locked_and_read_with_a_trace(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    anna = visitor.signed_in_as(cast.anna)
    anna.send(anna.get(HERE), HERE, reason="Ik ga verhuizen.")

    for_coor = visitor.another().signed_in_as(cast.coor).get(f"/leden/{cast.anna.id}")
    for_truus = visitor.another().signed_in_as(cast.truus).get(f"/leden/{cast.anna.id}")

    with instance.reading() as session:
        locked = session.scalar(
            select(Membership.leaving_reason).where(Membership.person_id == cast.anna.id)
        )
    assert locked is not None
    assert "verhuizen" not in locked
    assert "Ik ga verhuizen." in for_coor.words
    assert "Ik ga verhuizen." not in for_truus.words
    assert "om te lezen waarom u opzegt" in anna.get("/mijn/wie-keek").words


def test_a_reason_that_is_too_long_is_kept(visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)

    page = anna.send(anna.get(HERE), HERE, reason="x" * 1001)

    assert "Deze tekst is te lang: 1001 tekens. Er passen er 1000." in page.words
    assert page.form(HERE).values["reason"] == ["x" * 1001]


def test_one_may_think_again_until_the_last_day(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    anna = visitor.signed_in_as(cast.anna)
    anna.send(anna.get(HERE), HERE, reason="Ik ga verhuizen.")

    page = anna.send(anna.get(HERE), f"{HERE}/intrekken")

    assert "Uw opzegging is ingetrokken. Fijn dat u lid blijft." in page.words
    with instance.reading():
        membership = queries.membership_of(cast.anna.id, LAST_DAY + timedelta(days=1))
        assert membership is not None
        assert (membership.ends_on, membership.leaving_reason) == (None, None)
        assert RoleName.MEMBER in roles_of(cast.anna.id, LAST_DAY + timedelta(days=1))
        states = db().scalars(select(Delivery.state)).all()
        assert states == [DeliveryState.SUPPRESSED]


def test_after_the_last_day_there_is_nothing_to_take_back(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        give_notice(cast.anna.id, seen_by(cast.anna))

    after = clock.start_of(LAST_DAY + timedelta(days=1))
    with clock.stopped(after), instance.writing():
        with pytest.raises(NoNotice):
            take_back_notice(cast.anna.id, seen_by(cast.anna))
        assert checks.broken() == []


def test_leaving_again_after_thinking_again_is_said_again(opened: Instance, cast: Cast) -> None:
    give_notice(cast.anna.id, seen_by(cast.anna))
    with clock.stopped(clock.now() + timedelta(days=1)):
        take_back_notice(cast.anna.id, seen_by(cast.anna))
    with clock.stopped(clock.now() + timedelta(days=2)):
        membership = give_notice(cast.anna.id, seen_by(cast.anna))

    assert membership.ends_on == LAST_DAY + timedelta(days=2)
    assert len(db().scalars(select(Message)).all()) == 2
    with clock.stopped(clock.start_of(membership.ends_on) + timedelta(days=1, hours=3)):
        assert checks.broken() == []


def test_a_stranger_reads_how_and_is_led_back_after_signing_in(visitor: Visitor) -> None:
    page = visitor.get(HERE)

    assert page.h1 == "Lidmaatschap opzeggen"
    assert "/inloggen?next=/lidmaatschap-opzeggen" in page.links
    assert "Bel Coor: 06 12 34 56 73." in page.words.replace("\u00a0", " ")


def test_who_is_no_member_reads_that_there_is_nothing_to_end(visitor: Visitor, cast: Cast) -> None:
    page = visitor.signed_in_as(cast.dirk).get(HERE)

    assert "U bent nu geen lid." in page.words


def test_the_coordinator_is_asked_to_call_who_leaves(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        give_notice(cast.anna.id, seen_by(cast.anna))
        (item,) = attention.attention(clock.now())
    coor = visitor.signed_in_as(cast.coor)
    page = coor.get(item.path)

    done = coor.send(page, f"/leden/{cast.anna.id}/gebeld")

    assert (item.kind, item.due) == ("members.leaving", TODAY + timedelta(days=7))
    assert "Opgeschreven: er is met dit lid gepraat." in done.words
    with instance.reading():
        assert attention.attention(clock.now()) == []


def test_nobody_talks_twice_with_who_leaves(opened: Instance, cast: Cast) -> None:
    give_notice(cast.anna.id, seen_by(cast.anna))
    note_farewell(cast.anna.id, seen_by(cast.coor))

    with pytest.raises(NoNotice):
        note_farewell(cast.anna.id, seen_by(cast.dees))
    with pytest.raises(NoNotice):
        note_farewell(cast.bram.id, seen_by(cast.dees))


def test_who_is_reached_on_paper_is_not_promised_a_message_today(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        db().get_one(Person, cast.anna.id).channel = Channel.PAPER

    on_paper = visitor.another().signed_in_as(cast.anna).get(HERE)
    by_mail = visitor.another().signed_in_as(cast.bram).get(HERE)

    assert "U krijgt vandaag een bericht" not in on_paper.words
    assert "U krijgt vandaag een bericht waarin dit staat." in by_mail.words


def test_a_role_that_was_left_running_stops_with_the_membership(
    opened: Instance, cast: Cast
) -> None:
    yesterday = TODAY - timedelta(days=1)
    db().execute(
        update(Membership).where(Membership.person_id == cast.anna.id).values(ends_on=yesterday)
    )
    assert any("role of member only" in sentence for sentence in checks.broken())

    assert end_roles_of_former_members() == 1
    assert end_roles_of_former_members() == 0
    assert checks.broken() == []
