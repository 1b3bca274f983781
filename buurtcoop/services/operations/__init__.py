"""What changes in the catalogue and the needs round; they flush, the edge commits."""

from buurtcoop.services.operations.catalogue import (
    add_service,
    appoint_lead,
    change_service,
    end_lead,
    resume_service,
    stop_service,
)

__all__ = [
    "add_service",
    "appoint_lead",
    "change_service",
    "end_lead",
    "resume_service",
    "stop_service",
]
