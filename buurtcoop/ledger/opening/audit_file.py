"""The balances of an audit file: of its first day, or of its last."""

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import structlog

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.opening.rows import LARGEST_UNPACKED, MOST, FileBroken, OtherYear, Row

if TYPE_CHECKING:
    from pyxaf import AuditFile, Line

log = structlog.get_logger()
BEFORE_THE_FIRST = ("0", "00", "000")


def read(data: bytes, year: int) -> list[Row]:
    """What stood on each account when this year began; what stands at nothing is left out.

    Raises FileBroken, OtherYear.
    """
    import pyxaf  # slow to import, and only needed here

    try:
        with pyxaf.open(data, max_decompressed_size=LARGEST_UNPACKED) as file:
            return _rows(file, year)
    except OtherYear:
        raise
    except Exception as broken:
        # A file somebody sent can break its reader in any way; each means the same here.
        log.info("audit file not readable to the end", reason=type(broken).__name__)
        raise FileBroken from broken


def _rows(file: "AuditFile", year: int) -> list[Row]:
    from pyxaf import AccountKind  # slow to import, and only needed here

    sums: dict[str, Money] = defaultdict(lambda: NOTHING)
    for line in _lines(file, year):
        sums[line.account_id or ""] += _cents(line.signed_amount)
    rows = []
    for code, amount in sorted(sums.items()):
        account = file.accounts.get(code)
        if amount:
            rows.append(
                Row(
                    code=code[:35],
                    name=(account.description or "")[:120] if account else "",
                    amount=amount,
                    result=bool(account and account.account_type.kind is AccountKind.PROFIT_LOSS),
                    rgs=(account.rgs.code or "") if account and account.rgs else "",
                )
            )
    return rows


def _lines(file: "AuditFile", year: int) -> "list[Line]":
    """The lines that add up to the balances on the first day of the year."""
    began = file.opening_balance()
    of_year = _year_of(file)
    if of_year == year:
        return list(began.lines)
    if of_year != year - 1:
        raise OtherYear(found=of_year or "?", before=year - 1, year=year)
    # Where the opening stands in an element of its own, entries that repeat it do not count.
    repeats = BEFORE_THE_FIRST if began.source == "element" else ()
    moved = [
        line
        for each in file.transactions()
        if each.period_key not in repeats
        for line in each.lines
    ]
    return [*began.lines, *moved] if began.source == "element" else moved


def _year_of(file: "AuditFile") -> int | None:
    if file.header.end_date:
        return file.header.end_date.year
    written = file.header.fiscal_year or ""
    return int(written) if written.isascii() and written.isdigit() and len(written) == 4 else None


def _cents(amount: Decimal | None) -> Money:
    """Raises ValueError for an amount the file has wrong, too large, or in parts of a cent."""
    if amount is None or abs(amount) * 100 > MOST.cents or amount * 100 != round(amount * 100):
        raise ValueError(amount)
    return Money(int(amount * 100))
