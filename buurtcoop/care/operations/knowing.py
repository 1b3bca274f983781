"""Writing down what helpers must know of somebody, and reading it."""

from collections.abc import Collection

from sqlalchemy import delete, select

from buurtcoop.audit.operations import record, reveal, seal
from buurtcoop.care.models import CareKind, CareNote
from buurtcoop.care.queries import is_guardian, notes_of
from buurtcoop.care.rules import CHANGE, NotYours
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person


def note(person_id: int, kind: CareKind, words: str, by: Viewer) -> CareNote | None:
    """Write down what there is to know of somebody; empty words erase what stood there.

    Holds afterwards: one note of this kind, sealed (a unique key decides; the person is held, so
    that of two who write one comes after the other). Who it is about, a guardian, or who may do
    it for a member writes. Raises NotYours.
    """
    refuse_stranger(person_id, by)
    db().execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    said = words.strip()
    if not said:
        _erase(person_id, kind, by)
        return None
    now = clock.now()
    facts = {"written_by_id": by.id, "written_at": now}
    insert_once(db(), CareNote, person_id=person_id, kind=kind, to_know=None, **facts)
    found = select(CareNote).where(CareNote.person_id == person_id, CareNote.kind == kind)
    row = db().scalars(found.execution_options(populate_existing=True)).one()
    seal(row, "to_know", said)
    row.written_by_id, row.written_at = by.id, now
    db().flush()
    record(by, "care.note", row)
    return row


def notes_for(
    viewer: Viewer, person_ids: Collection[int], kinds: Collection[CareKind], purpose: str
) -> dict[tuple[int, CareKind], str]:
    """What there is to know of these people, {(person id, kind): words}.

    It stands in the read log of everybody of whom something is read, with `purpose`, a message
    id. Whether this viewer may is for who asks to decide. Raises KeyMissing or Tampered.
    """
    rows = notes_of(person_ids, kinds)
    words = reveal(viewer, purpose, rows, "to_know")
    return {(row.person_id, row.kind): words[row.id] for row in rows if row.id in words}


def refuse_stranger(person_id: int, by: Viewer) -> None:
    """Raises NotYours."""
    own = by.person_id == person_id
    if not (own or by.may(CHANGE) or is_guardian(by.id, person_id)):
        raise NotYours


def _erase(person_id: int, kind: CareKind, by: Viewer) -> None:
    theirs = (CareNote.person_id == person_id, CareNote.kind == kind)
    row = db().scalar(select(CareNote).where(*theirs))
    if row is None:
        return
    record(by, "care.erase", row)
    db().execute(delete(CareNote).where(*theirs).execution_options(synchronize_session="fetch"))
