"""What is said to those who wait for a place."""

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.messages.common import NO, WAITING, YES
from buurtcoop.shifts.models import Waiting, WaitingState


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

WAITING_RULES: tuple[Rule, ...] = (PLACE_OFFERED,)
