"""What about the rota needs somebody now: helpers missing, and people who said they can't come.

A shift stands on the list once: that somebody said no says more than that helpers are missing.
"""

from datetime import datetime
from itertools import groupby

from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.shifts.queries import said_no, unfilled
from buurtcoop.shifts.rules import (
    ASK_FOR_HELP_AT,
    ASK_FOR_HELP_DAYS,
    LOOK_AHEAD,
    LOOK_BACK,
    ROTA,
    help_asked_at,
    reached,
)
from buurtcoop.shifts.seen import SaidNo, ShiftSeen

UNFILLED = "shifts.unfilled"
CANNOT_COME = "shifts.cannot_come"


def attention(now: datetime) -> list[Item]:
    """Shifts of the coming days without enough helpers, and places that were given back."""
    noes = groupby(said_no(now, now - LOOK_BACK, now + LOOK_AHEAD), key=lambda no: no.shift_id)
    given_back = [_cannot_come(list(those)) for _shift_id, those in noes]
    known = {item.subject_id for item in given_back}
    missing = unfilled(now, reached(now, ASK_FOR_HELP_AT, ASK_FOR_HELP_DAYS))
    return [*given_back, *(_unfilled(shift) for shift in missing if shift.id not in known)]


def _unfilled(shift: ShiftSeen) -> Item:
    return Item(
        kind=UNFILLED,
        subject_id=shift.id,
        title=Text(N_("Nog helpers nodig: %(service)s"), {"service": shift.service_name}),
        line=Text(
            N_("%(when)s. Aantal helpers dat we missen: %(num)s."),
            {"when": shift.starts_at, "num": shift.missing()},
        ),
        path=f"{ROTA}/{shift.id}",
        button=N_("Zoek helpers"),
        since=help_asked_at(shift.starts_at),
        due=clock.local(shift.starts_at).date(),
        owner_role=RoleName.COORDINATOR,
    )


def _cannot_come(noes: list[SaidNo]) -> Item:
    first = noes[0]
    names = ", ".join(dict.fromkeys(no.name for no in noes))
    return Item(
        kind=CANNOT_COME,
        subject_id=first.shift_id,
        title=Text(
            N_("Kan niet komen: %(names)s. Zoek een invaller voor %(service)s"),
            {"names": names, "service": first.service_name},
        ),
        line=Text(N_("%(when)s. Er is nog geen invaller."), {"when": first.starts_at}),
        path=f"{ROTA}/{first.shift_id}",
        button=N_("Zoek een invaller"),
        since=first.ended_at or clock.now(),
        due=clock.local(first.starts_at).date(),
        owner_role=RoleName.COORDINATOR,
    )
