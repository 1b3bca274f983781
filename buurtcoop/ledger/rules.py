"""Double entry on plain values: lines to book, whether they balance, why a booking is refused."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

RESULT = ("income", "expense")
# Accounts by code: what can be paid with, and what others still have to pay.
CASH = frozenset({"1000", "1100", "1110"})
TO_COME = frozenset({"1250", "1255"})


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """A line to book: account code, fund, and cents with debit positive.

    Lines of income and expense carry the activity they were for.
    """

    account: str
    fund_id: int
    amount: Money
    activity_id: int | None = None


class EntryUnbalanced(Refusal):
    """The lines of a fund do not add up to zero, or there are fewer than two."""

    sentence = N_("Links staat %(debit)s en rechts %(credit)s. Die 2 moeten gelijk zijn.")


class PeriodClosed(Refusal):
    """The day lies in a period that takes no entries any more."""

    sentence = N_("Deze maand is afgesloten. Zet de verbetering in een open maand.")


class PeriodMissing(Refusal):
    """No period has this day."""

    sentence = N_("Het boek van dat jaar is nog niet open. Kies een andere dag.")


class ActivityMissing(Refusal):
    """A line of income or expense does not say what it was for."""

    sentence = N_("Kies voor welke activiteit dit is.")


class KeyUsed(Refusal):
    """This cause was booked before, as something else."""

    sentence = N_("Dit staat al in het boek, met een ander bedrag of een andere dag.")


class AlreadyReversed(Refusal):
    """The entry was undone before."""

    sentence = N_("Deze boeking is al ongedaan gemaakt.")


class ReversalStays(Refusal):
    """The entry is a reversal itself: what was right is booked anew."""

    sentence = N_("Dit is zelf een verbetering. Boek het bedrag opnieuw.")


class ReversalTooEarly(Refusal):
    """The reversal would stand before what it undoes."""

    sentence = N_("Kies een dag vanaf %(day)s. Op die dag staat de boeking zelf.")


def refuse_unbalanced(lines: Sequence[NewLine]) -> None:
    """Raises EntryUnbalanced, with the two sides of the first fund that does not balance."""
    sides: dict[int, list[Money]] = defaultdict(lambda: [NOTHING, NOTHING])
    for line in lines:
        side = 0 if line.amount > NOTHING else 1
        sides[line.fund_id][side] += abs(line.amount)
    for debit, credit in sides.values():
        if debit != credit:
            raise EntryUnbalanced(debit=debit, credit=credit)
    if len(lines) < 2:
        raise EntryUnbalanced(debit=NOTHING, credit=NOTHING)


def effect(lines: Iterable[tuple[str, Money]]) -> Money:
    """What some lines of an entry did to the money we can pay with, from (account code, amount).

    More is positive. Lines on cash and bank tell it themselves; without one the others tell it
    the other way round: cost of 10 euro (debit) is 10 euro less.
    """
    pairs = list(lines)
    cash = [amount for code, amount in pairs if code in CASH]
    if cash:
        return sum(cash, NOTHING)
    return -sum((amount for _code, amount in pairs), NOTHING)


def key_of_reversal(entry_id: int) -> str:
    """The business key of undoing this entry: once."""
    return f"reverse:{entry_id}"


def said_number(year: int, number: int) -> str:
    """An entry or a receipt as people name it: 2027-0012."""
    return f"{year}-{number:04d}"
