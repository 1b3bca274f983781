"""Values that can't be are refused where they are made; runway counts months."""

from collections.abc import Callable

import pytest

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.settlement import (
    Category,
    Cost,
    Forecast,
    Gift,
    Hours,
    InKind,
    Mode,
    OwnMoney,
    OwnPart,
    Performance,
    TrancheTerms,
    full_months,
    month_ends,
)
from tests.funding.settlement.agreements import LAST, agreed, happened

LESS = Money(-1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Category(name="", most=LESS),
        lambda: Category(name="", most_points=10_001),
        lambda: OwnPart(points=-1),
        lambda: InKind(rate=LESS),
        lambda: InKind(rate=NOTHING, most_points=10_001),
        lambda: Performance(agreed=0),
        lambda: Performance(agreed=1, full_from_points=10_001),
        lambda: TrancheTerms(points=10_001),
        lambda: agreed(Mode.LUMP, "-1"),
        lambda: agreed(Mode.LUMP, "1", per_household=LESS),
        lambda: agreed(Mode.LUMP, "1", share_points=10_001),
        lambda: agreed(Mode.LUMP, "1", public_most_points=-1),
        lambda: agreed(Mode.LUMP, "1", reserve_points=10_001),
        lambda: Cost(day=LAST, amount=Money(1), vat=Money(2)),
        lambda: Cost(day=LAST, amount=Money(1), vat=LESS),
        lambda: OwnMoney(day=LAST, amount=LESS),
        lambda: Hours(day=LAST, minutes=-1),
        lambda: Gift(household=1, amount=LESS, paid=True),
        lambda: happened(advances="-1"),
        lambda: happened(other="-1"),
        lambda: happened(other_public=LESS),
        lambda: happened(reserve=LESS),
        lambda: happened(done=-1),
    ],
)
def test_amounts_below_nothing_and_shares_outside_the_whole_are_refused(
    make: Callable[[], object],
) -> None:
    with pytest.raises(ValueError, match=r"or more|from 0 to|At least one"):
        make()


def test_restricted_money_never_helps_out_and_gets_back_nothing_it_did_not_lend() -> None:
    free = Forecast(opening=Money(100), changes=(Money(-60), Money(-60)))
    rich = Forecast(opening=Money(1_000), changes=(NOTHING, NOTHING))
    short = Forecast(opening=NOTHING, changes=(Money(-30), Money(30)))

    ends = month_ends(free, [rich, short])

    assert [(end.free.cents, end.lent.cents, end.usable.cents) for end in ends] == [
        (40, 30, 10),
        (-20, 0, -20),
    ]
    assert full_months(ends) == 1
    assert full_months(ends[:1]) == 1
    assert full_months(month_ends(free, [])) == 1


def test_forecasts_of_other_months_are_not_compared() -> None:
    with pytest.raises(ValueError, match="shorter"):
        month_ends(
            Forecast(opening=NOTHING, changes=(NOTHING,)), [Forecast(opening=NOTHING, changes=())]
        )
