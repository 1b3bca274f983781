"""What is suggested from the books: earmarks, what stands there already, and one press."""

from datetime import date

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.funding import operations, queries
from buurtcoop.funding.queries.suggestions import takers_in
from buurtcoop.funding.rules import CategoryDraft
from tests.funding.conftest import Sources, statements
from tests.funding.standing import LUMP, Standing, a_standing


@pytest.fixture
def standing(instance: Instance, sources: Sources) -> Standing:
    with instance.writing():
        return a_standing(sources)


def told(agreement_id: int) -> dict[int, int]:
    """{line: cents} suggested for an agreement."""
    return {each.line_id: each.amount.cents for each in queries.suggestions(agreement_id)}


def test_each_source_gets_its_own_costs_and_free_money_fills_the_share(
    instance: Instance, standing: Standing
) -> None:
    sources = standing.sources
    with instance.writing():
        lump = standing.agreed(sources.kitchen, 25_000, LUMP)
        share = standing.agreed(sources.city, 60_000, no_profit=False)
        settled_line = standing.cost(sources.city, 100, key="settled")
        standing.settled(sources.city, settled_line, 100)
        of_kitchen = standing.cost(sources.kitchen, 30_000, key="kitchen")
        of_city = standing.cost(sources.city, 40_000, key="city")
        free = standing.cost(standing.members, 90_000, key="free")

        assert told(lump) == {of_kitchen: 25_000}
        assert told(share) == {of_city: 40_000, free: 60_000}

        assert operations.claim_suggested(share, sources.truus, {of_city}) == 1
        assert told(share) == {free: 60_000}
        assert operations.claim_suggested(share, sources.truus) == 1
        assert told(share) == {}
        assert queries.reckon(share, date(2027, 12, 31)).determined == Money(60_000)


def test_a_kind_of_cost_the_letter_does_not_name_is_not_suggested(
    instance: Instance, standing: Standing
) -> None:
    kinds = (CategoryDraft(name="Eten", accounts=("4400",), most=Money(5_000)),)
    with instance.writing():
        share = standing.agreed(standing.sources.city, 60_000, categories=kinds)
        food = standing.cost(standing.sources.city, 9_000)
        standing.cost(standing.sources.city, 9_000, account="4200", key="rent")

        assert told(share) == {food: 5_000}
        operations.claim_suggested(share, standing.sources.truus)
        assert [
            each.category and each.category.name for each in queries.claims_on(share).claims
        ] == ["Eten"]


def test_in_a_programme_every_agreement_comes_to_as_much_as_costs_allow(
    instance: Instance, standing: Standing
) -> None:
    sources, last = standing.sources, date(2027, 12, 31)
    with instance.writing():
        province = standing.agreed(
            sources.kitchen, 1_000_000, share_points=3_000, programme_counts=True, public_money=True
        )
        city = standing.agreed(
            sources.city,
            1_500_000,
            share_points=5_000,
            programme_counts=True,
            public_money=True,
            public_most_points=7_000,
        )
        for rank, agreement_id in enumerate((province, city), 1):
            operations.tag_programme(
                agreement_id, programme="Samen eten", rank=rank, by=sources.truus
            )
        standing.cost(sources.kitchen, 975_000, key="province")
        standing.cost(sources.city, 1_300_000, key="city")
        standing.cost(standing.members, 975_000, key="ours")

        # What stands on one opens room on the other: until nothing is suggested any more.
        pressed = [1]
        while any(pressed):
            pressed = [operations.claim_suggested(each, sources.truus) for each in (province, city)]

        grants = [queries.reckon(each, last).determined.cents for each in (province, city)]
        assert grants == [975_000, 1_300_000]


def test_statements_do_not_grow_with_costs(instance: Instance, standing: Standing) -> None:
    with instance.writing():
        share = standing.agreed(standing.sources.city, 900_000)
        standing.cost(standing.sources.city, 1_000, key="first")
    counts = []
    for more in range(2):
        with statements(instance) as sent, instance.reading():
            found = queries.suggestions(share)
        counts.append((len(found), len(sent)))
        with instance.writing():
            for number in range(10 * (1 - more)):
                standing.cost(standing.sources.city, 1_000, key=f"more {number}")

    assert [number for number, _sent in counts] == [1, 11]
    assert counts[0][1] == counts[1][1]


def test_another_agreement_asks_only_for_what_stands_on_it(
    instance: Instance, standing: Standing
) -> None:
    counts = []
    for source in (standing.sources.city, standing.sources.kitchen):
        with instance.writing():
            standing.agreed(source, 900_000)
        with statements(instance) as sent, instance.reading():
            takers = takers_in(2027)
        counts.append((len(takers), len(sent)))

    # Costs, what was given, what came in and the reserve; terms and owners are asked once.
    assert [number for number, _sent in counts] == [1, 2]
    assert counts[1][1] - counts[0][1] == 4
