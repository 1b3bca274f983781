"""Adding sources and promises, booking, and what follows from an agreement."""

from buurtcoop.funding.operations.agreements import (
    ask,
    award,
    set_terms,
    tag_programme,
)
from buurtcoop.funding.operations.ahead import (
    add_change,
    define_helping,
    drop_scenario,
    make_scenario,
    set_hours,
)
from buurtcoop.funding.operations.budgets import (
    BeginFrom,
    begin_budget,
    decide_budget,
    drop_budget,
    set_line,
)
from buurtcoop.funding.operations.claims import (
    claim,
    claim_suggested,
    withdraw,
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
from buurtcoop.funding.operations.matching import (
    pay_gift,
    promise_gift,
    put_hours,
    take_hours,
)
from buurtcoop.funding.operations.orders import (
    end_order,
    order,
    pay_order,
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
    "BeginFrom",
    "add_change",
    "add_condition",
    "add_goal",
    "add_report",
    "add_source",
    "add_tranches",
    "ask",
    "award",
    "begin_budget",
    "begin_settlement",
    "change_promise",
    "claim",
    "claim_suggested",
    "count_by_hand",
    "decide_budget",
    "decide_cost",
    "decide_settlement",
    "define_helping",
    "drop_budget",
    "drop_scenario",
    "drop_tranche",
    "end_goal",
    "end_order",
    "hand_in",
    "hand_in_report",
    "make_scenario",
    "meet_condition",
    "move_condition",
    "move_report",
    "order",
    "pay_gift",
    "pay_order",
    "pay_tranche",
    "promise",
    "promise_gift",
    "put_hours",
    "receive",
    "receive_in_parts",
    "recognise",
    "request_tranche",
    "set_hours",
    "set_line",
    "set_terms",
    "share_again",
    "spend",
    "tag_programme",
    "take_count_back",
    "take_hours",
    "tell_story",
    "unpay_tranche",
    "withdraw",
]
