"""Minutes are added and never changed: a mistake is mended by a counter-entry."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance, db
from buurtcoop.hours import checks, operations, queries
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.hours.operations import Work
from buurtcoop.hours.queries import Spent
from buurtcoop.hours.rules import AlreadyRecorded, MinutesWrong
from tests.cast import Cast, seen_by

DAY = date(2027, 1, 10)
YEAR = (date(2027, 1, 1), date(2027, 12, 31))


@pytest.fixture
def work(opened: Instance, cast: Cast) -> Work:
    activity = db().scalars(select(Activity.id)).first()
    assert activity is not None
    return Work(
        person_id=cast.bram.id,
        activity_id=activity,
        kind=HourKind.HELPING,
        on_day=DAY,
        minutes=180,
        words="Eettafel",
    )


def minutes() -> list[int]:
    return list(db().scalars(select(TimeEntry.minutes).order_by(TimeEntry.id)))


def test_an_hour_stands_by_itself_with_its_own_words(work: Work, cast: Cast) -> None:
    entry = operations.record_hours(work, cause_kind="claim", cause_id=7, by=seen_by(cast.coor))

    assert (entry.person_id, entry.minutes, entry.words) == (cast.bram.id, 180, "Eettafel")
    assert (entry.round, entry.reverses_id, entry.made_by_id) == (1, None, cast.coor.id)
    assert entry.made_at == clock.now()


def test_one_cause_counts_once(work: Work, cast: Cast) -> None:
    operations.record_hours(work, cause_kind="claim", cause_id=7, by=seen_by(cast.coor))

    with pytest.raises(AlreadyRecorded, match="staan er al"):
        operations.record_hours(work, cause_kind="claim", cause_id=7, by=seen_by(cast.coor))

    assert minutes() == [180]


def test_taking_back_is_a_counter_entry_and_twice_is_once(work: Work, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    first = operations.record_hours(work, cause_kind="claim", cause_id=7, by=coor)

    counter = operations.reverse("claim", 7, coor)
    again = operations.reverse("claim", 7, coor)

    assert counter is not None
    assert (counter.minutes, counter.reverses_id, counter.round) == (-180, first.id, 2)
    assert again is None
    assert queries.minutes_for("claim", 7) == 0
    assert checks.broken() == []


def test_a_cause_that_counts_for_nothing_has_nothing_to_take_back(work: Work, cast: Cast) -> None:
    assert operations.reverse("claim", 7, seen_by(cast.coor)) is None
    assert minutes() == []


def test_after_taking_back_it_may_count_again(work: Work, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    operations.record_hours(work, cause_kind="claim", cause_id=7, by=coor)
    operations.reverse("claim", 7, coor)

    entry = operations.record_hours(work, cause_kind="claim", cause_id=7, by=coor)

    assert entry.round == 3
    assert queries.minutes_for("claim", 7) == 180
    assert checks.broken() == []


def test_correcting_counts_once_and_the_same_again_changes_nothing(work: Work, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    shorter = replace(work, minutes=60)
    for each in (work, shorter, shorter):
        operations.correct(each, cause_kind="claim", cause_id=7, by=coor)

    assert minutes() == [180, -180, 60]
    assert checks.broken() == []


def test_the_same_number_of_another_kind_of_cause_is_another_cause(work: Work, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    operations.record_hours(work, cause_kind="claim", cause_id=7, by=coor)
    operations.record_hours(work, cause_kind="meeting", cause_id=7, by=coor)

    assert minutes() == [180, 180]


@pytest.mark.parametrize("wrong", [0, -5, 1441])
def test_minutes_are_those_of_a_day(work: Work, cast: Cast, wrong: int) -> None:
    with pytest.raises(MinutesWrong):
        operations.record_hours(
            replace(work, minutes=wrong), cause_kind="claim", cause_id=7, by=seen_by(cast.coor)
        )


def test_sums_are_per_person_activity_kind_and_period(work: Work, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    several = [
        work,
        replace(work, minutes=60, kind=HourKind.MEETING),
        replace(work, minutes=30, on_day=date(2026, 12, 31)),
        replace(work, minutes=15, person_id=cast.anna.id),
    ]
    for number, each in enumerate(several):
        operations.record_hours(each, cause_kind="claim", cause_id=number, by=coor)
    operations.record_hours(work, cause_kind="claim", cause_id=99, by=coor)
    operations.reverse("claim", 99, coor)

    helping, meeting = HourKind.HELPING, HourKind.MEETING
    assert queries.minutes_of(cast.bram.id, *YEAR) == 240
    assert queries.spent_by(cast.bram.id, *YEAR) == [
        Spent(work.activity_id, helping, 180),
        Spent(work.activity_id, meeting, 60),
    ]
    assert queries.spent(*YEAR) == [
        Spent(work.activity_id, helping, 195),
        Spent(work.activity_id, meeting, 60),
    ]


def test_many_causes_are_settled_in_one_go(work: Work, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    operations.settle_hours("claim", {1: work, 2: work, 3: work}, coor)
    operations.settle_hours("claim", {1: None, 2: replace(work, minutes=20), 3: work}, coor)

    assert [queries.minutes_for("claim", number) for number in (1, 2, 3)] == [0, 20, 180]
    assert len(minutes()) == 6
    assert checks.broken() == []


@pytest.mark.parametrize(
    "statement",
    [update(TimeEntry).values(minutes=1), delete(TimeEntry)],
    ids=["change", "remove"],
)
def test_the_app_can_neither_change_nor_remove_an_entry(
    instance: Instance, cast: Cast, statement: object
) -> None:
    with instance.writing():
        activity = db().scalars(select(Activity.id)).first()
        assert activity is not None
        work = Work(
            person_id=cast.bram.id,
            activity_id=activity,
            kind=HourKind.HELPING,
            on_day=DAY,
            minutes=180,
            words="Eettafel",
        )
        operations.record_hours(work, cause_kind="claim", cause_id=7, by=seen_by(cast.coor))

    with pytest.raises(DatabaseError), instance.writing():
        db().execute(statement)  # type: ignore[call-overload]  # either statement

    with instance.reading():
        assert minutes() == [180]


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": -10},
        {"minutes": 10, "reverses_id": 1},
        {"minutes": 2000},
        {"words": ""},
        {"round": 0},
    ],
    ids=str,
)
def test_the_database_refuses_an_entry_that_says_nothing_right(
    work: Work, cast: Cast, wrong: dict[str, object]
) -> None:
    coor = seen_by(cast.coor)
    operations.record_hours(work, cause_kind="claim", cause_id=1, by=coor)
    row = {
        **vars(work),
        "cause_kind": "claim",
        "cause_id": 2,
        "round": 1,
        "made_at": clock.now(),
        **wrong,
    }

    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(insert(TimeEntry), row)


def test_the_check_sees_hours_that_count_twice(work: Work, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    operations.record_hours(work, cause_kind="claim", cause_id=7, by=coor)
    again = {**vars(work), "cause_kind": "claim", "cause_id": 7, "round": 2}
    db().execute(insert(TimeEntry), {**again, "made_at": clock.now()})

    assert checks.broken() == [
        "The hours of claim 7 add up to 360 minutes, which is not one entry."
    ]


def test_the_check_sees_a_counter_entry_of_something_else(work: Work, cast: Cast) -> None:
    first = operations.record_hours(work, cause_kind="claim", cause_id=7, by=seen_by(cast.coor))
    other = {**vars(work), "cause_kind": "claim", "cause_id": 7, "round": 2, "minutes": -100}
    db().execute(insert(TimeEntry), {**other, "reverses_id": first.id, "made_at": clock.now()})

    assert len(checks.broken()) == 2


def test_on_postgresql_the_app_has_no_right_to_empty_the_table(instance: Instance) -> None:
    if is_sqlite(instance.settings.database):
        return

    with pytest.raises(DatabaseError), instance.writing():
        db().execute(text("TRUNCATE time_entry"))
