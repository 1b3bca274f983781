"""What applicants and members read in their mail."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.members.messages import RULES
from buurtcoop.members.models import Membership
from buurtcoop.members.operations import admit, give_notice, note_talk, refuse
from buurtcoop.messaging.models import Delivery, Message, Way
from buurtcoop.people.models import Channel, Person
from buurtcoop.reminders.letters import mail_of
from tests.cast import Cast, seen_by
from tests.members.cases import an_applicant

LONGEST_SUBJECT = 60


def mail(name: str) -> tuple[str, str, str]:
    """Address, subject and text of the one mail of this rule."""
    rule = next(rule for rule in RULES if rule.name == name)
    message = db().scalars(select(Message).where(Message.rule == name)).one()
    assert rule.still_true(message)
    parsed: Any = message_from_bytes(mail_of(message, rule).content, policy=default)
    assert isinstance(parsed, EmailMessage)
    body = parsed.get_body(("plain",))
    assert body is not None
    subject = str(parsed["Subject"])
    assert len(subject) <= LONGEST_SUBJECT
    return str(parsed["To"]), subject, " ".join(str(body.get_content()).split())


def test_an_applicant_reads_who_calls_and_before_which_day(opened: Instance, cast: Cast) -> None:
    an_applicant()

    to, subject, text = mail("members.application_received")

    assert "hanneke@example.org" in to
    assert subject == "We hebben uw aanmelding"
    assert "Beste Hanneke, Fijn dat u mee wilt doen." in text
    assert "belt u vóór vrijdag 15 januari om kennis te maken." in text
    assert text.endswith("06 12 34 56 73")


def test_an_applicant_without_phone_is_not_promised_a_call(opened: Instance, cast: Cast) -> None:
    an_applicant(phone=None)

    text = mail("members.application_received")[2]

    assert "belt u" not in text
    assert "mailt u vóór vrijdag 15 januari om kennis te maken." in text


def test_a_new_member_reads_the_number_and_what_is_on(opened: Instance, cast: Cast) -> None:
    admit(an_applicant().id, seen_by(cast.bo))

    _to, subject, text = mail("members.welcome")

    assert subject == "Welkom bij Proefwijk"
    assert "Uw lidnummer is 7." in text
    assert "/rooster" in text


def test_who_leaves_reads_the_last_day_and_what_is_erased(opened: Instance, cast: Cast) -> None:
    give_notice(cast.anna.id, seen_by(cast.anna))

    _to, subject, text = mail("members.membership_ending")

    assert subject == "Uw lidmaatschap stopt op dinsdag 9 februari"
    assert "Tot die dag verandert er niets." in text
    assert "/lidmaatschap-opzeggen#bewaren" in text


@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.PHONE, Channel.TEXT])
def test_a_welcome_reaches_who_has_no_mail_over_our_desk(
    opened: Instance, cast: Cast, channel: Channel
) -> None:
    admit(an_applicant(channel=channel, email=None).id, seen_by(cast.bo))

    ways = db().scalars(select(Delivery.way)).all()
    assert ways == [Way.DESK]


def test_nothing_is_said_that_is_no_longer_true(opened: Instance, cast: Cast) -> None:
    confirmed, welcome = RULES[0], RULES[1]
    application = an_applicant()
    received = db().scalars(select(Message)).one()
    note_talk(application.id, application.answer_by.replace(day=12), "", seen_by(cast.coor))
    assert confirmed.still_true(received)
    refuse(application.id, seen_by(cast.bo))

    assert not confirmed.still_true(received)

    other = admit(an_applicant("Noa").id, seen_by(cast.bo))
    said = db().scalars(select(Message).where(Message.rule == welcome.name)).one()
    assert welcome.still_true(said)
    membership = db().get_one(Membership, other.id)
    membership.ends_on = membership.starts_on.replace(day=11)
    membership.starts_on = membership.ends_on
    db().flush()
    assert not welcome.still_true(said)


def test_every_rule_has_words_for_people() -> None:
    assert all(rule.audience and rule.about for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_a_name_in_a_mail_is_the_name_one_chose(opened: Instance, cast: Cast) -> None:
    an_applicant("Jan & <b>Piet</b>", email="jan@example.org")

    text = mail("members.application_received")[2]

    assert "Beste Jan & <b>Piet</b>," in text
    assert db().scalars(select(Person.call_name).where(Person.email == "jan@example.org")).one()
