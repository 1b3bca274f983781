"""Which cost of the demo stands on which agreement: on that of the source that paid it.

A source with several letters fills one after another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.demo.money import SOURCES, Spent, spendings
from buurtcoop.demo.stage import Stage
from buurtcoop.funding import operations
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line


@dataclass
class Room:
    """What still fits on an agreement."""

    reference: str
    left: Money


def claim_month(stage: Stage, year: int, month: int) -> None:
    """Put the costs of a month on the agreements."""
    wanted = [each for each in claims(year) if each[0].day.month == month]
    keys = {spent.key for spent, _reference, _amount in wanted}
    costs = (
        select(Entry.key, Line.id)
        .join(Line, Line.entry_id == Entry.id)
        .join(LedgerAccount, LedgerAccount.id == Line.account_id)
        .where(Entry.key.in_(keys), LedgerAccount.kind == AccountKind.EXPENSE)
    )
    lines = dict(db().execute(costs).all())
    for spent, reference, amount in wanted:
        agreement_id = stage.agreement_ids[spent.source, reference, year]
        operations.claim(lines[spent.key], agreement_id, amount, by=stage.treasurer())


def claims(year: int) -> Iterator[tuple[Spent, str, Money]]:
    """Every cost of a year with the letter it stands on and how much of it, in order of days."""
    rooms = {
        source.name: [Room(share.reference, share.amount) for share in source.shares]
        for source in SOURCES
    }
    for spent in sorted(spendings(year), key=lambda each: (each.day, each.key)):
        open_part = spent.amount
        for room in rooms[spent.source]:
            part = min(open_part, room.left)
            if part > NOTHING:
                yield spent, room.reference, part
            room.left, open_part = room.left - part, open_part - part
