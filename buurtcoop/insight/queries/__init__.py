"""What was released to financiers, who may read it, and what the pictures show."""

from buurtcoop.insight.queries.releases import (
    Release,
    figures_for,
    months_told,
    released,
    scope_of,
    told_among,
    told_of,
)
from buurtcoop.insight.queries.ways import (
    SourceWays,
    agreements_told,
    code_hash_of,
    fingerprint_of,
    goals_set,
    next_dates,
    ticket_of,
    way_for,
    way_of_ticket,
    ways_by_source,
    ways_of,
    works,
)

__all__ = [
    "Release",
    "SourceWays",
    "agreements_told",
    "code_hash_of",
    "figures_for",
    "fingerprint_of",
    "goals_set",
    "months_told",
    "next_dates",
    "released",
    "scope_of",
    "ticket_of",
    "told_among",
    "told_of",
    "way_for",
    "way_of_ticket",
    "ways_by_source",
    "ways_of",
    "works",
]
