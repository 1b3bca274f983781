"""Adding sources and promises, booking, and what follows from an agreement."""

from buurtcoop.funding.operations.sources import (
    add_source,
    change_promise,
    decide_cost,
    promise,
    receive,
    receive_in_parts,
    spend,
)

__all__ = [
    "add_source",
    "change_promise",
    "decide_cost",
    "promise",
    "receive",
    "receive_in_parts",
    "spend",
]
