"""Verbs of buying together: joining, quotes, ordering, delivery, turns; the edge commits."""

from buurtcoop.purchases.operations.delivering import (
    inspect,
    note_delivery,
    note_deposit,
    note_deposit_back,
    note_leaver,
    note_rest,
    plan_delivery,
    release_order,
)
from buurtcoop.purchases.operations.joining import want, want_no_more
from buurtcoop.purchases.operations.ordering import cancel_order, change_order, order
from buurtcoop.purchases.operations.quotes import (
    Offer,
    add_quote,
    extend_quote,
    open_ordering,
    show_quotes,
    withdraw_quote,
)
from buurtcoop.purchases.operations.rounds import (
    Details,
    change,
    end_without_cost,
    fix_round,
    start,
    take_into_use,
)
from buurtcoop.purchases.operations.turns import (
    decline_turn,
    finish_turn,
    plan_turn,
    stop_maintenance,
    take_turn,
)

__all__ = [
    "Details",
    "Offer",
    "add_quote",
    "cancel_order",
    "change",
    "change_order",
    "decline_turn",
    "end_without_cost",
    "extend_quote",
    "finish_turn",
    "fix_round",
    "inspect",
    "note_delivery",
    "note_deposit",
    "note_deposit_back",
    "note_leaver",
    "note_rest",
    "open_ordering",
    "order",
    "plan_delivery",
    "plan_turn",
    "release_order",
    "show_quotes",
    "start",
    "stop_maintenance",
    "take_into_use",
    "take_turn",
    "want",
    "want_no_more",
    "withdraw_quote",
]
