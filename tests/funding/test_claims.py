"""Putting costs on agreements: by rows, never more than the line, nothing once it was settled."""

from datetime import timedelta

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.funding import operations, queries, rules
from buurtcoop.funding.rules import CategoryDraft
from tests.funding.conftest import Sources
from tests.funding.standing import LUMP, Standing, a_standing


@pytest.fixture
def standing(instance: Instance, sources: Sources) -> Standing:
    with instance.writing():
        return a_standing(sources)


@pytest.fixture
def settled(instance: Instance, standing: Standing) -> int:
    with instance.writing():
        line = standing.cost(standing.sources.city, 5_000, key="settled")
        return standing.settled(standing.sources.city, line, 5_000)


def test_a_line_is_claimed_by_two_agreements_up_to_the_line_and_no_further(
    instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        city = standing.agreed(standing.sources.city, 100_000)
        kitchen = standing.agreed(standing.sources.kitchen, 100_000)
        line = standing.cost(standing.members, 5_000)
        standing.claim(line, city, 3_000)
        standing.claim(line, kitchen, 1_900)

        with pytest.raises(rules.MoreThanCost) as refused:
            standing.claim(line, kitchen, 101)

        assert refused.value.values["left"] == Money(100)
        assert standing.claim(line, city, 100)


def test_a_fixed_amount_takes_no_more_than_that_and_a_share_does(
    instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        lump = standing.agreed(standing.sources.kitchen, 4_000, LUMP)
        share = standing.agreed(standing.sources.city, 4_000)
        line = standing.cost(standing.sources.kitchen, 10_000)
        standing.claim(line, lump, 3_999)

        with pytest.raises(rules.FixedFull) as refused:
            standing.claim(line, lump, 2)

        assert refused.value.values["left"] == Money(1)
        assert standing.claim(line, share, 6_000)


def test_a_claim_goes_to_the_kind_of_cost_of_its_account(
    instance: Instance, standing: Standing
) -> None:
    kinds = (CategoryDraft(name="Eten", accounts=("4400",)),)
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 100_000, categories=kinds)
        other = standing.agreed(standing.sources.kitchen, 100_000, categories=kinds)
        food = standing.cost(standing.sources.city, 5_000)
        rent = standing.cost(standing.sources.city, 5_000, account="4200", key="rent")
        standing.claim(food, agreement, 100)
        standing.claim(rent, agreement, 100)
        standing.claim(food, other, 100)

        on = {each.line_id: each.category for each in queries.claims_on(agreement).claims}
        assert {line_id: kind and kind.name for line_id, kind in on.items()} == {
            food: "Eten",
            rent: None,
        }
        elsewhere = queries.claims_on(other).claims[0].category_id
        with pytest.raises(rules.CategoryElsewhere):
            operations.claim(
                food, agreement, Money(1), category_id=elsewhere, by=standing.sources.truus
            )


def test_what_cannot_be_claimed_says_why(instance: Instance, standing: Standing) -> None:
    truus = standing.sources.truus
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 100_000)
        bare = standing.sources.promised(standing.sources.kitchen, 50_000)
        line = standing.cost(standing.sources.city, 5_000)
        gone = standing.cost(standing.sources.city, 700, key="gone")
        standing.undo(gone)
        income = standing.sources.received(standing.sources.city, 900)
        bank = max(each.id for each in income.lines)

        refusals: list[tuple[type[Refusal], int, int, Money, Money]] = [
            (rules.TermsMissing, line, bare, Money(1), Money(0)),
            (rules.NotACost, gone, agreement, Money(1), Money(0)),
            (rules.NotACost, bank, agreement, Money(1), Money(0)),
            (rules.NotACost, 10**8, agreement, Money(1), Money(0)),
            (rules.AmountOutside, line, agreement, Money(0), Money(0)),
            (rules.AmountOutside, line, agreement, Money(-100), Money(0)),
            (rules.VatTooLarge, line, agreement, Money(100), Money(101)),
            (rules.VatTooLarge, line, agreement, Money(100), Money(-1)),
        ]
        for refusal, line_id, agreement_id, amount, vat in refusals:
            with pytest.raises(refusal):
                operations.claim(line_id, agreement_id, amount, vat=vat, by=truus)
        with pytest.raises(LookupError):
            operations.claim(line, 10**8, Money(1), by=truus)


def test_what_is_taken_off_says_why_and_is_free_again(
    instance: Instance, standing: Standing
) -> None:
    truus = standing.sources.truus
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 100_000)
        line = standing.cost(standing.sources.city, 5_000)
        claim = standing.claim(line, agreement, 5_000)

        with pytest.raises(rules.ReasonMissing):
            operations.withdraw(claim, "  ", truus)
        operations.withdraw(claim, "Hoort bij het fonds.", truus)
        with pytest.raises(rules.ClaimGone):
            operations.withdraw(claim, "Nog een keer.", truus)

        assert queries.claims_on(agreement).claims == []
        assert queries.taken_off(agreement)[0].withdrawn_why == "Hoort bij het fonds."
        assert standing.claim(line, agreement, 5_000)


def test_a_cost_that_was_undone_counts_no_more_and_leaves_room_on_a_fixed_amount(
    instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        lump = standing.agreed(standing.sources.kitchen, 4_000, LUMP)
        line = standing.cost(standing.sources.kitchen, 4_000)
        standing.claim(line, lump, 4_000)
        standing.undo(line)
        again = standing.cost(standing.sources.kitchen, 4_000, key="again")

        assert standing.claim(again, lump, 4_000)
        assert [each.line_id for each in queries.claims_on(lump).claims] == [again]
        assert [each.line_id for each in queries.undone_on(lump)] == [line]


def test_a_settled_agreement_takes_nothing_and_gives_nothing_back(
    instance: Instance, standing: Standing, settled: int
) -> None:
    truus = standing.sources.truus
    with instance.writing():
        claim = queries.claims_on(settled).claims[0]
        line = standing.cost(standing.sources.city, 100, key="late")

        with pytest.raises(rules.AgreementSettled):
            standing.claim(line, settled, 100)
        with pytest.raises(rules.AgreementSettled):
            operations.withdraw(claim.id, "Toch niet.", truus)
        with pytest.raises(rules.AgreementSettled):
            operations.claim_suggested(settled, truus)
        assert queries.suggestions(settled) == []


def test_a_cost_that_moved_to_another_source_after_the_report_is_told(
    instance: Instance, standing: Standing, settled: int
) -> None:
    with instance.writing():
        line = queries.claims_on(settled).claims[0].line_id
        assert queries.claims_undone_after_report() == []

    with clock.stopped(clock.now() + timedelta(hours=1)), instance.writing():
        standing.undo(line)
        standing.cost(standing.sources.kitchen, 5_000, key="moved")
        [(claim, settlement)] = queries.claims_undone_after_report()

        assert (claim.line_id, settlement.agreement_id) == (line, settled)
