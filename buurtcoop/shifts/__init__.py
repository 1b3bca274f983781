"""Shifts and their two sides: who gives and who receives.

A `Shift` is one occurrence of a service; its series and original local date are its identity. A
`CrewLine` counts the places of those who give, or the seats of those who receive. A `Claim`
gives, a `Booking` receives; both are promises. Always holds: no crew line has more takers than
places, also with fifty at once (a conditional update and a CHECK decide); a person stands once
on a shift per side; a promise ends in one end state.
"""
