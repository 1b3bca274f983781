"""Everything that changes the books.

On PostgreSQL whoever changes something waits for others in one order, so that no two wait for
each other: the turn of who matches at the bank, the funds that lend, what stands ready or comes
back, the month, the turn of who numbers entries, a receipt. Receipts get their number in a
transaction that books nothing.
"""

from buurtcoop.ledger.operations.between_funds import give, lend, repay
from buurtcoop.ledger.operations.booking import asked_again, book, reverse
from buurtcoop.ledger.operations.chart import (
    chart_of_accounts,
    make_fund,
    open_period,
    open_year,
)
from buurtcoop.ledger.operations.closing import close_period
from buurtcoop.ledger.operations.funds import change_purpose, make_reserve
from buurtcoop.ledger.operations.preparing import book_prepared, drop_prepared, prepare
from buurtcoop.ledger.operations.receipts import attach_receipt, keep_receipt
from buurtcoop.ledger.operations.recurring import make_ready, repeat, stop_repeating

__all__ = [
    "asked_again",
    "attach_receipt",
    "book",
    "book_prepared",
    "change_purpose",
    "chart_of_accounts",
    "close_period",
    "drop_prepared",
    "give",
    "keep_receipt",
    "lend",
    "make_fund",
    "make_ready",
    "make_reserve",
    "open_period",
    "open_year",
    "prepare",
    "repay",
    "repeat",
    "reverse",
    "stop_repeating",
]
