"""One picture, and how a row for it is found."""

from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Select

from buurtcoop.core.instance import db
from buurtcoop.people.models import Person

T = TypeVar("T")
GOOD = (200,)


@dataclass(frozen=True)
class Shot:
    """One picture: its name, where, as whom, what is filled in and which button is pressed."""

    name: str
    path: str
    who: Person | None = None
    filled: dict[str, str] = field(default_factory=dict)
    pressed: str = ""
    expected: tuple[int, ...] = GOOD


def first(question: Select[T]) -> T:
    """The first answer; a demo without one is no demo to photograph."""
    found = db().scalars(question).first()
    assert found is not None, str(question)
    return found
