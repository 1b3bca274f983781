"""Around the day itself: what helpers read before it, and what they write down after it.

Before: the card of the service, and what to know of who comes. After: an `Observation` of what
was seen, and the kilometres of a `Ride`. Always holds: an observation tells place, time, kind
and to whom it was reported, no persons, and is erased after the days its service says.
"""
