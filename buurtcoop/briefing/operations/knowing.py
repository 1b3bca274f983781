"""Opening what to know of who comes: only near the day, only for who is there, always logged."""

from buurtcoop.audit.operations import reading
from buurtcoop.briefing.queries import around, guests_of
from buurtcoop.briefing.seen import Around, ChildKnown, GuestKnown, Known
from buurtcoop.care.models import CareKind
from buurtcoop.care.operations import notes_for
from buurtcoop.core import clock
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.shifts.queries.children import children_of_shift

WHY_GUESTS = N_("Om te weten wat u niet eet of niet verdraagt")
WHY_CHILDREN = N_("Om goed voor uw kind te zorgen")


def look_up(shift_id: int, by: Viewer) -> tuple[Around, Known | None]:
    """What to know of who comes to a shift, after the reading is written down.

    None when it is not near enough, or the service asks nothing to know. Raises LookupError for
    who does not help there and does not look after it, and when it does not go ahead.
    """
    found = around(by, shift_id)
    if found.shift.cancelled or not (found.asks_diet or found.by_name):
        raise LookupError(shift_id)
    if not found.may_know:
        return found, None
    return found, _children(found, by) if found.by_name else _guests(shift_id, by)


def _guests(shift_id: int, by: Viewer) -> Known:
    """Who said something; of who booked for several, the one who booked."""
    guests = guests_of(shift_id)
    ids = [person.id for person, _people in guests]
    notes = notes_for(by, ids, (CareKind.DIET, CareKind.ALLERGY), WHY_GUESTS)
    told = {person_id for person_id, _kind in notes}
    return Known(
        guests=tuple(
            GuestKnown(
                name=person.call_name,
                people=people,
                diet=notes.get((person.id, CareKind.DIET), ""),
                allergy=notes.get((person.id, CareKind.ALLERGY), ""),
            )
            for person, people in guests
            if person.id in told
        ),
        silent=sum(person.id not in told for person, _people in guests),
    )


def _children(found: Around, by: Viewer) -> Known:
    """Each child; name, age and the guardian's number are a reading as well."""
    children = children_of_shift(found.shift.id)
    notes = notes_for(by, [child.child_id for child in children], tuple(CareKind), WHY_CHILDREN)
    told = {person_id for person_id, _kind in notes}
    about = {number for child in children for number in (child.child_id, child.guardian_id)}
    reading(by, WHY_CHILDREN, about - told)
    day = clock.local(found.shift.starts_at).date()
    return Known(
        children=tuple(
            ChildKnown(
                name=child.name,
                age=child.age_on(day),
                guardian_name=child.guardian_name,
                guardian_phone=child.guardian_phone or "",
                allergy=notes.get((child.child_id, CareKind.ALLERGY), ""),
                diet=notes.get((child.child_id, CareKind.DIET), ""),
                pick_up=notes.get((child.child_id, CareKind.PICK_UP), ""),
                photos=child.photos,
            )
            for child in children
        )
    )
