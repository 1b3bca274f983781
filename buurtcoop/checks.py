"""The invariants of every room, counted after over the whole database.

`buurtcoop check` runs them, and the tests after every scenario. A room's `checks.py` has
`broken()`: a sentence for each thing that does not hold.
"""

from collections.abc import Iterator

from buurtcoop.people import checks as people


def broken() -> Iterator[str]:
    """One sentence for each thing that should hold and does not."""
    for room in (people,):
        yield from room.broken()
