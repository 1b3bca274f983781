"""Services with their rules, and who leads them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, relationship

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal, key, personal, public
from buurtcoop.core.money import Money
from buurtcoop.people.models import Person
from buurtcoop.qualifications.models import Skill
from buurtcoop.services.rules import MODES

NO_CHILDREN = "children_per_carer IS NULL"
MODES_SAID = " + ".join(f"CASE WHEN {name} = '' THEN 0 ELSE 1 END" for name in MODES)
TWO_MODES = f"({MODES_SAID}) >= 2"


class Service(Model):
    """Something members organise together, with the rules it goes by.

    The rules were copied from a pack or written by hand; nothing reads the pack afterwards.
    """

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("release_hours >= 0", name="release_in_future"),
        CheckConstraint("claim_hours >= 0", name="claim_in_future"),
        CheckConstraint("rest_hours BETWEEN 0 AND 48", name="rest_sane"),
        CheckConstraint("hold_hours BETWEEN 1 AND 168", name="hold_sane"),
        CheckConstraint("children_per_carer > 0", name="carer_has_children"),
        CheckConstraint("stops_on IS NULL OR stops_on >= starts_on", name="in_order"),
        # Wet kinderopvang: paid care is a licensed trade, hours in return may count as pay.
        # What was there before packs keeps its price until somebody changes it.
        CheckConstraint(f"{NO_CHILDREN} OR price = 0 OR pack = ''", name="children_come_free"),
        CheckConstraint(f"{NO_CHILDREN} OR NOT counts_for_duty", name="children_are_no_duty"),
        CheckConstraint(f"{NO_CHILDREN} OR helpers_at_least >= 2", name="two_with_children"),
        CheckConstraint(f"NOT asks_consent OR NOT ({NO_CHILDREN})", name="consent_for_children"),
        CheckConstraint("helpers_at_least BETWEEN 0 AND 20", name="floor_sane"),
        CheckConstraint("adults_besides BETWEEN 0 AND 5", name="besides_sane"),
        CheckConstraint("give_from_age BETWEEN 12 AND 99", name="helpers_age_sane"),
        CheckConstraint(
            "child_from_age BETWEEN 0 AND child_to_age AND child_to_age < 18", name="ages_in_order"
        ),
        CheckConstraint("log_days BETWEEN 1 AND 366", name="log_kept_shortly"),
        CheckConstraint("(log_kinds = '') = (log_days IS NULL)", name="log_has_an_end"),
        CheckConstraint("pack = '' OR price_decided_by <> ''", name="price_was_decided"),
        CheckConstraint(
            "pack = '' OR (give_promise <> '' AND receive_promise <> '')", name="both_promise"
        ),
        CheckConstraint("pack = '' OR (not_promised <> '' AND instead <> '')", name="says_limits"),
        CheckConstraint(f"pack = '' OR one_mode_why <> '' OR {TWO_MODES}", name="two_modes_or_why"),
        CheckConstraint("usual_helpers >= usual_minimum", name="usual_minimum_fits"),
        CheckConstraint("usual_minimum >= 0 AND usual_seats >= 0", name="usual_not_negative"),
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
    stop_reason: Mapped[str] = public("why it stops, a whole sentence", default="")
    opened_on: Mapped[date | None] = public(
        "the day it was ready; empty while it is prepared: not offered, and no shifts"
    )
    opening_decided_by: Mapped[str] = internal(
        "who decided that it may open, where questions came before it", default=""
    )
    pack: Mapped[str] = internal("the rule pack it was made from; empty: none", default="")
    asked_by: Mapped[str] = internal(
        "who asked for it, in words, when no wish of a member did", default=""
    )
    price_decided_by: Mapped[str] = public("who decided the price, or that it is free", default="")
    give_promise: Mapped[str] = public("what who helps promises; a line each", default="")
    receive_promise: Mapped[str] = public("what who comes promises; a line each", default="")
    not_promised: Mapped[str] = public("what we do not promise; a line each", default="")
    instead: Mapped[str] = public("where to go for that; a line each", default="")
    mode_provide: Mapped[str] = public("doing it for somebody (doen), in words", default="")
    mode_teach: Mapped[str] = public("teaching somebody (leren), in words", default="")
    mode_carry: Mapped[str] = public("taking somebody along (meenemen), in words", default="")
    mode_alternative: Mapped[str] = public("something else (anders), in words", default="")
    one_mode_why: Mapped[str] = public("why there are fewer than two of these", default="")
    helpers_at_least: Mapped[int] = public(
        "with fewer adults than this it does not go ahead; 0: no such floor", default=0
    )
    adults_besides: Mapped[int] = public(
        "adults who are there besides the helpers, such as the other one of the house", default=0
    )
    give_from_age: Mapped[int | None] = public("age from which one may help, in years")
    child_from_age: Mapped[int | None] = public("youngest age of a child, in years")
    child_to_age: Mapped[int | None] = public("oldest age of a child, in years")
    skill_id: Mapped[int | None] = public("what each helper must have", ForeignKey("skill.id"))
    counts_for_duty: Mapped[bool] = public(
        "whether hours here count towards a member's duty; never with children", default=True
    )
    asks_diet: Mapped[bool] = public("who comes may say what they do not eat", default=False)
    asks_consent: Mapped[bool] = public(
        "children come by name, each with a guardian's consent", default=False
    )
    asks_kilometres: Mapped[bool] = public("who helps writes down kilometres", default=False)
    card: Mapped[str] = public("what a helper reads before the start; a line each", default="")
    log_kinds: Mapped[str] = public("kinds of what helpers note; a line each", default="")
    log_days: Mapped[int | None] = public("after how many days a note is erased")
    usual_helpers: Mapped[int] = public("places for helpers in a new shift", default=1)
    usual_minimum: Mapped[int] = public("how many helpers it needs at least", default=0)
    usual_seats: Mapped[int] = public("seats in a new shift", default=0)

    activity: Mapped[Activity] = relationship()
    skill: Mapped[Skill | None] = relationship()

    @property
    def helpers_needed(self) -> int:
        """How many helpers it takes for so many adults."""
        return max(self.helpers_at_least - self.adults_besides, 0)


class ServiceLead(Model):
    """A person leads a service, from one date to another.

    Guarded by triggers: nobody has two rows of one service that overlap by more than a day.
    """

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
