"""Which months are told, and when: in the night of the 5th those before this one."""

from collections.abc import Collection
from datetime import date

from buurtcoop.core.money import NOTHING, Money

TOLD_FROM_DAY = 5
# After its last day money still comes and goes, and promises are kept.
MONTHS_AFTER = 6


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date, many: int = 1) -> date:
    """The first day of the month so many later; a negative number goes back."""
    at = month.year * 12 + month.month - 1 + many
    return date(at // 12, at % 12 + 1, 1)


def months_to_tell(
    starts_on: date, ends_on: date, told: Collection[date], today: date
) -> list[date]:
    """The months of these days that are due and were not told yet, in order.

    A month that comes before one that was told stays untold: what was told after it stands.
    """
    last_due = month_after(first_of(today), -1 if today.day >= TOLD_FROM_DAY else -2)
    last = min(last_due, month_after(first_of(ends_on), MONTHS_AFTER))
    month = max([month_after(each) for each in told], default=first_of(starts_on))
    found = []
    while month <= last:
        found.append(month)
        month = month_after(month)
    return found


def left_of(awarded: Money, spent: Money) -> Money:
    """What may still be spent, never below nothing."""
    return max(awarded - spent, NOTHING)
