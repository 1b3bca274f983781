"""What is said to those who wait for a place."""

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.messages.common import LEAVE, NO, WAITING, YES
from buurtcoop.shifts.models import WaitingState
from buurtcoop.shifts.queries import waits
from buurtcoop.shifts.rules import ROTA
from buurtcoop.shifts.seen import Waits


def _found(said: Said) -> Waits:
    found = waits(said.subject_id)
    if found is None:
        raise LookupError(said.subject_id)
    return found


def _is_newest(said: Said) -> bool:
    """Whether this is about the last offer there was, for something to come."""
    found = _found(said)
    return found.starts_at > clock.now() and said.occurrence == str(found.offers)


def _offer_stands(said: Said) -> bool:
    found = _found(said)
    until = found.hold_until
    return until is not None and until > clock.now() and _is_newest(said)


def _waits_again(said: Said) -> bool:
    return _found(said).state is WaitingState.WAITING and _is_newest(said)


def _waits_still(said: Said) -> bool:
    found = _found(said)
    return found.state is WaitingState.WAITING and found.starts_at > clock.now()


def _offered(said: Said) -> dict[str, object]:
    """What stands in an offer."""
    found = _found(said)
    return {
        **_moment(found),
        "hold_until": found.hold_until,
        "url_yes": _to_choose(found) if found.by_name else _link(YES, said, found),
        "url_no": _link(NO, said, found),
    }


def _passed(said: Said) -> dict[str, object]:
    """What stands in a mail about an offer that ran out: that was when the row began anew."""
    found = _found(said)
    return {
        **_moment(found),
        "held_until": found.queued_at,
        "url": f"{ROTA}/{found.shift_id}",
    }


def _listed(said: Said) -> dict[str, object]:
    """What stands in the mail to who was put on the list."""
    found = _found(said)
    return {**_moment(found), "num": found.number, "url": _link(LEAVE, said, found)}


def _moment(found: Waits) -> dict[str, object]:
    return {"service": found.service_name, "start": found.starts_at, "place": found.place}


def _to_choose(found: Waits) -> str:
    """Where one says which children come; a link that acts by itself can't know."""
    return f"{ROTA}/{found.shift_id}/meedoen"


def _link(what: str, said: Said, found: Waits) -> str:
    return offer_link(
        f"{WAITING}.{what}",
        subject_kind=WAITING,
        subject_id=found.id,
        occurrence=said.occurrence,
        person_id=said.recipient_id,
        expires_at=found.hold_until or found.starts_at,
    )


PLACE_OFFERED = Rule(
    name="shifts.place_offered",
    about=N_("Een plek van de wachtlijst"),
    subject_kind=WAITING,
    audience=N_("Wie op de wachtlijst staat"),
    quiet_hours=True,
    still_true=_offer_stands,
    content=_offered,
)
OFFER_PASSED = Rule(
    name="shifts.offer_passed",
    about=N_("Een plek die voorbijging"),
    subject_kind=WAITING,
    audience=N_("Wie op de wachtlijst staat"),
    quiet_hours=True,
    still_true=_waits_again,
    content=_passed,
)
ON_WAITING_LIST = Rule(
    name="shifts.on_waiting_list",
    about=N_("U staat op de wachtlijst"),
    subject_kind=WAITING,
    audience=N_("Wie op de wachtlijst staat"),
    quiet_hours=False,
    still_true=_waits_still,
    content=_listed,
)

WAITING_RULES: tuple[Rule, ...] = (PLACE_OFFERED, OFFER_PASSED, ON_WAITING_LIST)
