"""What needs somebody now, in a shape every room can give and `/vandaag` can show."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Text:
    """A sentence with its values, translated by whoever shows it; a date is said as a day."""

    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that needs somebody, as long as its cause is there.

    `kind` and `subject_id` are its identity. `due` is the last day it can wait; `owner_role` is
    whose it is until a person takes it. `path` is the page where it is solved and `button` the
    verb on it (a message id).
    """

    kind: str
    subject_id: int
    title: Text
    line: Text
    path: str
    button: str
    since: datetime
    due: date
    owner_role: str
    owner_id: int | None = None
