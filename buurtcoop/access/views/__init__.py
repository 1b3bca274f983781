"""The pages of signing in: the door, one's own devices, and who has which role."""

from buurtcoop.access.views import code, devices, door, resets, roles
from buurtcoop.access.views.blueprint import bp

__all__ = ["bp", "code", "devices", "door", "resets", "roles"]
