"""Sources to test with, made by our own operations, and a count of statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import event, select

from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding import operations
from buurtcoop.funding.models import Certainty, SourceKind
from buurtcoop.ledger.models import Entry
from buurtcoop.ledger.operations import open_year
from tests.cast import Cast, seen_by
from tests.visitor import Visitor

TODAY = date(2027, 1, 12)


@dataclass(frozen=True)
class Sources:
    """Numbers of the rows that tests name, and short ways to promise and book."""

    truus: Viewer
    kitchen: int
    city: int
    meals: int

    def promised(
        self, source_id: int, cents: int, certainty: Certainty = Certainty.AWARDED, year: int = 2027
    ) -> int:
        """A promise for a whole year."""
        return operations.promise(
            source_id,
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
            amount=Money(cents),
            certainty=certainty,
            reference=f"brief {source_id} {year} {cents}",
            by=self.truus,
        ).id

    def received(self, source_id: int, cents: int, *, key: str = "in", day: date = TODAY) -> Entry:
        """Money that came in."""
        return operations.receive(
            source_id,
            day=day,
            amount=Money(cents),
            memo="Voorschot",
            activity_id=self.meals,
            key=key,
            by=self.truus,
        )

    def spent(
        self,
        source_id: int,
        cents: int,
        *,
        account: str = "4400",
        key: str = "out",
        day: date = TODAY,
    ) -> Entry:
        """Money that went out."""
        return operations.spend(
            source_id,
            day=day,
            amount=Money(cents),
            account_code=account,
            activity_id=self.meals,
            memo="Boodschappen",
            key=key,
            by=self.truus,
        )


@pytest.fixture
def sources(instance: Instance, cast: Cast) -> Sources:
    """A fund and the municipality, and the year 2027, open."""
    with instance.writing():
        open_year(2027)
        truus = seen_by(cast.truus)
        kitchen = operations.add_source("Fonds Buurtkeuken", SourceKind.GRANT, by=truus)
        city = operations.add_source(
            "Gemeente Waterveen", SourceKind.MUNICIPAL_COFINANCING, by=truus
        )
        meals = db().scalars(select(Activity.id).where(Activity.code == "meals")).one()
        return Sources(truus, kitchen.id, city.id, meals)


@pytest.fixture
def truus(visitor: Visitor, cast: Cast) -> Visitor:
    """The treasurer, signed in with a second factor."""
    return visitor.signed_in_as(cast.truus)


@pytest.fixture
def running(instance: Instance, sources: Sources) -> Sources:
    """Two sources in the middle of their year."""
    with instance.writing():
        sources.promised(sources.city, 3_200_000)
        sources.promised(sources.kitchen, 1_250_000, Certainty.EXPECTED)
        sources.received(sources.city, 1_440_000)
        sources.spent(sources.city, 1_333_300)
        sources.spent(sources.kitchen, 531_025, key="kitchen")
    return sources


@contextmanager
def statements(instance: Instance) -> Iterator[list[str]]:
    """Every statement that pages send while this is open, reading or writing."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    for engine in (instance.readers, instance.writers):
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in (instance.readers, instance.writers):
            event.remove(engine, "before_cursor_execute", note)
