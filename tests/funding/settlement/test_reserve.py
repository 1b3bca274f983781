"""What of a surplus stays in the egalisation reserve, and what goes back."""

from dataclasses import replace

import pytest

from buurtcoop.funding.settlement import Hours, InKind, Mode, settle
from tests.funding.settlement.agreements import LAST, agreed, euro, happened

YEARLY = agreed(Mode.LUMP, "40000", no_profit=False, reserve_points=1_000)
ONE_OFF = agreed(Mode.LUMP, "1000", no_profit=False, reserve_points=1_000)


@pytest.mark.parametrize(
    ("opening", "reserve", "back"),
    [
        pytest.param("0", "4000", "1200", id="E10 empty reserve"),
        pytest.param("2500", "1500", "3700", id="E10 reserve with something in it"),
    ],
)
def test_a_surplus_goes_to_the_reserve_as_far_as_it_may_and_the_rest_goes_back(
    opening: str, reserve: str, back: str
) -> None:
    facts = happened(cost="36800", own="2000", advances="40000", reserve=euro(opening))

    told = settle(YEARLY, facts)

    assert (told.to_reserve, told.to_repay) == (euro(reserve), euro(back))


def test_hours_of_helpers_are_no_cost_that_eats_a_surplus() -> None:
    terms = replace(ONE_OFF, in_kind=InKind(rate=euro("20")))
    facts = happened(cost="800", advances="1000", hours=(Hours(day=LAST, minutes=600),))

    told = settle(terms, facts)

    assert told.steps[-4].result == euro("200")
    assert (told.to_reserve, told.to_repay) == (euro("100"), euro("100"))


def test_no_more_goes_back_than_the_grant_though_we_put_in_more() -> None:
    told = settle(ONE_OFF, happened(cost="2000", own="5000", advances="1000"))

    assert (told.to_reserve, told.to_repay, told.determined) == (
        euro("100"),
        euro("900"),
        euro("100"),
    )


def test_a_deficit_comes_out_of_the_reserve_as_far_as_it_goes() -> None:
    facts = happened(cost="43000", own="2000", advances="40000", reserve=euro("600"))

    told = settle(YEARLY, facts)

    assert (told.to_reserve, told.determined, told.to_repay) == (
        euro("-600"),
        euro("40000"),
        euro("0"),
    )
