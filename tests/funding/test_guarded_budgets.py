"""What the database itself refuses of budgets, what-ifs and what counts as helping, and that each
guard is what does.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from buurtcoop.core.instance import Instance
from buurtcoop.funding.checks import BUDGET_GUARDS, broken
from buurtcoop.funding.operations import define_helping
from tests.breaching import lift, refused, still_refused, undone
from tests.funding.conftest import TODAY, Sources
from tests.funding.planned import a_plan
from tests.setup import as_owner

AT = "'2027-01-12 07:30:00.000000'"
LINE = "INSERT INTO budget_line (id, budget_id, activity_id, account_id, source_id, amount) VALUES "
BUDGET = "INSERT INTO budget (id, made_at, year, version, decided_by) VALUES "
HELPING = (
    "INSERT INTO helping_definition (id, version, decided_on, decided_by, helping_minutes,"
    f" all_minutes, made_at) SELECT 9, 4, decided_on, 'leden', 1, 2, {AT}"
    " FROM helping_definition WHERE id = 1"
)
PART = "INSERT INTO helping_part (id, definition_id, account_id, activity_id, counts) VALUES "
CHANGE = (
    "INSERT INTO scenario_change (id, scenario_id, kind, source_id, account_id, points,"
    " minutes_a_week, from_month) VALUES "
)
# Budget 1 of 2027 was decided on, with line 1; budget 2 was not and has line 2; budget 9 of 2030
# was decided on empty. Scenario 1 has change 1. Definitions 1 and 2 of helping have parts.
BREACHES = [
    ("decided_budget_takes_no_line", "budget_line", f"{LINE}(9, 1, 1, 1, 1, 100)"),
    ("decided_budget_keeps_its_lines", "budget_line", "DELETE FROM budget_line WHERE id = 1"),
    (
        "budget_line_is_replaced_whole",
        "budget_line",
        "UPDATE budget_line SET amount = 1 WHERE id = 2",
    ),
    ("decided_budget_stays", "budget", "UPDATE budget SET decided_by = 'x' WHERE id = 1"),
    (
        "decided_budget_stays",
        "budget",
        "UPDATE budget SET decided_on = NULL, decided_by = '' WHERE id = 1",
    ),
    ("decided_budget_remains", "budget", "DELETE FROM budget WHERE id = 9"),
    ("helping_definitions_follow", "helping_definition", HELPING.replace("9, 4", "9, 6")),
    (
        "helping_definition_stays",
        "helping_definition",
        "UPDATE helping_definition SET helping_minutes = 1",
    ),
    (
        "helping_definition_remains",
        "helping_definition",
        "DELETE FROM helping_definition WHERE id = 3",
    ),
    ("old_helping_takes_no_part", "helping_part", f"{PART}(9, 1, 1, NULL, 'whole')"),
    ("helping_part_stays", "helping_part", "UPDATE helping_part SET counts = 'none'"),
    ("helping_part_remains", "helping_part", "DELETE FROM helping_part"),
]
# What a CHECK or a unique key says no to, each beside what passes.
CHECKED = [
    (f"{LINE}(9, 2, 1, 1, 1, 100)", f"{LINE}(9, 2, 1, 1, 1, 0)"),
    (f"{BUDGET}(8, {AT}, 2031, 1, '')", f"{BUDGET}(8, {AT}, 2031, 1, 'x')"),
    (f"{BUDGET}(8, {AT}, 2027, 3, '')", f"{BUDGET}(8, {AT}, 2027, 2, '')"),
    (f"{BUDGET}(8, {AT}, 2031, 1, '')", f"{BUDGET}(8, {AT}, 31, 1, '')"),
    (HELPING, HELPING.replace("1, 2,", "3, 2,")),
    (f"{PART}(9, 3, 1, NULL, 'whole')", f"{PART}(9, 3, 1, 1, 'whole')"),
    (f"{PART}(9, 3, 1, NULL, 'whole')", f"{PART}(9, 3, NULL, NULL, 'whole')"),
    (
        f"{CHANGE}(9, 1, 'source', 1, NULL, -500, NULL, 1)",
        f"{CHANGE}(9, 1, 'source', 1, NULL, -500, 60, 1)",
    ),
    (
        f"{CHANGE}(9, 1, 'hours', NULL, NULL, NULL, 60, 12)",
        f"{CHANGE}(9, 1, 'hours', NULL, NULL, NULL, 60, 13)",
    ),
    (
        f"{CHANGE}(9, 1, 'cost', NULL, 1, 10000, NULL, 1)",
        f"{CHANGE}(9, 1, 'cost', NULL, 1, 10001, NULL, 1)",
    ),
    (
        f"INSERT INTO scenario (id, year, name, made_at) VALUES (9, 2027, 'Anders', {AT})",
        "INSERT INTO scenario (id, year, name, made_at)"
        f" VALUES (9, 2027, 'De gemeente geeft minder', {AT})",
    ),
]


@pytest.fixture
def laid(instance: Instance, sources: Sources) -> Iterator[Engine]:
    """The rows that the breaches start from, as the owner of the database sees them."""
    with instance.writing():
        a_plan(sources.meals, sources.truus)
        for _version in range(2):
            define_helping(
                {},
                {},
                minutes=(1, 2),
                decided_on=TODAY,
                decided_by="de leden",
                by=sources.truus,
            )
    with as_owner(instance) as engine:
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO budget (id, year, version, decided_on, decided_by, made_at)"
                    f" VALUES (9, 2030, 1, '2027-01-12', 'de leden', {AT})"
                )
            )
        yield engine


def test_the_database_refuses_what_breaks_budgets_and_what_ifs(laid: Engine) -> None:
    with undone(laid) as connection:
        passed = [one for one in BREACHES if not refused(connection, one[2])]
        wrong = [
            (right, breach)
            for right, breach in CHECKED
            if refused(connection, right) or not refused(connection, breach)
        ]

    assert (passed, wrong) == ([], [])


@pytest.mark.guard
def test_without_its_guard_each_breach_passes(laid: Engine) -> None:
    assert still_refused(laid, BREACHES) == []


@pytest.mark.guard
def test_the_check_names_a_guard_that_is_gone(laid: Engine, instance: Instance) -> None:
    with laid.begin() as connection:
        lift(connection, "decided_budget_stays", "budget")

    with instance.reading():
        assert broken() == ["The guard decided_budget_stays on budgets is gone."]


def test_every_guard_that_the_check_knows_is_proven_here() -> None:
    assert set(BUDGET_GUARDS) == {guard for guard, _table, _statement in BREACHES}
