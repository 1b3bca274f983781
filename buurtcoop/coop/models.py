"""The row of the cooperative, what it does, and the values that change by date."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from buurtcoop.core.database import Model
from buurtcoop.core.labels import internal, key, public


class Coop(Model):
    """The cooperative of this database; there is one."""

    __tablename__ = "coop"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = key()
    name: Mapped[str] = public("full name in the statutes")
    short_name: Mapped[str] = public("the name people use")
    kind_name: Mapped[str] = public("what it calls itself, such as Buurtcoöp")
    kvk: Mapped[str] = public("number in the trade register, empty while being founded")
    street: Mapped[str] = public("street and number of its house")
    postcode: Mapped[str] = public("postcode of its house")
    city: Mapped[str] = public("municipality or place")
    phone: Mapped[str] = public("who answers when there is no coordinator")
    email: Mapped[str] = public("address a person reads")
    opening_hours: Mapped[str] = public("when somebody answers, in words")
    notice_weeks: Mapped[int] = public("notice when a member leaves, in weeks (BW 2:36)")
    demo: Mapped[bool] = internal("made to try things out; set at founding and never changed")
    founded_at: Mapped[datetime] = internal("when this database was made")


class Activity(Model):
    """One thing the cooperative does, to which euros and hours are counted."""

    __tablename__ = "activity"

    id: Mapped[int] = key()
    code: Mapped[str] = internal("short name in files and figures", unique=True)
    name: Mapped[str] = public("name people read")


class RuleValue(Model):
    """A value that changes by date, with where it comes from."""

    __tablename__ = "rule_value"
    __table_args__ = (
        UniqueConstraint("name", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
    )

    id: Mapped[int] = key()
    name: Mapped[str] = internal("which value")
    value: Mapped[str] = internal("the value itself, in its own unit")
    valid_from: Mapped[date] = internal("first day it counts")
    valid_to: Mapped[date | None] = internal("last day it counts")
    source: Mapped[str] = internal("law, decision or page it comes from")
    checked_on: Mapped[date] = internal("day on which somebody looked it up")
    checked_by: Mapped[str] = internal("who looked it up")
