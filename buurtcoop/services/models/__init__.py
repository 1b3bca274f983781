"""The catalogue with its leads, the needs round, and what comes before and after opening."""

from buurtcoop.services.models.catalogue import Service, ServiceLead
from buurtcoop.services.models.opening import OpeningCheck, Trial, TrialOutcome
from buurtcoop.services.models.wishes import Wish, WishState, WishSupport

__all__ = [
    "OpeningCheck",
    "Service",
    "ServiceLead",
    "Trial",
    "TrialOutcome",
    "Wish",
    "WishState",
    "WishSupport",
]
