"""Agreements and facts to settle: short ways to write one, and any of them at all."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from buurtcoop.core.money import NOTHING, WHOLE, Money
from buurtcoop.funding.settlement import (
    Category,
    Cost,
    Facts,
    Gift,
    Hours,
    InKind,
    Mode,
    OwnMoney,
    OwnPart,
    OwnRule,
    Performance,
    Terms,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SETTLED = date(2027, 3, 1)


def euro(amount: str) -> Money:
    """27345.67 or -1200 as cents."""
    return Money(int(Decimal(amount) * 100))


def agreed(mode: Mode, maximum: str, **more: Any) -> Terms:
    """Terms of 2026."""
    return Terms(mode=mode, maximum=euro(maximum), first_day=FIRST, last_day=LAST, **more)


def happened(
    *, cost: str = "0", own: str = "0", advances: str = "0", other: str = "0", **more: Any
) -> Facts:
    """Facts of 2026 with one cost."""
    usual = Facts(
        settled_on=SETTLED,
        costs=(Cost(day=LAST, amount=euro(cost)),),
        own=(OwnMoney(day=LAST, amount=euro(own)),),
        advances=euro(advances),
        other_income=euro(other),
    )
    return replace(usual, **more)


def any_money(most: int) -> st.SearchStrategy[Money]:
    """Nothing up to so many cents."""
    return st.integers(0, most).map(Money)


POINTS = st.sampled_from([0, 1, 1_000, 2_500, 3_333, 5_000, 6_000, 9_999, WHOLE])
SOME_POINTS = st.sampled_from([2_500, 3_333, 5_000, 6_000, 9_999, WHOLE])
DAYS = st.integers(-40, 400).map(lambda days: FIRST + timedelta(days=days))
KINDS = st.sampled_from(["direct", "overhead", "alcohol"])
CATEGORIES = st.one_of(
    st.just(()),
    st.builds(
        lambda most, points: (
            Category(name="direct", most=most),
            Category(name="overhead", most_points=points),
        ),
        st.none() | any_money(9_000),
        POINTS,
    ),
)
OWN_PARTS = st.builds(
    OwnPart,
    points=POINTS,
    rule=st.sampled_from(OwnRule),
    others_count=st.booleans(),
    hours_count=st.booleans(),
)


def any_terms(
    *, most: int = 10**4, points: st.SearchStrategy[int] = POINTS
) -> st.SearchStrategy[Terms]:
    """Terms of every mode, also ones that contradict each other."""
    return st.builds(
        Terms,
        mode=st.sampled_from(Mode),
        maximum=any_money(most),
        first_day=st.just(FIRST),
        last_day=st.just(LAST),
        share_points=points,
        categories=CATEGORIES,
        vat_counts=st.booleans(),
        own_part=st.none() | OWN_PARTS,
        in_kind=st.none() | st.builds(InKind, rate=any_money(2_500), most_points=points),
        no_profit=st.booleans(),
        public_most_points=st.none() | points,
        performance=st.none()
        | st.builds(Performance, agreed=st.integers(1, 40), full_from_points=POINTS),
        per_household=st.none() | any_money(300),
        reserve_points=st.none() | POINTS,
    )


@st.composite
def any_cost(draw: st.DrawFn, most: int) -> Cost:
    """A cost of any kind on any day."""
    amount = draw(any_money(most))
    vat = draw(any_money(amount.cents))
    return Cost(day=draw(DAYS), amount=amount, category=draw(KINDS), vat=vat)


def any_facts(*, most: int = 10**4) -> st.SearchStrategy[Facts]:
    """Anything that may have happened."""
    return st.builds(
        Facts,
        settled_on=st.just(SETTLED),
        costs=st.lists(any_cost(most), max_size=4).map(tuple),
        own=st.lists(
            st.builds(OwnMoney, day=st.just(LAST), amount=any_money(most)), max_size=2
        ).map(tuple),
        other_income=st.just(NOTHING) | any_money(most),
        other_public=st.just(NOTHING) | any_money(most),
        hours=st.lists(st.builds(Hours, day=DAYS, minutes=st.integers(0, 600)), max_size=2).map(
            tuple
        ),
        done=st.integers(0, 50),
        gifts=st.lists(
            st.builds(Gift, household=st.integers(1, 3), amount=any_money(500), paid=st.booleans()),
            max_size=4,
        ).map(tuple),
        advances=any_money(most),
        reserve=st.just(NOTHING) | any_money(most),
    )
