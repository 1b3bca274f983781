"""When nobody leads a service, in plain days."""

from collections.abc import Iterable
from datetime import date, timedelta

# Far enough ahead to ask somebody before the day is there.
LEAD_AHEAD = timedelta(days=28)
DAY = timedelta(days=1)


def first_without(
    stretches: Iterable[tuple[date, date | None]], first: date, last: date
) -> date | None:
    """The first day from `first` to `last` in none of these stretches; both ends are in them."""
    on = first
    for begins, ends in sorted(stretches, key=lambda each: each[0]):
        if begins > on:
            break
        if ends is None:
            return None
        on = max(on, ends + DAY)
    return on if on <= last else None
