"""Shifts and their two sides: who gives and who receives.

A `Shift` is one occurrence of a service; its series and original local date are its identity. A
`CrewLine` counts the places of those who give, or the seats of those who receive. A `Claim`
gives, a `Booking` receives; both are promises: they stand until they are released, swapped or
called off, and after the start they are kept, excused or missed. Who finds it full joins the row
as a `Waiting`; who has a `FixedPlace` is on every shift of a series, except when `Away`.

A move raises the version of the shift, and what people are told and asked carries that version.
A shift that anybody was ever on, or heard of, is never deleted: it is called off. One that
nobody was on goes when its series changes.

Always holds: no crew line has more takers than places, also with fifty at once (a conditional
update and a CHECK decide); a person stands once on a shift per side, and is never promised to two
shifts at once unless one was moved over the other; a promise stands on a line of its own shift
and side, and ends in one end state; nothing counts on a shift that was called off; a place that
comes free is kept for who came first in the row before anybody else can take it.
"""
