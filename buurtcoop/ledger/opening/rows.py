"""A row of a file with what there was, and every way such a file is refused."""

from dataclasses import dataclass
from decimal import Decimal

from buurtcoop.core.money import NOTHING, AmountUnclear, Money, parse
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.documents.rules import MEGABYTE, megabytes

LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 20 * MEGABYTE
MOST_PARTS = 200
MOST_ROWS = 2_000
# More is no amount of a cooperative, and no column holds what it adds up to.
MOST = Money(10**15)
# A number in a workbook is a float: this close to whole cents is those cents.
NEAR = Decimal("0.00001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One account of the file, debit positive.

    `unclear` is an amount as written that can be read in two ways or not at all; `side` says
    whether it counts as debit (1) or credit (-1). `result` is whether the file itself says it is
    income or expense; `rgs` its code in RGS, when the file has one.
    """

    code: str
    name: str
    fund: str = ""
    amount: Money = NOTHING
    unclear: str = ""
    side: int = 1
    result: bool = False
    rgs: str = ""


class FileEmpty(Refusal):
    """There is nothing in it."""

    sentence = N_("Dit bestand is leeg.")


class FileTooLarge(Refusal):
    """More bytes than we take, packed or unpacked."""

    sentence = N_("Dit bestand is te groot: %(size)s. Het mag tot %(max)s.")

    def __init__(self, size: int, most: int) -> None:
        super().__init__(size=megabytes(size), max=megabytes(most))


class FileUnknown(Refusal):
    """Neither a workbook nor an audit file."""

    sentence = N_("Dit soort bestand kunnen we niet lezen. Wel goed: %(kinds)s.")


class FileBroken(Refusal):
    """It begins as one of them, and can't be read to the end."""

    sentence = N_("Dit bestand gaat niet open. Misschien is het kapot of zit er een wachtwoord op.")


class FileHasMacros(Refusal):
    """It carries programs."""

    sentence = N_("In dit bestand zitten macro’s. Bewaar het als gewone .xlsx en probeer opnieuw.")


class FileHasFormula(Refusal):
    """A cell we need is a formula whose outcome was never saved."""

    sentence = N_("In rij %(row)s staat een formule zonder uitkomst. Open en bewaar het bestand.")


class HeadsMissing(Refusal):
    """No sheet has a row with the names of the columns we need."""

    sentence = N_("We vinden de kolommen niet. Zet bovenaan: rekening, naam, debet en credit.")


class CodeMissing(Refusal):
    """A row has an amount and no account."""

    sentence = N_("In rij %(row)s staat een bedrag zonder rekening. Vul de rekening in.")


class TooManyRows(Refusal):
    """More accounts than a cooperative has."""

    sentence = N_("Dit bestand heeft te veel regels. Er passen er %(max)s.")


class OtherYear(Refusal):
    """The audit file is of neither this year nor the one before."""

    sentence = N_("Dit bestand gaat over %(found)s. Kies een bestand van %(before)s of %(year)s.")


def read_amount(value: object) -> Money | None:
    """An amount as it stands in a cell; None when nobody can say for sure what it is.

    A text is read as people write it here; `1,234` is not sure, nor is a number that nobody can
    have. An empty cell is nothing.
    """
    amount = _read(value)
    return None if amount is None or abs(amount) > MOST else amount


def _read(value: object) -> Money | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return NOTHING
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Money(value * 100)
    if isinstance(value, float):
        return _of_float(value)
    if not isinstance(value, str):
        return None
    try:
        return _of_text(value.strip())
    except AmountUnclear:
        return None


def _of_float(value: float) -> Money | None:
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return None
    cents = round(exact * 100)
    return Money(cents) if abs(exact - Decimal(cents) / 100) < NEAR else None


def _of_text(text: str) -> Money:
    """Also as bookkeepers write less than nothing: (12,50) and 12,50-."""
    if text.startswith("(") and text.endswith(")"):
        return -parse(text[1:-1])
    if text.endswith("-"):
        return -parse(text[:-1])
    return parse(text.replace("\N{MINUS SIGN}", "-"))
