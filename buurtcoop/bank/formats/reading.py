"""Small things every format needs: text from bytes, amounts, days and account numbers."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from buurtcoop.bank.rules import BankFileAmbiguous, BankFileCutOff, BankFileUnclear, BankFileUnknown
from buurtcoop.core import clock
from buurtcoop.core.money import Money

_BYTE_ORDER = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_END_OF_FILE = "\x1a"  # what DOS wrote behind a text
_WITH_POINT = re.compile(r"\d{1,15}(?:\.\d+)?", re.ASCII)
_DUTCH = re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?:\.\d{3}){1,4})(?:,\d{1,2})?", re.ASCII)
_ENGLISH = re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})\.\d{1,2}", re.ASCII)
_TWOFOLD = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})+", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d\d?)-(\d\d?)-(\d{4})", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_OLD_NUMBER = re.compile(r"\d{7,10}", re.ASCII)
_NONE_GIVEN = frozenset({"NOTPROVIDED", "NONREF", "NOT PROVIDED", "EREF", "PREF", "MARF", "NOREF"})
_YEARS = range(1990, 2100)
_SHOWN = 40


def text_of(data: bytes) -> str:
    """The text in a file: UTF-8, UTF-16 with its mark, or else as Windows writes it.

    Raises BankFileUnknown for what is no text.
    """
    for mark, encoding in _BYTE_ORDER.items():
        if data.startswith(mark):
            return _as_text(data.removeprefix(mark), encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return _refuse_no_text(text)


def _as_text(data: bytes, encoding: str) -> str:
    try:
        return _refuse_no_text(data.decode(encoding))
    except UnicodeDecodeError:
        raise BankFileUnknown from None


def _refuse_no_text(text: str) -> str:
    text = text.rstrip(_END_OF_FILE)
    if _NO_TEXT.search(text):
        raise BankFileUnknown
    return text


def tidy(text: str | None) -> str:
    """Words with one space between them."""
    return " ".join((text or "").split())


def reference_of(text: str | None) -> str:
    """What the payer gave along; empty for the words banks write when nothing was given."""
    written = tidy(text)
    return "" if written.upper() in _NONE_GIVEN else written


def unclear(text: str) -> BankFileUnclear:
    """The refusal for a text that is no amount, day or account number."""
    return BankFileUnclear(value=tidy(text)[:_SHOWN])


def amount_with_point(text: str) -> Money:
    """An amount without sign as XML writes it: 12, 12.5 or 12.50.

    Raises BankFileUnclear, also for parts of a cent.
    """
    written = text.strip()
    if not _WITH_POINT.fullmatch(written):
        raise unclear(text)
    return whole_cents(Decimal(written), text)


def whole_cents(amount: Decimal, text: str) -> Money:
    """Euros as cents. Raises BankFileUnclear for parts of a cent."""
    cents = amount * 100
    if cents != int(cents):
        raise unclear(text)
    return Money(int(cents))


def amount_written(text: str) -> Money:
    """An amount as tables write it: 1.234,50 or 1234,5 or +1234.50 or 1,234.50.

    Raises BankFileAmbiguous for 1,234 and 1.234, and BankFileUnclear for what is no amount.
    """
    written = text.replace("−", "-").replace("–", "-").strip()
    if _TWOFOLD.fullmatch(written):
        raise BankFileAmbiguous(value=written)
    if _DUTCH.fullmatch(written):
        return whole_cents(Decimal(written.replace(".", "").replace(",", ".")), text)
    if _ENGLISH.fullmatch(written):
        return whole_cents(Decimal(written.replace(",", "")), text)
    raise unclear(text)


def day_of(text: str) -> date:
    """A day written 20270112, 2027-01-12 or 12-01-2027. Raises BankFileUnclear."""
    written = text.strip()
    if found := _YEAR_FIRST.fullmatch(written):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(written):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise unclear(text)
    try:
        return in_our_time(date(year, month, day))
    except ValueError:
        raise unclear(text) from None


def day_of_moment(text: str) -> date:
    """The day, in the Netherlands, of 2027-01-12 or 2027-01-11T23:30:00Z.

    Raises BankFileUnclear.
    """
    return in_our_time(_moment(text).date())


def first_whole_day(text: str) -> date:
    """The day that begins at this moment, or the one after it. Raises BankFileUnclear."""
    moment = _moment(text)
    begun = in_our_time(moment.date())
    return begun if moment.time() == time.min else begun + timedelta(days=1)


def _moment(text: str) -> datetime:
    """A moment in the Netherlands; one without a zone is the bank's own, so Dutch, time."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment if moment.tzinfo is None else clock.local(moment)
    except (ValueError, OverflowError):
        raise unclear(text) from None


def in_our_time(day: date) -> date:
    """The day itself. Raises BankFileUnclear for years no cooperative keeps books of."""
    if day.year not in _YEARS:
        raise unclear(str(day))
    return day


def is_iban(text: str) -> bool:
    """Whether this is an account number whose check digits are right (ISO 13616, mod 97)."""
    if not _IBAN.fullmatch(text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def iban_or_nothing(text: str | None) -> str:
    """The account of the other side, or nothing when what stands there is none."""
    written = (text or "").replace(" ", "").upper()
    return written if is_iban(written) else ""


def own_account(text: str, bank: str = "") -> str:
    """The IBAN of the account a file is of.

    Banks also write the number it had before, behind their own name: TRIODOSBANK/0338505768, or
    alone (`bank` then says whose it is). Raises BankFileCutOff for none, and BankFileUnclear.
    """
    if not text.strip():
        raise BankFileCutOff
    written = text.replace(" ", "").upper()
    before, _, number = written.rpartition("/")
    number = number.removesuffix("EUR")
    if is_iban(number):
        return number
    bank = before[:4] or bank
    if _OLD_NUMBER.fullmatch(number) and re.fullmatch("[A-Z]{4}", bank):
        return _dutch_iban(bank, number.zfill(10))
    raise unclear(text)


def _dutch_iban(bank: str, number: str) -> str:
    rest = int("".join(str(int(sign, 36)) for sign in f"{bank}{number}NL00")) % 97
    return f"NL{98 - rest:02d}{bank}{number}"
