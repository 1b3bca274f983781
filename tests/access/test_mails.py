"""What the mails of this room say, drawn as they leave."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

import pytest
from sqlalchemy import select

from buurtcoop.access.messages import LINK, SECOND_FACTOR_RESET
from buurtcoop.access.operations import ask_link, grant, reset_second_factor
from buurtcoop.access.reminders import due
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.rules import Rule
from buurtcoop.reminders.letters import mail_of
from tests.access.helpers import HERE, STEP, in_a_session, sessions
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.visitor import Visitor


def drawn(rule: Rule, recipient_id: int) -> EmailMessage:
    message = db().scalars(select(Message).where(Message.recipient_id == recipient_id)).one()
    assert rule.still_true(message)
    parsed = message_from_bytes(mail_of(message, rule).content, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text


def put_due() -> None:
    for one in due(clock.now()):
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )


def test_the_mailed_link_signs_in(visitor: Visitor, cast: Cast) -> None:
    visitor.send(visitor.get("/inloggen"), email="anna@example.org")
    with visitor.instance.writing():
        put_due()
        mail = drawn(LINK, cast.anna.id)

    text = plain(mail)
    assert mail["Subject"] == "Uw link om in te loggen"
    assert "De link werkt 1 keer, tot 9.00 uur." in text
    assert "Was u dit niet? Dan hoeft u niets te doen." in text
    path = re.search(r"http://127\.0\.0\.1:8000(/inloggen/\S+)", text)
    assert path is not None
    visitor.send(visitor.get(path[1]))
    assert len(sessions(visitor.instance, cast.anna)) == 1


def test_a_mail_that_is_sent_again_carries_the_same_link(opened: Instance, cast: Cast) -> None:
    ask_link("anna@example.org", onward="", network=HERE)
    put_due()

    assert plain(drawn(LINK, cast.anna.id)) == plain(drawn(LINK, cast.anna.id))


def test_a_link_that_was_used_or_is_too_old_is_not_mailed_any_more(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.send(visitor.get("/inloggen"), email="anna@example.org")
    with visitor.instance.writing():
        put_due()
        message = db().scalars(select(Message)).one()
        path = re.search(r"/inloggen/\S+", plain(drawn(LINK, cast.anna.id)))
    assert path is not None
    with visitor.instance.reading(), clock.stopped(clock.now() + 60 * STEP):
        assert not LINK.still_true(message)

    visitor.send(visitor.get(path[0]))

    with visitor.instance.reading():
        assert not LINK.still_true(message)


def test_all_staff_read_who_took_off_whose_code(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(cast.coor.id, RoleName.BOARD, on=clock.today(), by=None)
    ticks = count()
    monkeypatch.setattr(clock, "_source", lambda: MOMENT + timedelta(microseconds=next(ticks)))

    reset_second_factor(cast.bo.id, in_a_session(cast.coor))

    mail = drawn(SECOND_FACTOR_RESET, cast.truus.id)
    text = plain(mail)
    assert mail["Subject"] == "Code uitgezet voor Bo Proef"
    assert "Coor Proef zette de code bij het inloggen uit voor Bo Proef." in text
    assert "Dat was op dinsdag 12 januari, 8.30 uur." in text
    assert "Klopt dit niet? Bel dan meteen Coor Proef: 06 12 34 56 73." in text
