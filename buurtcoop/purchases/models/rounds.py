"""Rounds, interest and quotes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, public
from buurtcoop.core.money import Money
from buurtcoop.people.models import Organisation, Person
from buurtcoop.purchases.pricing import Terms
from buurtcoop.purchases.rules import Because, RoundState, Threshold
from buurtcoop.services.models import Service

STANDS = text("ended_at IS NULL")
CHOSEN = text("chosen_at IS NOT NULL AND withdrawn_at IS NULL")


class GroupPurchase(Model):
    """One round of buying together; each member contracts with the supplier."""

    __tablename__ = "group_purchase"
    __table_args__ = (
        CheckConstraint(
            "least_units IS NOT NULL OR least_households IS NOT NULL", name="has_threshold"
        ),
        CheckConstraint("least_units > 0", name="needs_a_unit"),
        CheckConstraint("least_households > 0", name="needs_a_household"),
        CheckConstraint("deposit_points BETWEEN 0 AND 10000", name="deposit_is_a_part"),
        CheckConstraint(
            "order_by IS NOT NULL OR state IN ('interest', 'quotes', 'ended')", name="has_last_day"
        ),
        CheckConstraint(
            "(fixed_at IS NOT NULL) = (state IN ('fixed', 'in_use'))", name="fixed_with_moment"
        ),
        CheckConstraint("(ended_at IS NOT NULL) = (state = 'ended')", name="ended_with_moment"),
        CheckConstraint("(because IS NOT NULL) = (state = 'ended')", name="ended_with_reason"),
        CheckConstraint("maintenance_on IS NULL OR state = 'in_use'", name="used_then_kept"),
        Index(None, "state"),
        Index(None, "lead_id"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str] = public("its place in an address", unique=True)
    name: Mapped[str] = public("name people read", unique=True)
    summary: Mapped[str] = public("one sentence for lists")
    description: Mapped[str] = public("what is bought and how; a blank line parts paragraphs")
    unit_name: Mapped[str] = public("what one is called, such as paneel")
    unit_names: Mapped[str] = public("what more are called, such as panelen")
    not_promised: Mapped[str] = public("what the cooperative does not promise")
    instead: Mapped[str] = public("whom to ask, and where to go instead")
    decided_by: Mapped[str] = public("who decided to hold this round, and when")
    service_id: Mapped[int | None] = internal(
        "the service it belongs to, if one", ForeignKey("service.id"), index=True
    )
    activity_id: Mapped[int] = internal("where hours count", ForeignKey("activity.id"))
    lead_id: Mapped[int] = personal(
        "who leads the round", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    state: Mapped[RoundState] = public("where it stands", choice(RoundState))
    least_units: Mapped[int | None] = public("so many units are needed; empty: any number")
    least_households: Mapped[int | None] = public("so many addresses are needed; empty: any number")
    deposit_points: Mapped[int] = public("part of the price to pay first, in basis points")
    order_by: Mapped[date | None] = public("last day to order or go, once ordering is open")
    version: Mapped[int] = internal("raised with each change of the words", default=1)
    made_at: Mapped[datetime] = internal("when it was made")
    fixed_at: Mapped[datetime | None] = internal("when the threshold was said to be reached")
    ended_at: Mapped[datetime | None] = internal("when it ended without cost")
    because: Mapped[Because | None] = public("why it ended", choice(Because))
    maintenance_on: Mapped[date | None] = public("first day of yearly maintenance; empty: none")

    service: Mapped[Service | None] = relationship()
    activity: Mapped[Activity] = relationship()
    lead: Mapped[Person] = relationship()

    @property
    def threshold(self) -> Threshold:
        """How many it needs."""
        return Threshold(self.least_units, self.least_households)


class Interest(Model):
    """Somebody would want so many, and is bound to nothing."""

    __tablename__ = "interest"
    __table_args__ = (
        CheckConstraint("units > 0", name="wants_a_unit"),
        Index(
            "one_live_interest",
            "purchase_id",
            "person_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index(None, "person_id"),
    )

    id: Mapped[int] = key()
    purchase_id: Mapped[int] = internal(
        "the round", ForeignKey("group_purchase.id"), ends=Ends.ROUND_1Y
    )
    person_id: Mapped[int] = personal("who wants", ForeignKey("person.id"), ends=Ends.ROUND_1Y)
    units: Mapped[int] = personal("how many, about", ends=Ends.ROUND_1Y)
    remark: Mapped[str] = personal("what this person wants to say with it", ends=Ends.ROUND_1Y)
    made_at: Mapped[datetime] = personal("when", ends=Ends.ROUND_1Y)
    ended_at: Mapped[datetime | None] = personal("when it was taken back", ends=Ends.ROUND_1Y)

    purchase: Mapped[GroupPurchase] = relationship()
    person: Mapped[Person] = relationship()


class Quote(Model):
    """What a supplier offers for a round; its terms never change, a new price is a new quote."""

    __tablename__ = "quote"
    __table_args__ = (
        CheckConstraint("unit_price > 0", name="costs_something"),
        CheckConstraint("fixed_costs >= 0", name="fixed_costs_not_negative"),
        CheckConstraint("warranty_years >= 0", name="warranty_not_negative"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_why = '')", name="withdrawn_with_reason"
        ),
        Index(
            "one_chosen_quote",
            "purchase_id",
            unique=True,
            sqlite_where=CHOSEN,
            postgresql_where=CHOSEN,
        ),
        Index(None, "supplier_id"),
    )

    id: Mapped[int] = key()
    purchase_id: Mapped[int] = internal("the round", ForeignKey("group_purchase.id"), index=True)
    supplier_id: Mapped[int] = internal("who offers", ForeignKey("organisation.id"))
    unit_price: Mapped[Money] = public("cents for one unit, as a household pays it")
    fixed_costs: Mapped[Money] = public("cents for the whole round, once")
    vat: Mapped[str] = public("what the supplier says about VAT")
    warranty_years: Mapped[int] = public("years of warranty")
    delivery: Mapped[str] = public("when and how it comes, in words")
    included: Mapped[str] = public("what is in the price")
    valid_until: Mapped[date] = public("last day the supplier keeps this price")
    made_at: Mapped[datetime] = internal("when it was put in the list")
    chosen_at: Mapped[datetime | None] = internal("when the round chose it")
    withdrawn_at: Mapped[datetime | None] = internal("when the supplier took it back")
    withdrawn_why: Mapped[str] = public("why the supplier took it back")

    purchase: Mapped[GroupPurchase] = relationship()
    supplier: Mapped[Organisation] = relationship()

    @property
    def terms(self) -> Terms:
        """Its prices."""
        return Terms(self.unit_price, self.fixed_costs)

    @property
    def stands(self) -> bool:
        """Whether the supplier still offers it."""
        return self.withdrawn_at is None
