"""Adding sources and promises, booking, and what follows from an agreement."""

from buurtcoop.funding.operations.agreements import (
    ask,
    award,
    set_terms,
    tag_programme,
)
from buurtcoop.funding.operations.duties import (
    add_condition,
    add_report,
    hand_in_report,
    meet_condition,
    move_condition,
    move_report,
)
from buurtcoop.funding.operations.goals import (
    add_goal,
    count_by_hand,
    end_goal,
    take_count_back,
)
from buurtcoop.funding.operations.settling import (
    begin_settlement,
    decide_settlement,
    hand_in,
    recognise,
    tell_story,
)
from buurtcoop.funding.operations.sources import (
    add_source,
    change_promise,
    decide_cost,
    promise,
    receive,
    receive_in_parts,
    spend,
)
from buurtcoop.funding.operations.tranches import (
    add_tranches,
    drop_tranche,
    pay_tranche,
    request_tranche,
    share_again,
    unpay_tranche,
)

__all__ = [
    "add_condition",
    "add_goal",
    "add_report",
    "add_source",
    "add_tranches",
    "ask",
    "award",
    "begin_settlement",
    "change_promise",
    "count_by_hand",
    "decide_cost",
    "decide_settlement",
    "drop_tranche",
    "end_goal",
    "hand_in",
    "hand_in_report",
    "meet_condition",
    "move_condition",
    "move_report",
    "pay_tranche",
    "promise",
    "receive",
    "receive_in_parts",
    "recognise",
    "request_tranche",
    "set_terms",
    "share_again",
    "spend",
    "tag_programme",
    "take_count_back",
    "tell_story",
    "unpay_tranche",
]
