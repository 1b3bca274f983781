"""The catalogue: what the neighbourhood does together.

A `Service` is an offer such as Eettafel; its shifts stand one room higher. A `ServiceLead` leads
a service from one date to another. Always holds: a service that stopped takes no new shifts and
says so; its price is per seat and may be nothing.
"""
