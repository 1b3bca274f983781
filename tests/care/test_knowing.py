"""What helpers must know: sealed, read through the log, and gone when it is taken back."""

import pytest
from sqlalchemy import func, select

from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.care import operations, rules
from buurtcoop.care.models import CareKind, CareNote
from buurtcoop.core.instance import Instance, db
from tests.care.family import a_child
from tests.cast import Cast, seen_by

DIET, ALLERGY = CareKind.DIET, CareKind.ALLERGY
WHY = "om te koken"


def kept() -> int:
    return db().scalars(select(func.count()).select_from(CareNote)).one()


def test_a_note_is_sealed_and_who_reads_it_stands_in_the_log(opened: Instance, cast: Cast) -> None:
    written = operations.note(cast.anna.id, DIET, "  Geen noten  ", seen_by(cast.anna))
    assert written is not None
    assert "noten" not in (written.to_know or "")
    bram = seen_by(cast.bram)
    found = operations.notes_for(bram, [cast.anna.id, cast.dees.id], [DIET], WHY)
    assert found == {(cast.anna.id, DIET): "Geen noten"}
    [entry] = db().scalars(select(ReadEntry).where(ReadEntry.purpose == WHY))
    assert entry.reader_id == cast.bram.id
    about = db().scalars(select(ReadPerson.person_id).where(ReadPerson.entry_id == entry.id))
    assert list(about) == [cast.anna.id]


def test_writing_again_replaces_and_nothing_erases(opened: Instance, cast: Cast) -> None:
    anna = seen_by(cast.anna)
    operations.note(cast.anna.id, DIET, "Geen noten", anna)
    operations.note(cast.anna.id, DIET, "Geen vlees", anna)
    found = operations.notes_for(anna, [cast.anna.id], [DIET, ALLERGY], WHY)
    assert list(found.values()) == ["Geen vlees"]
    assert operations.note(cast.anna.id, DIET, " ", anna) is None
    assert kept() == 0


def test_only_oneself_a_guardian_or_who_may_writes(opened: Instance, cast: Cast) -> None:
    child = a_child(cast.anna)
    for person_id in (child.id, cast.anna.id):
        with pytest.raises(rules.NotYours, match="alleen voor uzelf"):
            operations.note(person_id, ALLERGY, "Noten", seen_by(cast.bram))
    operations.note(child.id, ALLERGY, "Noten", seen_by(cast.anna))
    operations.note(cast.anna.id, ALLERGY, "Pinda", seen_by(cast.coor))
    assert kept() == 2
