"""Buying together: interest, quotes, binding orders, delivery, yearly maintenance.

A `GroupPurchase` is one round. The contract is between member and supplier: the cooperative
organises and holds no client money. Always holds: an order is of one household; shares add up to
the price to the cent; a round that does not reach its number ends without cost.
"""
