"""What is said about cover: asking, swapping and watching.

A question holds the service, the time and the place; a name stands in a message only after both
said yes.
"""

from buurtcoop.cover.messages.asking import ASK, ASKED, ASKING_RULES, FOUND, SOLVED, reached
from buurtcoop.cover.messages.swapping import (
    SWAP,
    SWAP_AGREED,
    SWAP_ASKED,
    SWAP_DECLINED,
    SWAPPING_RULES,
)
from buurtcoop.cover.messages.watching import (
    PLACE_FREE,
    WATCH,
    WATCHED_CALLED_OFF,
    WATCHED_MOVED,
    WATCHING_RULES,
    freed_by,
)
from buurtcoop.messaging.rules import Rule

RULES: tuple[Rule, ...] = (*ASKING_RULES, *SWAPPING_RULES, *WATCHING_RULES)

__all__ = [
    "ASK",
    "ASKED",
    "FOUND",
    "PLACE_FREE",
    "RULES",
    "SOLVED",
    "SWAP",
    "SWAP_AGREED",
    "SWAP_ASKED",
    "SWAP_DECLINED",
    "WATCH",
    "WATCHED_CALLED_OFF",
    "WATCHED_MOVED",
    "freed_by",
    "reached",
]
