"""What an agreement says, in versions; the newest counts and every other stays to be read."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.funding.models.sources import FundingAgreement
from buurtcoop.funding.settlement.terms import Mode, OwnRule
from buurtcoop.ledger.models import LedgerAccount


class AgreementTerms(Model):
    """One version of the terms of an agreement; never changed, only followed by the next.

    Shares are basis points (10,000 is the whole), amounts cents. The maximum and the days are
    those of the agreement.
    """

    __tablename__ = "agreement_terms"
    __table_args__ = (
        UniqueConstraint("agreement_id", "version"),
        CheckConstraint("version > 0", name="numbered_from_one"),
        CheckConstraint("reason <> '' OR version = 1", name="change_has_a_reason"),
        CheckConstraint("(mode = 'cost_share') = (share_points > 0)", name="share_of_costs"),
        CheckConstraint(
            "share_points BETWEEN 0 AND 10000 AND own_points BETWEEN 0 AND 10000"
            " AND in_kind_most_points BETWEEN 0 AND 10000"
            " AND coalesce(public_most_points, 0) BETWEEN 0 AND 10000"
            " AND coalesce(reserve_points, 0) BETWEEN 0 AND 10000"
            " AND full_from_points BETWEEN 0 AND 10000",
            name="points_of_the_whole",
        ),
        CheckConstraint("(mode = 'performance') = (units_agreed > 0)", name="units_of_performance"),
        CheckConstraint("per_household IS NULL OR mode = 'match'", name="gifts_of_match"),
        CheckConstraint(
            "coalesce(in_kind_rate, 0) >= 0 AND coalesce(per_household, 0) >= 0"
            " AND coalesce(at_once_up_to, 0) >= 0 AND coalesce(auditor_from, 0) >= 0"
            " AND coalesce(decision_weeks, 0) >= 0 AND units_agreed >= 0",
            name="nothing_below_nothing",
        ),
        CheckConstraint("reserve_begins >= 0", name="reserve_begins_with_money"),
    )

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    version: Mapped[int] = internal("1, 2, 3 of this agreement")
    reason: Mapped[str] = internal("why they changed; empty for the first", ends=Ends.BOOKS_7Y)
    mode: Mapped[Mode] = internal("how the amount comes about", choice(Mode))
    share_points: Mapped[int] = internal("part of the costs they pay; nothing unless a share")
    vat_counts: Mapped[bool] = internal("whether VAT is a cost that counts")
    own_points: Mapped[int] = internal("own money beside it; nothing when none is asked")
    own_rule: Mapped[OwnRule] = internal("what happens when it is short", choice(OwnRule))
    others_count_as_own: Mapped[bool] = internal("whether money of others stands for own money")
    hours_count_as_own: Mapped[bool] = internal("whether hours stand for own money")
    in_kind_rate: Mapped[Money | None] = internal("cents for an hour that counts; empty: none")
    in_kind_most_points: Mapped[int] = internal("most of the total that hours are; all: no limit")
    no_profit: Mapped[bool] = internal("whether nothing may be left over")
    public_money: Mapped[bool] = internal("whether this is money of a public body")
    public_most_points: Mapped[int | None] = internal("most of the costs that is public money")
    units_agreed: Mapped[int] = internal("how often or how many (performance); else nothing")
    unit_words: Mapped[str] = internal("what is counted, such as meal evenings")
    full_from_points: Mapped[int] = internal("from which part of it all is paid")
    unit_goal_number: Mapped[int | None] = internal("the goal whose count these units are")
    per_household: Mapped[Money | None] = internal("most that counts of one household (match)")
    reserve_points: Mapped[int | None] = internal(
        "most of the grant that stays in an egalisation reserve; empty: none"
    )
    reserve_begins: Mapped[Money | None] = internal(
        "cents in that reserve at the beginning; empty: what the settlement before left"
    )
    programme_counts: Mapped[bool] = internal(
        "whether costs claimed on others of its programme count here too"
    )
    at_once_up_to: Mapped[Money | None] = internal("up to this no report is asked (threshold)")
    auditor_from: Mapped[Money | None] = internal("from this an auditor looks (threshold)")
    decision_weeks: Mapped[int | None] = internal("weeks they take to decide on a report")
    not_promised: Mapped[str] = internal("what we do not promise, in our words", default="")
    made_by_id: Mapped[int | None] = personal(
        "who wrote it down", ForeignKey("person.id"), ends=Ends.BOOKS_7Y
    )
    made_at: Mapped[datetime] = internal("when")

    agreement: Mapped[FundingAgreement] = relationship()
    categories: Mapped[list["CategoryTerms"]] = relationship(
        back_populates="terms", order_by="CategoryTerms.number"
    )


class CostCategory(Model):
    """A kind of cost as the letter names it; none named means that all costs count."""

    __tablename__ = "cost_category"
    __table_args__ = (UniqueConstraint("agreement_id", "name"),)

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    name: Mapped[str] = internal("name people read")


class CategoryTerms(Model):
    """A kind of cost in one version: what counts of it at most."""

    __tablename__ = "category_terms"
    __table_args__ = (
        UniqueConstraint("terms_id", "category_id"),
        UniqueConstraint("terms_id", "number"),
        CheckConstraint("coalesce(most, 0) >= 0", name="not_negative"),
        CheckConstraint("coalesce(most_points, 0) BETWEEN 0 AND 10000", name="part_of_the_whole"),
    )

    id: Mapped[int] = key()
    terms_id: Mapped[int] = internal("the version", ForeignKey("agreement_terms.id"))
    category_id: Mapped[int] = internal("the kind of cost", ForeignKey("cost_category.id"))
    number: Mapped[int] = internal("its place in the list")
    most: Mapped[Money | None] = internal("cents that count at most; empty: no such limit")
    most_points: Mapped[int | None] = internal("basis points of the other costs at most")

    terms: Mapped[AgreementTerms] = relationship(back_populates="categories")
    category: Mapped[CostCategory] = relationship()
    accounts: Mapped[list["CategoryAccount"]] = relationship(order_by="CategoryAccount.id")


class CategoryAccount(Model):
    """An account whose costs are of this kind; in one version an account is of one kind."""

    __tablename__ = "category_account"
    __table_args__ = (UniqueConstraint("terms_id", "account_id"),)

    id: Mapped[int] = key()
    terms_id: Mapped[int] = internal("the version", ForeignKey("agreement_terms.id"))
    category_terms_id: Mapped[int] = internal(
        "the kind of cost in it", ForeignKey("category_terms.id"), index=True
    )
    account_id: Mapped[int] = internal("the account", ForeignKey("ledger_account.id"))

    account: Mapped[LedgerAccount] = relationship()


class TermsActivity(Model):
    """An activity whose costs count; none named means that those of all do."""

    __tablename__ = "terms_activity"
    __table_args__ = (UniqueConstraint("terms_id", "activity_id"),)

    id: Mapped[int] = key()
    terms_id: Mapped[int] = internal("the version", ForeignKey("agreement_terms.id"))
    activity_id: Mapped[int] = internal("the activity", ForeignKey("activity.id"))

    activity: Mapped[Activity] = relationship()


class Tranche(Model):
    """A part of the money: how much, when, on what condition, whether we asked for it."""

    __tablename__ = "tranche"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("number > 0", name="numbered_from_one"),
        CheckConstraint("amount > 0", name="more_than_nothing"),
    )

    id: Mapped[int] = key()
    agreement_id: Mapped[int] = internal("the agreement", ForeignKey("funding_agreement.id"))
    number: Mapped[int] = internal("its place")
    amount: Mapped[Money] = internal("cents", ends=Ends.BOOKS_7Y)
    due_on: Mapped[date | None] = internal(
        "the day it should come; empty: after the settlement", ends=Ends.BOOKS_7Y
    )
    condition: Mapped[str] = internal("what has to be done for it; may be empty")
    requested_on: Mapped[date | None] = internal("the day we asked for it", ends=Ends.BOOKS_7Y)
    dropped_at: Mapped[datetime | None] = internal("when it was taken out of the agreement")

    agreement: Mapped[FundingAgreement] = relationship()


class TranchePayment(Model):
    """A line of the books on a bank account that pays a tranche, whole or in part.

    It counts while its entry is not undone.
    """

    __tablename__ = "tranche_payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="more_than_nothing"),
        UniqueConstraint("tranche_id", "line_id"),
    )

    id: Mapped[int] = key()
    tranche_id: Mapped[int] = internal("the tranche", ForeignKey("tranche.id"))
    line_id: Mapped[int] = internal("what came in", ForeignKey("line.id"), index=True)
    amount: Mapped[Money] = internal("cents of it", ends=Ends.BOOKS_7Y)
    made_by_id: Mapped[int | None] = personal("who said so", ends=Ends.BOOKS_7Y)
    made_at: Mapped[datetime] = internal("when")

    tranche: Mapped[Tranche] = relationship()
