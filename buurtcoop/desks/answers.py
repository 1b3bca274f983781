"""Every link in a mail that acts: what it is about, what its button says, and what it does.

The room that writes the mail owns the verb; here all of them stand together, by purpose.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from buurtcoop.agreements.queries import lacks
from buurtcoop.attendance.messages import CAME_BETWEEN, WAS_THERE
from buurtcoop.attendance.operations import answer as answer_missed
from buurtcoop.attendance.queries import promise_behind
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.cover.operations import agree, decline
from buurtcoop.cover.operations import answer as answer_question
from buurtcoop.cover.queries import offer, question
from buurtcoop.cover.seen import Offer, Question
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.operations import answer as answer_promise
from buurtcoop.shifts.operations import answer_offer
from buurtcoop.shifts.queries import AGREED, service_of, shift_of_promise, waits
from buurtcoop.shifts.seen import Waits

LEAVES = N_("Drukt u op de knop, dan bent u afgemeld. Uw plek gaat dan naar iemand anders.")
FIRST_YES = N_("Wie het eerst ja zegt, krijgt de plek.")
CHANGES_HANDS = N_("Drukt u op de knop, dan ruilt u van plek.")
OFF_THE_LIST = N_("Drukt u op de knop, dan staat u niet meer op de wachtlijst.")
OFFER_OVER = N_("Deze plek was voor u tot %(when)s. In het rooster ziet u wat er nog kan.")
TOO_LATE = N_("Deze link werkte tot %(when)s. Bel ons even, dan regelen we het.")


class Moment(Protocol):
    """What the page of a link shows of what it is about."""

    @property
    def service_name(self) -> str:
        """What it is."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def place(self) -> str:
        """Where it is."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a link does. `does` gets the row, the occurrence and whose link it is.

    Message ids: `says` is the button, `first` what pressing does, `too_late` (with `when`) what
    stands there when the link is too old. `no`: the button of who says no. `timed`: the time may
    change meanwhile; then the occurrence is the version that was read, not the one in the mail.
    `lands`: on which side of which shift a yes is a promise.
    """

    says: str
    about: Callable[[int], Moment | None]
    does: Callable[[int, str, Viewer], object]
    first: str = ""
    too_late: str = TOO_LATE
    no: bool = False
    timed: bool = False
    lands: Callable[[Any], tuple[int, Side]] | None = None


def paper_to_read(answer: Answer, about: Moment, person_id: int) -> str:
    """Where this person reads the agreement that this yes takes and that is lacking; else ""."""
    if answer.lands is None:
        return ""
    shift_id, side = answer.lands(about)
    service = service_of(shift_id)
    if lacks(person_id, service.id, AGREED[side]) is None:
        return ""
    way = "helpen" if side is Side.GIVE else "meedoen"
    return f"/aanbod/{service.slug}/afspraak/{way}?rooster={shift_id}"


def _promised(purpose: str, says: str, *, first: str = "") -> Answer:
    def act(promise_id: int, version: str, by: Viewer) -> object:
        return answer_promise(purpose, promise_id, by, version=version)

    about = partial(shift_of_promise, purpose)
    return Answer(says=says, about=about, does=act, first=first, no=bool(first), timed=not first)


def _helps(ask_id: int, _occurrence: str, by: Viewer) -> object:
    return answer_question(ask_id, True, by)


def _does_not_help(ask_id: int, _occurrence: str, by: Viewer) -> object:
    return answer_question(ask_id, False, by)


def _swaps(swap_id: int, _occurrence: str, by: Viewer) -> object:
    return agree(swap_id, by)


def _keeps_own(swap_id: int, _occurrence: str, by: Viewer) -> object:
    return decline(swap_id, by)


def _waiting(
    purpose: str, says: str, first: str, *, no: bool = False, too_late: str = OFFER_OVER
) -> Answer:
    def act(waiting_id: int, occurrence: str, by: Viewer) -> object:
        return answer_offer(purpose, waiting_id, occurrence, by)

    lands = None if no else _where_offered
    return Answer(
        says=says, about=waits, does=act, first=first, too_late=too_late, no=no, lands=lands
    )


def _where_offered(entry: Waits) -> tuple[int, Side]:
    return entry.shift_id, entry.side


def _where_asked(asked: Question) -> tuple[int, Side]:
    return asked.shift_id, Side.GIVE


def _where_swapped(offered: Offer) -> tuple[int, Side]:
    return offered.given.shift_id, Side.GIVE


def _was_there(purpose: str, says: str) -> Answer:
    def act(attendance_id: int, _occurrence: str, by: Viewer) -> None:
        answer_missed(purpose, attendance_id, by)

    return Answer(says=says, about=promise_behind, does=act, no=purpose == CAME_BETWEEN)


ANSWERS: dict[str, Answer] = {
    "claim.come": _promised("claim.come", N_("Ik kom")),
    "claim.cannot": _promised("claim.cannot", N_("Ik kan niet"), first=LEAVES),
    "booking.come": _promised("booking.come", N_("Ik kom")),
    "booking.cannot": _promised("booking.cannot", N_("Ik kan niet"), first=LEAVES),
    "waiting.yes": _waiting(
        "waiting.yes", N_("Ja, graag"), N_("Drukt u op de knop, dan is de plek van u.")
    ),
    "waiting.no": _waiting("waiting.no", N_("Nee, bedankt"), OFF_THE_LIST, no=True),
    "waiting.leave": _waiting(
        "waiting.leave",
        N_("Haal mij van de wachtlijst"),
        OFF_THE_LIST,
        no=True,
        too_late=TOO_LATE,
    ),
    "cover.yes": Answer(
        says=N_("Ik doe het"), about=question, does=_helps, first=FIRST_YES, lands=_where_asked
    ),
    "cover.no": Answer(says=N_("Nu niet"), about=question, does=_does_not_help, no=True),
    "swap.yes": Answer(
        says=N_("Ja, graag"), about=offer, does=_swaps, first=CHANGES_HANDS, lands=_where_swapped
    ),
    "swap.no": Answer(says=N_("Nee, bedankt"), about=offer, does=_keeps_own, no=True),
    CAME_BETWEEN: _was_there(CAME_BETWEEN, N_("Er kwam iets tussen")),
    WAS_THERE: _was_there(WAS_THERE, N_("Ik was er wel")),
}
