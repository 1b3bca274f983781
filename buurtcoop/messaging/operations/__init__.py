"""Verbs on messages, links and long work; they flush, the edge commits, and nothing here sends."""

from buurtcoop.messaging.operations.long_work import (
    Held,
    LeaseLost,
    ask,
    fail,
    finish,
    next_work,
    progress,
    put_back,
)
from buurtcoop.messaging.operations.saying import (
    done_by_hand,
    goes_by_mail,
    offer_link,
    put,
    send_again,
    use_link,
    withdraw,
)

__all__ = [
    "Held",
    "LeaseLost",
    "ask",
    "done_by_hand",
    "fail",
    "finish",
    "goes_by_mail",
    "next_work",
    "offer_link",
    "progress",
    "put",
    "put_back",
    "send_again",
    "use_link",
    "withdraw",
]
