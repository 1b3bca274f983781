"""What happens to a duty and around it; everything flushes, the edge commits."""

from buurtcoop.obligations.operations.contacting import (
    Next,
    begin_contacts,
    end_contacts,
    finish,
    hand_over,
)
from buurtcoop.obligations.operations.duties import start_duty, stop_duty, withdraw_duty
from buurtcoop.obligations.operations.freeing import resume, set_free
from buurtcoop.obligations.operations.giving import ask_hours, give_hours, take_back_ask

__all__ = [
    "Next",
    "ask_hours",
    "begin_contacts",
    "end_contacts",
    "finish",
    "give_hours",
    "hand_over",
    "resume",
    "set_free",
    "start_duty",
    "stop_duty",
    "take_back_ask",
    "withdraw_duty",
]
