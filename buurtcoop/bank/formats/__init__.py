"""Files of banks, read into statements. Pure: no database, no network, nothing kept.

The content says what a file is, never its name. Nothing here was tried with a real file of a real
person: all is made after descriptions, and `MADE_AFTER` says so per format.

| format | made after | tried with a real file |
|---|---|---|
| CAMT.053 02, 08, 13 | ISO 20022 messages; Dutch guidelines of Betaalvereniging Nederland | no |
| MT940 | SWIFT MT940; Rabobank 1.5.3 (2019), ING 2013, ABN AMRO 2012; Triodos, ASN: examples | no |
| CSV of ING | column names in public converters; the bank publishes no description | no |
| CSV of Rabobank | Rabobank, format description CSV (csv extension) 1.0 (2017) | no |
| TAB of ABN AMRO | public readers of TXT….TAB | no |
| CSV of Triodos | public importers; whether the balance is before or after is found out | no |
| CSV of ASN, SNS | ASN Bank, description of the CSV export, as kept in public importers | no |
| CSV of bunq | column names in public importers | no |

A refusal is a `BankFileRefused`: a sentence that says what to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from buurtcoop.bank.formats import camt, mt940, tables
from buurtcoop.bank.formats.reading import text_of
from buurtcoop.bank.formats.zipped import BEGINS, files_in
from buurtcoop.bank.rules import (
    LARGEST_FILE,
    BankFileEmpty,
    BankFileMixed,
    BankFileNothing,
    BankFileTooLarge,
    BankFileUnknown,
    FileFormat,
    ReadStatement,
    refuse_beyond_belief,
    refuse_wrong_sum,
)
from buurtcoop.documents.rules import megabytes

_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class MadeAfter:
    """Where the reader of a format comes from, and whether a real file was ever read with it.

    `described`: banks publish what stands in such a file, and that is where it comes from.
    """

    source: str
    described: bool = True
    tried: bool = False


MADE_AFTER = {
    FileFormat.CAMT: MadeAfter(
        source="ISO 20022 camt.053.001.02, .08 and .13; Betaalvereniging Nederland, XML message "
        "for Bank to Customer Statement, Implementation Guidelines for the Netherlands"
    ),
    FileFormat.MT940: MadeAfter(
        source="SWIFT MT940; Rabobank MT940 Structured 1.5.3 (August 2019); ING InsideBusiness "
        "Payments MT940/MT942 (September 2013); ABN AMRO Reporting Download Formats (June 2012)"
    ),
    FileFormat.ING: MadeAfter(
        source="column names in public converters of ING's download", described=False
    ),
    FileFormat.RABOBANK: MadeAfter(
        source="Rabobank, Format description CSV (csv-extension) 1.0 (December 2017)"
    ),
    FileFormat.ABN_AMRO: MadeAfter(
        source="public readers of ABN AMRO's TXT….TAB download", described=False
    ),
    FileFormat.TRIODOS: MadeAfter(
        source="public importers of Triodos Bank's CSV download", described=False
    ),
    FileFormat.ASN: MadeAfter(
        source="ASN Bank, description of the CSV download, as quoted in public importers"
    ),
    FileFormat.BUNQ: MadeAfter(
        source="column names in public importers of bunq's CSV download", described=False
    ),
}


def read_file(data: bytes) -> list[ReadStatement]:
    """The statements in a file of a bank, or in a zip of such files, oldest movement first.

    All or nothing: each statement's balances agree with its
    movements, or the whole file is refused. The same statement twice is given once.

    Raises a BankFileRefused: BankFileEmpty, BankFileTooLarge, BankFileUnknown, BankFileUnsafe,
    BankFileBroken, BankFileMixed, BankFileCutOff, BankFileNothing, BankFileCurrency,
    BankFileUnclear, BankFileAmbiguous or BankFileSum.
    """
    if len(data) > LARGEST_FILE:
        raise BankFileTooLarge(max=megabytes(LARGEST_FILE))
    if not data.startswith(BEGINS):
        return _statements(data)
    statements = _once(
        statement for member, content in files_in(data) for statement in _member(member, content)
    )
    if not statements:
        raise BankFileNothing
    return statements


def _member(name: str, content: bytes) -> list[ReadStatement]:
    """The statements of a file in a zip; none for a table in which nothing moved.

    Raises BankFileMixed where it is no bank file.
    """
    try:
        return _statements(content)
    except BankFileNothing:
        return []
    except (BankFileUnknown, BankFileEmpty):
        raise BankFileMixed(name=name[:_SHOWN]) from None


def _statements(data: bytes) -> list[ReadStatement]:
    text = text_of(data)
    if not text.strip():
        raise BankFileEmpty
    statements = _once(_read(text))
    for statement in statements:
        refuse_beyond_belief(statement)
        refuse_wrong_sum(statement)
    return _joined(statements)


def _read(text: str) -> list[ReadStatement]:
    if text.lstrip().startswith("<"):
        return camt.read(text)
    if mt940.is_mt940(text):
        return mt940.read(text)
    return tables.read(text)


def _joined(statements: Iterable[ReadStatement]) -> list[ReadStatement]:
    """Pages of one day as one statement, so that equal payments on two pages stay two."""
    joined: list[ReadStatement] = []
    for statement in statements:
        before = joined[-1] if joined else None
        if before is not None and _goes_on(before, statement):
            joined[-1] = replace(
                before,
                last_day=statement.last_day,
                closing=statement.closing,
                movements=before.movements + statement.movements,
            )
        else:
            joined.append(statement)
    return joined


def _goes_on(before: ReadStatement, after: ReadStatement) -> bool:
    """Whether the second statement begins on the day and with the balance the first ends with."""
    return (
        before.iban == after.iban
        and before.closing is not None
        and before.closing == after.opening
        and before.last_day >= after.first_day
    )


def _once(statements: Iterable[ReadStatement]) -> list[ReadStatement]:
    return list(dict.fromkeys(statements))
