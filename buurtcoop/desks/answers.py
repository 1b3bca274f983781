"""Every link in a mail that acts: what it is about, what its button says, and what it does.

The room that writes the mail owns the verb; here all of them stand together, by purpose.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.shifts.operations import answer as answer_promise
from buurtcoop.shifts.queries import shift_of_promise

LEAVES = N_("Drukt u op de knop, dan bent u afgemeld. Uw plek gaat dan naar iemand anders.")
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
    stands there when the link is too old. `no`: the button of who says no.
    """

    says: str
    about: Callable[[int], Moment | None]
    does: Callable[[int, str, Viewer], object]
    first: str = ""
    too_late: str = TOO_LATE
    no: bool = False


def _promised(purpose: str, says: str, *, first: str = "") -> Answer:
    def act(promise_id: int, _occurrence: str, by: Viewer) -> object:
        return answer_promise(purpose, promise_id, by)

    about = partial(shift_of_promise, purpose)
    return Answer(says=says, about=about, does=act, first=first, no=bool(first))


ANSWERS: dict[str, Answer] = {
    "claim.come": _promised("claim.come", N_("Ik kom")),
    "claim.cannot": _promised("claim.cannot", N_("Ik kan niet"), first=LEAVES),
    "booking.come": _promised("booking.come", N_("Ik kom")),
    "booking.cannot": _promised("booking.cannot", N_("Ik kan niet"), first=LEAVES),
}
