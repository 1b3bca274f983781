"""Verbs on promises, shifts and calendar addresses; they flush, the edge commits."""

from buurtcoop.shifts.operations.away import Gone, come_back, go_away
from buurtcoop.shifts.operations.changing import change_series
from buurtcoop.shifts.operations.children import let_child_go, refuse_ages
from buurtcoop.shifts.operations.closing import Closed, Closing, close_day, preview_close
from buurtcoop.shifts.operations.crews import LinePlan
from buurtcoop.shifts.operations.exchanging import exchange
from buurtcoop.shifts.operations.feeds import end_feed, new_feed
from buurtcoop.shifts.operations.fixed import (
    Fixed,
    fill,
    give_up_fixed_place,
    hold_fixed_place,
)
from buurtcoop.shifts.operations.foreseeing import (
    Change,
    DayChange,
    SeriesPlan,
    What,
    plan_of,
    preview_change,
)
from buurtcoop.shifts.operations.planning import (
    call_off,
    move,
    plan,
)
from buurtcoop.shifts.operations.promising import (
    answer,
    book,
    cancel,
    claim,
    confirm_booking,
    confirm_claim,
    release,
)
from buurtcoop.shifts.operations.series import extend_all, extend_series, start_series
from buurtcoop.shifts.operations.settling import settle, settle_all
from buurtcoop.shifts.operations.stopping import stop_agreement
from buurtcoop.shifts.operations.waiting import accept, answer_offer, decline, leave, wait

__all__ = [
    "Change",
    "Closed",
    "Closing",
    "DayChange",
    "Fixed",
    "Gone",
    "LinePlan",
    "SeriesPlan",
    "What",
    "accept",
    "answer",
    "answer_offer",
    "book",
    "call_off",
    "cancel",
    "change_series",
    "claim",
    "close_day",
    "come_back",
    "confirm_booking",
    "confirm_claim",
    "decline",
    "end_feed",
    "exchange",
    "extend_all",
    "extend_series",
    "fill",
    "give_up_fixed_place",
    "go_away",
    "hold_fixed_place",
    "leave",
    "let_child_go",
    "move",
    "new_feed",
    "plan",
    "plan_of",
    "preview_change",
    "preview_close",
    "refuse_ages",
    "release",
    "settle",
    "settle_all",
    "start_series",
    "stop_agreement",
    "wait",
]
