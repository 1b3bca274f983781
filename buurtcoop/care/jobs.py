"""What happens because time passed: children and notes of who left are forgotten."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update

from buurtcoop.care.models import CareNote, Guardianship
from buurtcoop.care.operations import forget_child
from buurtcoop.care.rules import KEPT
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.members.queries import left_before
from buurtcoop.members.rules import OF_AGE, age_on
from buurtcoop.people.models import Person


def forget_who_left(now: datetime) -> int:
    """1 month after the last day as a member one's notes go, and that one is a guardian.

    A child that has no guardian then is forgotten, and so is that somebody was a guardian once.
    Returns how many rows and children went.
    """
    today = clock.local(now).date()
    left = left_before(today - KEPT)
    notes = delete(CareNote).where(CareNote.person_id.in_(left)).returning(CareNote.id)
    gone = len(db().scalars(notes).all())
    ended = (
        update(Guardianship)
        .where(Guardianship.guardian_id.in_(left), Guardianship.ends_on.is_(None))
        .values(ends_on=today)
        .returning(Guardianship.child_id)
        .execution_options(synchronize_session=False)
    )
    gone += _forget_unguarded(set(db().scalars(ended)))
    over = Guardianship.guardian_id.in_(left) | (Guardianship.ends_on < today - KEPT)
    rows = delete(Guardianship).where(over).returning(Guardianship.id)
    return gone + len(db().scalars(rows).all())


def let_go_of_age(now: datetime) -> int:
    """On the birthday on which a child is of age it speaks for itself: we forget what a guardian
    told us. Returns how many children were forgotten."""
    today = clock.local(now).date()
    rows = db().execute(
        select(Person.id, Person.birth_date)
        .join(Guardianship, Guardianship.child_id == Person.id)
        .distinct()
        .order_by(Person.id)
    )
    grown = [number for number, born in rows if born and age_on(born, today) >= OF_AGE]
    for child_id in grown:
        forget_child(child_id, STRANGER)
    return len(grown)


def _forget_unguarded(child_ids: Iterable[int]) -> int:
    guarded = select(Guardianship.child_id).where(Guardianship.ends_on.is_(None))
    alone = sorted(set(child_ids) - set(db().scalars(guarded)))
    for child_id in alone:
        forget_child(child_id, STRANGER)
    return len(alone)
