"""What happens because time passes: the timetable, the delivery of the outbox, the clockwork.

`timetable.py` names every automatic message and timed job: read it to know all of them.
`clockwork.py` only wakes; what is due stands in the database. Always holds: a missed day is
caught up, a second run is harmless, and no mail is sent inside a transaction.
"""
