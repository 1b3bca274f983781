"""What is said about shifts: to whom, until when, and whether it is still true.

A promise is a `claim` or a `booking`; what is said about it carries that kind and number. The
question whether somebody comes carries the version of the shift, so that it is asked anew after
a move. No message holds more than the service, the time and the place.
"""

from urllib.parse import urlsplit

from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Attachment, Rule, Said
from buurtcoop.shifts import ics
from buurtcoop.shifts.models import (
    Booking,
    Claim,
    Shift,
    ShiftState,
    Side,
    Waiting,
    WaitingState,
)
from buurtcoop.shifts.queries import KINDS, missing, promise
from buurtcoop.shifts.rules import ROTA, answer_until
from buurtcoop.shifts.seen import Promise

NAMES = {Side.GIVE: Claim.__tablename__, Side.RECEIVE: Booking.__tablename__}
SHIFT = Shift.__tablename__
WAITING = Waiting.__tablename__
YES, NO = "yes", "no"
COME = "come"
CANNOT = "cannot"


def occurrence_of(version: int) -> str:
    """How a version of a shift stands in a message."""
    return str(version)


def calendar_host() -> str:
    """The name behind the @ of what is ours in a calendar."""
    return urlsplit(here().settings.base_url).hostname or "localhost"


class _Promised:
    """The functions of the rules about what people on one side promised."""

    def __init__(self, side: Side) -> None:
        self.side = side

    def found(self, said: Said) -> Promise | None:
        """The promise this message is about."""
        return promise(KINDS[self.side], said.subject_id)

    def is_live(self, said: Said) -> bool:
        """Whether it still counts, for something to come."""
        found = self.found(said)
        return found is not None and found.live and found.starts_at > clock.now()

    def may_hear_of_move(self, said: Said) -> bool:
        """Whether it still counts, and the shift was not moved once more."""
        found = self.found(said)
        newest = found is not None and said.occurrence == occurrence_of(found.version)
        return newest and self.is_live(said)

    def may_answer(self, said: Said) -> bool:
        """The same, and an answer is still of use."""
        found = self.found(said)
        of_use = found is not None and answer_until(found.starts_at) > clock.now()
        return of_use and self.may_hear_of_move(said)

    def confirmed(self, said: Said) -> dict[str, object]:
        """What stands in a confirmation."""
        found = self._still(said)
        return {
            **_moment(found),
            "role": found.role,
            "people": found.people,
            "price": found.price * found.people,
            "url": self._link(CANNOT, said, found),
        }

    def question(self, said: Said) -> dict[str, object]:
        """What stands in a mail that asks whether somebody comes."""
        found = self._still(said)
        return {
            **_moment(found),
            "today": clock.local(found.starts_at).date() == clock.today(),
            "url_yes": self._link(COME, said, found),
            "url_no": self._link(CANNOT, said, found),
        }

    def moved(self, said: Said) -> dict[str, object]:
        """What stands in a mail about another time."""
        found = self._still(said)
        return {**self.question(said), "old_start": found.moved_from, "reason": found.reason}

    def calendar(self, said: Said) -> list[Attachment]:
        """The promise as a calendar file."""
        found = self._still(said)
        content = ics.calendar_file([found], name=this_coop().short_name, host=calendar_host())
        return [
            Attachment(name=ics.FILE_NAME, kind=ics.KIND, content=content, parameters=ics.PUBLISHED)
        ]

    def _still(self, said: Said) -> Promise:
        found = self.found(said)
        if found is None:
            raise LookupError(said.subject_id)
        return found

    def _link(self, what: str, said: Said, found: Promise) -> str:
        kind = NAMES[self.side]
        return offer_link(
            f"{kind}.{what}",
            subject_kind=kind,
            subject_id=said.subject_id,
            occurrence=occurrence_of(found.version),
            person_id=said.recipient_id,
            expires_at=found.starts_at,
        )


def _moment(found: Promise) -> dict[str, object]:
    return {"service": found.service_name, "start": found.starts_at, "place": found.place}


def _does_not_go_ahead(said: Said) -> bool:
    shift = db().get_one(Shift, said.subject_id, populate_existing=True)
    return shift.state is ShiftState.CANCELLED


class _Offered:
    """The functions of the rule about a place from the waiting list."""

    @staticmethod
    def _found(said: Said) -> Waiting:
        return db().get_one(Waiting, said.subject_id, populate_existing=True)

    def still_true(self, said: Said) -> bool:
        """Whether this very offer still stands."""
        waiting = self._found(said)
        return (
            waiting.state is WaitingState.OFFERED
            and waiting.hold_until is not None
            and waiting.hold_until > clock.now()
            and said.occurrence == str(waiting.offers)
        )

    def content(self, said: Said) -> dict[str, object]:
        """What stands in the mail."""
        waiting = self._found(said)
        return {
            "service": waiting.shift.service.name,
            "start": waiting.shift.starts_at,
            "place": waiting.shift.place,
            "hold_until": waiting.hold_until,
            "url_yes": self._link(YES, said, waiting),
            "url_no": self._link(NO, said, waiting),
        }

    @staticmethod
    def _link(what: str, said: Said, waiting: Waiting) -> str:
        return offer_link(
            f"{WAITING}.{what}",
            subject_kind=WAITING,
            subject_id=waiting.id,
            occurrence=said.occurrence,
            person_id=said.recipient_id,
            expires_at=waiting.hold_until or waiting.shift.starts_at,
        )


def _called_off(said: Said) -> dict[str, object]:
    shift = db().get_one(Shift, said.subject_id)
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "reason": shift.reason,
        "url": ROTA,
    }


def _helpers_missing(said: Said) -> bool:
    shift = db().get_one(Shift, said.subject_id, populate_existing=True)
    return (
        shift.state is ShiftState.PLANNED
        and said.occurrence == occurrence_of(shift.version)
        and shift.starts_at > clock.now()
        and missing(shift.id) > 0
    )


def _unfilled(said: Said) -> dict[str, object]:
    shift = db().get_one(Shift, said.subject_id)
    return {
        "service": shift.service.name,
        "start": shift.starts_at,
        "place": shift.place,
        "num": missing(shift.id),
        "url": f"{ROTA}/{shift.id}",
    }


_giver, _guest = _Promised(Side.GIVE), _Promised(Side.RECEIVE)

CLAIM_CONFIRMED = Rule(
    name="shifts.claim_confirmed",
    about=N_("Uw plek om mee te helpen"),
    subject_kind=NAMES[Side.GIVE],
    audience=N_("Wie meehelpt"),
    quiet_hours=False,
    still_true=_giver.is_live,
    content=_giver.confirmed,
    attachments=_giver.calendar,
)
BOOKING_CONFIRMED = Rule(
    name="shifts.booking_confirmed",
    about=N_("Uw plek als gast"),
    subject_kind=NAMES[Side.RECEIVE],
    audience=N_("Wie als gast komt"),
    quiet_hours=False,
    still_true=_guest.is_live,
    content=_guest.confirmed,
    attachments=_guest.calendar,
)
DAY_BEFORE_GIVER = Rule(
    name="shifts.day_before_giver",
    about=N_("De vraag of u komt helpen"),
    subject_kind=NAMES[Side.GIVE],
    audience=N_("Wie meehelpt"),
    quiet_hours=True,
    still_true=_giver.may_answer,
    content=_giver.question,
)
DAY_BEFORE_GUEST = Rule(
    name="shifts.day_before_guest",
    about=N_("De vraag of u komt"),
    subject_kind=NAMES[Side.RECEIVE],
    audience=N_("Wie als gast komt"),
    quiet_hours=True,
    still_true=_guest.may_answer,
    content=_guest.question,
)
MOVED_GIVER = Rule(
    name="shifts.moved_giver",
    about=N_("Een andere tijd"),
    subject_kind=NAMES[Side.GIVE],
    audience=N_("Wie meehelpt"),
    quiet_hours=False,
    still_true=_giver.may_hear_of_move,
    content=_giver.moved,
    attachments=_giver.calendar,
)
MOVED_GUEST = Rule(
    name="shifts.moved_guest",
    about=N_("Een andere tijd"),
    subject_kind=NAMES[Side.RECEIVE],
    audience=N_("Wie als gast komt"),
    quiet_hours=False,
    still_true=_guest.may_hear_of_move,
    content=_guest.moved,
    attachments=_guest.calendar,
)
CALLED_OFF = Rule(
    name="shifts.called_off",
    about=N_("Iets gaat niet door"),
    subject_kind=SHIFT,
    audience=N_("Wie zou komen"),
    quiet_hours=False,
    still_true=_does_not_go_ahead,
    content=_called_off,
)
UNFILLED = Rule(
    name="shifts.unfilled",
    about=N_("Er is nog hulp nodig"),
    subject_kind=SHIFT,
    audience=N_("De coördinator"),
    quiet_hours=True,
    still_true=_helpers_missing,
    content=_unfilled,
)

_offered = _Offered()
PLACE_OFFERED = Rule(
    name="shifts.place_offered",
    about=N_("Een plek van de wachtlijst"),
    subject_kind=WAITING,
    audience=N_("Wie op de wachtlijst staat"),
    quiet_hours=True,
    still_true=_offered.still_true,
    content=_offered.content,
)

CONFIRMED = {Side.GIVE: CLAIM_CONFIRMED, Side.RECEIVE: BOOKING_CONFIRMED}
ASKED = {Side.GIVE: DAY_BEFORE_GIVER, Side.RECEIVE: DAY_BEFORE_GUEST}
MOVED = {Side.GIVE: MOVED_GIVER, Side.RECEIVE: MOVED_GUEST}
RULES: tuple[Rule, ...] = (
    CLAIM_CONFIRMED,
    BOOKING_CONFIRMED,
    DAY_BEFORE_GIVER,
    DAY_BEFORE_GUEST,
    MOVED_GIVER,
    MOVED_GUEST,
    CALLED_OFF,
    UNFILLED,
    PLACE_OFFERED,
)
