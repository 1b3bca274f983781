"""The steps of a settlement: their order, and one line of arithmetic each that people can read."""

from dataclasses import replace
from typing import Any

import pytest

from buurtcoop.core.words import say
from buurtcoop.funding.settlement import (
    Cost,
    Facts,
    Gift,
    Hours,
    InKind,
    Mode,
    OwnPart,
    OwnRule,
    Performance,
    Stage,
    Terms,
    settle,
)
from tests.funding.settlement.agreements import LAST, agreed, euro, happened

HOURS = (Hours(day=LAST, minutes=640 * 60),)


def lines(terms: Terms, facts: Facts) -> list[str]:
    """What a screen shows, with plain spaces."""
    return [
        say(step.sum.message, "nl", **step.sum.values).replace("\N{NO-BREAK SPACE}", " ")
        for step in settle(terms, facts).steps
    ]


def test_every_step_of_a_settlement_is_one_line_of_arithmetic() -> None:
    terms = agreed(
        Mode.COST_SHARE,
        "13000",
        share_points=8_000,
        in_kind=InKind(rate=euro("20"), most_points=3_000),
        own_part=OwnPart(points=1_250),
        public_most_points=7_000,
        performance=Performance(agreed=40),
    )
    facts = happened(cost="12000", own="1500", advances="9000", hours=HOURS, done=30)

    assert lines(terms, facts) == [
        "€ 12.000,00 − € 0,00 = € 12.000,00",
        "640 uur × € 20,00 = € 12.800,00",
        "€ 12.000,00 × 30 ÷ 70 = € 5.142,85",
        "80 procent × € 17.142,85 = € 13.714,28",
        "Het laagste van € 13.714,28 en € 13.000,00: € 13.000,00",
        "12,5 procent × € 12.000,00 = € 1.500,00. Er is € 1.500,00.",
        "€ 12.000,00 − € 1.500,00 − € 0,00 = € 10.500,00",
        "70 procent × € 17.142,85 − € 0,00 = € 12.000,00",
        "€ 10.500,00 × 30 ÷ 40 = € 7.875,00",
        "€ 7.875,00 − € 9.000,00 = − € 1.125,00",
    ]
    assert [step.stage for step in settle(terms, facts).steps] == [
        kind for kind in Stage if kind not in (Stage.SURPLUS, Stage.RESERVE, Stage.KEPT)
    ]


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (OwnRule.REDUCE, "€ 16.800,00 − (€ 7.000,00 − € 3.000,00) = € 12.800,00"),
        (OwnRule.PROPORTIONAL, "€ 16.800,00 × € 3.000,00 ÷ € 7.000,00 = € 7.200,00"),
        (OwnRule.NONE, "25 procent × € 28.000,00 = € 7.000,00. Er is € 3.000,00."),
    ],
)
def test_the_line_of_the_own_part_shows_what_a_shortage_does(rule: OwnRule, line: str) -> None:
    own_part = OwnPart(points=2_500, rule=rule)
    terms = agreed(Mode.COST_SHARE, "18000", share_points=6_000, own_part=own_part)

    assert lines(terms, happened(cost="28000", own="3000"))[3] == line


def test_the_lines_of_a_reserve_show_surplus_room_and_what_goes_back() -> None:
    terms = agreed(Mode.LUMP, "40000", no_profit=False, reserve_points=1_000)
    facts = happened(cost="36800", own="2000", advances="40000", reserve=euro("2500"))

    assert lines(terms, facts)[1:] == [
        "Een vast bedrag: € 40.000,00",
        "€ 40.000,00 + € 2.000,00 + € 0,00 − € 36.800,00 = € 5.200,00",
        "10 procent × € 40.000,00 − € 2.500,00 = € 1.500,00",
        "€ 40.000,00 − € 3.700,00 = € 36.300,00",
        "€ 36.300,00 − € 40.000,00 = − € 3.700,00",
    ]


@pytest.mark.parametrize(
    ("limit", "line"),
    [
        (None, "Alle betaalde giften samen: € 400,00"),
        ("250", "Van € 400,00 telt hoogstens € 250,00 per huishouden: € 250,00"),
    ],
)
def test_the_line_of_gifts_names_the_limit_where_there_is_one(limit: str | None, line: str) -> None:
    most = euro(limit) if limit else None
    terms = agreed(Mode.MATCH, "500", per_household=most, no_profit=False)

    told = lines(terms, happened(gifts=(Gift(household="Anna", amount=euro("400"), paid=True),)))

    assert told[0] == line


@pytest.mark.parametrize(
    ("mode", "more", "shown"),
    [
        (Mode.LUMP, {}, False),
        (Mode.LUMP, {"no_profit": True}, True),
        (Mode.LUMP, {"own_part": OwnPart(points=100)}, True),
        (Mode.LUMP, {"public_most_points": 7_000}, True),
        (Mode.LUMP, {"reserve_points": 1_000}, True),
        (Mode.MATCH, {}, False),
        (Mode.DEFICIT, {}, True),
        (Mode.COST_SHARE, {}, True),
    ],
)
def test_costs_are_shown_only_where_they_can_change_the_grant(
    mode: Mode, more: dict[str, Any], shown: bool
) -> None:
    terms = replace(agreed(mode, "500", no_profit=False), **more)

    stages = [step.stage for step in settle(terms, happened(cost="100")).steps]

    assert (Stage.COSTS in stages) is shown


def test_odd_minutes_are_shown_as_minutes() -> None:
    hours = InKind(rate=euro("20"))
    terms = agreed(Mode.COST_SHARE, "500", share_points=5_000, in_kind=hours)
    facts = happened(hours=(Hours(day=LAST, minutes=50), Hours(day=LAST, minutes=41)))

    assert lines(terms, facts)[1] == "91 minuten ÷ 60 × € 20,00 = € 30,33"


def test_vat_counts_only_where_the_terms_say_so() -> None:
    facts = happened(costs=(Cost(day=LAST, amount=euro("121"), vat=euro("21")),))
    without = agreed(Mode.COST_SHARE, "500", share_points=5_000, vat_counts=False)
    with_vat = agreed(Mode.COST_SHARE, "500", share_points=5_000)

    assert settle(without, facts).determined == euro("50")
    assert settle(with_vat, facts).determined == euro("60.50")
