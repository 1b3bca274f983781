"""What an agreement came to, frozen once it was handed in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.funding.models.sources import FundingAgreement
from buurtcoop.funding.models.terms import AgreementTerms
from buurtcoop.ledger.models import Entry


class Settlement(Model):
    """One version of the settlement of an agreement.

    The agreement is settled while its newest version was handed in: then no claim on it comes
    or goes. What was handed in stays as it was; a correction is the next version, with why.
    `figures` is the reckoning in JSON as `funding.queries` writes it, amounts in cents.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("agreement_id", "version"),
        CheckConstraint("version > 0", name="numbered_from_one"),
        CheckConstraint("reason <> '' OR version = 1", name="change_has_a_reason"),
        CheckConstraint(
            "(handed_in_at IS NULL) = (figures = '') AND (handed_in_at IS NULL) = (hash = '')"
            " AND (handed_in_at IS NULL) = (terms_id IS NULL)"
            " AND (handed_in_at IS NULL) = (settled_on IS NULL)",
            name="handed_in_whole",
        ),
        CheckConstraint("hash = '' OR length(hash) = 64", name="whole_hash"),
        CheckConstraint("(decided_on IS NULL) = (determined IS NULL)", name="decided_whole"),
        CheckConstraint("decided_on IS NULL OR handed_in_at IS NOT NULL", name="handed_in_first"),
        Index(
            "one_open_settlement",
            "agreement_id",
            unique=True,
            sqlite_where=text("handed_in_at IS NULL"),
            postgresql_where=text("handed_in_at IS NULL"),
        ),
    )

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    version: Mapped[int] = internal("1, 2, 3 of this agreement")
    reason: Mapped[str] = internal("why again; empty for the first", ends=Ends.BOOKS_7Y)
    story: Mapped[str] = internal("what we did, in our words", ends=Ends.BOOKS_7Y, default="")
    terms_id: Mapped[int | None] = internal(
        "the terms it was reckoned with", ForeignKey("agreement_terms.id")
    )
    settled_on: Mapped[date | None] = internal("own money counts up to this day")
    figures: Mapped[str] = internal("facts and reckoning, in JSON", ends=Ends.BOOKS_7Y, default="")
    hash: Mapped[str] = internal("SHA-256 of the figures", ends=Ends.BOOKS_7Y, default="")
    entry_id: Mapped[int | None] = internal(
        "what it did in the books", ForeignKey("entry.id"), ends=Ends.BOOKS_7Y
    )
    made_by_id: Mapped[int | None] = personal("who began it", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")
    handed_in_at: Mapped[datetime | None] = internal("when it was handed in")
    handed_in_by_id: Mapped[int | None] = personal("who handed it in", ends=Ends.BOOKS_7Y)
    decided_on: Mapped[date | None] = internal("the day of their letter", ends=Ends.BOOKS_7Y)
    determined: Mapped[Money | None] = internal("cents they decided on", ends=Ends.BOOKS_7Y)

    agreement: Mapped[FundingAgreement] = relationship()
    terms: Mapped[AgreementTerms | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
