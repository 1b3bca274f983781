"""The parts in which money comes: what they are, what still fits, and why one is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from buurtcoop.core.money import NOTHING, WHOLE, Money, split
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.funding.settlement.contradictions import TranchesDiffer
from buurtcoop.funding.settlement.steps import percent


class TranchesAbove(Refusal):
    """The parts together are more than the agreement."""

    sentence = N_("De delen zijn samen %(together)s. Meer dan %(amount)s is er niet.")


class TrancheEmpty(Refusal):
    """A part of nothing."""

    sentence = N_("Een deel van niets kan niet. Vul een bedrag of een percentage in.")


class TrancheGone(Refusal):
    """It was taken out."""

    sentence = N_("Dit deel is uit de afspraak gehaald.")


class TranchePaid(Refusal):
    """All of it came in."""

    sentence = N_("Dit deel is al helemaal binnen.")


class TrancheFull(Refusal):
    """More came in than is open of it."""

    sentence = N_("Van dit deel is nog %(left)s open. Kies een lager bedrag.")


class MoreThanCameIn(Refusal):
    """The rest of what came in pays another part already."""

    sentence = N_("Van dit bedrag is nog %(left)s vrij. Kies een lager bedrag.")


class OtherSourcePaid(Refusal):
    """What came in is of another source, went out, or was undone."""

    sentence = N_("Dit geld hoort niet bij de bron van deze afspraak, of het is teruggedraaid.")


class PaysAlready(Refusal):
    """This movement and this part are together already."""

    sentence = N_("Dit bedrag staat al bij dit deel.")


class MoreCameIn(Refusal):
    """What came in is more than the parts may be together."""

    sentence = N_("Er kwam al %(paid)s binnen. Dat is meer dan %(amount)s.")


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part as it stands: its number in the database, cents, and what came in of it."""

    id: int
    amount: Money
    paid: Money


def amounts_of(whole: Money, parts: Sequence[int | Money]) -> list[Money]:
    """What each part is in cents; a number is basis points of the whole, to the cent together.

    Raises TranchesDiffer above the whole, TrancheEmpty for a part of nothing.
    """
    points = [each if isinstance(each, int) else 0 for each in parts]
    if sum(points) > WHOLE:
        raise TranchesDiffer(together=percent(sum(points)))
    shared = split(whole, [*points, WHOLE - sum(points)])
    found = [shared[place] if isinstance(each, int) else each for place, each in enumerate(parts)]
    if any(each <= NOTHING for each in found):
        raise TrancheEmpty
    return found


def refuse_above(whole: Money, amounts: Sequence[Money]) -> None:
    """Raises TranchesAbove when parts are more than the whole together."""
    together = sum(amounts, NOTHING)
    if together > whole:
        raise TranchesAbove(together=together, amount=whole)


def no_longer_fit(whole: Money, parts: Sequence[Share]) -> list[Share]:
    """The parts, in their order, that go above the whole."""
    found, together = [], NOTHING
    for part in parts:
        together += part.amount
        if together > whole:
            found.append(part)
    return found


def shared_again(whole: Money, parts: Sequence[Share]) -> dict[int, Money]:
    """The same parts shared over another whole, by what they were; none less than came in of it.

    Zero means that nothing is left for it. Raises MoreCameIn.
    """
    paid = sum((part.paid for part in parts), NOTHING)
    if paid > whole:
        raise MoreCameIn(paid=paid, amount=whole)
    fixed: dict[int, Money] = {}
    while True:
        free = [part for part in parts if part.id not in fixed]
        left = whole - sum(fixed.values(), NOTHING)
        if not free:
            return fixed
        shared = split(left, [part.amount.cents for part in free])
        below = {
            part.id: part.paid
            for part, amount in zip(free, shared, strict=True)
            if amount < part.paid
        }
        if not below:
            return fixed | dict(zip((part.id for part in free), shared, strict=True))
        fixed |= below


def is_late(due_on: date | None, today: date) -> bool:
    """Whether a part should have come before today."""
    return due_on is not None and due_on < today
