"""Terms that clash are told by name, and terms that can hold together are left in peace."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from buurtcoop.core.money import WHOLE, Money
from buurtcoop.funding import settlement
from buurtcoop.funding.settlement import (
    Category,
    Contradiction,
    InKind,
    Mode,
    OwnPart,
    OwnRule,
    Performance,
    Terms,
    TrancheTerms,
    contradictions_in,
)
from tests.funding.settlement.agreements import agreed, euro

PART = Category(name="overhead", most_points=1_000)
RATE = InKind(rate=euro("20"))


# Mode, other terms than the usual ones, the two that clash, and words of the sentence.
CLASHES: list[tuple[Mode, dict[str, Any], tuple[str, str], str]] = [
    (Mode.LUMP, {"last_day": date(2025, 1, 1)}, ("first_day", "last_day"), "vóór de eerste"),
    (Mode.COST_SHARE, {}, ("mode", "share_points"), "0 procent"),
    (Mode.LUMP, {"share_points": 6_250}, ("mode", "share_points"), "62,5 procent"),
    (
        Mode.COST_SHARE,
        {"share_points": 8_000, "own_part": OwnPart(points=2_500)},
        ("share_points", "own_part"),
        "80 procent en u legt zelf 25 procent",
    ),
    (
        Mode.COST_SHARE,
        {"share_points": 8_000, "public_most_points": 7_000},
        ("share_points", "public_most_points"),
        "80 procent. Van alle overheden samen mag het 70 procent",
    ),
    (
        Mode.DEFICIT,
        {"own_part": OwnPart(points=0, rule=OwnRule.REDUCE)},
        ("own_part.rule", "own_part.points"),
        "eigen deel is 0 procent",
    ),
    (
        Mode.LUMP,
        {"own_part": OwnPart(points=100, hours_count=True)},
        ("own_part.hours_count", "in_kind"),
        "wat een uur waard is",
    ),
    (
        Mode.COST_SHARE,
        {"share_points": 100, "in_kind": InKind(rate=Money(0))},
        ("in_kind.rate", "in_kind.most_points"),
        "niets waard",
    ),
    (Mode.DEFICIT, {"in_kind": RATE}, ("mode", "in_kind"), "tellen uren niet mee"),
    (Mode.PERFORMANCE, {}, ("mode", "performance"), "niet hoeveel u doet"),
    (Mode.LUMP, {"per_household": Money(1)}, ("mode", "per_household"), "per huishouden"),
    (
        Mode.MATCH,
        {"per_household": euro("501")},
        ("per_household", "maximum"),
        "501,00, maar meer dan",
    ),
    (Mode.LUMP, {"reserve_points": 1_000}, ("no_profit", "reserve_points"), "in een reserve"),
    (
        Mode.DEFICIT,
        {"reserve_points": 1_000, "no_profit": False},
        ("mode", "reserve_points"),
        "alleen een tekort",
    ),
    (
        Mode.LUMP,
        {"categories": (Category(name="eten"), Category(name="eten", most=Money(1)))},
        ("categories", "categories"),
        "2 keer: eten",
    ),
    (Mode.LUMP, {"categories": (PART,)}, ("categories", "categories.most_points"), "overhead"),
    (
        Mode.LUMP,
        {"tranches": (TrancheTerms(points=5_000), TrancheTerms(points=4_750))},
        ("tranches", "maximum"),
        "samen 97,5 procent",
    ),
]


@pytest.mark.parametrize(("mode", "more", "between", "said"), CLASHES)
def test_two_terms_that_clash_are_both_named(
    mode: Mode, more: dict[str, Any], between: tuple[str, str], said: str
) -> None:
    found = contradictions_in(clashing(mode, more))

    assert [(each.between, said in str(each)) for each in found] == [(between, True)]


@pytest.mark.parametrize(
    "terms",
    [
        agreed(
            Mode.COST_SHARE,
            "18000",
            share_points=6_000,
            own_part=OwnPart(points=4_000, rule=OwnRule.REDUCE),
            in_kind=RATE,
            public_most_points=7_000,
            categories=(Category(name="direct"), PART),
            tranches=(TrancheTerms(points=WHOLE),),
        ),
        agreed(Mode.LUMP, "40000", no_profit=False, reserve_points=1_000),
        agreed(Mode.PERFORMANCE, "9500", performance=Performance(agreed=40)),
        agreed(Mode.DEFICIT, "500", in_kind=RATE, own_part=OwnPart(points=100, hours_count=True)),
        agreed(Mode.MATCH, "5000", per_household=euro("250")),
        agreed(
            Mode.COST_SHARE,
            "500",
            share_points=9_000,
            in_kind=RATE,
            own_part=OwnPart(points=2_500, hours_count=True),
        ),
    ],
)
def test_terms_that_can_hold_together_are_left_in_peace(terms: Terms) -> None:
    assert contradictions_in(terms) == []


def test_every_contradiction_is_tried_and_names_terms_that_exist() -> None:
    kinds = Contradiction.__subclasses__()  # and those of a draft, where that was imported
    every = [each for each in kinds if each.__module__.startswith(settlement.__name__)]
    found = {
        type(no) for mode, more, *_ in CLASHES for no in contradictions_in(clashing(mode, more))
    }

    assert found == set(every)
    names = {name.split(".")[0] for each in every for name in each.between}
    assert names <= {each.name for each in fields(Terms)}


def clashing(mode: Mode, more: dict[str, Any]) -> Terms:
    """Terms of one mode that have these others as well."""
    return replace(agreed(mode, "500"), **more)
