"""Questions about the catalogue, who leads what, the needs round, opening and trials."""

from buurtcoop.services.queries.catalogue import (
    not_offered,
    offered,
    service_by_slug,
)
from buurtcoop.services.queries.leading import (
    leads_now,
    leads_now_and_then,
    leads_of,
    leads_over_time,
    led_by,
    running_leads,
    unled,
)
from buurtcoop.services.queries.opening import checks_of, trials_of

__all__ = [
    "checks_of",
    "leads_now",
    "leads_now_and_then",
    "leads_of",
    "leads_over_time",
    "led_by",
    "not_offered",
    "offered",
    "running_leads",
    "service_by_slug",
    "trials_of",
    "unled",
]
