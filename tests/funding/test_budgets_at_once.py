"""Two people make a budget at once: one version, one amount a place, and no line after the vote."""

from functools import partial

from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import operations
from buurtcoop.funding.models import Budget, BudgetLine, HelpingDefinition
from buurtcoop.funding.rules.budgets import BudgetDecided, BudgetUnderway
from tests.funding.conftest import Sources
from tests.funding.test_budgets import account, decided, helped, planned
from tests.funding.test_settling_at_once import meanwhile


def test_one_version_is_begun_by_two(instance: Instance, sources: Sources) -> None:
    errors = meanwhile(
        instance,
        partial(operations.begin_budget, 2027, by=sources.truus),
        partial(operations.begin_budget, 2027, by=sources.truus),
    )

    assert [type(error) for error in errors] == [BudgetUnderway]
    with instance.reading():
        assert db().scalar(select(func.count(Budget.id))) == 1


def test_a_place_has_one_amount_whoever_filled_it_in(instance: Instance, sources: Sources) -> None:
    with instance.writing():
        budget, food = planned(sources).id, account("4400")

    def fill(cents: int) -> None:
        operations.set_line(
            budget, sources.meals, food, sources.city, Money(cents), by=sources.truus
        )

    errors = meanwhile(instance, partial(fill, 100), partial(fill, 200))

    assert errors == []
    with instance.reading():
        assert list(db().scalars(select(BudgetLine.amount))) == [Money(200)]


def test_nothing_is_filled_in_after_the_decision(instance: Instance, sources: Sources) -> None:
    with instance.writing():
        budget, food = planned(sources, (sources.city, "4000", 100)).id, account("4400")

    errors = meanwhile(
        instance,
        lambda: decided(sources, db().get_one(Budget, budget)),
        lambda: operations.set_line(
            budget, sources.meals, food, sources.city, Money(1), by=sources.truus
        ),
    )

    assert [type(error) for error in errors] == [BudgetDecided]


def test_two_definitions_of_helping_are_two_versions(instance: Instance, sources: Sources) -> None:
    errors = meanwhile(instance, partial(helped, sources, {}), partial(helped, sources, {}))

    assert errors == []
    with instance.reading():
        versions = db().scalars(select(HelpingDefinition.version))
        assert sorted(versions) == [1, 2]
