"""The pages where a person starts: home, `/mijn`, `/vandaag`, and the answer from a mail.

`/vandaag` collects what needs someone from every room's `attention.py`; this room stores only
who took an item, handed it over or put it off (`AttentionMark`). Always holds: an item goes away
by itself when its cause is gone; every item has an owner and a date.
"""
