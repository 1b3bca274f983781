"""Messages on the pages of who brings them by hand, and of who asks what became of one."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members import messages as members
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import who_looked
from buurtcoop.messaging.attention import attention
from buurtcoop.messaging.models import Delivery, DeliveryState
from buurtcoop.messaging.operations import put
from buurtcoop.people.models import Channel, Person
from buurtcoop.reminders.delivery import drain
from buurtcoop.reminders.timetable import TIMETABLE
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.mailing import connect, rule, say, states
from tests.sink import HANG_UP, sink
from tests.visitor import Visitor


def welcome(instance: Instance, person: Person, channel: Channel) -> int:
    """A real message to somebody who is reached this way."""
    with instance.writing():
        db().execute(update(Person).where(Person.id == person.id).values(channel=channel))
        membership = db().query(Membership).filter_by(person_id=person.id).one()
        number = put(
            members.WELCOME,
            subject_id=membership.id,
            occurrence="once",
            recipient_id=person.id,
            expires_at=MOMENT + timedelta(days=7),
        )
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("channel", "how"),
    [
        (Channel.PHONE, "Bel Anna"),
        (Channel.TEXT, "Stuur Anna een sms"),
        (Channel.PAPER, "Druk een brief af voor Anna"),
    ],
)
def test_who_is_not_reached_by_mail_stands_on_the_list_with_the_text_to_say_or_print(
    instance: Instance, cast: Cast, visitor: Visitor, channel: Channel, how: str
) -> None:
    welcome(instance, cast.anna, channel)
    with instance.reading():
        (item,) = attention(clock.now())

    page = visitor.signed_in_as(cast.coor).get(item.path)

    assert item.title.message % item.title.values == how.replace("Anna", "Anna Proef")
    assert page.h1 == how
    assert "Welkom bij Proefwijk" in page.words
    assert "Uw lidnummer is" in page.words
    assert "Bekijk wat er deze week te doen is: 06 12 34 56 73" in page.words
    assert "U krijgt dit bericht omdat" not in page.words
    assert "06 12 34 56 71" in page.words


def test_who_opens_what_is_to_be_said_to_somebody_is_written_down(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    visitor.signed_in_as(cast.coor).get(f"/berichten/voor/{cast.anna.id}")

    with instance.reading():
        (look,) = who_looked(cast.anna.id).rows
    assert (look.entry.reader_id, look.entry.purpose) == (
        cast.coor.id,
        "om u een bericht te brengen",
    )


def test_what_was_said_is_ended_and_kept_with_who_did_it(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    message = welcome(instance, cast.anna, Channel.PHONE)
    page = visitor.signed_in_as(cast.coor).get(f"/berichten/voor/{cast.anna.id}")

    after = visitor.send(page, f"/berichten/{message}/gezegd", follow=False)

    assert after.status == 303
    assert states(instance, message) == ["desk: sent"]
    with instance.reading():
        assert attention(clock.now()) == []
    history = visitor.get(f"/berichten/{message}/verloop")
    assert "gezegd of gebracht" in history.words


def test_two_colleagues_say_it_once(instance: Instance, cast: Cast, visitor: Visitor) -> None:
    message = welcome(instance, cast.anna, Channel.PHONE)
    first = visitor.signed_in_as(cast.coor)
    second = visitor.another().signed_in_as(cast.dees)
    pages = [each.get(f"/berichten/voor/{cast.anna.id}") for each in (first, second)]
    first.send(pages[0], f"/berichten/{message}/gezegd", follow=False)

    second.send(pages[1], f"/berichten/{message}/gezegd", follow=False)

    said = second.get(f"/berichten/voor/{cast.anna.id}")
    assert "Dit bericht wacht niet meer." in said.words
    assert states(instance, message) == ["desk: sent"]


def test_a_mail_that_waits_can_be_said_instead(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    message = welcome(instance, cast.anna, Channel.MAIL)
    page = visitor.signed_in_as(cast.coor).get(f"/berichten/{message}/verloop")
    assert "Fijn dat u lid bent." in page.words

    visitor.send(page, f"/berichten/{message}/gezegd")

    assert states(instance, message) == ["mail: suppressed", "desk: sent"]
    after = visitor.get(f"/berichten/{message}/verloop")
    assert "Fijn dat u lid bent." not in after.words


def test_a_link_to_sign_in_can_not_be_said_by_us(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    message = say(instance, cast.anna, by=rule(mail_only=True))

    page = visitor.signed_in_as(cast.coor).get(f"/berichten/{message}/verloop")

    assert page.status == 200
    assert "Dit is gezegd" not in page.words


def test_a_mail_in_doubt_is_decided_by_a_person(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    message = welcome(instance, cast.anna, Channel.MAIL)
    with instance.writing():
        db().execute(update(Delivery).values(state=DeliveryState.DOUBT))
    with instance.reading():
        (item,) = attention(clock.now())
    assert item.title.message == "Kwam de mail aan bij %(name)s?"
    page = visitor.signed_in_as(cast.coor).get(item.path)

    visitor.send(page, f"/berichten/{message}/opnieuw")

    assert states(instance, message) == ["mail: dead", "mail: ready"]
    with sink() as server:
        connect(instance, server)
        drain(instance, TIMETABLE)
        assert len(server.taken) == 1


def test_a_failed_mail_with_its_reason_can_be_read_and_tried_again(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    with sink() as server:
        connect(instance, server)
        server.at_data["anna@example.org"].append("550 mailbox of a stranger")
        message = welcome(instance, cast.anna, Channel.MAIL)
        drain(instance, TIMETABLE)

    page = visitor.signed_in_as(cast.coor).get(f"/berichten/{message}/verloop")

    assert "550 mailbox of a stranger" in page.words
    assert "niet gelukt" in page.words
    overview = visitor.get("/berichten")
    assert "Te bellen of te brengen" in overview.words


def test_a_message_that_cant_be_made_is_said_so(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    with instance.writing():
        db().execute(update(Person).where(Person.id == cast.anna.id).values(channel=Channel.PHONE))
    say(instance, cast.anna, 999_999, by=rule(name="members.welcome"))

    page = visitor.signed_in_as(cast.coor).get(f"/berichten/voor/{cast.anna.id}")

    assert page.status == 200
    assert "Deze tekst kunnen we niet maken." in page.words


def test_mail_that_waits_because_there_is_no_server_stands_on_the_list(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    welcome(instance, cast.anna, Channel.MAIL)

    with instance.reading():
        (item,) = attention(clock.now())
    page = visitor.signed_in_as(cast.coor).get(item.path)

    assert item.kind == "messages.stuck"
    assert "Mailen lukt nu niet." in page.words
    assert "Mail die nog weg moet" in page.words
    assert "Anna Proef" in page.words


def test_what_came_too_late_is_told_to_the_coordinator(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    welcome(instance, cast.anna, Channel.MAIL)
    with clock.stopped(MOMENT + timedelta(days=8)):
        with sink() as server:
            connect(instance, server)
            drain(instance, TIMETABLE)
        with instance.reading():
            (item,) = attention(clock.now())
        page = visitor.signed_in_as(cast.coor).get(item.path)

    assert item.kind == "messages.expired"
    assert "Te laat, de laatste 2 dagen" in page.words


def test_an_empty_overview_says_that_all_is_sent(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    page = visitor.signed_in_as(cast.coor).get("/berichten")

    assert page.h1 == "Berichten"
    assert "Alles is verstuurd. Er wacht niets." in page.words


def test_a_member_sees_what_was_sent_to_them_and_nobody_elses(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    welcome(instance, cast.anna, Channel.MAIL)

    mine = visitor.signed_in_as(cast.anna).get("/mijn/meldingen")
    others = visitor.another().signed_in_as(cast.bram).get("/mijn/meldingen")

    assert mine.h1 == "Welke berichten wilt u?"
    assert "Welkom als lid" in mine.words
    assert "Welkom als lid" not in others.words


@pytest.mark.parametrize("path", ["/berichten", "/berichten/voor/1", "/berichten/1/verloop"])
def test_a_member_cant_see_the_messages_of_others(cast: Cast, visitor: Visitor, path: str) -> None:
    assert visitor.signed_in_as(cast.anna).get(path).status == 403


@pytest.mark.parametrize("path", ["/berichten/voor/999999", "/berichten/999999/verloop"])
def test_an_unknown_number_is_not_there(cast: Cast, visitor: Visitor, path: str) -> None:
    assert visitor.signed_in_as(cast.coor).get(path).status == 404


def test_a_mail_the_server_went_silent_on_keeps_its_history(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    with sink() as server:
        connect(instance, server)
        server.at_data["anna@example.org"].append(HANG_UP)
        message = welcome(instance, cast.anna, Channel.MAIL)
        drain(instance, TIMETABLE)

    page = visitor.signed_in_as(cast.coor).get(f"/berichten/{message}/verloop")

    assert "we proberen het later opnieuw" in page.words
