"""A movement that pays parts of an agreement: found, booked in pieces, free when undone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from buurtcoop.bank.coming import Coming, Payment, pieces_of
from buurtcoop.bank.matching import Part, Suggestion, Why, suggest
from buurtcoop.bank.operations import accept, book_line, unmatch
from buurtcoop.bank.queries import known_for, open_line, open_lines
from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.funding.models import Certainty
from buurtcoop.funding.operations import add_tranches, promise, request_tranche
from buurtcoop.funding.queries import tranches_of
from buurtcoop.funding.rules import OtherSourcePaid, TrancheFull
from buurtcoop.ledger.operations import reverse
from tests.bank.conftest import LAST, Desk, moved
from tests.cast import Cast
from tests.visitor import Visitor

CITY, LETTER = "NL44RABO0123456789", "WV-2027-118"
FIRST = Coming(
    tranche_id=1,
    agreement_id=1,
    reference=LETTER,
    source_id=1,
    account="8200",
    activity_id=1,
    memo="",
    open=Money(800),
    requested=False,
    names=("Gemeente Waterveen",),
)
SECOND = replace(FIRST, tranche_id=2, open=Money(200), requested=True)


def paid(cents: int, *, payer: str = "", told: str = "", iban: str = "") -> Payment:
    """Money that came in."""
    return Payment(amount=Money(cents), payer=payer, iban=iban, told=told)


@pytest.mark.parametrize(
    ("payment", "pieces"),
    [
        (paid(800, told=f"Beschikking {LETTER}"), [(1, 800)]),
        (paid(150, told=LETTER), [(2, 150)]),  # asked for, so that one first
        (paid(1_000, told=LETTER), [(2, 200), (1, 800)]),
        (paid(1_001, told=LETTER), []),
        (paid(800, payer="GEMEENTE WATERVEEN EO"), [(1, 800)]),
        (paid(120, payer="Gemeente Waterveen"), [(2, 120)]),
        (paid(700, payer="Gemeente Waterveen"), []),
        (paid(800, payer="Gemeente Waterveenen"), []),
        (paid(800, told="iets anders"), []),
    ],
)
def test_a_payment_finds_its_parts_by_the_letter_or_by_payer_and_amount(
    payment: Payment, pieces: list[tuple[int, int]]
) -> None:
    found = pieces_of(payment, [FIRST, SECOND])

    assert [(part.tranche_id, amount.cents) for part, amount in found] == pieces


def test_an_account_that_paid_a_part_before_is_known() -> None:
    known = replace(FIRST, ibans=frozenset({CITY}))

    assert pieces_of(paid(800, iban=CITY), [known])
    assert not pieces_of(paid(800), [known])


@pytest.fixture
def agreed(instance: Instance, desk: Desk) -> int:
    """An agreement of 10 euro with the municipality, in parts of 8 and 2; the first was asked."""
    with instance.writing():
        agreement = promise(
            desk.city,
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 12, 31),
            amount=Money(1_000),
            certainty=Certainty.AWARDED,
            reference=LETTER,
            by=desk.truus,
        )
        first, _second = add_tranches(
            agreement.id, [(8_000, LAST, ""), (2_000, None, "")], by=desk.truus
        )
        request_tranche(first.id, on=LAST, by=desk.truus)
        return agreement.id


def suggested(line_id: int) -> Suggestion:
    """What is suggested for a movement."""
    found = open_line(line_id)
    suggestion = suggest(found.seen, known_for(found.line.bank_account, [found.seen]))
    assert suggestion is not None
    return suggestion


def left(agreement_id: int) -> list[int]:
    """What is open of each part, in cents."""
    return [each.open.cents for each in tranches_of(agreement_id)]


def test_a_part_comes_in_two_movements_and_taking_back_frees_it(
    instance: Instance, desk: Desk, agreed: int
) -> None:
    with instance.writing():
        desk.brought(
            moved(500, iban=CITY, words=f"{LETTER} eerste betaling", name="one"),
            moved(500, iban=CITY, words=f"{LETTER} tweede betaling", name="two"),
        )
        one, two = open_lines()
        assert suggested(one.line.id).why is Why.TRANCHE
        activity = [replace(each, activity_id=desk.meals) for each in suggested(one.line.id).parts]
        first = book_line(one.line.id, activity, desk.truus)
        assert left(agreed) == [300, 200]

        match = accept(two.line.id, suggested(two.line.id), desk.truus)

        assert left(agreed) == [0, 0]
        assert open_lines() == []
        unmatch(match.id, desk.truus)
        assert left(agreed) == [300, 200]
        reverse(first.entry_id, day=LAST, memo="verkeerd", by=desk.truus)
        assert left(agreed) == [800, 200]
        assert suggested(two.line.id).parts[0].amount == Money(500)


def test_one_movement_pays_two_parts(instance: Instance, desk: Desk, agreed: int) -> None:
    with instance.writing():
        desk.brought(moved(1_000, iban=CITY, words=f"Betaling {LETTER}"))
        (movement,) = open_lines()
        parts = [
            replace(each, activity_id=desk.meals) for each in suggested(movement.line.id).parts
        ]

        book_line(movement.line.id, parts, desk.truus)

        assert left(agreed) == [0, 0]


def test_more_than_is_open_or_another_source_is_refused_in_a_sentence(
    instance: Instance, desk: Desk, agreed: int
) -> None:
    with instance.writing():
        desk.brought(moved(900, iban=CITY, words="zonder nummer"))
        (movement,) = open_lines()
        part = tranches_of(agreed)[0].tranche.id
    tries: list[tuple[Part, type[Refusal]]] = [
        (replace(desk.part(900, "8200", source=desk.city), tranche_id=part), TrancheFull),
        (replace(desk.part(700, "8210"), tranche_id=part), OtherSourcePaid),
    ]
    for asked, refusal in tries:
        with pytest.raises(refusal), instance.writing():
            book_line(movement.line.id, [asked], desk.truus)

    with instance.reading():
        assert left(agreed) == [800, 200]
        assert open_line(movement.line.id).amount == Money(900)


def test_the_page_of_a_movement_offers_the_part_and_says_what_does_not_fit(
    instance: Instance, desk: Desk, cast: Cast, agreed: int, visitor: Visitor
) -> None:
    with instance.writing():
        desk.brought(moved(900, iban=CITY, words="zonder nummer"))
        (movement,) = open_lines()
        part = tranches_of(agreed)[0].tranche.id
    treasurer = visitor.signed_in_as(cast.truus)
    here = f"/geld/bank/bedrag/{movement.line.id}"
    page = treasurer.get(here)
    assert "Gemeente Waterveen 2027, deel 1" in page.words

    answers: dict[str, Any] = {
        "amount": "9,00",
        "account": "8200",
        "source": str(desk.city),
        "activity": str(desk.meals),
        "tranche": str(part),
        "memo": "Voorschot",
    }
    page = treasurer.send(page, f"{here}/boek", **answers)
    assert "Van dit deel is nog € 8,00 open." in page.words.replace("\N{NO-BREAK SPACE}", " ")
    treasurer.send(page, f"{here}/boek", **{**answers, "amount": "8,00"})

    with instance.reading():
        assert left(agreed) == [0, 200]
