"""Verbs of cover: asking, swapping and watching; they flush, the edge commits."""

from buurtcoop.cover.operations.asking import answer, ask
from buurtcoop.cover.operations.swapping import agree, decline, propose_swap, withdraw_swap
from buurtcoop.cover.operations.watching import stop_watching, watch

__all__ = [
    "agree",
    "answer",
    "ask",
    "decline",
    "propose_swap",
    "stop_watching",
    "watch",
    "withdraw_swap",
]
