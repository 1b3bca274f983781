"""Verbs of attendance: by who leads it, by a code at the door, by people about themselves."""

from buurtcoop.attendance.operations.own_words import answer, enter_code, say
from buurtcoop.attendance.operations.recording import (
    Said,
    record,
    record_rest_as_present,
    record_shift,
)

__all__ = [
    "Said",
    "answer",
    "enter_code",
    "record",
    "record_rest_as_present",
    "record_shift",
    "say",
]
