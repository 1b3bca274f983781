"""The table of one year adds up, rows and columns, to the cent."""

from collections import Counter

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.demo.money import COSTS, FEES, SOURCES, TO_RESERVE, spendings


def test_the_table_adds_up_in_rows_and_columns() -> None:
    assert sum((source.a_year for source in SOURCES), NOTHING) == Money(7_895_600)
    assert sum((cost.a_year for cost in COSTS), NOTHING) == Money(7_631_970)
    for source in SOURCES:
        used = [cost.parts.get(source.name, NOTHING) for cost in COSTS]
        assert sum(used, TO_RESERVE.get(source.name, NOTHING)) == source.a_year, source.name


def test_what_is_paid_is_what_was_promised() -> None:
    for source in SOURCES:
        for share in source.shares:
            paid = sum((amount for _month, _day, amount in share.paid), NOTHING)
            late = share.late[2] if share.late else NOTHING
            assert not share.paid or paid + late == share.amount, share.reference


def test_fees_are_those_of_120_members() -> None:
    assert sum(FEES.values()) == 120
    assert sum((fee * count for fee, count in FEES.items()), NOTHING) == Money(606_000)


def test_a_year_of_spending_is_shared_over_its_days_without_loss() -> None:
    spent: Counter[tuple[str, str]] = Counter()
    keys = set()
    for amount in spendings(2026):
        spent[amount.account, amount.source] += amount.amount.cents
        keys.add(amount.key)

    assert len(keys) == sum(len(cost.parts) * len(cost.months) for cost in COSTS)
    for cost in COSTS:
        for source, total in cost.parts.items():
            assert spent[cost.account, source] == total.cents
