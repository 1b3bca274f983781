"""Children and their guardians: coming to know them, and forgetting them.

Who changes the guardians of a child holds the child until the transaction ends, so that two who
end theirs at once leave nobody behind whom nobody looks after.
"""

from datetime import date

from sqlalchemy import delete, select, update

from buurtcoop.audit.operations import record
from buurtcoop.care.models import CareNote, Guardianship
from buurtcoop.care.queries import Child, child_of, children_of, guardians_of
from buurtcoop.care.rules import CHANGE, MOST_CHILDREN, NotAChild, NotYours, TooManyChildren
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.queries import membership_of
from buurtcoop.members.rules import OF_AGE, NotAMember, age_on
from buurtcoop.people.models import Person
from buurtcoop.people.operations import add_person, change_person, forget_person
from buurtcoop.people.rules import tidy


def add_child(guardian_id: int, *, call_name: str, birth_date: date, by: Viewer) -> Child:
    """Come to know a child of this member; the first name is enough.

    The same name and birth date again is the child that is there. Raises NotYours, NotAMember,
    NotAChild, TooManyChildren.
    """
    _refuse_other(guardian_id, by)
    _refuse_grown(birth_date)
    guardian = _member(guardian_id)
    known = children_of(guardian_id, clock.today())
    for child in known:
        if (child.name, child.born) == (tidy(call_name), birth_date):
            return child
    if len(known) >= MOST_CHILDREN:
        raise TooManyChildren(num=MOST_CHILDREN)
    at_home = guardian.household_id is not None  # without a home reached as its guardian
    person = add_person(
        call_name=call_name,
        surname="",
        birth_date=birth_date,
        household_id=guardian.household_id,
        phone=None if at_home else guardian.phone,
        email=None if at_home or guardian.phone else guardian.email,
        channel=guardian.channel,
        language=guardian.language,
        by=by,
    )
    _let_guard(guardian_id, person.id, by)
    return child_of(guardian_id, person.id, clock.today())


def change_child(
    guardian_id: int, child_id: int, *, call_name: str, birth_date: date, by: Viewer
) -> None:
    """Change name and birth date of a child. Raises NotYours, NotAChild, LookupError."""
    _refuse_other(guardian_id, by)
    child_of(guardian_id, child_id, clock.today())
    _refuse_grown(birth_date)
    change_person(child_id, by, call_name=call_name, birth_date=birth_date)


def add_guardian(child_id: int, guardian_id: int, by: Viewer) -> None:
    """Let another member be a guardian too; only who may do it for members.

    Twice is once (a unique index decides). Raises NotYours, NotAMember, and LookupError when
    nobody is a guardian of the child.
    """
    if not by.may(CHANGE):
        raise NotYours
    _hold(child_id)
    if not guardians_of(child_id):
        raise LookupError(child_id)
    _member(guardian_id)
    _let_guard(guardian_id, child_id, by)


def end_guardianship(guardian_id: int, child_id: int, by: Viewer) -> None:
    """This person is no guardian of the child any more; with the last one the child is forgotten.

    Ending it twice is once. Whether the child still comes somewhere is for who asks to know.
    Raises NotYours.
    """
    _refuse_other(guardian_id, by)
    _hold(child_id)
    ended = db().scalars(
        update(Guardianship)
        .where(
            Guardianship.guardian_id == guardian_id,
            Guardianship.child_id == child_id,
            Guardianship.ends_on.is_(None),
        )
        .values(ends_on=clock.today())
        .returning(Guardianship.id)
        .execution_options(synchronize_session=False)
    )
    number = ended.first()
    if number is None:
        return
    row = db().get_one(Guardianship, number)
    db().refresh(row)
    record(by, "care.end_guardianship", row)
    if not guardians_of(child_id):
        forget_child(child_id, by)


def forget_child(child_id: int, by: Viewer) -> None:
    """Erase a child: what there is to know, whose it was, name and birth date."""
    for kind, column in ((CareNote, CareNote.person_id), (Guardianship, Guardianship.child_id)):
        db().execute(
            delete(kind).where(column == child_id).execution_options(synchronize_session="fetch")
        )
    forget_person(child_id, by)


def _let_guard(guardian_id: int, child_id: int, by: Viewer) -> None:
    number = insert_once(
        db(),
        Guardianship,
        guardian_id=guardian_id,
        child_id=child_id,
        starts_on=clock.today(),
        ends_on=None,
        made_by_id=by.id,
    )
    if number is not None:
        record(by, "care.add_guardian", db().get_one(Guardianship, number))


def _member(person_id: int) -> Person:
    if membership_of(person_id, clock.today()) is None:
        raise NotAMember
    return db().get_one(Person, person_id)


def _hold(child_id: int) -> None:
    found = select(Person.id).where(Person.id == child_id).with_for_update(key_share=True)
    if db().scalar(found) is None:
        raise LookupError(child_id)


def _refuse_other(guardian_id: int, by: Viewer) -> None:
    if by.person_id != guardian_id and not by.may(CHANGE):
        raise NotYours


def _refuse_grown(born: date) -> None:
    today = clock.today()
    if not (born <= today and age_on(born, today) < OF_AGE):
        raise NotAChild(age=OF_AGE)
