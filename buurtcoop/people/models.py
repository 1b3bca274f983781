"""Persons, their households, and organisations."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship, validates

from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, public
from buurtcoop.people.rules import sort_name

# The same order on both databases, whatever language the server was set up in.
BY_LETTER = String().with_variant(String(collation="C"), "postgresql")


class Channel(StrEnum):
    """How somebody likes to be reached."""

    MAIL = "mail"
    TEXT = "text"
    PHONE = "phone"
    PAPER = "paper"


class Household(Model):
    """People at one address; an address is here once."""

    __tablename__ = "household"
    __table_args__ = (UniqueConstraint("postcode", "house_number", "addition"),)

    id: Mapped[int] = key()
    street: Mapped[str] = personal("where people live", ends=Ends.MEMBER_2Y, index=True)
    house_number: Mapped[int] = personal("where people live", ends=Ends.MEMBER_2Y)
    addition: Mapped[str] = personal("letter or addition of the number", ends=Ends.MEMBER_2Y)
    postcode: Mapped[str] = personal(
        "1234 AB, whether it is our neighbourhood", ends=Ends.MEMBER_2Y
    )
    city: Mapped[str] = personal("for letters", ends=Ends.MEMBER_2Y)

    @property
    def at(self) -> str:
        """Wilgenlaan 12 A."""
        return f"{self.street} {self.house_number} {self.addition}".rstrip()

    @property
    def address(self) -> str:
        """Wilgenlaan 12 A, 1234 AB Waterveen."""
        return f"{self.at}, {self.postcode} {self.city}".rstrip()


class Person(Model):
    """Anybody the cooperative knows."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(
            "email IS NOT NULL OR phone IS NOT NULL OR household_id IS NOT NULL"
            " OR erased_at IS NOT NULL",
            name="can_be_reached",
        ),
        Index(None, "sort_name", "id"),
    )

    id: Mapped[int] = key()
    call_name: Mapped[str] = personal("how we address this person", ends=Ends.MEMBER_2Y)
    prefix: Mapped[str] = personal("van, de: stands before the surname", ends=Ends.MEMBER_2Y)
    surname: Mapped[str] = personal("the register of members", ends=Ends.MEMBER_2Y)
    sort_name: Mapped[str] = personal(
        "the name in plain letters, to sort and search", BY_LETTER, ends=Ends.MEMBER_2Y
    )
    birth_date: Mapped[date | None] = personal("age limits and fee", ends=Ends.MEMBER_2Y)
    email: Mapped[str | None] = personal("to reach this person", ends=Ends.MEMBER_2Y, index=True)
    phone: Mapped[str | None] = personal(
        "+31…, to reach this person", ends=Ends.MEMBER_2Y, index=True
    )
    channel: Mapped[Channel] = personal(
        "how this person likes to be reached", choice(Channel), ends=Ends.MEMBER_2Y
    )
    language: Mapped[str] = personal("to speak and write in", ends=Ends.MEMBER_2Y)
    household_id: Mapped[int | None] = personal(
        "who lives together", ForeignKey("household.id"), ends=Ends.MEMBER_2Y, index=True
    )
    made_at: Mapped[datetime] = internal("when we came to know this person")
    erased_at: Mapped[datetime | None] = internal("when all of the above was erased")

    household: Mapped[Household | None] = relationship()

    @validates("call_name", "prefix", "surname")
    def _keep_sort_name(self, column: str, value: str) -> str:
        parts = {name: getattr(self, name) or "" for name in ("call_name", "prefix", "surname")}
        self.sort_name = sort_name(**(parts | {column: value}))
        return value

    @property
    def full_name(self) -> str:
        """Anna van den Berg."""
        return " ".join(part for part in (self.call_name, self.prefix, self.surname) if part)

    @property
    def sorted_name(self) -> str:
        """Berg, Anna van den: how lists show it."""
        return f"{self.surname}, {' '.join(p for p in (self.call_name, self.prefix) if p)}"

    @property
    def initials(self) -> str:
        """Two letters for the face without a photo."""
        return (self.call_name[:1] + self.surname[:1]).upper()

    @property
    def tint(self) -> str:
        """Colour of the face; it follows the number and means nothing."""
        return ("", "b", "c", "d")[self.id % 4]


class Organisation(Model):
    """A fund, company, housing corporation, municipality or partner."""

    __tablename__ = "organisation"

    id: Mapped[int] = key()
    name: Mapped[str] = public("name of the organisation", unique=True)
    email: Mapped[str | None] = internal("to write to it")
    phone: Mapped[str | None] = internal("to call it")
