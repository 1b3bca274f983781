"""Verbs around the day: look up what to know, note what was seen, fill in kilometres."""

from buurtcoop.briefing.operations.driving import fill_in
from buurtcoop.briefing.operations.knowing import look_up
from buurtcoop.briefing.operations.noting import erase, note, take_back

__all__ = ["erase", "fill_in", "look_up", "note", "take_back"]
