"""What is said to those who promised: confirmed, asked whether they come, moved."""

from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Attachment, Rule, Said
from buurtcoop.shifts import ics
from buurtcoop.shifts.messages.common import (
    CANNOT,
    COME,
    NAMES,
    calendar_host,
    occurrence_of,
)
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import KINDS, promise
from buurtcoop.shifts.rules import CARD, ROTA, answer_until
from buurtcoop.shifts.seen import Promise


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
            "children": found.children_per_carer is not None,
            "price": found.price * found.people,
            "url": self._link(CANNOT, said, found),
        }

    def question(self, said: Said) -> dict[str, object]:
        """What stands in a mail that asks whether somebody comes."""
        found = self._still(said)
        return {
            **_moment(found),
            "today": clock.local(found.starts_at).date() == clock.today(),
            "card": found.has_card,
            "url_card": f"{ROTA}/{found.shift_id}/{CARD}",
            "url_yes": self._link(COME, said, found),
            "url_no": self._link(CANNOT, said, found),
        }

    def moved(self, said: Said) -> dict[str, object]:
        """What stands in a mail about another time."""
        found = self._still(said)
        return {
            **self.question(said),
            "end": found.ends_at,
            "old_start": found.moved_from,
            "reason": found.reason,
        }

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

CONFIRMED = {Side.GIVE: CLAIM_CONFIRMED, Side.RECEIVE: BOOKING_CONFIRMED}
ASKED = {Side.GIVE: DAY_BEFORE_GIVER, Side.RECEIVE: DAY_BEFORE_GUEST}
MOVED = {Side.GIVE: MOVED_GIVER, Side.RECEIVE: MOVED_GUEST}
PROMISE_RULES: tuple[Rule, ...] = (
    CLAIM_CONFIRMED,
    BOOKING_CONFIRMED,
    DAY_BEFORE_GIVER,
    DAY_BEFORE_GUEST,
    MOVED_GIVER,
    MOVED_GUEST,
)
