"""What changes in the catalogue and the needs round; they flush, the edge commits."""

from buurtcoop.services.operations.catalogue import (
    add_service,
    change_service,
    open_service,
    resume_service,
    stop_service,
)
from buurtcoop.services.operations.leading import appoint_lead, end_lead
from buurtcoop.services.operations.opening import answer_check, decide_opening, give_check
from buurtcoop.services.operations.starting import start_service
from buurtcoop.services.operations.trials import end_trial, start_trial
from buurtcoop.services.operations.wishes import (
    answer_wish,
    end_support,
    erase_wish,
    make_wish,
    start_wish,
    support_wish,
    withdraw_wish,
)

__all__ = [
    "add_service",
    "answer_check",
    "answer_wish",
    "appoint_lead",
    "change_service",
    "decide_opening",
    "end_lead",
    "end_support",
    "end_trial",
    "erase_wish",
    "give_check",
    "make_wish",
    "open_service",
    "resume_service",
    "start_service",
    "start_trial",
    "start_wish",
    "stop_service",
    "support_wish",
    "withdraw_wish",
]
