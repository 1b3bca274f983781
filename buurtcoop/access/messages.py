"""What this room says by mail: the link to sign in with, and that a second factor was reset."""

from datetime import datetime

from sqlalchemy import select

from buurtcoop.access.models import Account, SignInRequest
from buurtcoop.access.queries import LINK_WORKS
from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import db, may_write
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import ActionLink
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.people.models import Person

SIGN_IN = "access.sign_in"
RESET = "access.second_factor_reset"
ONCE = "once"


def link_for(asked: SignInRequest, person_id: int) -> str:
    """The path with which this person signs in, once and for half an hour."""
    path = offer_link(
        SIGN_IN,
        subject_kind=SignInRequest.__tablename__,
        subject_id=asked.id,
        occurrence=ONCE,
        person_id=person_id,
        expires_at=asked.made_at + LINK_WORKS,
    )
    return f"/inloggen/{path.rsplit('/', 1)[1]}" if may_write() else "/inloggen"


def _still_wanted(said: Said) -> bool:
    asked = db().get(SignInRequest, said.subject_id)
    if asked is None or asked.account_id is None or clock.now() >= asked.made_at + LINK_WORKS:
        return False
    used = select(ActionLink.id).where(
        ActionLink.purpose == SIGN_IN,
        ActionLink.subject_id == asked.id,
        ActionLink.used_at.is_not(None),
    )
    return db().scalar(used) is None


def _link(said: Said) -> dict[str, object]:
    asked = db().get_one(SignInRequest, said.subject_id)
    return {"url": link_for(asked, said.recipient_id), "until": asked.made_at + LINK_WORKS}


def _reset(said: Said) -> dict[str, object]:
    at = datetime.fromisoformat(said.occurrence)
    account = db().get_one(Account, said.subject_id)
    # Written down a moment before the message was put.
    actor_id = db().scalar(
        select(AuditEntry.actor_id)
        .where(
            AuditEntry.verb == RESET,
            AuditEntry.subject_kind == Account.__tablename__,
            AuditEntry.subject_id == account.id,
            AuditEntry.at <= at,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    actor = db().get(Person, actor_id) if actor_id else None
    return {
        "other_name": account.person.full_name,
        "by_name": actor.full_name if actor else "",
        "at": at,
    }


LINK = Rule(
    name=SIGN_IN,
    about=N_("Een link om in te loggen"),
    subject_kind=SignInRequest.__tablename__,
    audience=N_("Wie om een link vroeg"),
    quiet_hours=False,
    mail_only=True,
    still_true=_still_wanted,
    content=_link,
)
SECOND_FACTOR_RESET = Rule(
    name=RESET,
    about=N_("Iemands code bij het inloggen is uitgezet"),
    subject_kind=Account.__tablename__,
    audience=N_("Iedereen die gegevens van anderen ziet"),
    quiet_hours=False,
    still_true=lambda said: db().get(Account, said.subject_id) is not None,
    content=_reset,
)
RULES: tuple[Rule, ...] = (LINK, SECOND_FACTOR_RESET)
