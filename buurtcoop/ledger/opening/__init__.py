"""Beginning a book with what there was: from a trial balance (XLSX) or an audit file (XAF).

`read` turns the file into rows, `questions` says what only a human knows, `lines_of` makes the
lines, `open_books` books them as one entry, once a year. Income and expense of the file become
equity of the kind of their fund: their year is over.
"""

from buurtcoop.ledger.opening.booking import (
    OpeningLate,
    OpeningThere,
    open_books,
    opening_of,
    refuse_second,
)
from buurtcoop.ledger.opening.planning import (
    EARNED,
    Answers,
    FundUneven,
    OpeningEmpty,
    OpeningUneven,
    Questions,
    lines_of,
    mapped,
    questions,
    refuse_uneven,
    sides,
)
from buurtcoop.ledger.opening.reading import read
from buurtcoop.ledger.opening.rows import Row

__all__ = [
    "EARNED",
    "Answers",
    "FundUneven",
    "OpeningEmpty",
    "OpeningLate",
    "OpeningThere",
    "OpeningUneven",
    "Questions",
    "Row",
    "lines_of",
    "mapped",
    "open_books",
    "opening_of",
    "questions",
    "read",
    "refuse_second",
    "refuse_uneven",
    "sides",
]
