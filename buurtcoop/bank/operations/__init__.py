"""Bringing in what the bank says, booking it, and closing a month."""

from buurtcoop.bank.matching import Part
from buurtcoop.bank.operations.accounts import add_account, forget_rule
from buurtcoop.bank.operations.booking import (
    accept,
    book_line,
    match_entry,
    match_new,
    unmatch,
)
from buurtcoop.bank.operations.closing import close_month
from buurtcoop.bank.operations.importing import (
    Imported,
    import_file,
    import_statements,
    look,
    look_at,
)
from buurtcoop.bank.operations.planning import Planned, Preview

__all__ = [
    "Imported",
    "Part",
    "Planned",
    "Preview",
    "accept",
    "add_account",
    "book_line",
    "close_month",
    "forget_rule",
    "import_file",
    "import_statements",
    "look",
    "look_at",
    "match_entry",
    "match_new",
    "unmatch",
]
