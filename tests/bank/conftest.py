"""A bank account to test with, sources to book on, and what a bank says in few words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.bank.models import BankLine, BankMatch
from buurtcoop.bank.operations import (
    Imported,
    Part,
    add_account,
    book_line,
    import_statements,
)
from buurtcoop.bank.rules import FileFormat, Movement, ReadStatement
from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import SourceKind
from buurtcoop.funding.operations import add_source
from buurtcoop.ledger.operations import open_year
from tests.cast import Cast, seen_by

OURS, SAVINGS = "NL91ABNA0417164300", "NL20INGB0001234567"
SHOP, GIVER = "NL69INGB0123456789", "NL44RABO0123456789"
FIRST, LAST = date(2027, 1, 1), date(2027, 1, 12)


def moved(
    cents: int, *, day: date = LAST, iban: str = SHOP, name: str = "", **more: Any
) -> Movement:
    """A movement; `name` is the bank's own reference, more are other texts of it."""
    return Movement(
        day=day,
        amount=Money(cents),
        bank_reference=name,
        counterparty="Supermarkt",
        counterparty_iban=iban,
        **{"words": "Boodschappen", **more},
    )


def told(
    *movements: Movement,
    opening: int | None = 0,
    first: date = FIRST,
    last: date = LAST,
    iban: str = OURS,
    kind: FileFormat = FileFormat.CAMT,
) -> ReadStatement:
    """A statement of these movements, whose balances add up."""
    before = None if opening is None else Money(opening)
    after = None if before is None else before + sum((one.amount for one in movements), NOTHING)
    return ReadStatement(
        iban=iban,
        format=kind,
        first_day=first,
        last_day=last,
        opening=before,
        closing=after,
        movements=movements,
    )


@dataclass(frozen=True)
class Desk:
    """Numbers of the rows that tests name, and short ways to import and book."""

    truus: Viewer
    account: int
    kitchen: int
    city: int
    meals: int

    def brought(self, *movements: Movement, **more: Any) -> Imported:
        """A statement of these movements came in; more is what `told` takes."""
        return import_statements([told(*movements, **more)], "bank.xml", self.truus)

    def booked(
        self, line_id: int, cents: int, *, code: str = "4400", learn: bool = False
    ) -> BankMatch:
        """A movement booked for the kitchen."""
        return book_line(line_id, [self.part(cents, code)], self.truus, memo="Eten", learn=learn)

    def part(self, cents: int, code: str = "4400", *, source: int | None = None) -> Part:
        """A part of a movement."""
        activity = None if code[0] == "1" else self.meals
        return Part(
            source_id=source or self.kitchen,
            account=code,
            activity_id=activity,
            amount=Money(cents),
        )


@pytest.fixture
def desk(instance: Instance, cast: Cast) -> Desk:
    """Two sources, an open year and a bank account of ours."""
    with instance.writing():
        truus = seen_by(cast.truus)
        open_year(2027)
        kitchen = add_source("Fonds Buurtkeuken", SourceKind.GRANT, by=truus)
        city = add_source("Gemeente Waterveen", SourceKind.MUNICIPAL_COFINANCING, by=truus)
        account = add_account(OURS, "Betaalrekening", "1100", truus)
        meals = db().scalars(select(Activity.id).where(Activity.code == "meals")).one()
        return Desk(truus, account.id, kitchen.id, city.id, meals)


def lines() -> Sequence[BankLine]:
    """Every movement, in the order it came in."""
    return db().scalars(select(BankLine).order_by(BankLine.id)).all()
