"""Where the money comes from, what stands on it, and what is left."""

from buurtcoop.funding.queries.sources import (
    Cost,
    Overview,
    SourceFigures,
    agreement_of,
    agreements_of,
    costs_of,
    figures,
    left_per_source,
    overview,
    source_for,
    sources_for,
    sources_to_book,
    years,
)

__all__ = [
    "Cost",
    "Overview",
    "SourceFigures",
    "agreement_of",
    "agreements_of",
    "costs_of",
    "figures",
    "left_per_source",
    "overview",
    "source_for",
    "sources_for",
    "sources_to_book",
    "years",
]
