"""Verbs on children, guardians and what there is to know; they flush, the edge commits."""

from buurtcoop.care.operations.children import (
    add_child,
    add_guardian,
    change_child,
    end_guardianship,
    forget_child,
)
from buurtcoop.care.operations.knowing import note, notes_for

__all__ = [
    "add_child",
    "add_guardian",
    "change_child",
    "end_guardianship",
    "forget_child",
    "note",
    "notes_for",
]
