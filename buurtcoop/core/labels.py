"""What every column carries: its class, what it is for, and when it ends.

A column is declared with `public`, `internal`, `personal` or `sensitive`; a test refuses one
that is not. The register of processing and the retention jobs are made from these labels.
Terms: reliability.md's defaults; bookkeeping seven years (AWR art. 52, BW 2:10).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import MappedColumn, mapped_column


class Class(StrEnum):
    """How careful we are with a value."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Ends(StrEnum):
    """When a value goes."""

    WITH_ROW = "as long as the row it belongs to"
    WITH_COOP = "as long as the cooperative"
    MEMBER_1M = "1 month after the membership ends"
    MEMBER_2Y = "2 years after the membership ends"
    REFUSED_28D = "28 days after an application that did not lead to membership"
    SHIFT_2Y = "2 years after the shift; counts stay"
    NOTED = "as many days after the shift as its service says, 366 at most; counts stay"
    ROUND_1Y = "1 year after a round of buying together was fixed or ended"
    BOOKS_7Y = "7 years after the book year"
    LOG_12M = "12 months after it was written"
    CONSENT = "when the consent ends or is taken back"
    USED_30D = "30 days after it was used or ran out"


@dataclass(frozen=True)
class Label:
    """Class, purpose and end of one column."""

    kind: Class
    purpose: str
    ends: Ends


def public(
    purpose: str, *args: Any, ends: Ends = Ends.WITH_COOP, **kwargs: Any
) -> MappedColumn[Any]:
    """A value anybody may read."""
    return _column(Label(Class.PUBLIC, purpose, ends), args, kwargs)


def internal(
    purpose: str, *args: Any, ends: Ends = Ends.WITH_ROW, **kwargs: Any
) -> MappedColumn[Any]:
    """A value of the program or the cooperative that says nothing about a person by itself."""
    return _column(Label(Class.INTERNAL, purpose, ends), args, kwargs)


def personal(purpose: str, *args: Any, ends: Ends, **kwargs: Any) -> MappedColumn[Any]:
    """A value about a person."""
    return _column(Label(Class.PERSONAL, purpose, ends), args, kwargs)


def sensitive(purpose: str, *args: Any, ends: Ends, **kwargs: Any) -> MappedColumn[Any]:
    """A text that is locked in its row and read through `audit.reveal` only."""
    return _column(Label(Class.SENSITIVE, purpose, ends), args, kwargs)


def key() -> MappedColumn[int]:
    """The number of a row."""
    return internal("the number of this row", primary_key=True)


def _column(label: Label, args: tuple[Any, ...], kwargs: dict[str, Any]) -> MappedColumn[Any]:
    return mapped_column(*args, info={"label": label}, **kwargs)
