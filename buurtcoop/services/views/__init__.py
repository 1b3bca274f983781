"""Pages of the catalogue, the needs round, and what comes before and after opening."""

from buurtcoop.services.views.catalogue import bp

__all__ = ["bp"]
