"""Questions about the catalogue, who leads what, the needs round, opening and trials."""

from buurtcoop.services.queries.catalogue import (
    leads_now,
    leads_of,
    led_by,
    not_offered,
    offered,
    running_leads,
    service_by_slug,
)

__all__ = [
    "leads_now",
    "leads_of",
    "led_by",
    "not_offered",
    "offered",
    "running_leads",
    "service_by_slug",
]
