"""Sources and their promises."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, public
from buurtcoop.core.money import Money
from buurtcoop.core.words import N_
from buurtcoop.ledger.models import Fund
from buurtcoop.people.models import Organisation


class SourceKind(StrEnum):
    """Where money comes from (requirement K9)."""

    OWN_CONTRIBUTION = "own_contribution"
    MEMBERSHIP_FEE = "membership_fee"
    GRANT = "grant"
    COMPANY_DONATION = "company_donation"
    HOUSING_CORPORATION_DONATION = "housing_corporation_donation"
    MUNICIPAL_COFINANCING = "municipal_cofinancing"
    IN_KIND = "in_kind"
    OTHER = "other"


KIND_WORDS = {
    SourceKind.OWN_CONTRIBUTION: N_("Eigen bijdragen"),
    SourceKind.MEMBERSHIP_FEE: N_("Contributie"),
    SourceKind.GRANT: N_("Fonds"),
    SourceKind.COMPANY_DONATION: N_("Bedrijf"),
    SourceKind.HOUSING_CORPORATION_DONATION: N_("Woningcorporatie"),
    SourceKind.MUNICIPAL_COFINANCING: N_("Gemeente"),
    SourceKind.IN_KIND: N_("In natura"),
    SourceKind.OTHER: N_("Andere bron"),
}


class Certainty(StrEnum):
    """How sure a promise is."""

    AWARDED = "awarded"
    EXPECTED = "expected"


class FundingSource(Model):
    """Somebody or something that money comes from."""

    __tablename__ = "funding_source"

    id: Mapped[int] = key()
    slug: Mapped[str] = public("its place in an address", unique=True)
    name: Mapped[str] = public("name people read", unique=True)
    kind: Mapped[SourceKind] = public("what kind of source", choice(SourceKind))
    organisation_id: Mapped[int | None] = internal("who it is", ForeignKey("organisation.id"))
    fund_id: Mapped[int] = internal("its own fund in the books", ForeignKey("fund.id"), unique=True)

    fund: Mapped[Fund] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class FundingAgreement(Model):
    """What a source awarded, or what we expect of it, for days inside one year.

    An agreement over more years is a row for each year. Its terms are `AgreementTerms`. What was
    asked stays beside `amount` when the letter says less. Agreements with one programme tag pay
    for the same work: each cost is claimed on one of them, and where the terms say so an
    agreement counts what was claimed on the others; who ranks lower settles first.
    """

    __tablename__ = "funding_agreement"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="not_negative"),
        CheckConstraint("asked IS NULL OR asked >= 0", name="asked_not_negative"),
        CheckConstraint("rank > 0", name="ranks_from_one"),
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        CheckConstraint(
            "strftime('%Y', starts_on) = strftime('%Y', ends_on)", name="in_one_year"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint(
            "date_part('year', starts_on) = date_part('year', ends_on)", name="in_one_year"
        ).ddl_if(dialect="postgresql"),
        UniqueConstraint("source_id", "starts_on", "ends_on", "reference"),
        Index(None, "programme"),
    )

    id: Mapped[int] = key()
    source_id: Mapped[int] = internal("the source", ForeignKey("funding_source.id"), index=True)
    starts_on: Mapped[date] = internal("first day of the period", ends=Ends.BOOKS_7Y)
    ends_on: Mapped[date] = internal("last day of the period", ends=Ends.BOOKS_7Y)
    amount: Mapped[Money] = internal("cents awarded or expected", ends=Ends.BOOKS_7Y)
    certainty: Mapped[Certainty] = internal(
        "awarded or expected", choice(Certainty), ends=Ends.BOOKS_7Y
    )
    reference: Mapped[str] = internal("number or date of the letter", ends=Ends.BOOKS_7Y)
    asked: Mapped[Money | None] = internal(
        "cents we asked for; empty when nobody wrote that down", ends=Ends.BOOKS_7Y
    )
    asked_on: Mapped[date | None] = internal("the day we asked", ends=Ends.BOOKS_7Y)
    awarded_on: Mapped[date | None] = internal("the day of the letter", ends=Ends.BOOKS_7Y)
    programme: Mapped[str] = internal(
        "tag that agreements share which pay for the same work; empty for one by itself",
        default="",
    )
    rank: Mapped[int] = internal("its turn to settle in its programme, 1 first", default=1)

    source: Mapped[FundingSource] = relationship()
