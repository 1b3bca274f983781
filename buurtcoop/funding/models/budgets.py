"""What we plan to spend, of whose money, and what if."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.funding.models.sources import FundingSource
from buurtcoop.ledger.models import LedgerAccount


class Budget(Model):
    """The budget of a year, in versions; one that was decided on stays as it is."""

    __tablename__ = "budget"
    __table_args__ = (
        UniqueConstraint("year", "version"),
        CheckConstraint("version > 0", name="numbered_from_one"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="known_year"),
        CheckConstraint("(decided_on IS NULL) = (decided_by = '')", name="decided_by_somebody"),
    )

    id: Mapped[int] = key()
    year: Mapped[int] = internal("the year")
    version: Mapped[int] = internal("1, 2, 3 of that year")
    decided_on: Mapped[date | None] = internal("the day it was decided on", ends=Ends.BOOKS_7Y)
    decided_by: Mapped[str] = internal("by whom, such as the members", default="")
    made_by_id: Mapped[int | None] = personal("who began it", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")

    lines: Mapped[list["BudgetLine"]] = relationship(back_populates="budget")


class BudgetLine(Model):
    """So many cents for a kind of cost of an activity, of one source."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("budget_id", "activity_id", "account_id", "source_id"),
        CheckConstraint("amount > 0", name="more_than_nothing"),
    )

    id: Mapped[int] = key()
    budget_id: Mapped[int] = internal("the budget", ForeignKey("budget.id"))
    activity_id: Mapped[int] = internal("what for", ForeignKey("activity.id"))
    account_id: Mapped[int] = internal("kind of cost", ForeignKey("ledger_account.id"))
    source_id: Mapped[int] = internal("whose money", ForeignKey("funding_source.id"))
    amount: Mapped[Money] = internal("cents", ends=Ends.BOOKS_7Y)

    budget: Mapped[Budget] = relationship(back_populates="lines")
    activity: Mapped[Activity] = relationship()
    account: Mapped[LedgerAccount] = relationship()
    source: Mapped[FundingSource] = relationship()


class Change(StrEnum):
    """What a scenario changes."""

    SOURCE = "source"  # a source gives more or less
    HOURS = "hours"  # the coordinator works more or fewer hours a week
    COST = "cost"  # a kind of cost becomes more or less


class Scenario(Model):
    """A what-if of a year, with a name people recognise."""

    __tablename__ = "scenario"
    __table_args__ = (
        UniqueConstraint("year", "name"),
        CheckConstraint("name <> ''", name="has_name"),
    )

    id: Mapped[int] = key()
    year: Mapped[int] = internal("the year")
    name: Mapped[str] = internal("name people read")
    made_by_id: Mapped[int | None] = personal("who made it", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")

    changes: Mapped[list["ScenarioChange"]] = relationship(
        order_by="ScenarioChange.id", cascade="all, delete-orphan"
    )


class ScenarioChange(Model):
    """One change: of a source or a cost in basis points of what it was, of hours to so many."""

    __tablename__ = "scenario_change"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'source') = (source_id IS NOT NULL)"
            " AND (kind = 'cost') = (account_id IS NOT NULL)"
            " AND (kind = 'hours') = (minutes_a_week IS NOT NULL)"
            " AND (kind = 'hours') = (points IS NULL)",
            name="of_one_thing",
        ),
        CheckConstraint("coalesce(points, 0) BETWEEN -10000 AND 10000", name="part_of_the_whole"),
        CheckConstraint("coalesce(minutes_a_week, 0) BETWEEN 0 AND 10080", name="within_a_week"),
        CheckConstraint("from_month BETWEEN 1 AND 12", name="month_of_the_year"),
    )

    id: Mapped[int] = key()
    scenario_id: Mapped[int] = internal("the scenario", ForeignKey("scenario.id"), index=True)
    kind: Mapped[Change] = internal("what changes", choice(Change))
    source_id: Mapped[int | None] = internal("the source", ForeignKey("funding_source.id"))
    account_id: Mapped[int | None] = internal("the cost", ForeignKey("ledger_account.id"))
    points: Mapped[int | None] = internal("basis points more, or less below nothing")
    minutes_a_week: Mapped[int | None] = internal("minutes the coordinator works a week")
    from_month: Mapped[int] = internal("from which month of the year on, 1 to 12", default=1)

    source: Mapped[FundingSource | None] = relationship()
    account: Mapped[LedgerAccount | None] = relationship()


class Helping(StrEnum):
    """How much of a cost is money for helping."""

    WHOLE = "whole"
    BY_HOURS = "by_hours"  # as much of it as the coordinator helped of all her hours
    NONE = "none"


class HelpingDefinition(Model):
    """What the members call money for helping, in versions; the newest counts.

    A version is never changed, only followed by the next.
    """

    __tablename__ = "helping_definition"
    __table_args__ = (
        UniqueConstraint("version"),
        CheckConstraint("version > 0", name="numbered_from_one"),
        CheckConstraint("decided_by <> ''", name="decided_by_somebody"),
        CheckConstraint("helping_minutes BETWEEN 0 AND all_minutes", name="part_of_all"),
    )

    id: Mapped[int] = key()
    version: Mapped[int] = internal("1, 2, 3")
    decided_on: Mapped[date] = internal("the day it was decided on", ends=Ends.BOOKS_7Y)
    decided_by: Mapped[str] = internal("by whom, such as the members")
    helping_minutes: Mapped[int] = internal("minutes a year in which the coordinator helps")
    all_minutes: Mapped[int] = internal("all minutes a year of the coordinator")
    made_by_id: Mapped[int | None] = personal("who wrote it down", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")

    parts: Mapped[list["HelpingPart"]] = relationship(order_by="HelpingPart.id")


class HelpingPart(Model):
    """How much counts of a kind of cost, or of all other costs of an activity."""

    __tablename__ = "helping_part"
    __table_args__ = (
        UniqueConstraint("definition_id", "account_id"),
        UniqueConstraint("definition_id", "activity_id"),
        CheckConstraint("(account_id IS NULL) <> (activity_id IS NULL)", name="of_one_thing"),
    )

    id: Mapped[int] = key()
    definition_id: Mapped[int] = internal("the version", ForeignKey("helping_definition.id"))
    account_id: Mapped[int | None] = internal("kind of cost", ForeignKey("ledger_account.id"))
    activity_id: Mapped[int | None] = internal("activity", ForeignKey("activity.id"))
    counts: Mapped[Helping] = internal("how much of it counts", choice(Helping))

    account: Mapped[LedgerAccount | None] = relationship()
    activity: Mapped[Activity | None] = relationship()
