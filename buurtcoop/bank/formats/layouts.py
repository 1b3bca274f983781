"""The tables banks let people download, each as data: which column says what."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from buurtcoop.bank.rules import FileFormat

# What a column says. Balances: `before` and `after` a movement, or `balance` where the bank does
# not say which of the two. `words` and `bank_reference` may be spread over several columns.
Role = Literal[
    "day",
    "iban",
    "amount",
    "sign",
    "currency",
    "before",
    "after",
    "balance",
    "counterparty",
    "counterparty_iban",
    "words",
    "reference",
    "bank_reference",
    "batch",
    "return_reason",
]
Columns = dict[Role, tuple[int, ...]]
# What a bank leaves out in some of its tables; without one of the others it is another table.
_MAY_LACK: frozenset[Role] = frozenset(
    {"currency", "before", "after", "reference", "batch", "return_reason"}
)

_DAY = re.compile(r"\d\d?-\d\d?-\d{4}", re.ASCII)
_COMPACT_DAY = re.compile(r"\d{8}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}\d{2}")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A table: the names in its first line, or the places where there is no such line.

    `fits` looks at the cells of a first line that holds no names. `bank` names the bank in numbers
    that are no IBAN; `talks` when its words hold name and account of the other side.
    """

    format: FileFormat
    names: Mapping[Role, tuple[str, ...]] | None = None
    places: Mapping[Role, tuple[int, ...]] | None = None
    fits: Callable[[list[str]], bool] | None = None
    delimiters: str = ",;\t"
    quotes: bool = True
    single_quotes: bool = False
    newest_first: bool = False
    bank: str = ""
    talks: bool = False

    def columns(self, first: list[str]) -> Columns | None:
        """The places of the columns for a file with this first line; None when it is not ours."""
        if self.places is not None and self.fits is not None:
            return self._placed(self.places, len(first)) if self.fits(first) else None
        return self._named([cell.strip().casefold() for cell in first])

    @staticmethod
    def _placed(places: Mapping[Role, tuple[int, ...]], width: int) -> Columns:
        """The columns that are there: some tables end before the balance."""
        return {role: found for role, found in places.items() if max(found) < width}

    def _named(self, first: list[str]) -> Columns | None:
        found: Columns = {}
        for role, names in (self.names or {}).items():
            places = tuple(first.index(name) for name in names if name in first)
            if places:
                found[role] = places
        lacking = (self.names or {}).keys() - found.keys()
        return None if lacking - _MAY_LACK else found


def _is_abn_amro(cells: list[str]) -> bool:
    return len(cells) == 8 and cells[1] == "EUR" and _COMPACT_DAY.fullmatch(cells[2]) is not None


def _is_triodos(cells: list[str]) -> bool:
    return (
        len(cells) in (8, 9)
        and _DAY.fullmatch(cells[0]) is not None
        and _COUNTRY.match(cells[1]) is not None
        and cells[3].casefold() in ("credit", "debet", "debit")
    )


def _is_asn(cells: list[str]) -> bool:
    return (
        len(cells) in (18, 19)
        and _DAY.fullmatch(cells[0]) is not None
        and _COUNTRY.match(cells[1]) is not None
    )


_ING = Layout(
    format=FileFormat.ING,
    newest_first=True,
    names={
        "day": ("datum",),
        "iban": ("rekening",),
        "amount": ("bedrag (eur)", "bedrag"),
        "sign": ("af bij",),
        "currency": ("valuta",),
        "after": ("saldo na mutatie",),
        "counterparty": ("naam / omschrijving", "omschrijving"),
        "counterparty_iban": ("tegenrekening",),
        "words": ("mededelingen",),
    },
)
_ING_ENGLISH = Layout(
    format=FileFormat.ING,
    newest_first=True,
    names={
        "day": ("date",),
        "iban": ("account",),
        "amount": ("amount (eur)",),
        "sign": ("debit/credit",),
        "after": ("resulting balance",),
        "counterparty": ("name / description",),
        "counterparty_iban": ("counterparty",),
        "words": ("notifications",),
    },
)
_RABOBANK = Layout(
    format=FileFormat.RABOBANK,
    names={
        "day": ("datum",),
        "iban": ("iban/bban",),
        "amount": ("bedrag",),
        "currency": ("munt",),
        "after": ("saldo na trn",),
        "counterparty": ("naam tegenpartij",),
        "counterparty_iban": ("tegenrekening iban/bban",),
        "words": ("omschrijving-1", "omschrijving-2", "omschrijving-3"),
        "reference": ("betalingskenmerk", "transactiereferentie"),
        "bank_reference": ("volgnr",),
        "batch": ("batch id",),
        "return_reason": ("reden retour",),
    },
)
_BUNQ = Layout(
    format=FileFormat.BUNQ,
    newest_first=True,
    names={
        "day": ("date",),
        "iban": ("account",),
        "amount": ("amount",),
        "counterparty": ("name",),
        "counterparty_iban": ("counterparty",),
        "words": ("description",),
    },
)
_ASN_NAMED = Layout(
    format=FileFormat.ASN,
    names={
        "day": ("boekingsdatum",),
        "iban": ("opdrachtgeversrekening",),
        "amount": ("transactiebedrag",),
        "currency": ("valutasoort mutatie",),
        "before": ("saldo rekening voor mutatie",),
        "counterparty": ("naam tegenrekening",),
        "counterparty_iban": ("tegenrekeningnummer",),
        "words": ("omschrijving",),
        "reference": ("betalingskenmerk",),
        "bank_reference": ("journaaldatum", "volgnummer transactie"),
    },
)
_ABN_AMRO = Layout(
    format=FileFormat.ABN_AMRO,
    bank="ABNA",
    delimiters="\t",
    quotes=False,
    talks=True,
    fits=_is_abn_amro,
    places={
        "iban": (0,),
        "currency": (1,),
        "day": (2,),
        "before": (3,),
        "after": (4,),
        "amount": (6,),
        "words": (7,),
    },
)
_TRIODOS = Layout(
    format=FileFormat.TRIODOS,
    delimiters=",",
    fits=_is_triodos,
    places={
        "day": (0,),
        "iban": (1,),
        "amount": (2,),
        "sign": (3,),
        "counterparty": (4,),
        "counterparty_iban": (5,),
        "words": (7,),
        "balance": (8,),
    },
)
_ASN = Layout(
    format=FileFormat.ASN,
    delimiters=",",
    single_quotes=True,
    fits=_is_asn,
    places={
        "day": (0,),
        "iban": (1,),
        "counterparty_iban": (2,),
        "counterparty": (3,),
        "before": (8,),
        "currency": (9,),
        "amount": (10,),
        "bank_reference": (11, 15),
        "reference": (16,),
        "words": (17,),
    },
)

LAYOUTS = (_ING, _ING_ENGLISH, _RABOBANK, _ASN_NAMED, _BUNQ, _ABN_AMRO, _TRIODOS, _ASN)
