"""What a bank file says, on plain values; who a movement is; how this room says no to a file."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.documents.rules import MEGABYTE

LARGEST_FILE = 10 * MEGABYTE
# A zip: how many files, and what they are together once unfolded.
MOST_FILES = 100
LARGEST_UNFOLDED = 50 * MEGABYTE
# What a bank never says of a neighbourhood: ten billion euro, or a text of pages. Past that our
# sums would overflow, and one movement would fill the screen.
MOST_MONEY = Money(1_000_000_000_000)
LONGEST_TEXT = 5_000
_SHOWN = 40
_BETWEEN = "\N{INFORMATION SEPARATOR ONE}"  # stands in no bank file


class FileFormat(StrEnum):
    """What a bank file is written in."""

    CAMT = "camt.053"
    MT940 = "mt940"
    ING = "csv_ing"
    RABOBANK = "csv_rabobank"
    ABN_AMRO = "csv_abn_amro"
    TRIODOS = "csv_triodos"
    ASN = "csv_asn"
    BUNQ = "csv_bunq"


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One movement on an account, as the file says it; cents, more on the account is positive.

    `bank_reference` is the bank's own name for the entry and `place` the place in its batch, from
    1 (0 outside one). `reference` is what the payer gave along; it need not be unique.
    """

    day: date
    amount: Money
    bank_reference: str = ""
    place: int = 0
    counterparty: str = ""
    counterparty_iban: str = ""
    words: str = ""
    reference: str = ""
    batch: str = ""
    return_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadStatement:
    """What a file says of one account; both balances, or neither where the format has none.

    Movements stand in the order of booking, oldest first.
    """

    iban: str
    format: FileFormat
    first_day: date
    last_day: date
    opening: Money | None
    closing: Money | None
    movements: tuple[Movement, ...]


class BankFileRefused(Refusal):
    """We do not take this file, or nothing of it; each reason is a class below this one."""


class BankFileOther(BankFileRefused):
    """The file is of an account that is not ours, or not this one."""

    sentence = N_(
        "Dit bestand hoort bij een andere rekening: %(iban)s. Er is niets verwerkt. "
        "Is die rekening van ons? Voeg haar dan eerst toe."
    )


class BankFileSum(BankFileRefused):
    """The balance before and the movements do not make the balance after."""

    sentence = N_(
        "De bedragen in dit bestand tellen niet op. Er is niets verwerkt. "
        "Haal het opnieuw op bij uw bank."
    )


class BankFileEmpty(BankFileRefused):
    """No bytes at all."""

    sentence = N_("Dit bestand is leeg. Haal het opnieuw op bij uw bank.")


class BankFileNothing(BankFileRefused):
    """A table of a bank we know, with a first line and no other."""

    sentence = N_("In dit bestand staan geen bedragen. Kies bij uw bank andere dagen.")


class BankFileUnknown(BankFileRefused):
    """It is none of the formats we read: a photo, a PDF, a table of another layout."""

    sentence = N_(
        "Dit bestand kunnen we niet lezen. Kies bij uw bank voor CAMT.053, MT940 of CSV. "
        "Een pdf of foto kan niet."
    )


class BankFileUnsafe(BankFileRefused):
    """It holds what no bank puts in: entities, a folder or a zip inside a zip, a bomb."""

    sentence = N_(
        "In dit bestand zit iets dat niet bij een bankbestand hoort. We openen het niet. "
        "Haal het opnieuw op bij uw bank."
    )


class BankFileCutOff(BankFileRefused):
    """It begins well and stops too early."""

    sentence = N_(
        "Dit bestand is niet compleet. Er is niets verwerkt. Haal het opnieuw op bij uw bank."
    )


class BankFileBroken(BankFileRefused):
    """A zip that does not open, or asks for a password."""

    sentence = N_("Dit bestand gaat niet open. Misschien is het kapot of zit er een wachtwoord op.")


class BankFileTooLarge(BankFileRefused):
    """More than we take at once."""

    sentence = N_("Dit bestand is te groot. Het mag tot %(max)s. Kies bij uw bank minder dagen.")


class BankFileCurrency(BankFileRefused):
    """Another currency than the euro."""

    sentence = N_("Dit bestand heeft bedragen in %(currency)s. We lezen alleen bedragen in euro's.")


class BankFileUnclear(BankFileRefused):
    """An amount, a day or an account in it is none."""

    sentence = N_(
        "We begrijpen “%(value)s” in dit bestand niet. Er is niets verwerkt. "
        "Haal het opnieuw op bij uw bank."
    )


class BankFileAmbiguous(BankFileRefused):
    """An amount in it can be read in two ways."""

    sentence = N_(
        "Het bedrag “%(value)s” kan 2 dingen betekenen. Er is niets verwerkt. "
        "Haal het bestand op als CAMT.053."
    )


class BankFileMixed(BankFileRefused):
    """A zip with a file in it that is no bank file."""

    sentence = N_(
        "In het zipbestand kunnen we “%(name)s” niet lezen. Er is niets verwerkt. "
        "Haal dat bestand eruit."
    )


def refuse_wrong_sum(statement: ReadStatement) -> None:
    """Raises BankFileSum when balance before, movements and balance after do not agree."""
    if statement.opening is None or statement.closing is None:
        return
    if statement.opening + total(statement.movements) != statement.closing:
        raise BankFileSum


def refuse_beyond_belief(statement: ReadStatement) -> None:
    """Raises BankFileUnclear for an amount or a text that no bank gives."""
    for balance in (statement.opening, statement.closing):
        _refuse_amount(balance or NOTHING)
    for movement in statement.movements:
        _refuse_amount(movement.amount)
        for text in _texts(movement):
            if len(text) > LONGEST_TEXT:
                raise BankFileUnclear(value=text[:_SHOWN])


def _refuse_amount(amount: Money) -> None:
    if abs(amount) > MOST_MONEY:
        raise BankFileUnclear(value=str(amount)[:_SHOWN])


def _texts(movement: Movement) -> tuple[str, ...]:
    return (
        movement.bank_reference,
        movement.counterparty,
        movement.words,
        movement.reference,
        movement.batch,
    )


def total(movements: Iterable[Movement]) -> Money:
    """What movements come to, in cents."""
    return sum((movement.amount for movement in movements), NOTHING)


def identities(movements: Sequence[Movement]) -> list[str]:
    """Who each movement of one statement is, so that it is known again in another file.

    The bank's entry reference with the place in its batch, or without a reference a hash of what
    is said of it. The day and the amount stand with both, since banks use a reference again. What
    is still the same gets a number: two equal payments on a day are two, in every file that has
    that day, and a file that has it again names the same two.
    """
    seen: Counter[str] = Counter()
    found = []
    for movement in movements:
        who = _who(movement)
        seen[who] += 1
        found.append(f"{who}/{seen[who]}")
    return found


def _who(movement: Movement) -> str:
    day, cents = f"{movement.day:%Y%m%d}", movement.amount.cents
    if movement.bank_reference:
        return f"{day}/{cents}/{movement.bank_reference}/{movement.place}"
    said = (movement.counterparty_iban, movement.words, movement.reference, str(movement.place))
    return f"{day}/{cents}/#{hashlib.sha256(_BETWEEN.join(said).encode()).hexdigest()}"
