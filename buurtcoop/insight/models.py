"""Ways in for financiers, what was released to them, and packs that were handed in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.funding.models import FundingAgreement, FundingSource, Settlement


class FunderAccess(Model):
    """A way in for somebody of a source: a link with a code, or the account of a person.

    It opens the agreements of that source, until it ends or is taken back.
    """

    __tablename__ = "funder_access"
    __table_args__ = (
        CheckConstraint(
            "(fingerprint IS NULL) = (code_hash IS NULL)"
            " AND (fingerprint IS NULL) = (person_id IS NOT NULL)",
            name="link_or_account",
        ),
        CheckConstraint("tries >= 0", name="tries_counted"),
        CheckConstraint("name <> ''", name="has_name"),
        Index(
            "one_live_funder_account",
            "source_id",
            "person_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(None, "person_id"),
    )

    id: Mapped[int] = key()
    source_id: Mapped[int] = internal("the source", ForeignKey("funding_source.id"), index=True)
    name: Mapped[str] = personal("who it is for", ends=Ends.USED_30D)
    fingerprint: Mapped[str | None] = internal("keyed hash of the token in the link", unique=True)
    code_hash: Mapped[str | None] = internal("keyed hash of the code told by phone or on paper")
    person_id: Mapped[int | None] = personal(
        "whose account, instead of a link", ForeignKey("person.id"), ends=Ends.USED_30D
    )
    tries: Mapped[int] = internal("wrong codes in a row", default=0)
    ends_on: Mapped[date] = internal("last day it opens", ends=Ends.USED_30D)
    made_by_id: Mapped[int | None] = personal("who gave it", ends=Ends.USED_30D)
    made_at: Mapped[datetime] = internal("when")
    used_at: Mapped[datetime | None] = internal("when the code was last given")
    left_at: Mapped[datetime | None] = internal(
        "when somebody last signed out: what was opened before that is shut"
    )
    revoked_at: Mapped[datetime | None] = internal("when it was taken back")

    source: Mapped[FundingSource] = relationship()


class FigureRelease(Model):
    """What an agreement shows of a month, frozen; figures of people in cells of five or more."""

    __tablename__ = "figure_release"
    __table_args__ = (
        UniqueConstraint("agreement_id", "month"),
        CheckConstraint("length(hash) = 64", name="whole_hash"),
    )

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    month: Mapped[date] = internal("first day of the month it tells of", ends=Ends.BOOKS_7Y)
    content: Mapped[str] = internal("the figures, in JSON", ends=Ends.BOOKS_7Y)
    hash: Mapped[str] = internal("SHA-256 of the content", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")

    agreement: Mapped[FundingAgreement] = relationship()


class SettlementPack(Model):
    """The papers of a settlement that was handed in: report, tables, and a letter of one page.

    Without content it is gone: a story in it was taken back, and the next version is without.
    """

    __tablename__ = "settlement_pack"
    __table_args__ = (
        UniqueConstraint("settlement_id", "version"),
        CheckConstraint("version > 0", name="numbered_from_one"),
        CheckConstraint("length(hash) = 64", name="whole_hash"),
        CheckConstraint(
            "(gone_at IS NULL) = (report IS NOT NULL) AND (gone_at IS NULL) = (tables IS NOT NULL)"
            " AND (gone_at IS NULL) = (letter IS NOT NULL)",
            name="whole_or_gone",
        ),
        Index(
            "one_standing_pack",
            "settlement_id",
            unique=True,
            sqlite_where=text("gone_at IS NULL"),
            postgresql_where=text("gone_at IS NULL"),
        ),
    )

    id: Mapped[int] = key()
    settlement_id: Mapped[int] = internal("the settlement", ForeignKey("settlement.id"))
    version: Mapped[int] = internal("1, 2, 3 of this settlement")
    report: Mapped[bytes | None] = internal(
        "the report, PDF", LargeBinary(), deferred=True, ends=Ends.BOOKS_7Y
    )
    tables: Mapped[bytes | None] = internal(
        "the tables, XLSX", LargeBinary(), deferred=True, ends=Ends.BOOKS_7Y
    )
    letter: Mapped[bytes | None] = internal(
        "the letter of one page, PDF", LargeBinary(), deferred=True, ends=Ends.BOOKS_7Y
    )
    hash: Mapped[str] = internal("SHA-256 over report, tables and letter", ends=Ends.BOOKS_7Y)
    stories: Mapped[str] = internal("numbers of the stories in it, in JSON")
    made_at: Mapped[datetime] = internal("when")
    gone_at: Mapped[datetime | None] = internal("when its content was erased")

    settlement: Mapped[Settlement] = relationship()
