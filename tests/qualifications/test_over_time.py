"""What is said, asked for and forgotten because time passes."""

from datetime import date, datetime, time, timedelta
from email import message_from_string, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.rules import Due
from buurtcoop.qualifications import jobs, operations, reminders
from buurtcoop.qualifications.attention import attention
from buurtcoop.qualifications.messages import RENEWAL
from buurtcoop.qualifications.models import Qualification
from buurtcoop.reminders.letters import mail_of
from tests.cast import Cast, seen_by
from tests.qualifications.cases import a_vog

LAST = date(2027, 6, 30)
DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return clock.at(day, time(12))


@pytest.fixture
def noted(opened: Instance, cast: Cast) -> Qualification:
    """Bram's VOG counts until the last of June."""
    return operations.note_qualification(
        cast.bram.id,
        a_vog(cast).id,
        seen_on=clock.today(),
        valid_until=LAST,
        by=seen_by(cast.coor),
    )


def due(day: date) -> list[Due]:
    with clock.stopped(noon(day)):
        return list(reminders.due(clock.now()))


def say(one: Due) -> None:
    put(
        one.rule,
        subject_id=one.subject_id,
        occurrence=one.occurrence,
        recipient_id=one.recipient_id,
        expires_at=one.expires_at,
    )


def leaves(cast: Cast, on: date) -> None:
    membership = db().scalars(select(Membership).where(Membership.person_id == cast.bram.id)).one()
    membership.ends_on = on
    db().flush()


def test_sixty_days_ahead_the_member_is_told_once(noted: Qualification, cast: Cast) -> None:
    assert due(LAST - 61 * DAY) == []
    [one] = due(LAST - 60 * DAY)
    assert (one.rule, one.subject_id, one.recipient_id) == (RENEWAL, noted.id, cast.bram.id)
    with clock.stopped(noon(LAST - 60 * DAY)):
        say(one)
    assert due(LAST - 59 * DAY) == []


def test_a_missed_day_is_caught_up_until_it_has_passed(noted: Qualification) -> None:
    assert len(due(LAST)) == 1
    assert due(LAST + DAY) == []


def test_who_renewed_or_left_is_not_told(noted: Qualification, cast: Cast) -> None:
    day = LAST - 30 * DAY
    [one] = due(day)
    with clock.stopped(noon(day)):
        assert RENEWAL.still_true(_Said(one))
        operations.note_qualification(
            cast.bram.id, noted.skill_id, seen_on=day, by=seen_by(cast.coor)
        )
        assert not RENEWAL.still_true(_Said(one))
    assert due(day) == []


def test_who_is_no_member_any_more_is_not_told(noted: Qualification, cast: Cast) -> None:
    leaves(cast, LAST - 40 * DAY)
    assert due(LAST - 30 * DAY) == []


def test_the_coordinator_sees_what_runs_out_and_what_ran_out(
    noted: Qualification, cast: Cast
) -> None:
    def items(day: date) -> list[tuple[str, date]]:
        with clock.stopped(noon(day)):
            found = attention(clock.now())
            return [(item.title.message % item.title.values, item.due) for item in found]

    assert items(LAST - 61 * DAY) == []
    assert items(LAST - 60 * DAY) == [("VOG loopt af: Bram Proef", LAST)]
    assert items(LAST + DAY) == [("VOG is afgelopen: Bram Proef", LAST)]
    operations.take_back(noted.id, seen_by(cast.coor))
    assert items(LAST + DAY) == []


def test_a_month_after_the_last_day_everything_is_forgotten(
    noted: Qualification, cast: Cast
) -> None:
    leaves(cast, LAST)
    assert jobs.forget_qualifications(noon(LAST + 31 * DAY)) == 0
    assert jobs.forget_qualifications(noon(LAST + 32 * DAY)) == 1
    assert db().scalars(select(func.count()).select_from(Qualification)).one() == 0


def test_who_came_back_keeps_it(noted: Qualification, cast: Cast) -> None:
    leaves(cast, date(2027, 1, 12))
    db().add(
        Membership(
            person_id=cast.bram.id,
            number=77,
            starts_on=date(2027, 1, 20),
            gives=True,
            receives=True,
        )
    )
    db().flush()
    assert jobs.forget_qualifications(noon(LAST)) == 0


class _Said:
    """A message as the functions of its rule see it."""

    def __init__(self, one: Due) -> None:
        self.id = 1
        self.subject_id = one.subject_id
        self.occurrence = one.occurrence
        self.recipient_id = one.recipient_id


def test_the_mail_says_until_when_and_that_no_copy_is_kept(noted: Qualification) -> None:
    with clock.stopped(noon(LAST - 60 * DAY)):
        say(next(reminders.due(clock.now())))
        message = db().scalars(select(Message)).one()
        text = mail_of(message, RENEWAL).content.decode()
        mail = message_from_string(text, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        plain = mail.get_body(("plain",))
        assert plain is not None
        words = " ".join(plain.get_content().split())
    assert mail["Subject"] == "Tijd om te verlengen, vóór woensdag 30 juni: VOG"
    assert "We zagen dit op 12 januari 2027: VOG." in words
    assert "Bij ons geldt het tot en met woensdag 30 juni." in words
    assert "We kijken ernaar, maar bewaren geen kopie." in words
    assert "/mijn/kunnen" in words
