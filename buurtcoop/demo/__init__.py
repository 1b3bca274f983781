"""The demo cooperative Wilgenkwartier: replayed operations, and pages to try it.

Always holds: its figures come from the rooms' own operations, not from inserted totals; its
pages exist only in a coop that was made as a demo, and on loopback only.
"""
