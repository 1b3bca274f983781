"""Programmes, and the worked examples E11, E12 and E14, from the books themselves."""

from collections.abc import Iterator
from datetime import date

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import NOTHING, Money, split
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import SourceKind
from buurtcoop.funding.rules import Part
from buurtcoop.funding.settlement import Mode
from buurtcoop.ledger.models import Entry
from buurtcoop.ledger.operations import book, reverse
from buurtcoop.ledger.rules import BANK, NewLine
from tests.cast import Cast
from tests.funding.settled import LAST, SETTLED, Books, books, drafted, euro

CITY = SourceKind.MUNICIPAL_COFINANCING


@pytest.fixture
def made(instance: Instance, cast: Cast) -> Iterator[Books]:
    """The books, in one transaction that writes."""
    with instance.writing():
        yield books(cast)


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        pytest.param("4812.37", [40, 35, 25], ["1924.95", "1684.33", "1203.09"], id="E11 a wage"),
        pytest.param("100", [1, 1, 1], ["33.34", "33.33", "33.33"], id="E11 three"),
    ],
)
def test_e11_a_cost_that_is_split_over_sources_is_whole_in_the_books(
    made: Books, whole: str, weights: list[int], parts: list[str]
) -> None:
    sources = [made.source(name) for name in ("Een", "Twee", "Drie")]
    amounts = split(euro(whole), weights)
    entry = operations.decide_cost(
        [
            Part(source_id=source_id, activity_id=made.meals, amount=amount)
            for source_id, amount in zip(sources, amounts, strict=True)
        ],
        euro(whole),
        day=LAST,
        account_code="4000",
        memo="Loon",
        key="wage",
        by=made.by,
    )

    assert isinstance(entry, Entry)
    assert [made.on("4000", source_id) for source_id in sources] == [euro(part) for part in parts]


def test_e12_the_parts_of_an_agreement_are_the_whole_to_the_cent(made: Books) -> None:
    number = made.agreement("Fonds", "18000.01", drafted(Mode.LUMP, no_profit=False))

    operations.add_tranches(
        number, [(5_000, None, ""), (3_000, None, ""), (2_000, None, "")], by=made.by
    )

    parts = [each.tranche.amount for each in queries.tranches_of(number)]
    assert parts == [euro("9000.01"), euro("5400"), euro("3600")]


def test_e14_forty_times_25_with_two_returned_and_10_back_is_940_without_mandates_or_dues(
    made: Books,
) -> None:
    entries = [_collected(made, number) for number in range(40)]
    for entry in entries[:2]:
        reverse(entry.id, day=LAST, memo="Niet gelukt", by=made.by)
    fund = made.fund(made.own)
    book(
        LAST,
        "Terug naar een lid",
        [
            NewLine(account=BANK, fund_id=fund, amount=-euro("10")),
            NewLine(account="8010", fund_id=fund, amount=euro("10"), activity_id=made.meals),
        ],
        key="refund",
        by=made.by,
    )

    assert (made.on(BANK, made.own), made.on("8010", made.own)) == (euro("940"), -euro("940"))
    (own,) = (each for each in queries.figures(2026) if each.id == made.own)
    assert (own.received, own.came_in) == (euro("940"), euro("940"))


def _collected(made: Books, number: int) -> Entry:
    return operations.receive(
        made.own,
        day=date(2026, 12, 1),
        amount=euro("25"),
        memo="Bijdrage",
        activity_id=made.meals,
        key=f"dues {number}",
        by=made.by,
    )


def test_costs_on_a_programme_are_counted_once_and_own_money_once(
    made: Books,
) -> None:
    first = made.agreement("Fonds", "1000", programme=("wijk", 1))
    both = drafted(Mode.COST_SHARE, 5_000, programme_counts=True)
    second = made.agreement("Gemeente", "1000", both, kind=CITY, programme=("wijk", 2))
    made.cost(made.source_of(first), "600", first)
    made.cost(made.own, "400", second)

    facts = queries.facts_of(second, SETTLED)
    assert sum((each.amount for each in facts.costs), NOTHING) == euro("1000")
    assert [each.amount for each in facts.own] == [euro("400")]
    assert (facts.other_income, facts.other_public) == (euro("360"), Money(0))


def test_members_in_a_programme_are_own_money_and_not_others(
    made: Books,
) -> None:
    lump = drafted(Mode.LUMP, no_profit=False)
    members = made.agreement(
        "Eigen bijdragen",
        "400",
        lump,
        kind=SourceKind.OWN_CONTRIBUTION,
        programme=("wijk", 1),
    )
    both = drafted(Mode.COST_SHARE, 5_000, programme_counts=True)
    city = made.agreement("Gemeente", "1000", both, kind=CITY, programme=("wijk", 2))
    made.cost(made.own, "400", members)
    made.cost(made.source_of(city), "600", city)

    facts = queries.facts_of(city, SETTLED)
    assert [each.amount for each in facts.own] == [euro("400")]
    assert (facts.other_income, facts.other_public) == (NOTHING, NOTHING)
