"""Buying together: interest, quotes, binding orders, delivery, yearly maintenance.

A `GroupPurchase` is one round. The contract is between member and supplier: the cooperative
organises and holds no client money; it notes what both say was paid. Somebody has an `Interest`,
which binds to nothing; a supplier makes a `Quote`, whose terms never change; a household places
a `PurchaseOrder` with a typed name, free to go until the last day. When the threshold is reached
a person fixes the round: then every order is a contract with a price that never changes. A round
that does not reach it ends without cost. After delivery each buyer has a `MaintenanceTurn`, turn
by turn.

Always holds: one live order of a household in a round; the prices of a round add up to its total,
and deposit and rest to the price, to the cent; nothing is ordered, changed or fixed but while
ordering is open on a quote that stands. The triggers of migration 0026 say the same.
"""
