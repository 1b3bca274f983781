"""All that the papers of a settlement are made of: plain values, frozen when it is handed in."""

from dataclasses import dataclass
from datetime import date, datetime

from buurtcoop.funding.rules.dossier import Dossier
from buurtcoop.funding.settlement import Facts, Reckoning, Terms


@dataclass(frozen=True, kw_only=True)
class StoryTold:
    """A story whose teller agreed to this reader, and how the teller wants to be named."""

    id: int
    words: str
    signed: str
    service: str


@dataclass(frozen=True, kw_only=True)
class Material:
    """A settlement with everything around it.

    `at` is the moment that stands in the files: that of handing in, or now for a draft. `hash`
    is that of the frozen figures, and empty for a draft.
    """

    terms: Terms
    facts: Facts
    reckoning: Reckoning
    dossier: Dossier
    stories: tuple[StoryTold, ...]
    story: str
    version: int
    reason: str
    settled_on: date
    at: datetime
    draft: bool
    hash: str


@dataclass(frozen=True, kw_only=True)
class Papers:
    """The three files of a pack: a report, tables, and a letter of one page."""

    report: bytes
    tables: bytes
    letter: bytes
