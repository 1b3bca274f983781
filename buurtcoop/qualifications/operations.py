"""The list of skills, and what was seen of a member's; they flush, the edge commits."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.access.rules import NotYourRole
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.queries import membership_of
from buurtcoop.members.rules import NoMemberNow
from buurtcoop.messaging.operations import withdraw
from buurtcoop.qualifications import queries
from buurtcoop.qualifications.models import Qualification, Skill
from buurtcoop.qualifications.rules import (
    CHANGE,
    SEE_PROOF,
    EndsBeforeSeen,
    GoneBefore,
    NeedsProof,
    NotOnList,
    NotYourOwn,
    RanOut,
    SeenInFuture,
    SkillNameTaken,
    months_later,
)

QUALIFICATION = Qualification.__tablename__


def add_skill(
    name: str, *, explanation: str, proven: bool, valid_months: int | None, by: Viewer
) -> Skill:
    """Put a skill on the list. One's own word has no end, so `valid_months` needs proof.

    Raises SkillNameTaken, NotYourRole.
    """
    _refuse_role(by, CHANGE)
    number = insert_once(
        db(),
        Skill,
        name=name,
        explanation=explanation,
        proven=proven,
        valid_months=valid_months if proven else None,
        ended_on=None,
    )
    if number is None:
        raise SkillNameTaken(name=name)
    added = db().get_one(Skill, number)
    record(by, "skills.add", added, name)
    return added


def change_skill(
    skill_id: int, *, name: str, explanation: str, valid_months: int | None, by: Viewer
) -> Skill:
    """Change the words, and how long counts what is seen from now on.

    Whether it takes proof stays: what members said would else stand as if it was seen.
    Raises SkillNameTaken, NotYourRole, LookupError.
    """
    _refuse_role(by, CHANGE)
    changed = queries.skill(skill_id)
    try:
        with db().begin_nested():
            changed.name = name
    except IntegrityError as error:
        raise SkillNameTaken(name=name) from error
    changed.explanation = explanation
    changed.valid_months = valid_months if changed.proven else None
    db().flush()
    record(by, "skills.change", changed, name)
    return changed


def end_skill(skill_id: int, by: Viewer) -> Skill:
    """Take a skill off the list. Places that ask for it keep asking; who has it keeps it.

    Raises NotYourRole, LookupError.
    """
    return _set_end(skill_id, clock.today(), by, "skills.end")


def resume_skill(skill_id: int, by: Viewer) -> Skill:
    """Put a skill back on the list. Raises NotYourRole, LookupError."""
    return _set_end(skill_id, None, by, "skills.resume")


def note_qualification(
    person_id: int,
    skill_id: int,
    *,
    seen_on: date,
    by: Viewer,
    valid_until: date | None = None,
) -> Qualification:
    """Write down that somebody of ours saw it, on which day; nothing of the paper itself.

    Without `valid_until` its last day follows from the skill; one's own word has none. Holds
    afterwards: the member has the skill once, and what was seen before is ended. Noting the same
    twice is once.
    Raises NotYourRole, NotYourOwn, SeenInFuture, EndsBeforeSeen, RanOut, NoMemberNow, GoneBefore,
    LookupError.
    """
    _refuse_role(by, SEE_PROOF)
    seen = queries.skill(skill_id)
    _refuse_stranger(person_id)
    if seen.proven and by.person_id == person_id:
        raise NotYourOwn
    until = valid_until if seen.proven else None
    if until is None and seen.valid_months is not None:
        until = months_later(seen_on, seen.valid_months)
    _refuse_days(seen_on, until)
    running = _running(person_id, skill_id)
    if running is not None:
        if (running.seen_on, running.valid_until) == (seen_on, until):
            return running
        _end(running.id)
    noted = _begin(person_id, seen, seen_on, until, by, "skills.note")
    if noted is None:
        raise GoneBefore
    return noted


def say_so(person_id: int, skill_id: int, by: Viewer) -> Qualification:
    """I can do this: one's own word. Saying it twice is once.

    Raises NeedsProof, NotOnList, NoMemberNow, NotYourRole, GoneBefore, LookupError.
    """
    _refuse_other(person_id, by)
    said = queries.skill(skill_id)
    if said.proven:
        raise NeedsProof(qualification=said.name)
    if said.ended_on is not None:
        raise NotOnList(qualification=said.name)
    _refuse_stranger(person_id)
    running = (
        _running(person_id, skill_id)
        or _begin(person_id, said, clock.today(), None, by, "skills.say")
        or _running(person_id, skill_id)
    )
    if running is None:
        raise GoneBefore
    return running


def take_back(qualification_id: int, by: Viewer) -> Qualification:
    """It counts no longer: the member's own word, or what turned out not to hold.

    Places this member promised stay; the member and the coordinator hear of them. A member takes
    back one's own word only. Raises GoneBefore, NotYourRole, LookupError.
    """
    gone = db().get(Qualification, qualification_id)
    if gone is None:
        raise LookupError(qualification_id)
    if gone.skill.proven:
        _refuse_role(by, SEE_PROOF)
    _refuse_other(gone.person_id, by)
    if not _end(gone.id):
        raise GoneBefore
    db().refresh(gone)
    record(by, "skills.take_back", gone)
    return gone


def _begin(
    person_id: int, skill: Skill, seen_on: date, until: date | None, by: Viewer, verb: str
) -> Qualification | None:
    """The new row; None when somebody else was just before."""
    number = insert_once(
        db(),
        Qualification,
        person_id=person_id,
        skill_id=skill.id,
        seen_on=seen_on,
        seen_by_id=by.id,
        valid_until=until,
        ended_at=None,
    )
    if number is None:
        return None
    begun = db().get_one(Qualification, number)
    record(by, verb, begun)
    return begun


def _running(person_id: int, skill_id: int) -> Qualification | None:
    return db().scalar(
        select(Qualification)
        .where(
            Qualification.person_id == person_id,
            Qualification.skill_id == skill_id,
            Qualification.ended_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _end(qualification_id: int) -> bool:
    """End it once: the database decides whether it still ran."""
    ended = db().scalars(
        update(Qualification)
        .where(Qualification.id == qualification_id, Qualification.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(Qualification.id)
        .execution_options(synchronize_session=False)
    )
    if ended.first() is None:
        return False
    withdraw(QUALIFICATION, qualification_id, reason="renewed or taken back")
    return True


def _set_end(skill_id: int, day: date | None, by: Viewer, verb: str) -> Skill:
    _refuse_role(by, CHANGE)
    changed = queries.skill(skill_id)
    if (changed.ended_on is None) != (day is None):
        changed.ended_on = day
        db().flush()
        record(by, verb, changed)
    return changed


def _refuse_role(by: Viewer, permission: str) -> None:
    if not by.may(permission):
        raise NotYourRole


def _refuse_other(person_id: int, by: Viewer) -> None:
    if by.person_id != person_id:
        _refuse_role(by, SEE_PROOF)


def _refuse_stranger(person_id: int) -> None:
    if membership_of(person_id, clock.today()) is None:
        raise NoMemberNow


def _refuse_days(seen_on: date, until: date | None) -> None:
    today = clock.today()
    if seen_on > today:
        raise SeenInFuture
    if until is not None and until < seen_on:
        raise EndsBeforeSeen
    if until is not None and until < today:
        raise RanOut(day=until)
