"""Tables as text that a spreadsheet opens: rows stream, and no cell is ever a formula.

As Dutch Excel reads them: UTF-8 with a mark in front, semicolons, commas in amounts.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import islice

from flask import Response

from buurtcoop.core.instance import here
from buurtcoop.core.money import Money

Cell = str | int | date | Money | None
Row = Sequence[Cell]
# What a sheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
AT_ONCE = 500


def streamed(name: str, rows: Callable[[], Iterable[Row]]) -> Response:
    """A file of this name that is sent while its rows are made, some hundreds at a time.

    Each of those is read in a short transaction of its own: no connection waits for a slow line.
    """
    answer = Response(_text(rows), mimetype="text/csv", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _text(rows: Callable[[], Iterable[Row]]) -> Iterator[str]:
    instance = here()

    def parts() -> Iterator[str]:
        left = iter(rows())
        mark = MARK
        while True:
            with instance.reading():
                batch = list(islice(left, AT_ONCE))
            if not batch:
                return
            yield mark + written(batch)
            mark = ""

    return parts()


def written(rows: Iterable[Row]) -> str:
    """These rows as text."""
    file = StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(
        [shown(value) for value in row] for row in rows
    )
    return file.getvalue()


def shown(value: Cell) -> str:
    """A cell as a sheet reads it: 1234,50 and 12-01-2027; text never begins a formula."""
    if value is None:
        return ""
    if isinstance(value, Money):
        euros, cents = divmod(abs(value.cents), 100)
        return f"{'-' if value.cents < 0 else ''}{euros},{cents:02d}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    text = str(value)
    dangerous = isinstance(value, str) and text.lstrip(" ").startswith(FORMULA)
    return f"'{text}" if dangerous else text
