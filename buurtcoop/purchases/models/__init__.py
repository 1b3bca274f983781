"""Rounds, interest, quotes, orders and turns."""

from buurtcoop.purchases.models.orders import MaintenanceTurn, PurchaseOrder
from buurtcoop.purchases.models.rounds import GroupPurchase, Interest, Quote

__all__ = ["GroupPurchase", "Interest", "MaintenanceTurn", "PurchaseOrder", "Quote"]
