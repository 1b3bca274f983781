"""What we say about the duty: that one begins, what is still open, and that somebody gave."""

from datetime import date

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.members.queries import membership_of, memberships_of
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.obligations.models import HourGift, MemberDuty
from buurtcoop.obligations.queries import balance_of
from buurtcoop.obligations.rules import MINE, is_first, last_of

ONCE = "1"
OPEN_SHIFTS = "/rooster/open"


def _still_begins(said: Said) -> bool:
    duty = db().get(MemberDuty, said.subject_id, populate_existing=True)
    runs_on = duty is not None and (duty.ends_on is None or duty.ends_on >= clock.today())
    return runs_on and membership_of(said.recipient_id, clock.today()) is not None


def _what_begins(said: Said) -> dict[str, object]:
    duty = db().get_one(MemberDuty, said.subject_id)
    return {
        "minutes": duty.minutes,
        "month": duty.starts_on,
        "article": duty.article,
        "helping": duty.helping,
        "decided_by": duty.decided_by,
        "url": MINE,
    }


def _still_open(said: Said) -> bool:
    month, today = date.fromisoformat(said.occurrence), clock.today()
    return (
        month <= today <= last_of(month)
        and balance_of(said.recipient_id, month).open > 0
        and not is_first(month, memberships_of(said.recipient_id))
    )


def _what_is_open(said: Said) -> dict[str, object]:
    month = date.fromisoformat(said.occurrence)
    return {
        "month": month,
        "minutes": balance_of(said.recipient_id, month).open,
        "url": OPEN_SHIFTS,
        "url_mine": MINE,
    }


def _still_given(said: Said) -> bool:
    return db().get(HourGift, said.subject_id) is not None


def _what_was_given(said: Said) -> dict[str, object]:
    gift = db().get_one(HourGift, said.subject_id)
    return {
        "giver": gift.giver.call_name if gift.named else "",
        "minutes": gift.minutes,
        "month": gift.month,
        "url": MINE,
    }


BEGINS = Rule(
    name="obligations.begins",
    about=N_("Ieder doet iets"),
    subject_kind=MemberDuty.__tablename__,
    audience=N_("Alle leden"),
    quiet_hours=True,
    still_true=_still_begins,
    content=_what_begins,
)
# Nobody switches this one off: who wants none says "het lukt even niet", and nothing is asked.
REMINDER = Rule(
    name="obligations.reminder",
    about=N_("Er staat deze maand nog tijd open"),
    subject_kind=MemberDuty.__tablename__,
    audience=N_("Wie deze maand nog tijd open heeft"),
    quiet_hours=True,
    still_true=_still_open,
    content=_what_is_open,
)
GIFT = Rule(
    name="obligations.gift",
    about=N_("U kreeg tijd van een buur"),
    subject_kind=HourGift.__tablename__,
    audience=N_("Wie om tijd vroeg"),
    quiet_hours=True,
    still_true=_still_given,
    content=_what_was_given,
)
RULES = (BEGINS, REMINDER, GIFT)
