"""Services and who leads them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal, public
from buurtcoop.core.money import Money
from buurtcoop.people.models import Person


class Service(Model):
    """Something members organise together."""

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("release_hours >= 0", name="release_in_future"),
        CheckConstraint("claim_hours >= 0", name="claim_in_future"),
        CheckConstraint("rest_hours BETWEEN 0 AND 48", name="rest_sane"),
        CheckConstraint("hold_hours BETWEEN 1 AND 168", name="hold_sane"),
        CheckConstraint("children_per_carer > 0", name="carer_has_children"),
        CheckConstraint("stops_on IS NULL OR stops_on >= starts_on", name="in_order"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str] = public("its place in an address", unique=True)
    name: Mapped[str] = public("name people read", unique=True)
    summary: Mapped[str] = public("one sentence for lists")
    description: Mapped[str] = public("what happens and for whom; a blank line parts paragraphs")
    icon: Mapped[str] = public("name in the sprite")
    place: Mapped[str] = public("where it usually is")
    give_task: Mapped[str] = public("what a helper does, in a few words")
    price: Mapped[Money] = public("cents per seat; 0 is free")
    release_hours: Mapped[int] = public(
        "until how many hours before the start one may cancel in time"
    )
    claim_hours: Mapped[int] = public(
        "until how many hours before the start one may still claim or book", default=0
    )
    rest_hours: Mapped[int] = public(
        "how many hours of rest a helper has before and after it", default=0
    )
    hold_hours: Mapped[int] = public(
        "for how many hours a place from the waiting list is kept", default=24
    )
    children_per_carer: Mapped[int | None] = public(
        "seats are for children, with one helper for so many at most; empty: no children"
    )
    activity_id: Mapped[int] = internal("where hours and euros count", ForeignKey("activity.id"))
    starts_on: Mapped[date] = public("first day it is offered")
    stops_on: Mapped[date | None] = public("last day it is offered")

    activity: Mapped[Activity] = relationship()


class ServiceLead(Model):
    """A person leads a service, from one date to another."""

    __tablename__ = "service_lead"
    __table_args__ = (
        Index(
            "one_running_lead",
            "service_id",
            "person_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="in_order"),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"), index=True)
    person_id: Mapped[int] = personal(
        "who leads", ForeignKey("person.id"), ends=Ends.MEMBER_2Y, index=True
    )
    starts_on: Mapped[date] = personal("first day", ends=Ends.MEMBER_2Y)
    ends_on: Mapped[date | None] = personal("last day; empty while it runs", ends=Ends.MEMBER_2Y)

    person: Mapped[Person] = relationship()
