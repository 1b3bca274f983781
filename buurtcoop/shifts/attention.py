"""What about the rota needs somebody now: helpers missing, people who said they can't come, and
places that ask for what their helper will not have.

A shift stands on the list once: that nobody may go alone says more than too few helpers for the
children, that more than that somebody said no, and that more than that helpers are missing.
"""

from datetime import datetime, timedelta
from itertools import groupby

from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.shifts.queries import (
    below_floor,
    said_no,
    too_few_carers,
    unfilled,
    unqualified,
)
from buurtcoop.shifts.rules import (
    ASK_FOR_HELP_AT,
    ASK_FOR_HELP_DAYS,
    COVER,
    LOOK_AHEAD,
    LOOK_BACK,
    ROTA,
    help_asked_at,
    reached,
)
from buurtcoop.shifts.seen import SaidNo, ShiftSeen, Unqualified

BELOW_FLOOR = "shifts.below_floor"
UNFILLED = "shifts.unfilled"
CANNOT_COME = "shifts.cannot_come"
TOO_FEW_CARERS = "shifts.too_few_carers"
UNQUALIFIED = "shifts.unqualified"


def attention(now: datetime) -> list[Item]:
    """Shifts of the coming days without enough helpers, and places that were given back."""
    noes = groupby(said_no(now, now - LOOK_BACK, now + LOOK_AHEAD), key=lambda no: no.shift_id)
    given_back = [_cannot_come(list(those)) for _shift_id, those in noes]
    soon = reached(now, ASK_FOR_HELP_AT, ASK_FOR_HELP_DAYS)
    missing = unfilled(now, soon)
    about_shifts = [
        *(_below_floor(shift) for shift in below_floor(now, soon)),
        *(_too_few_carers(shift, now) for shift in too_few_carers(now, now + LOOK_AHEAD)),
        *given_back,
        *(_unfilled(shift) for shift in missing),
    ]
    # Of several about one shift the first.
    by_shift = {item.subject_id: item for item in reversed(about_shifts)}
    once = [item for item in about_shifts if by_shift[item.subject_id] is item]
    return [*once, *(_unqualified(each) for each in unqualified(now))]


def _below_floor(shift: ShiftSeen) -> Item:
    """Due a day earlier than other shortages: people must hear in time that it is off."""
    return Item(
        kind=BELOW_FLOOR,
        subject_id=shift.id,
        title=Text(
            N_("Gaat zo niet door: %(service)s, te weinig helpers"),
            {"service": shift.service_name},
        ),
        line=Text(
            N_("%(when)s. Er zijn er minstens %(num)s nodig. Er komen er %(taken)s."),
            {"when": shift.starts_at, "num": shift.helpers_needed, "taken": shift.helpers},
        ),
        path=f"{ROTA}/{shift.id}/{COVER}",
        button=N_("Zoek helpers"),
        since=help_asked_at(shift.starts_at),
        due=clock.local(shift.starts_at).date() - timedelta(days=1),
        owner_role=RoleName.COORDINATOR,
    )


def _unfilled(shift: ShiftSeen) -> Item:
    return Item(
        kind=UNFILLED,
        subject_id=shift.id,
        title=Text(N_("Nog helpers nodig: %(service)s"), {"service": shift.service_name}),
        line=Text(
            N_("%(when)s. Aantal helpers dat we missen: %(num)s."),
            {"when": shift.starts_at, "num": shift.missing()},
        ),
        path=f"{ROTA}/{shift.id}/{COVER}",
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
        path=f"{ROTA}/{first.shift_id}/{COVER}",
        button=N_("Zoek een invaller"),
        since=first.ended_at or clock.now(),
        due=clock.local(first.starts_at).date(),
        owner_role=RoleName.COORDINATOR,
    )


def _too_few_carers(shift: ShiftSeen, now: datetime) -> Item:
    return Item(
        kind=TOO_FEW_CARERS,
        subject_id=shift.id,
        title=Text(
            N_("Te weinig helpers voor de kinderen: %(service)s"), {"service": shift.service_name}
        ),
        line=Text(
            N_("%(when)s. Aantal helpers dat we missen: %(num)s."),
            {"when": shift.starts_at, "num": shift.carers_missing()},
        ),
        path=f"{ROTA}/{shift.id}",
        button=N_("Zoek helpers"),
        since=min(now, help_asked_at(shift.starts_at)),
        due=clock.local(shift.starts_at).date(),
        owner_role=RoleName.COORDINATOR,
    )


def _unqualified(found: Unqualified) -> Item:
    return Item(
        kind=UNQUALIFIED,
        subject_id=found.claim_id,
        title=Text(
            N_("%(skill)s nodig voor %(service)s: %(name)s"),
            {
                "skill": found.skill,
                "service": found.service_name,
                "name": found.person_name,
            },
        ),
        line=Text(
            N_("%(when)s. Het geldt tot en met %(day)s. De plek blijft staan."),
            {"when": found.starts_at, "day": found.valid_until},
        )
        if found.valid_until
        else Text(
            N_("%(when)s. Dit telt niet meer. De plek blijft staan."), {"when": found.starts_at}
        ),
        path=f"/leden/{found.person_id}/kunnen",
        button=N_("Bekijk en verleng"),
        since=found.made_at,
        due=clock.local(found.starts_at).date(),
        owner_role=RoleName.COORDINATOR,
    )
