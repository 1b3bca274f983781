"""What changes in this room: ways in for financiers, months that are told, and packs."""

from buurtcoop.insight.operations.packs import (
    make_missing_packs,
    make_pack,
    renew_packs,
)
from buurtcoop.insight.operations.releasing import tell_month, tell_months
from buurtcoop.insight.operations.ways import come_in, give_account, give_link, leave, revoke

__all__ = [
    "come_in",
    "give_account",
    "give_link",
    "leave",
    "make_missing_packs",
    "make_pack",
    "renew_packs",
    "revoke",
    "tell_month",
    "tell_months",
]
