"""Notes: who writes them, what they hold, how they go, and that only numbers stay."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from buurtcoop.briefing import checks
from buurtcoop.briefing.jobs import erase_notes
from buurtcoop.briefing.models import Observation, ObservationCount
from buurtcoop.briefing.operations import note, take_back
from buurtcoop.briefing.queries import around, counts, notes_of
from buurtcoop.briefing.rules import (
    KindUnknown,
    LogClosed,
    NoteStands,
    PlateNoted,
    ReportedTo,
    SeenElsewhen,
)
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from tests.briefing.stage import DURING, END, Round, a_round, at, noted
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING

DAY = timedelta(days=1)


def test_a_helper_notes_and_the_coordinator_reads_without_a_name(walk: Round, cast: Cast) -> None:
    with at():
        noted(walk, cast.anna)
        coor, bram = seen_by(cast.coor), seen_by(cast.bram)

        (read,) = notes_of(coor, around(coor, walk.shift_id))

        assert (read.kind, read.place, read.own) == ("Lamp stuk", "Essenpad, bij de bank", False)
        assert "anna" not in repr(read).lower()
        assert notes_of(bram, around(bram, walk.shift_id)) == []
        assert checks.broken() == []


@pytest.mark.parametrize("moment", [EVENING - timedelta(minutes=1), END + DAY + timedelta(hours=1)])
def test_before_the_start_and_a_day_after_it_is_closed(
    walk: Round, cast: Cast, moment: datetime
) -> None:
    with at(moment), pytest.raises(LogClosed):
        noted(walk, cast.anna)


def test_what_was_not_there_or_leads_to_somebody_is_refused(walk: Round, cast: Cast) -> None:
    wrong: tuple[tuple[type[Refusal], str, str, time], ...] = (
        (KindUnknown, "Auto", "Essenpad", time(17)),
        (SeenElsewhen, "Afval", "Essenpad", time(12)),
        (PlateNoted, "Afval", "Essenpad, XX-123-Y", time(17)),
    )
    nobody, anna = ReportedTo.NOBODY, seen_by(cast.anna)
    with at():
        for refusal, kind, place, moment in wrong:
            with pytest.raises(refusal):
                note(walk.shift_id, kind=kind, place=place, at=moment, reported_to=nobody, by=anna)


def test_who_does_not_help_notes_nothing(walk: Round, cast: Cast) -> None:
    shifts.release(walk.bram, seen_by(cast.bram))
    with at():
        for person in (cast.bram, cast.coor, cast.truus):
            with pytest.raises(LookupError):
                noted(walk, person)


def test_one_takes_back_ones_own_within_a_day(walk: Round, cast: Cast) -> None:
    with at():
        first, second = noted(walk, cast.anna), noted(walk, cast.anna)
        with pytest.raises(LookupError):
            take_back(first.id, seen_by(cast.bram))
        take_back(first.id, seen_by(cast.anna))
    with at(DURING + DAY + timedelta(seconds=1)), pytest.raises(NoteStands):
        take_back(second.id, seen_by(cast.anna))

    assert list(db().scalars(select(Observation.id))) == [second.id]


def test_after_its_days_only_a_number_stays_and_a_second_look_finds_nothing(
    walk: Round, patrol: Service, cast: Cast
) -> None:
    later = a_round(patrol, cast, EVENING + 7 * DAY)
    with at():
        noted(walk, cast.anna)
        noted(walk, cast.bram)
    with at(DURING + 7 * DAY):
        noted(later, cast.anna)

    with at(END + 28 * DAY):
        assert erase_notes(clock.now()) == 0
    with at(END + 29 * DAY):
        assert erase_notes(clock.now()) == 2
        assert erase_notes(clock.now()) == 0
    with at(END + 36 * DAY):
        assert erase_notes(clock.now()) == 1

    assert db().scalars(select(Observation)).all() == []
    stays = db().scalars(select(ObservationCount)).all()
    assert [(row.month, row.kind, row.number) for row in stays] == [
        (date(2027, 1, 1), "Lamp stuk", 3)
    ]
    columns = set(ObservationCount.__table__.columns.keys())
    assert columns == {"id", "service_id", "month", "kind", "number"}


def test_figures_are_the_same_before_and_after_erasing(
    walk: Round, patrol: Service, cast: Cast
) -> None:
    with at():
        noted(walk, cast.anna)
        before = counts(date(2026, 6, 1))
    with at(END + 40 * DAY):
        erase_notes(clock.now())

    assert counts(date(2026, 6, 1)) == before
    assert [(each.kind, each.number) for each in before] == [("Lamp stuk", 1)]
    assert counts(date(2026, 6, 1), {patrol.id + 1}) == []


def test_the_database_refuses_a_note_without_a_log_or_by_who_did_not_help(
    walk: Round, patrol: Service, cast: Cast
) -> None:
    with at():
        written = noted(walk, cast.anna)
        values = {
            column.name: getattr(written, column.name)
            for column in Observation.__table__.columns
            if column.name != "id"
        }
        for wrong in ({"kind": "Auto"}, {"person_id": cast.truus.id}, {"place": ""}):
            with pytest.raises(IntegrityError), db().begin_nested():
                db().execute(insert(Observation).values(**values | wrong))
        with pytest.raises(IntegrityError), db().begin_nested():
            db().execute(text("UPDATE observation SET place = 'elders'"))
        patrol.log_kinds, patrol.log_days = "", None
        db().flush()
        with pytest.raises(IntegrityError), db().begin_nested():
            db().execute(insert(Observation).values(**values))
