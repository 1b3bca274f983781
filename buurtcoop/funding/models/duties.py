"""What we owe a financier besides money well spent: conditions, reports and goals."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.documents.models import Attachment
from buurtcoop.funding.models.sources import FundingAgreement
from buurtcoop.services.models import Service

# More goals than this nobody steers by (requirement K29); a trigger holds it.
MOST_GOALS = 6


class Promiser(StrEnum):
    """Who keeps a condition: both sides promise."""

    WE = "we"
    THEY = "they"


class Condition(Model):
    """What one side promised the other; met once somebody says so, with what shows it."""

    __tablename__ = "funding_condition"
    __table_args__ = (
        CheckConstraint("words <> ''", name="has_words"),
        CheckConstraint("(met_on IS NULL) = (evidence = '')", name="met_with_evidence"),
        Index(None, "agreement_id"),
        Index(None, "due_on"),
    )

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    words: Mapped[str] = internal("what was promised", ends=Ends.BOOKS_7Y)
    whose: Mapped[Promiser] = internal("who keeps it", choice(Promiser))
    due_on: Mapped[date | None] = internal("the last day; empty: all the time", ends=Ends.BOOKS_7Y)
    met_on: Mapped[date | None] = internal("the day it was kept", ends=Ends.BOOKS_7Y)
    evidence: Mapped[str] = internal("what shows it, in words", ends=Ends.BOOKS_7Y)
    photo_id: Mapped[int | None] = internal("a photo of that", ForeignKey("attachment.id"))
    met_by_id: Mapped[int | None] = personal("who said so", ends=Ends.BOOKS_7Y)

    agreement: Mapped[FundingAgreement] = relationship()
    photo: Mapped[Attachment | None] = relationship()


class ReportDate(Model):
    """A report the source wants, and the day it was handed in."""

    __tablename__ = "report_date"
    __table_args__ = (
        CheckConstraint("words <> ''", name="has_words"),
        Index(None, "agreement_id"),
        Index(None, "due_on"),
    )

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    words: Mapped[str] = internal("what they want to read", ends=Ends.BOOKS_7Y)
    due_on: Mapped[date] = internal("the last day", ends=Ends.BOOKS_7Y)
    handed_in_on: Mapped[date | None] = internal("the day we did", ends=Ends.BOOKS_7Y)

    agreement: Mapped[FundingAgreement] = relationship()


class Counts(StrEnum):
    """Where the count of a goal comes from; what is entered by hand has evidence, and says so."""

    EVENINGS = "evenings"  # shifts that were held
    HOURS = "hours"  # minutes of helpers, in whole hours
    PEOPLE = "people"  # different people who came
    MEALS = "meals"  # seats of guests who came
    BY_HAND = "by_hand"  # things: stories, meetings, requests
    PEOPLE_BY_HAND = "people_by_hand"

    @property
    def by_hand(self) -> bool:
        """Whether no room counts it."""
        return self in (Counts.BY_HAND, Counts.PEOPLE_BY_HAND)

    @property
    def of_people(self) -> bool:
        """Whether it counts people, or seats, which are nearly the same: told in fives outside."""
        return self in (Counts.PEOPLE, Counts.MEALS, Counts.PEOPLE_BY_HAND)


class Goal(Model):
    """What an agreement aims at: at most six at once, each with its story.

    A goal that ended stays visible, with why.
    """

    __tablename__ = "goal"
    __table_args__ = (
        CheckConstraint("words <> '' AND tells_not <> '' AND chosen_by <> ''", name="has_story"),
        CheckConstraint("target > 0", name="more_than_nothing"),
        CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name="ends_with_a_reason"),
        UniqueConstraint("agreement_id", "number"),
    )

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    number: Mapped[int] = internal("its place; never used again")
    words: Mapped[str] = internal("what we want to reach", ends=Ends.BOOKS_7Y)
    target: Mapped[int] = internal("how many")
    unit: Mapped[str] = internal("of what, such as evenings")
    counts: Mapped[Counts] = internal("where the count comes from", choice(Counts))
    service_id: Mapped[int | None] = internal(
        "of which service; empty: of all", ForeignKey("service.id")
    )
    chosen_by: Mapped[str] = internal("who chose it, in words", ends=Ends.BOOKS_7Y)
    tells_not: Mapped[str] = internal("what it does not tell", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")
    ended_on: Mapped[date | None] = internal("the day we stopped aiming at it")
    ended_why: Mapped[str] = internal("why; empty while it runs", default="")

    agreement: Mapped[FundingAgreement] = relationship()
    service: Mapped[Service | None] = relationship()


class GoalCount(Model):
    """A count entered by hand, with what shows it; taken back, it remains."""

    __tablename__ = "goal_count"
    __table_args__ = (
        CheckConstraint("number > 0", name="more_than_nothing"),
        CheckConstraint("evidence <> ''", name="has_evidence"),
        Index(None, "goal_id", "on_day"),
    )

    id: Mapped[int] = key()
    goal_id: Mapped[int] = internal("the goal", ForeignKey("goal.id"))
    on_day: Mapped[date] = internal("the day it happened", ends=Ends.BOOKS_7Y)
    number: Mapped[int] = internal("how many more")
    evidence: Mapped[str] = internal("what shows it, in words", ends=Ends.BOOKS_7Y)
    photo_id: Mapped[int | None] = internal("a photo of that", ForeignKey("attachment.id"))
    made_by_id: Mapped[int | None] = personal("who counted", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")
    withdrawn_at: Mapped[datetime | None] = internal("when it was taken back")

    goal: Mapped[Goal] = relationship()
