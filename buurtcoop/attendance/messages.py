"""What is said about attendance: the question who was there, and that somebody was missed."""

from buurtcoop.attendance.models import Attendance, Outcome
from buurtcoop.attendance.queries import key_of, promise_behind, still_open, words_about
from buurtcoop.attendance.rules import SAYS_FOR
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.models import Shift
from buurtcoop.shifts.rules import ROTA

ATTENDANCE = Attendance.__tablename__
WAS_THERE = f"{ATTENDANCE}.was_there"
CAME_BETWEEN = f"{ATTENDANCE}.came_between"


def _unsaid(said: Said) -> bool:
    return still_open(said.subject_id)


def _who_was_there(said: Said) -> dict[str, object]:
    shift = db().get_one(Shift, said.subject_id)
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "url": f"{ROTA}/{shift.id}/aanwezig",
    }


def _still_missed(said: Said) -> bool:
    """Whether this word still counts, and nobody said anything after it."""
    word = db().get(Attendance, said.subject_id)
    if word is None or word.outcome is not Outcome.NO_SHOW:
        return False
    return words_about([key_of(word)])[key_of(word)].all[-1].id == word.id


def _missed(said: Said) -> dict[str, object]:
    found = promise_behind(said.subject_id)
    if found is None:
        raise LookupError(said.subject_id)

    def link(purpose: str) -> str:
        return offer_link(
            purpose,
            subject_kind=ATTENDANCE,
            subject_id=said.subject_id,
            occurrence=said.occurrence,
            person_id=said.recipient_id,
            expires_at=found.ends_at + SAYS_FOR,
        )

    return {
        "service": found.service_name,
        "start": found.starts_at,
        "url_no": link(CAME_BETWEEN),
        "url_yes": link(WAS_THERE),
    }


WHO_WAS_THERE = Rule(
    name="attendance.who_was_there",
    about=N_("De vraag wie er was"),
    subject_kind=Shift.__tablename__,
    audience=N_("Wie dit leidt"),
    quiet_hours=True,
    still_true=_unsaid,
    content=_who_was_there,
)
MISSED = Rule(
    name="attendance.missed",
    about=N_("Dat we u misten"),
    subject_kind=ATTENDANCE,
    audience=N_("Wie er niet was"),
    quiet_hours=True,
    still_true=_still_missed,
    content=_missed,
)
RULES: tuple[Rule, ...] = (WHO_WAS_THERE, MISSED)
