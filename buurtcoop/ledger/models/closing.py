"""Periods that are closed, and what each of them did."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.ledger.models.book import Period


class PeriodClosing(Model):
    """A period that was closed: by whom, and how far the chain was then."""

    __tablename__ = "period_closing"

    id: Mapped[int] = key()
    period_id: Mapped[int] = internal(
        "the period", ForeignKey("period.id"), ends=Ends.BOOKS_7Y, unique=True
    )
    place: Mapped[int] = internal("the newest place in the chain, 0 for none", ends=Ends.BOOKS_7Y)
    hash: Mapped[str] = internal("its hash; empty without one", ends=Ends.BOOKS_7Y)
    closed_at: Mapped[datetime] = internal("when", ends=Ends.BOOKS_7Y)
    closed_by_id: Mapped[int | None] = personal("who closed it", ends=Ends.BOOKS_7Y)

    period: Mapped[Period] = relationship()


class PeriodTotal(Model):
    """What a closed period did to one account, fund and activity; `check` counts it after."""

    __tablename__ = "period_total"
    __table_args__ = (
        CheckConstraint("lines > 0", name="of_lines"),
        Index(
            "one_total_with_activity",
            "period_id",
            "account_id",
            "fund_id",
            "activity_id",
            unique=True,
            sqlite_where=text("activity_id IS NOT NULL"),
            postgresql_where=text("activity_id IS NOT NULL"),
        ),
        Index(
            "one_total_without_activity",
            "period_id",
            "account_id",
            "fund_id",
            unique=True,
            sqlite_where=text("activity_id IS NULL"),
            postgresql_where=text("activity_id IS NULL"),
        ),
        # Sums over years read this alone, in the order they are told in.
        Index("sums_over_periods", "account_id", "fund_id", "activity_id", "period_id", "amount"),
    )

    id: Mapped[int] = key()
    period_id: Mapped[int] = internal("the period", ForeignKey("period.id"), ends=Ends.BOOKS_7Y)
    account_id: Mapped[int] = internal(
        "account", ForeignKey("ledger_account.id"), ends=Ends.BOOKS_7Y
    )
    fund_id: Mapped[int] = internal("fund", ForeignKey("fund.id"), ends=Ends.BOOKS_7Y)
    activity_id: Mapped[int | None] = internal(
        "activity", ForeignKey("activity.id"), ends=Ends.BOOKS_7Y
    )
    amount: Mapped[Money] = internal("cents, debit positive; may be nothing", ends=Ends.BOOKS_7Y)
    lines: Mapped[int] = internal("how many lines it is the sum of", ends=Ends.BOOKS_7Y)
