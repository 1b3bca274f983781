"""Books to test with: accounts, funds and an open month, made by our own operations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger import operations
from buurtcoop.ledger.models import Entry, FundKind
from buurtcoop.ledger.rules import NewLine
from tests.cast import Cast, seen_by
from tests.setup import as_owner

TODAY = date(2027, 1, 12)


@dataclass(frozen=True)
class Books:
    """Numbers of the rows that tests name, and short ways to book."""

    truus: Viewer
    kitchen: int
    city: int
    meals: int

    def income(self, cents: int, *, key: str = "in", day: date = TODAY) -> Entry:
        """Money that comes in for the kitchen."""
        return self.booked(cents, "8210", self.meals, key=key, day=day)

    def cost(self, cents: int, *, key: str = "out", day: date = TODAY) -> Entry:
        """Money that goes out for the kitchen."""
        return self.booked(-cents, "4400", self.meals, key=key, day=day)

    def booked(self, cents: int, code: str, activity: int | None, *, key: str, day: date) -> Entry:
        """An entry of two lines: the bank, and this account the other way."""
        bank = NewLine(account="1100", fund_id=self.kitchen, amount=Money(cents))
        other = NewLine(
            account=code, fund_id=self.kitchen, amount=Money(-cents), activity_id=activity
        )
        return operations.book(day, f"boeking {key}", [bank, other], key=key, by=self.truus)


@pytest.fixture
def books(instance: Instance, cast: Cast) -> Books:
    """Two funds, the chart of accounts and the year 2027, all open."""
    with instance.writing():
        operations.open_year(2027)
        kitchen = operations.make_fund("Fonds Buurtkeuken", FundKind.RESTRICTED)
        city = operations.make_fund("Gemeente Waterveen", FundKind.RESTRICTED)
        assert kitchen is not None
        assert city is not None
        meals = db().scalars(select(Activity.id).where(Activity.code == "meals")).one()
        return Books(seen_by(cast.truus), kitchen.id, city.id, meals)


@pytest.fixture
def owner(instance: Instance) -> Iterator[Engine]:
    """The database as its owner sees it: with every right, so only a guard says no."""
    with as_owner(instance) as engine:
        yield engine
