"""The book itself; numbers, hashes and closed periods; what stands ready, and receipts."""

from buurtcoop.ledger.models.book import (
    AccountKind,
    Entry,
    Fund,
    FundKind,
    LedgerAccount,
    Line,
    Period,
    PeriodState,
    Posting,
)
from buurtcoop.ledger.models.closing import PeriodClosing, PeriodTotal
from buurtcoop.ledger.models.prepared import (
    Every,
    PreparedEntry,
    PreparedLine,
    Receipt,
    RecurringEntry,
    RecurringLine,
    Why,
)

__all__ = [
    "AccountKind",
    "Entry",
    "Every",
    "Fund",
    "FundKind",
    "LedgerAccount",
    "Line",
    "Period",
    "PeriodClosing",
    "PeriodState",
    "PeriodTotal",
    "Posting",
    "PreparedEntry",
    "PreparedLine",
    "Receipt",
    "RecurringEntry",
    "RecurringLine",
    "Why",
]
