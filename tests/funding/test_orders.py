"""What was ordered is no longer free, until it is paid or falls away."""

from datetime import date

import pytest
from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.funding import operations, queries, rules
from buurtcoop.funding.queries import SourceFigures
from buurtcoop.ledger.models import LedgerAccount
from tests.funding.conftest import TODAY, Sources
from tests.funding.standing import Standing, a_standing


@pytest.fixture
def standing(instance: Instance, sources: Sources) -> Standing:
    with instance.writing():
        sources.promised(sources.kitchen, 100_000)
        return a_standing(sources)


def ordered(standing: Standing, cents: int = 30_000, expected_on: date = date(2027, 2, 1)) -> int:
    sources = standing.sources
    account = db().scalars(select(LedgerAccount.id).where(LedgerAccount.code == "4400")).one()
    return operations.order(
        sources.kitchen,
        activity_id=sources.meals,
        account_id=account,
        amount=Money(cents),
        words="Pannen bij de groothandel",
        ordered_on=TODAY,
        expected_on=expected_on,
        by=sources.truus,
    ).id


def kitchen(standing: Standing, year: int = 2027) -> SourceFigures:
    return next(each for each in queries.figures(year) if each.id == standing.sources.kitchen)


def test_what_is_ordered_counts_until_it_is_paid_in_parts_or_falls_away(
    instance: Instance, standing: Standing
) -> None:
    truus = standing.sources.truus
    with instance.writing():
        order = ordered(standing)
        assert (kitchen(standing).ordered, kitchen(standing).left) == (Money(30_000), Money(70_000))

        bill = standing.cost(standing.sources.kitchen, 20_000)
        operations.pay_order(order, bill, Money(20_000), truus)
        assert (kitchen(standing).ordered, kitchen(standing).left) == (Money(10_000), Money(70_000))

        operations.end_order(order, "De rest is niet geleverd.", truus)
        assert (kitchen(standing).ordered, kitchen(standing).left) == (Money(0), Money(80_000))
        assert queries.open_orders(standing.sources.kitchen) == []
        assert [each.left for each in queries.done_orders()] == [Money(0)]


def test_a_bill_that_was_undone_opens_the_order_again(
    instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        order = ordered(standing)
        bill = standing.cost(standing.sources.kitchen, 30_000)
        operations.pay_order(order, bill, Money(30_000), standing.sources.truus)
        assert queries.open_orders() == []

        standing.undo(bill)

        assert queries.order_of(order).left == Money(30_000)
        assert kitchen(standing).ordered == Money(30_000)
        assert kitchen(standing, 2028).ordered == Money(0)


def test_what_cannot_be_ordered_or_paid_says_why(instance: Instance, standing: Standing) -> None:
    truus = standing.sources.truus
    with instance.writing():
        order, done = ordered(standing), ordered(standing, 100)
        bill = standing.cost(standing.sources.kitchen, 10_000)
        other = standing.cost(standing.sources.city, 10_000, key="other")
        operations.pay_order(order, bill, Money(9_000), truus)
        operations.end_order(done, "Toch niet nodig.", truus)

        refused: list[tuple[type[Refusal], int, int, int]] = [
            (rules.MoreThanBill, order, bill, 1_001),
            (rules.MoreThanOrdered, order, bill, 21_001),
            (rules.OtherPot, order, other, 1),
            (rules.NotACost, order, 10**8, 1),
            (rules.OrderEnded, done, bill, 1),
            (rules.AmountOutside, order, bill, 0),
        ]
        for refusal, order_id, line_id, cents in refused:
            with pytest.raises(refusal):
                operations.pay_order(order_id, line_id, Money(cents), truus)
        with pytest.raises(rules.ReasonMissing):
            operations.end_order(order, " ", truus)
        with pytest.raises(rules.OrderEnded):
            operations.end_order(done, "Nog een keer.", truus)
        with pytest.raises(rules.ExpectedBeforeOrdered):
            ordered(standing, expected_on=date(2027, 1, 11))
        with pytest.raises(rules.AmountOutside):
            ordered(standing, -1)
