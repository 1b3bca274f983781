"""What we say to applicants and members: when, how long it is of use, and with which values."""

from datetime import datetime, timedelta

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.members.models import Application, ApplicationState, EmailChange, Membership
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Rule, Said

CONFIRM_EMAIL_WORKS = timedelta(hours=24)
CONFIRM_EMAIL_PURPOSE = "members.confirm_email"


def _waits(said: Said) -> bool:
    application = db().get(Application, said.subject_id)
    return application is not None and application.state is ApplicationState.NEW


def _promise(said: Said) -> dict[str, object]:
    application = db().get_one(Application, said.subject_id)
    return {"day": application.answer_by, "by_phone": application.person.phone is not None}


def _runs(said: Said) -> bool:
    membership = db().get(Membership, said.subject_id)
    return membership is not None and (
        membership.ends_on is None or membership.ends_on >= clock.today()
    )


def _number(said: Said) -> dict[str, object]:
    membership = db().get_one(Membership, said.subject_id)
    return {"member_number": membership.number, "url": "/rooster"}


def occurrence_of(moment: datetime) -> str:
    """Which notice or wish a message is about: the moment it was given."""
    return moment.isoformat()


def _notice_stands(said: Said) -> bool:
    membership = db().get(Membership, said.subject_id)
    return (
        membership is not None
        and membership.notice_at is not None
        and occurrence_of(membership.notice_at) == said.occurrence
    )


def _last_day(said: Said) -> dict[str, object]:
    membership = db().get_one(Membership, said.subject_id)
    return {"day": membership.ends_on, "url": "/lidmaatschap-opzeggen#bewaren"}


def _newest_wish(said: Said) -> bool:
    newest = db().scalar(
        select(EmailChange)
        .where(EmailChange.person_id == said.recipient_id)
        .order_by(EmailChange.id.desc())
        .limit(1)
    )
    return newest is not None and newest.id == said.subject_id and newest.used_at is None


def _proof(said: Said) -> dict[str, object]:
    change = db().get_one(EmailChange, said.subject_id)
    until = change.made_at + CONFIRM_EMAIL_WORKS
    path = offer_link(
        CONFIRM_EMAIL_PURPOSE,
        subject_kind="email_change",
        subject_id=change.id,
        occurrence=said.occurrence,
        person_id=said.recipient_id,
        expires_at=until,
    )
    token = path.rsplit("/", 1)[1]
    return {"url": f"/mijn/mailadres/{token}" if token else "/mijn/gegevens", "until": until}


def _nothing_more(said: Said) -> dict[str, object]:
    """The new address does not stand in a mail to the old one."""
    return {}


def _new_address(said: Said) -> str:
    return db().get_one(EmailChange, said.subject_id).email


APPLICATION_RECEIVED = Rule(
    name="members.application_received",
    subject_kind="application",
    audience=N_("wie lid wil worden"),
    about=N_("We hebben uw aanmelding"),
    quiet_hours=False,
    still_true=_waits,
    content=_promise,
)
WELCOME = Rule(
    name="members.welcome",
    subject_kind="membership",
    audience=N_("wie lid is geworden"),
    about=N_("Welkom als lid"),
    quiet_hours=True,
    still_true=_runs,
    content=_number,
)
MEMBERSHIP_ENDING = Rule(
    name="members.membership_ending",
    subject_kind="membership",
    audience=N_("wie het lidmaatschap opzegt"),
    about=N_("Uw lidmaatschap stopt"),
    quiet_hours=False,
    still_true=_notice_stands,
    content=_last_day,
)
CONFIRM_EMAIL = Rule(
    name="members.confirm_email",
    subject_kind="email_change",
    audience=N_("wie een ander mailadres wil"),
    about=N_("Is dit uw nieuwe mailadres?"),
    quiet_hours=False,
    still_true=_newest_wish,
    content=_proof,
    mail_only=True,
    address=_new_address,
)
EMAIL_ASKED = Rule(
    name="members.email_asked",
    subject_kind="email_change",
    audience=N_("wie een ander mailadres wil, op het oude adres"),
    about=N_("Iemand vroeg om een ander mailadres"),
    quiet_hours=False,
    still_true=_newest_wish,
    content=_nothing_more,
    mail_only=True,
)
RULES = (APPLICATION_RECEIVED, WELCOME, MEMBERSHIP_ENDING, CONFIRM_EMAIL, EMAIL_ASKED)
