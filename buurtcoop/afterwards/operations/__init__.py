"""Verbs on lessons, thanks and stories; they flush, the edge commits."""

from buurtcoop.afterwards.operations.saying import explain, say_how_it_went, thank
from buurtcoop.afterwards.operations.telling import bring_photo, erase, take_back, tell

__all__ = ["bring_photo", "erase", "explain", "say_how_it_went", "take_back", "tell", "thank"]
