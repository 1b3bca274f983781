"""The audit file of a book year: XML Auditfile Financieel 3.2."""

import re
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from typing import BinaryIO
from xml.sax.saxutils import escape

from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money, euros
from buurtcoop.ledger.exports.years import (
    BookEntry,
    BookLine,
    Moment,
    Tell,
    as_it_stands,
    counted,
    entries,
    opening,
)
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.ledger.queries import accounts
from buurtcoop.ledger.rules import RESULT, month_end

NAMESPACE = "http://www.auditfiles.nl/XAF/3.2"
# What XML 1.0 can't hold: most controls, and halves of a pair.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Journals by the account to pay with that an entry is on: number, type in the schema.
JOURNALS = {"1000": ("KAS", "C"), "1100": ("BANK", "B"), "1110": ("SPAAR", "B")}
MEMORIAL = ("MEMO", "M", "Memoriaal")
SHORT, NAME, LONG = 35, 999, 9999


class Pen:
    """Writes elements one after another; nothing is kept."""

    def __init__(self, to: BinaryIO) -> None:
        self.to = to

    def begin(self, tag: str) -> None:
        """Open an element that holds others."""
        self._put(f"<{tag}>")

    def end(self, tag: str) -> None:
        """Close it."""
        self._put(f"</{tag}>\n")

    def leaf(self, tag: str, text: object, most: int = NAME) -> None:
        """An element with a text, at most this many letters long."""
        self._put(f"<{tag}>{escape(UNWRITABLE.sub(' ', str(text))[:most])}</{tag}>")

    def maybe(self, tag: str, text: str, most: int = NAME) -> None:
        """An element that is left out when there is no text."""
        if text:
            self.leaf(tag, text, most)

    def amount(self, amount: Money) -> None:
        """An amount as the schema wants it: positive, with its side."""
        self.leaf("amnt", euros(abs(amount)))
        self.leaf("amntTp", "D" if amount > NOTHING else "C")

    def totals(self, lines: int, debit: Money) -> None:
        """How many lines follow, and their two equal sides."""
        self.leaf("linesCount", lines)
        self.leaf("totalDebit", euros(debit))
        self.leaf("totalCredit", euros(debit))

    def _put(self, text: str) -> None:
        self.to.write(text.encode())


def write(year: int, to: BinaryIO, tell: Tell) -> None:
    """Write the audit file of this year."""
    moment, pen = as_it_stands(year), Pen(to)
    to.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    pen.begin(f'auditfile xmlns="{NAMESPACE}"')
    _header(pen, year)
    pen.begin("company")
    _coop(pen)
    chart = accounts()
    _chart(pen, chart)
    _periods(pen, year)
    _opening(pen, moment)
    _transactions(pen, moment, {account.code: account.name for account in chart}, tell)
    pen.end("company")
    pen.end("auditfile")


def _header(pen: Pen, year: int) -> None:
    pen.begin("header")
    pen.leaf("fiscalYear", year)
    pen.leaf("startDate", date(year, 1, 1))
    pen.leaf("endDate", date(year, 12, 31))
    pen.leaf("curCode", "EUR")
    pen.leaf("dateCreated", clock.today())
    pen.leaf("softwareDesc", "buurtcoop")
    pen.leaf("softwareVersion", version("buurtcoop"), 20)
    pen.end("header")


def _coop(pen: Pen) -> None:
    """Who keeps these books. We do not know its tax number: the schema lets that be empty."""
    coop = this_coop()
    pen.maybe("companyIdent", coop.kvk, SHORT)
    pen.leaf("companyName", coop.name)
    pen.leaf("taxRegistrationCountry", "NL")
    pen.leaf("taxRegIdent", "")
    if coop.street or coop.city:
        pen.begin("streetAddress")
        pen.maybe("streetname", coop.street)
        pen.maybe("city", coop.city, 50)
        pen.maybe("postalCode", coop.postcode, 10)
        pen.leaf("country", "NL")
        pen.end("streetAddress")


def _chart(pen: Pen, chart: Iterable[LedgerAccount]) -> None:
    """The accounts; the schema wants one at least, or no chart."""
    rows = list(chart)
    if not rows:
        return
    pen.begin("generalLedger")
    for account in rows:
        pen.begin("ledgerAccount")
        pen.leaf("accID", account.code, SHORT)
        pen.leaf("accDesc", account.name)
        pen.leaf("accTp", "P" if account.kind in RESULT else "B")
        if account.rgs:
            # Where programs of before the taxonomy look for it.
            pen.leaf("leadReference", account.rgs)
            pen.begin("taxonomy")
            pen.leaf("taxoRef", "RGS")
            pen.begin("entryPoint")
            pen.leaf("entryPointRef", "RGS MKB 3.7")
            pen.leaf("conceptRef", account.rgs)
            pen.end("entryPoint")
            pen.end("taxonomy")
        pen.end("ledgerAccount")
    pen.end("generalLedger")


def _periods(pen: Pen, year: int) -> None:
    pen.begin("periods")
    for month in range(1, 13):
        pen.begin("period")
        first = date(year, month, 1)
        pen.leaf("periodNumber", month)
        pen.leaf("startDatePeriod", first)
        pen.leaf("endDatePeriod", month_end(first))
        pen.end("period")
    pen.end("periods")


def _opening(pen: Pen, moment: Moment) -> None:
    sums: dict[str, Money] = {}
    for standing in opening(moment):
        sums[standing.account] = sums.get(standing.account, NOTHING) + standing.amount
    lines = [(code, amount) for code, amount in sorted(sums.items()) if amount]
    pen.begin("openingBalance")
    pen.leaf("opBalDate", date(moment.year, 1, 1))
    pen.leaf("opBalDesc", f"Beginbalans {moment.year}")
    pen.totals(len(lines), sum((amount for _, amount in lines if amount > NOTHING), NOTHING))
    for number, (code, amount) in enumerate(lines, start=1):
        pen.begin("obLine")
        pen.leaf("nr", number)
        pen.leaf("accID", code, SHORT)
        pen.amount(amount)
        pen.end("obLine")
    pen.end("openingBalance")


def _transactions(pen: Pen, moment: Moment, names: dict[str, str], tell: Tell) -> None:
    all_of_it, done = counted(moment), 0
    pen.begin("transactions")
    pen.totals(all_of_it.lines, all_of_it.debit)
    for code in [*(code for code in JOURNALS if code in names), ""]:
        number, kind = JOURNALS.get(code, MEMORIAL[:2])
        pen.begin("journal")
        pen.leaf("jrnID", number)
        pen.leaf("desc", names.get(code, MEMORIAL[2]))
        pen.leaf("jrnTp", kind)
        pen.maybe("offsetAccID", code)
        for entry in entries(moment, journal=code):
            _transaction(pen, entry)
            done += 1
            if done % 500 == 0:
                tell(done, all_of_it.entries)
        pen.end("journal")
    pen.end("transactions")
    tell(done, all_of_it.entries)


def _transaction(pen: Pen, entry: BookEntry) -> None:
    pen.begin("transaction")
    pen.leaf("nr", entry.number)
    pen.leaf("desc", entry.memo, LONG)
    pen.leaf("periodNumber", entry.day.month)
    pen.leaf("trDt", entry.day)
    for number, line in enumerate(entry.lines, start=1):
        _line(pen, entry, line, number)
    pen.end("transaction")


def _line(pen: Pen, entry: BookEntry, line: BookLine, number: int) -> None:
    """One line: the fund is its project, the activity its cost centre, the receipt its paper."""
    pen.begin("trLine")
    pen.leaf("nr", number)
    pen.leaf("accID", line.account, SHORT)
    pen.leaf("docRef", ", ".join(f"bon {receipt}" for receipt in entry.receipts) or entry.number)
    pen.leaf("effDate", entry.day)
    pen.leaf("desc", " – ".join(name for name in (line.fund, line.activity_name) if name), LONG)
    pen.amount(line.amount)
    pen.maybe("recRef", entry.undoes)
    pen.maybe("costID", line.activity, SHORT)
    pen.leaf("projID", f"F{line.fund_id}", SHORT)
    pen.end("trLine")
