"""Binding orders, from the yes to the inspection, and the turns of maintenance."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal
from buurtcoop.core.money import Money
from buurtcoop.people.models import Household, Person
from buurtcoop.purchases.models.rounds import GroupPurchase, Quote
from buurtcoop.purchases.rules import LIVE, OrderState

IS_LIVE = text("state IN ('placed', 'asked_again', 'fixed')")
KEPT_TURN = text("declined_at IS NULL")


class PurchaseOrder(Model):
    """A household orders, with a typed name; it binds once the round is fixed."""

    __tablename__ = "purchase_order"
    __table_args__ = (
        UniqueConstraint("purchase_id", "number"),
        CheckConstraint("units > 0", name="orders_a_unit"),
        CheckConstraint(
            "(household_id IS NOT NULL) = (agreed_name <> '')", name="of_a_home_until_forgotten"
        ),
        CheckConstraint(
            "(price IS NOT NULL) = (state IN ('fixed', 'returned', 'released'))",
            name="fixed_with_price",
        ),
        CheckConstraint(
            "(price IS NULL AND deposit IS NULL AND rest IS NULL)"
            " OR (deposit >= 0 AND rest >= 0 AND deposit + rest = price)",
            name="adds_up",
        ),
        CheckConstraint(
            "(ended_at IS NULL) = (state IN ('placed', 'asked_again', 'fixed'))",
            name="ends_with_moment",
        ),
        CheckConstraint(
            "price IS NOT NULL OR (deposit_paid_on IS NULL AND rest_paid_on IS NULL"
            " AND delivered_on IS NULL)",
            name="paid_after_fixed",
        ),
        CheckConstraint(
            "(inspected_on IS NULL) = (in_order IS NULL)", name="inspected_with_result"
        ),
        CheckConstraint(
            "inspected_on IS NULL OR inspected_on >= delivered_on", name="delivered_first"
        ),
        CheckConstraint(
            "deposit_back_on IS NULL OR deposit_paid_on IS NOT NULL", name="paid_then_back"
        ),
        Index(
            "one_order_at_home",
            "purchase_id",
            "household_id",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index(None, "person_id"),
        Index(None, "quote_id"),
    )

    id: Mapped[int] = key()
    purchase_id: Mapped[int] = internal("the round", ForeignKey("group_purchase.id"))
    number: Mapped[int] = internal("in which order they came; the oldest gets the last cent")
    person_id: Mapped[int] = personal("who orders", ForeignKey("person.id"), ends=Ends.MEMBER_2Y)
    household_id: Mapped[int | None] = personal(
        "where it goes; empty once forgotten",
        ForeignKey("household.id"),
        ends=Ends.MEMBER_2Y,
        index=True,
    )
    quote_id: Mapped[int] = internal("what the member said yes to", ForeignKey("quote.id"))
    units: Mapped[int] = personal("how many", ends=Ends.MEMBER_2Y)
    state: Mapped[OrderState] = personal("where it stands", choice(OrderState), ends=Ends.MEMBER_2Y)
    version: Mapped[int] = internal("raised with each change, so that nobody overwrites", default=1)
    changed_by_id: Mapped[int | None] = personal(
        "who changed it last", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    placed_at: Mapped[datetime] = personal("when it was placed", ends=Ends.MEMBER_2Y)
    agreed_at: Mapped[datetime] = personal("when the member said yes", ends=Ends.MEMBER_2Y)
    agreed_name: Mapped[str] = personal("the name as typed under it", ends=Ends.MEMBER_2Y)
    agreed_text: Mapped[str] = personal("the words the member said yes to", ends=Ends.MEMBER_2Y)
    price: Mapped[Money | None] = personal("cents in all, once fixed", ends=Ends.MEMBER_2Y)
    deposit: Mapped[Money | None] = personal("cents to pay first", ends=Ends.MEMBER_2Y)
    rest: Mapped[Money | None] = personal("cents to pay at the end", ends=Ends.MEMBER_2Y)
    deposit_paid_on: Mapped[date | None] = personal(
        "told to us: paid to the supplier on this day", ends=Ends.MEMBER_2Y
    )
    deposit_told_by_id: Mapped[int | None] = personal(
        "who told us", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    deposit_back_on: Mapped[date | None] = personal(
        "told to us: paid back by the supplier on this day", ends=Ends.MEMBER_2Y
    )
    rest_paid_on: Mapped[date | None] = personal(
        "told to us: the rest was paid on this day", ends=Ends.MEMBER_2Y
    )
    rest_told_by_id: Mapped[int | None] = personal(
        "who told us", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    delivery_on: Mapped[date | None] = personal("the day it comes, as planned", ends=Ends.MEMBER_2Y)
    delivered_on: Mapped[date | None] = personal("the day it came", ends=Ends.MEMBER_2Y)
    inspected_on: Mapped[date | None] = personal("the day we looked at it", ends=Ends.MEMBER_2Y)
    in_order: Mapped[bool | None] = personal("whether it was in order", ends=Ends.MEMBER_2Y)
    remarks: Mapped[str] = personal("what we saw at the inspection", ends=Ends.MEMBER_2Y)
    ended_at: Mapped[datetime | None] = personal(
        "when it was no order any more", ends=Ends.MEMBER_2Y
    )
    ended_why: Mapped[str] = personal("why, in words", ends=Ends.MEMBER_2Y)
    leaver_noted_at: Mapped[datetime | None] = personal(
        "when we talked with a buyer who left the cooperative", ends=Ends.MEMBER_2Y
    )

    purchase: Mapped[GroupPurchase] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    household: Mapped[Household | None] = relationship()
    quote: Mapped[Quote] = relationship()

    @property
    def live(self) -> bool:
        """Whether it still counts."""
        return self.state in LIVE


class MaintenanceTurn(Model):
    """One buyer takes care of the yearly maintenance of a round; each in turn."""

    __tablename__ = "maintenance_turn"
    __table_args__ = (
        Index(
            "one_turn_a_year",
            "purchase_id",
            "due_on",
            unique=True,
            sqlite_where=KEPT_TURN,
            postgresql_where=KEPT_TURN,
        ),
        CheckConstraint("done_on IS NULL OR declined_at IS NULL", name="done_or_declined"),
        Index(None, "person_id"),
        Index(None, "order_id"),
    )

    id: Mapped[int] = key()
    purchase_id: Mapped[int] = internal("the round", ForeignKey("group_purchase.id"))
    order_id: Mapped[int] = internal("the order whose turn it is", ForeignKey("purchase_order.id"))
    person_id: Mapped[int] = personal(
        "whose turn it is", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    due_on: Mapped[date] = internal("last day to have it done")
    planned_at: Mapped[datetime] = internal("when it was planned")
    declined_at: Mapped[datetime | None] = personal("passed on", ends=Ends.MEMBER_2Y)
    done_on: Mapped[date | None] = internal("the day it was done")
    remarks: Mapped[str] = personal("what was done and seen", ends=Ends.MEMBER_2Y)

    purchase: Mapped[GroupPurchase] = relationship()
    order: Mapped[PurchaseOrder] = relationship()
    person: Mapped[Person] = relationship()
