"""Double entry on plain values: lines to book, whether they balance, why a booking is refused."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

RESULT = ("income", "expense")
# Accounts by code: what can be paid with, and what others still have to pay.
CASH = frozenset({"1000", "1100", "1110"})
TO_COME = frozenset({"1250", "1255"})
# The business keys of opening balances begin so, with the year behind it.
OPENING_KEY = "opening:"
BANK = "1100"
# What one amount may be: from a cent to what a neighbourhood can have.
LOWEST, HIGHEST = Money(1), Money(1_000_000_000)
# Between our own funds, over all funds together always nothing: what is lent comes back, what
# is given does not.
LENT, GIVEN = "1290", "0590"
# Names of the rule values of this room, both in cents.
ALONE_UP_TO, COST_OF_DECIDING = "ledger.alone_up_to", "ledger.cost_of_deciding"


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

    sentence = N_("Deze maand is afgesloten. Kies een dag in een open maand.")


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


class SameFund(Refusal):
    """A fund lends or gives nothing to itself."""

    sentence = N_("Kies 2 verschillende potjes.")


class NoAmount(Refusal):
    """Nothing, or less, goes from one fund to another."""

    sentence = N_("Kies een bedrag vanaf € 0,01.")


class FundShort(Refusal):
    """The fund has less than it would lend, give or pay back."""

    sentence = N_("In dit potje zit nu %(left)s. Kies een lager bedrag.")


class FundEmpty(FundShort):
    """Nothing is in it, or less than nothing."""

    sentence = N_(
        "In dit potje zit nu geen geld. Kies een ander potje, of wacht tot er geld binnenkomt."
    )


class OwesLess(Refusal):
    """A fund pays back no more than was lent to it, and a lender gets no more than it lent."""

    sentence = N_("Er is nog %(left)s geleend. Kies een lager bedrag.")


class OwesNothing(OwesLess):
    """These two owe each other nothing this way round."""

    sentence = N_("Het ene potje leende niets van het andere. Kies 2 andere potjes.")


class FundExists(Refusal):
    """Another fund has this name."""

    sentence = N_("Dit potje is er al: %(name)s. Kies een andere naam.")


class PeriodRuns(Refusal):
    """The last day of the month is not over, and closing is for good."""

    sentence = N_("Deze maand loopt nog. Sluit hem af na %(day)s.")


class PeriodNotFirst(Refusal):
    """A month before it is open."""

    sentence = N_("Sluit eerst de maand af die begint op %(day)s.")


class PeriodHasWaiting(Refusal):
    """Something of this month stands ready; after closing nobody could book it."""

    sentence = N_("In deze maand staat nog iets klaar. Boek dat eerst, of haal het weg.")


class PeriodBeforeClosed(Refusal):
    """A later month is closed: what stood there at its beginning would change."""

    sentence = N_("Een latere maand is al afgesloten. Kies een dag daarna.")


class SecondPersonDecides(Refusal):
    """Who prepared a large amount does not book it."""

    sentence = N_("U zette dit zelf klaar. Vraag iemand anders om het te boeken.")


class PreparedEnded(Refusal):
    """Somebody booked it or took it away before."""

    sentence = N_("Dit staat niet meer klaar. Het is al geboekt of weggehaald.")


class ReceiptKnown(Refusal):
    """The same file came in before, and proves an entry."""

    sentence = N_("Deze bon is er al: bon %(receipt)s bij boeking %(entry)s.")


class ReceiptKnownLoose(ReceiptKnown):
    """The same file came in before, and proves nothing yet."""

    sentence = N_("Deze bon is er al: bon %(receipt)s. Hij hoort nog bij geen boeking.")


class ReceiptTaken(Refusal):
    """The receipt proves another entry."""

    sentence = N_("Deze bon hoort al bij boeking %(entry)s.")


class ReceiptWaits(Refusal):
    """The receipt came with something else that stands ready."""

    sentence = N_("Deze bon hoort al bij een bedrag dat klaarstaat: %(memo)s.")


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


def key_of_opening(year: int, attempt: int = 1) -> str:
    """The business key of what there was before a year: once, and again when it was undone."""
    return f"{OPENING_KEY}{year}" if attempt == 1 else f"{OPENING_KEY}{year}:{attempt}"


def key_of_recurring(recurring_id: int, day: date) -> str:
    """The business key of what a recurring entry makes ready for this day: once."""
    return f"recurring:{recurring_id}:{day}"


def months_later(day: date, months: int, on_number: int) -> date:
    """The day of this number so many months after the month of a day; the last, when shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(on_number, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return months_later(day, 0, 31)
