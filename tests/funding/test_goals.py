"""Goals: at most six, each with its story, counted from other rooms or by hand."""

import threading
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.refusal import Refusal
from buurtcoop.funding import operations
from buurtcoop.funding.checks import GOAL_GUARDS, broken
from buurtcoop.funding.models import MOST_GOALS, Counts
from buurtcoop.funding.queries import goals_of, goals_of_each
from buurtcoop.funding.queries.told import goals_told
from buurtcoop.funding.rules import (
    CountTakenBack,
    DayNotOfAgreement,
    DayToCome,
    GoalCountsItself,
    GoalNeedsService,
    GoalOver,
    GoalsFull,
    months_of,
    percent_passed,
    whole_hours,
)
from tests.breaching import lift, refused
from tests.cast import Cast
from tests.funding.aiming import a_goal, called_off, helped_for, was_held
from tests.funding.conftest import TODAY, Sources, statements
from tests.setup import as_owner
from tests.shifts.rota import a_service

LAST_YEAR = 2026
IN_MARCH, IN_MAY = date(2026, 3, 4), date(2026, 5, 6)


def test_whole_hours_of_the_months_add_up_to_those_of_the_year() -> None:
    assert whole_hours([90, 90, 0, 59]) == [1, 2, 0, 0]
    assert sum(whole_hours([59] * 12)) == 59 * 12 // 60


def test_days_are_told_in_months_and_in_the_part_that_is_over() -> None:
    first, last = date(2026, 11, 15), date(2027, 1, 2)

    assert months_of(first, last) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    year = date(2027, 1, 1), date(2027, 12, 31)
    assert [percent_passed(*year, date(each, 12, 31)) for each in (2026, 2027, 2028)] == [
        0,
        100,
        100,
    ]


def test_six_goals_are_enough_until_one_ends_and_its_number_never_comes_back(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        agreement = sources.promised(sources.kitchen, 100)
        goals = [a_goal(sources, agreement).id for _ in range(MOST_GOALS)]
        with pytest.raises(GoalsFull, match="6 doelen"):
            a_goal(sources, agreement)
        operations.end_goal(goals[1], "Het fonds vroeg er niet naar.", TODAY, sources.truus)
        newest = a_goal(sources, agreement)
        with pytest.raises(GoalOver):
            operations.end_goal(goals[1], "Nog eens.", TODAY, sources.truus)
        with pytest.raises(GoalOver):
            operations.count_by_hand(goals[1], 1, TODAY, "Lijst", sources.truus)
        with pytest.raises(GoalNeedsService):
            a_goal(sources, agreement, counts=Counts.MEALS)

    assert newest.number == MOST_GOALS + 1


def test_what_was_held_and_who_came_is_counted_from_the_other_rooms(
    instance: Instance, sources: Sources, cast: Cast
) -> None:
    with instance.writing():
        agreement = sources.promised(sources.kitchen, 100, year=LAST_YEAR)
        table, walk = a_service(), a_service("Wandelen")
        was_held(table, IN_MARCH, helped=cast.bram, came={cast.anna: 3, cast.dees: 1})
        was_held(table, IN_MAY, helped=cast.bram, came={cast.anna: 2, cast.truus: 1})
        called_off(was_held(table, date(2026, 6, 3), helped=cast.bram, came={cast.coor: 1}))
        was_held(table, date(2026, 7, 1), helped=None)
        was_held(walk, IN_MAY, helped=cast.dees, came={cast.bo: 1})
        was_held(table, TODAY, helped=cast.bram)
        helped_for(table, cast.bram, [(IN_MARCH, 90), (IN_MAY, 90), (TODAY, 600)])
        for counts in (Counts.EVENINGS, Counts.MEALS, Counts.PEOPLE, Counts.HOURS):
            a_goal(sources, agreement, counts=counts, service_id=table.id)
        a_goal(sources, agreement, counts=Counts.EVENINGS)
        by_hand = a_goal(sources, agreement, target=3).id
        for _ in range(2):
            told = operations.count_by_hand(by_hand, 2, IN_MAY, "Verhaal", sources.truus)
        operations.take_count_back(told.id, sources.truus)
        with pytest.raises(CountTakenBack):
            operations.take_count_back(told.id, sources.truus)

    with statements(instance) as sent, instance.reading():
        found = goals_of(agreement)
        assert [each.done for each in found] == [2, 7, 3, 3, 3, 2]
        assert [each.by_hand for each in found] == [False] * 5 + [True]
        months = {month: number for month, number in found[2].by_month if number}
    assert months == {date(2026, 3, 1): 2, date(2026, 5, 1): 1}
    assert not found[5].reached
    assert [found[5].on_its_way(date(2026, month, 1)) for month in (1, 9, 12)] == [
        True,
        True,
        False,
    ]
    assert len([one for one in sent if one.startswith("SELECT")]) == 6


def test_people_and_seats_are_told_outside_in_fives_and_things_as_they_are(
    instance: Instance, sources: Sources, cast: Cast
) -> None:
    with instance.writing():
        agreement = sources.promised(sources.kitchen, 100, year=LAST_YEAR)
        table = a_service()
        was_held(table, IN_MARCH, helped=cast.bram, came={cast.anna: 3, cast.dees: 4})
        ways = (Counts.PEOPLE, Counts.MEALS, Counts.BY_HAND, Counts.PEOPLE_BY_HAND)
        goals = [a_goal(sources, agreement, counts=each, service_id=table.id).id for each in ways]
        for goal in goals[2:]:
            operations.count_by_hand(goal, 3, IN_MAY, "Lijst", sources.truus)

        told, paid = goals_told(agreement), goals_told(agreement, 2)

    assert [(each.done, each.few) for each in told] == [
        (0, True),
        (5, False),
        (3, False),
        (0, True),
    ]
    assert [each.done for each in paid] == [0, 7, 3, 0]


def test_goals_of_many_agreements_take_as_many_statements_as_of_one(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        table = a_service()
        asked = [sources.promised(sources.kitchen, 100, year=year) for year in (2025, 2026, 2027)]
        for agreement in asked:
            for counts in Counts:
                a_goal(sources, agreement, counts=counts, service_id=table.id)

    with statements(instance) as sent, instance.reading():
        found = goals_of_each(asked)

    assert [len(found[each]) for each in asked] == [len(Counts)] * 3
    assert len([one for one in sent if one.startswith("SELECT")]) == 6


@pytest.mark.parametrize(
    ("counts", "day", "reason"),
    [
        (Counts.BY_HAND, date(2027, 1, 13), DayToCome),
        (Counts.BY_HAND, date(2026, 12, 31), DayNotOfAgreement),
        (Counts.EVENINGS, TODAY, GoalCountsItself),
    ],
)
def test_a_count_by_hand_is_of_a_day_that_was_and_of_what_no_room_counts(
    instance: Instance, sources: Sources, counts: Counts, day: date, reason: type[Refusal]
) -> None:
    with instance.writing():
        goal = a_goal(sources, sources.promised(sources.kitchen, 100), counts=counts)
        with pytest.raises(reason):
            operations.count_by_hand(goal.id, 1, day, "Lijst", sources.truus)


def test_two_people_who_add_the_sixth_goal_at_once_are_one(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        agreement = sources.promised(sources.kitchen, 100)
        for _ in range(MOST_GOALS - 1):
            a_goal(sources, agreement)
    start, said = threading.Barrier(2), list[str]()

    def add() -> None:
        start.wait()
        try:
            with instance.writing():
                a_goal(sources, agreement)
            said.append("added")
        except GoalsFull:
            said.append("full")

    crowd = [threading.Thread(target=add) for _ in range(2)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    assert sorted(said) == ["added", "full"]


NEW_GOAL = (
    "INSERT INTO goal (agreement_id, number, words, target, unit, counts, chosen_by, tells_not,"
    " made_at, ended_why) SELECT agreement_id, number + 20, words, target, unit, counts,"
    " chosen_by, tells_not, made_at, '' FROM goal WHERE id = 2"
)
# Goals 1 to 7: the first ended, six run. Counts 1 and 2 are of goal 2; the first was taken back.
BREACHES = [
    ("no_goal_above_six", "goal", NEW_GOAL),
    ("goal_only_ends", "goal", "UPDATE goal SET target = 1 WHERE id = 2"),
    ("goal_only_ends", "goal", "UPDATE goal SET ended_on = NULL, ended_why = '' WHERE id = 1"),
    ("goal_only_ends", "goal", "UPDATE goal SET ended_why = 'anders' WHERE id = 1"),
    (
        "goal_only_ends",
        "goal",
        "UPDATE goal SET words = 'x', ended_on = '2027-01-12', ended_why = 'x' WHERE id = 2",
    ),
    ("goal_remains", "goal", "DELETE FROM goal WHERE id = 7"),
    ("goal_count_is_only_taken_back", "goal_count", "UPDATE goal_count SET number = 9"),
    (
        "goal_count_is_only_taken_back",
        "goal_count",
        "UPDATE goal_count SET withdrawn_at = NULL WHERE id = 1",
    ),
    (
        "goal_count_is_only_taken_back",
        "goal_count",
        "UPDATE goal_count SET evidence = 'x', withdrawn_at = made_at WHERE id = 2",
    ),
    ("goal_count_remains", "goal_count", "DELETE FROM goal_count WHERE id = 2"),
]
CHECKED = [
    "UPDATE goal SET ended_on = '2027-01-12' WHERE id = 2",
    "UPDATE goal SET target = 0 WHERE id = 2",
    "UPDATE goal SET tells_not = '' WHERE id = 2",
    "INSERT INTO goal_count (goal_id, on_day, number, evidence, made_at)"
    " SELECT goal_id, on_day, number, '', made_at FROM goal_count WHERE id = 2",
    "INSERT INTO goal_count (goal_id, on_day, number, evidence, made_at)"
    " SELECT goal_id, on_day, 0, evidence, made_at FROM goal_count WHERE id = 2",
]


def laid(instance: Instance, sources: Sources) -> None:
    """Six goals and one that ended, and two counts of which one was taken back."""
    with instance.writing():
        agreement = sources.promised(sources.kitchen, 100)
        goals = [a_goal(sources, agreement).id]
        operations.end_goal(goals[0], "Gehaald.", TODAY, sources.truus)
        goals += [a_goal(sources, agreement).id for _ in range(MOST_GOALS)]
        first = operations.count_by_hand(goals[1], 2, TODAY, "Lijst", sources.truus)
        operations.count_by_hand(goals[1], 3, TODAY, "Lijst", sources.truus)
        operations.take_count_back(first.id, sources.truus)
        db().flush()


def passing(engine: Engine, without: bool = False) -> list[str]:
    """What the database lets through, with its guard or without."""
    through = []
    for guard, table, statement in BREACHES:
        with engine.connect() as connection:
            if without:
                lift(connection, guard, table)
            if not refused(connection, statement):
                through.append(statement)
            connection.rollback()
    return through


def test_the_database_refuses_what_breaks_goals_and_counts(
    instance: Instance, sources: Sources
) -> None:
    laid(instance, sources)

    with as_owner(instance) as engine:
        assert passing(engine) == []
        with engine.connect() as connection:
            lift(connection, "goal_only_ends", "goal")
            assert [one for one in CHECKED if not refused(connection, one)] == []
            connection.rollback()


@pytest.mark.guard
def test_the_check_says_which_guard_is_gone_and_counts_goals_again(
    instance: Instance, sources: Sources
) -> None:
    laid(instance, sources)
    with as_owner(instance) as engine, engine.begin() as connection:
        lift(connection, "no_goal_above_six", "goal")
        connection.execute(text(NEW_GOAL))

    with instance.reading():
        assert broken() == [
            "The guard no_goal_above_six on goals is gone.",
            "Agreement 1 has more than 6 goals at once.",
        ]
    assert set(GOAL_GUARDS) == {guard for guard, _table, _statement in BREACHES}


@pytest.mark.guard
def test_without_its_guard_each_breach_of_a_goal_passes(
    instance: Instance, sources: Sources
) -> None:
    laid(instance, sources)

    with as_owner(instance) as engine:
        assert passing(engine, without=True) == [statement for _, _, statement in BREACHES]
