"""Which cost, hour and gift stands on which agreement, by rows and never by percentages."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.funding.models.sources import FundingAgreement, FundingSource
from buurtcoop.funding.models.terms import CostCategory
from buurtcoop.hours.models import TimeEntry
from buurtcoop.ledger.models import LedgerAccount, Line


class CostClaim(Model):
    """So many cents of a cost stand on an agreement.

    It counts while it was not taken off and its entry was not undone. All claims on a line
    together are never more than the line, and an agreement that was settled takes no change.
    """

    __tablename__ = "cost_claim"
    __table_args__ = (
        CheckConstraint("amount > 0", name="more_than_nothing"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name="off_with_a_reason"),
        Index(None, "line_id"),
        Index(None, "agreement_id", "line_id"),
    )

    id: Mapped[int] = key()
    line_id: Mapped[int] = internal("the line of cost", ForeignKey("line.id"))
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    category_id: Mapped[int | None] = internal(
        "the kind of cost in the letter", ForeignKey("cost_category.id")
    )
    amount: Mapped[Money] = internal("cents of the line", ends=Ends.BOOKS_7Y)
    vat: Mapped[Money] = internal("cents of that which are VAT", ends=Ends.BOOKS_7Y)
    made_by_id: Mapped[int | None] = personal("who put it there", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")
    withdrawn_at: Mapped[datetime | None] = internal("when it was taken off")
    withdrawn_why: Mapped[str] = internal("why; empty while it stands", default="")
    withdrawn_by_id: Mapped[int | None] = personal("who took it off", ends=Ends.BOOKS_7Y)

    line: Mapped[Line] = relationship()
    agreement: Mapped[FundingAgreement] = relationship()
    category: Mapped[CostCategory | None] = relationship()


class MatchHour(Model):
    """Minutes of a helper that count as cost on an agreement; outside the books of money."""

    __tablename__ = "match_hour"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="more_than_nothing"),
        Index(None, "time_entry_id"),
        Index(None, "agreement_id", "time_entry_id"),
    )

    id: Mapped[int] = key()
    time_entry_id: Mapped[int] = internal("the hours", ForeignKey("time_entry.id"))
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    minutes: Mapped[int] = internal("how many of them")
    made_by_id: Mapped[int | None] = personal("who put them there", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")
    withdrawn_at: Mapped[datetime | None] = internal("when they were taken off")

    time_entry: Mapped[TimeEntry] = relationship()
    agreement: Mapped[FundingAgreement] = relationship()


class MatchGift(Model):
    """A gift of a household beside which a source lays as much again; counts once it was paid."""

    __tablename__ = "match_gift"
    __table_args__ = (
        CheckConstraint("amount > 0", name="more_than_nothing"),
        CheckConstraint("household <> ''", name="has_household"),
        Index(None, "agreement_id"),
        Index(None, "line_id"),
    )

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    household: Mapped[str] = personal("how the household is known to us", ends=Ends.BOOKS_7Y)
    amount: Mapped[Money] = internal("cents", ends=Ends.BOOKS_7Y)
    promised_on: Mapped[date] = internal("the day they promised", ends=Ends.BOOKS_7Y)
    line_id: Mapped[int | None] = internal(
        "the line of income that paid it; empty until then", ForeignKey("line.id")
    )
    made_at: Mapped[datetime] = internal("when it was written down")

    agreement: Mapped[FundingAgreement] = relationship()
    line: Mapped[Line | None] = relationship()


class PayableCommitment(Model):
    """Ordered and not paid yet: money of a source that is no longer free."""

    __tablename__ = "payable_commitment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="more_than_nothing"),
        CheckConstraint("words <> ''", name="has_words"),
        CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name="ends_with_a_reason"),
        Index(None, "source_id"),
    )

    id: Mapped[int] = key()
    source_id: Mapped[int] = internal("whose money", ForeignKey("funding_source.id"))
    activity_id: Mapped[int] = internal("what for", ForeignKey("activity.id"))
    account_id: Mapped[int] = internal("kind of cost", ForeignKey("ledger_account.id"))
    amount: Mapped[Money] = internal("cents ordered", ends=Ends.BOOKS_7Y)
    words: Mapped[str] = internal("what was ordered, of whom", ends=Ends.BOOKS_7Y)
    ordered_on: Mapped[date] = internal("the day", ends=Ends.BOOKS_7Y)
    expected_on: Mapped[date] = internal("when the bill should come", ends=Ends.BOOKS_7Y)
    ended_on: Mapped[date | None] = internal("the day what was left of it fell away")
    ended_why: Mapped[str] = internal("why; empty while it runs", default="")
    made_by_id: Mapped[int | None] = personal("who wrote it down", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")

    source: Mapped[FundingSource] = relationship()
    activity: Mapped[Activity] = relationship()
    account: Mapped[LedgerAccount] = relationship()


class CommitmentUse(Model):
    """A line of cost that pays part of what was ordered; counts while its entry is not undone."""

    __tablename__ = "commitment_use"
    __table_args__ = (
        CheckConstraint("amount > 0", name="more_than_nothing"),
        Index(None, "commitment_id"),
        Index(None, "line_id"),
    )

    id: Mapped[int] = key()
    commitment_id: Mapped[int] = internal("the order", ForeignKey("payable_commitment.id"))
    line_id: Mapped[int] = internal("the line of cost", ForeignKey("line.id"))
    amount: Mapped[Money] = internal("cents of it", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")

    commitment: Mapped[PayableCommitment] = relationship()
    line: Mapped[Line] = relationship()
