"""What is suggested for a movement, on plain values."""

from dataclasses import replace
from datetime import date

import pytest

from buurtcoop.bank.matching import (
    Earlier,
    Known,
    Part,
    Seen,
    Unmatched,
    Way,
    Why,
    may_be,
    suggest,
)
from buurtcoop.bank.models import How
from buurtcoop.core.money import Money

DAY = date(2027, 1, 12)
SHOP = "NL69INGB0123456789"
CAME = Seen(day=DAY, amount=Money(5000), counterparty_iban=SHOP, words="Voorschot 2 kenmerk W-2027")
WENT = Seen(day=DAY, amount=Money(-5000), counterparty_iban=SHOP, words="Huur januari")
RENT = Way(source_id=1, account="4100", activity_id=2, memo="Huur")
IN_BOOK = Unmatched(entry_id=7, day=DAY, amount=Money(5000), memo="Voorschot 2")


def part(cents: int, account: str = "4100") -> Part:
    return Part(source_id=1, account=account, activity_id=2, amount=Money(cents))


def before(cents: int, **more: str) -> Earlier:
    said = {"counterparty_iban": SHOP, "reference": "", "memo": "Huur", **more}
    return Earlier(amount=Money(cents), parts=(part(cents),), **said)


def test_an_entry_that_is_named_and_alone_is_sure() -> None:
    found = suggest(CAME, Known(unmatched=[IN_BOOK]))

    assert found is not None
    assert (found.why, found.entry_id, found.at_once) == (Why.IN_BOOK, 7, True)


@pytest.mark.parametrize(
    "unmatched",
    [
        [replace(IN_BOOK, memo="Iets anders")],
        [IN_BOOK, replace(IN_BOOK, entry_id=8)],
    ],
    ids=["nothing names it", "there are two"],
)
def test_an_entry_that_is_not_sure_waits_for_a_press(unmatched: list[Unmatched]) -> None:
    found = suggest(CAME, Known(unmatched=unmatched))

    assert found is not None
    assert not found.at_once
    assert found.complete


def test_another_amount_or_a_far_day_is_no_suggestion() -> None:
    far = [replace(IN_BOOK, day=date(2027, 1, 18)), replace(IN_BOOK, amount=Money(5001))]

    assert suggest(CAME, Known(unmatched=far)) is None
    assert suggest(CAME, Known(unmatched=[IN_BOOK]), used=frozenset({7})) is None


def test_the_number_of_a_letter_leads_to_its_source() -> None:
    promised = {"W-2027": Way(source_id=3, account="8200", activity_id=None)}

    found = suggest(CAME, Known(promises=promised))

    assert found is not None
    assert (found.why, found.how, found.at_once) == (Why.REFERENCE, How.REFERENCE, False)
    assert not found.complete
    assert suggest(replace(CAME, words="Voorschot W-20270"), Known(promises=promised)) is None
    assert suggest(replace(CAME, amount=Money(-1)), Known(promises=promised)) is None


def test_what_was_learnt_is_booked_at_once_in_its_own_direction() -> None:
    learnt = {(SHOP, False): RENT}

    found = suggest(WENT, Known(learnt=learnt))

    assert found is not None
    assert (found.why, found.at_once, found.parts) == (Why.RULE, True, (part(-5000),))
    assert suggest(CAME, Known(learnt=learnt)) is None


def test_the_same_amount_of_the_same_counterparty_is_suggested_as_before() -> None:
    known = Known(earlier=[before(-4000), before(-5000)])

    found = suggest(WENT, known)

    assert found is not None
    assert (found.how, found.at_once) == (How.IBAN_AND_AMOUNT, False)
    assert found.parts == (part(-5000),)


def test_a_payment_that_came_back_is_booked_the_other_way() -> None:
    back = replace(CAME, return_reason="AM04")
    known = Known(earlier=[before(-5000)], learnt={(SHOP, True): RENT})

    found = suggest(back, known)

    assert found is not None
    assert (found.why, found.at_once, found.parts) == (Why.RETURNED, False, (part(5000),))
    assert suggest(back, replace(known, earlier=[])) is None


def test_money_between_accounts_of_ours_is_on_its_way() -> None:
    way = Way(source_id=1, account="1190", activity_id=None)
    known = Known(own=frozenset({SHOP}), on_its_way=way)
    arriving = replace(known, coming={Money(5000): replace(way, source_id=9)})

    left, came = suggest(WENT, known), suggest(CAME, arriving)

    assert left is not None
    assert came is not None
    assert (left.why, left.complete, left.parts[0].source_id) == (Why.OWN_ACCOUNT, True, 1)
    assert came.parts[0].source_id == 9


def test_costs_of_the_bank_have_nobody_on_the_other_side() -> None:
    known = Known(bank_costs=Way(source_id=None, account="4300", activity_id=None))
    costs = replace(WENT, counterparty_iban="", words="Kosten zakelijk pakket")

    found = suggest(costs, known)

    assert found is not None
    assert (found.why, found.complete) == (Why.BANK_COSTS, False)
    assert suggest(replace(costs, words="Huur"), known) is None
    assert suggest(replace(costs, counterparty_iban=SHOP), known) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Hr A van den Berg", True),
        ("ANNA VAN DEN BERG", True),
        ("B van den Berg", False),
        ("Berg Bouw BV", True),
        ("A Jansen", False),
        ("", False),
    ],
)
def test_a_name_of_the_bank_may_be_somebody_we_know(said: str, expected: bool) -> None:
    found = may_be(said, call_name="Anna" if said != "Berg Bouw BV" else "Bouke", surname="Berg")

    assert found is expected


def test_a_bank_writes_names_without_marks_and_in_capitals() -> None:
    assert may_be("MEVR O OZTURK CELIK", call_name="Özlem", surname="Öztürk-Çelik")
