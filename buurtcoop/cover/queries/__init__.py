"""Questions about cover: who to ask, what could be swapped, who watches."""

from buurtcoop.cover.queries.asking import (
    asks_of,
    question,
    questions_to,
    short,
    who_to_ask,
    why_asked,
)
from buurtcoop.cover.queries.swapping import (
    is_open,
    offer,
    offers_of,
    places_to_swap,
)
from buurtcoop.cover.queries.watching import is_watching

__all__ = [
    "asks_of",
    "is_open",
    "is_watching",
    "offer",
    "offers_of",
    "places_to_swap",
    "question",
    "questions_to",
    "short",
    "who_to_ask",
    "why_asked",
]
