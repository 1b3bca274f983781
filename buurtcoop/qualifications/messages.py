"""What we say about what a member can do: that it is time to renew it."""

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.members.queries import membership_of
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.qualifications.models import Qualification
from buurtcoop.qualifications.rules import MINE


def _still_runs_out(said: Said) -> bool:
    found = db().get(Qualification, said.subject_id, populate_existing=True)
    today = clock.today()
    return (
        found is not None
        and found.ended_at is None
        and found.valid_until is not None
        and found.valid_until >= today
        and membership_of(found.person_id, today) is not None
    )


def _what_runs_out(said: Said) -> dict[str, object]:
    found = db().get_one(Qualification, said.subject_id)
    return {
        "skill": found.skill.name,
        "seen_on": found.seen_on,
        "day": found.valid_until,
        "url": MINE,
    }


RENEWAL = Rule(
    name="qualifications.renewal",
    about=N_("Tijd om iets te verlengen"),
    subject_kind=Qualification.__tablename__,
    audience=N_("Wie iets liet zien dat afloopt"),
    quiet_hours=True,
    still_true=_still_runs_out,
    content=_what_runs_out,
)
RULES = (RENEWAL,)
