"""What was handed in, as text and back: the terms, the facts and what they came to.

The text is JSON with a version mark; amounts are cents, days are ISO. It is written the same way
each time, so its SHA-256 says whether it is still what was handed in. A field that a newer
program added is read from older text as its default.
"""

import json
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import Settlement
from buurtcoop.funding.rules.dossier import Dossier
from buurtcoop.funding.settlement import Facts, Reckoning, Terms

WRITTEN_AS = 1
CENTS = "cents"


class FiguresUnreadable(ValueError):
    """The text was written in a way this program does not know, or is not what was hashed."""


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """What an agreement was reckoned with, what it came to, and what is shown beside that.

    The dossier is there in what was handed in, and None while it is open.
    """

    terms: Terms
    facts: Facts
    reckoning: Reckoning
    dossier: Dossier | None = None

    @property
    def own(self) -> Money:
        """Our own money that was put in, in cents, without what stands for it."""
        return sum((each.amount for each in self.facts.own), NOTHING)


def written(figures: Frozen) -> str:
    """These figures as JSON, always in the same order."""
    told = {"written_as": WRITTEN_AS, **_plain(figures)}
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(text: str) -> str:
    """SHA-256 of figures as text."""
    return sha256(text.encode()).hexdigest()


def read_figures(text: str) -> Frozen:
    """The figures that this text tells. Raises FiguresUnreadable."""
    told = json.loads(text)
    mark = told.pop("written_as", None)
    if mark != WRITTEN_AS:
        raise FiguresUnreadable(f"Figures written as {mark}; this program knows {WRITTEN_AS}.")
    found: Frozen = _back(Frozen, told)
    return found


def frozen(settlement: Settlement) -> Frozen:
    """What was handed in. Raises FiguresUnreadable, also when the text is not what was hashed.

    LookupError for a settlement that was not handed in.
    """
    if settlement.handed_in_at is None:
        raise LookupError(settlement.id)
    if hash_of(settlement.figures) != settlement.hash:
        raise FiguresUnreadable(f"The figures of settlement {settlement.id} were changed.")
    return read_figures(settlement.figures)


def _plain(value: object) -> Any:
    if isinstance(value, Money):
        return {CENTS: value.cents}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _back(kind: Any, value: Any) -> Any:
    """A plain value as this kind: what `_plain` made of it, read back."""
    choices = get_args(kind)
    if get_origin(kind) in (UnionType, Union):
        (kind,) = (each for each in choices if each is not NoneType)
        return None if value is None else _back(kind, value)
    if get_origin(kind) is tuple:
        return tuple(_back(choices[0], each) for each in value)
    if get_origin(kind) is dict:
        return {name: _any(each) for name, each in value.items()}
    if kind is Money:
        return Money(value[CENTS])
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return _made(kind, value) if is_dataclass(kind) else value


def _made(kind: Any, told: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    known = {
        each.name: _back(hints[each.name], told[each.name])
        for each in fields(kind)
        if each.name in told
    }
    lacking = [
        each.name
        for each in fields(kind)
        if each.name not in told and each.default is MISSING and each.default_factory is MISSING
    ]
    if lacking:
        raise FiguresUnreadable(f"{kind.__name__} without {', '.join(lacking)}.")
    return kind(**known)


def _any(value: Any) -> Any:
    """A figure of a line of arithmetic: an amount, a number, a word or nothing."""
    return Money(value[CENTS]) if isinstance(value, dict) else value
