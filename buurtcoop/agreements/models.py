"""Texts of agreements, and who agreed to which."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.agreements.rules import PART_NAMES, PARTS
from buurtcoop.core.database import Model, choice
from buurtcoop.core.labels import Ends, internal, key, personal, public
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service

GROUP = 8  # letters of a check number that stand together


class AgreementKind(StrEnum):
    """Which yes it is: of who receives, of who gives, or of a guardian for a child."""

    SERVICE = "service"
    VOLUNTEER = "volunteer"
    GUARDIAN = "guardian"


class AgreedHow(StrEnum):
    """How somebody said yes."""

    TYPED = "typed"
    PAPER = "paper"


class AgreementText(Model):
    """One version of what a member and the cooperative agree on for a service; it never changes.

    BW 2:59: a running agreement keeps its version; a change is told in writing.
    """

    __tablename__ = "agreement_text"
    __table_args__ = (
        UniqueConstraint("service_id", "kind", "version"),
        UniqueConstraint("id", "service_id", "kind"),
        CheckConstraint("version > 0", name="versions_from_one"),
        CheckConstraint(
            "may_ask <> '' AND owes <> '' AND notice <> '' AND if_missed <> ''", name="is_whole"
        ),
        CheckConstraint("version = 1 OR reason <> ''", name="changed_with_reason"),
    )

    id: Mapped[int] = key()
    service_id: Mapped[int] = internal("the service", ForeignKey("service.id"))
    kind: Mapped[AgreementKind] = public("whose yes it asks", choice(AgreementKind))
    version: Mapped[int] = public("the first, second … text of this kind for this service")
    may_ask: Mapped[str] = public("what one may ask; a line each")
    owes: Mapped[str] = public("what one owes; a line each")
    notice: Mapped[str] = public("how either side ends it; a line each")
    if_missed: Mapped[str] = public("what happens when either side does not come; a line each")
    reason: Mapped[str] = public("why it changed, a whole sentence; empty for the first")
    published_at: Mapped[datetime] = public("from when it is asked")
    published_by_id: Mapped[int | None] = personal(
        "who wrote it down; empty for a pack", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )

    service: Mapped[Service] = relationship()

    @property
    def parts(self) -> dict[str, list[str]]:
        """The four parts, each as its lines."""
        return {name: getattr(self, name).splitlines() for name in PARTS}

    @property
    def titled(self) -> list[tuple[str, list[str]]]:
        """The four parts with the heading of each, a message id."""
        return [(PART_NAMES[name], lines) for name, lines in self.parts.items()]


class Agreement(Model):
    """Somebody's yes to one version of a text; for a child, a guardian's."""

    __tablename__ = "agreement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["text_id", "service_id", "kind"],
            ["agreement_text.id", "agreement_text.service_id", "agreement_text.kind"],
        ),
        UniqueConstraint("id", "about_id"),
        Index(
            "one_running_agreement",
            "about_id",
            "service_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint(
            "(kind = 'guardian') = (about_id <> person_id)", name="guardians_for_another"
        ),
        CheckConstraint("signed <> '' OR erased_at IS NOT NULL", name="is_signed"),
        CheckConstraint("erased_at IS NULL OR ended_at IS NOT NULL", name="erased_after_its_end"),
        Index(None, "person_id"),
        Index(None, "text_id"),
    )

    id: Mapped[int] = key()
    text_id: Mapped[int] = internal("the version")
    service_id: Mapped[int] = internal("the service of that version")
    kind: Mapped[AgreementKind] = internal("the kind of that version", choice(AgreementKind))
    person_id: Mapped[int] = personal("who said yes", ForeignKey("person.id"), ends=Ends.MEMBER_2Y)
    about_id: Mapped[int] = personal(
        "about whom: the same person, or the child", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    how: Mapped[AgreedHow] = personal(
        "typed here, or on paper", choice(AgreedHow), ends=Ends.MEMBER_2Y
    )
    signed: Mapped[str] = personal("the name as it was typed or written", ends=Ends.MEMBER_2Y)
    photos: Mapped[bool] = personal(
        "a guardian's yes to photos of the child", ends=Ends.MEMBER_2Y, default=False
    )
    check_number: Mapped[str] = internal("SHA-256 over text, name and moment, in hex")
    agreed_at: Mapped[datetime] = personal("when", ends=Ends.MEMBER_2Y)
    made_by_id: Mapped[int] = personal(
        "who entered it", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    ended_at: Mapped[datetime | None] = personal("when it ended", ends=Ends.MEMBER_2Y)
    ended_by_id: Mapped[int | None] = personal(
        "who ended it; empty for the timetable", ForeignKey("person.id"), ends=Ends.MEMBER_2Y
    )
    erased_at: Mapped[datetime | None] = internal("when name and number were erased")

    @property
    def number_in_groups(self) -> str:
        """The check number as people compare it: eight by eight."""
        groups = range(0, len(self.check_number), GROUP)
        return " ".join(self.check_number[first : first + GROUP] for first in groups)

    text: Mapped[AgreementText] = relationship(viewonly=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    about: Mapped[Person] = relationship(foreign_keys=[about_id])
