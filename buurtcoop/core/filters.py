"""How values read in a page or a mail, in the language of the reader."""

from collections.abc import Callable
from typing import Any

from buurtcoop.core import words
from buurtcoop.core.money import Money


def filters(of: Callable[[], str]) -> dict[str, Callable[..., Any]]:
    """The filters of pages and mails; `of` tells the language at the moment of showing."""
    return {
        "day": lambda value: words.day(value, of()),
        "short_day": lambda value: words.short_day(value, of()),
        "full_date": lambda value: words.full_date(value, of()),
        "when": lambda value: words.when(value, of()),
        "time": lambda value: words.time(value, of()),
        "month_year": lambda value: words.month_year(value, of()),
        "lasting": lambda value: words.lasting(value, of()),
        "wall": lambda value: words.wall(value, of()),
        "euro": str,
        "euro_round": Money.rounded,
        "phone": words.phone,
    }
