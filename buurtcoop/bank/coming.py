"""Which parts of agreements a movement pays: by the letter it names, or by who pays how much."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.people.rules import plain

SHORTEST_REFERENCE = 4


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A part of an agreement that still comes, `open` cents of it, and how it is booked.

    `names` are those of the source, `ibans` the accounts that paid it before.
    """

    tranche_id: int
    agreement_id: int
    reference: str
    source_id: int
    account: str
    activity_id: int | None
    memo: str
    open: Money
    requested: bool
    names: tuple[str, ...] = ()
    ibans: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Payment:
    """What the bank says of money that came in: cents, who paid, and what was written with it."""

    amount: Money
    payer: str
    iban: str
    told: str


def named_in(told: str, reference: str) -> bool:
    """Whether these words name this letter; one without a number or too short names nothing."""
    said = plain(reference)
    distinct = len(said) >= SHORTEST_REFERENCE and any(sign.isdigit() for sign in said)
    return distinct and f" {said} " in f" {plain(told)} "


def pieces_of(paid: Payment, coming: Sequence[Coming]) -> list[tuple[Coming, Money]]:
    """The parts that a payment pays, each with how much of it; none when it fits nowhere."""
    return next(_ways(paid, coming), [])


def _ways(paid: Payment, coming: Sequence[Coming]) -> Iterator[list[tuple[Coming, Money]]]:
    """By the letter first; then who is known to pay exactly this, or less than we asked for."""
    by_letter: dict[int, list[Coming]] = {}
    for each in coming:
        if named_in(paid.told, each.reference):
            by_letter.setdefault(each.agreement_id, []).append(each)
    for parts in by_letter.values():
        yield from _laid_on(paid.amount, parts)
    theirs = [each for each in coming if _pays(paid, each)]
    for each in theirs:
        if each.open == paid.amount:
            yield [(each, paid.amount)]
    for each in theirs:
        if each.requested and paid.amount < each.open:
            yield [(each, paid.amount)]


def _laid_on(amount: Money, parts: Sequence[Coming]) -> Iterator[list[tuple[Coming, Money]]]:
    """The part of exactly this amount, else one after another, those we asked for first."""
    for each in parts:
        if each.open == amount:
            yield [(each, amount)]
    found, left = [], amount
    for each in sorted(parts, key=lambda part: not part.requested):
        piece = min(left, each.open)
        if piece > NOTHING:
            found.append((each, piece))
            left -= piece
    if not left:
        yield found


def _pays(paid: Payment, part: Coming) -> bool:
    payer = f" {plain(paid.payer)} "
    return paid.iban in part.ibans or any(
        len(plain(name)) >= SHORTEST_REFERENCE and f" {plain(name)} " in payer
        for name in part.names
    )
