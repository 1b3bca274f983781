"""The pages of the member duty; those behind it only where the coop has one."""

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.obligations.models import Exemption, HourAsk
from buurtcoop.obligations.queries import concerns, open_steps
from buurtcoop.obligations.rules import CONTACTS, MINE, SETTINGS
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot


def duty_shots(coordinator: Person) -> list[Shot]:
    """What is asked, one's own month, the ways out, and whom one of us calls."""
    shots = [
        Shot("duty", SETTINGS, coordinator),
        Shot("duty-new", f"{SETTINGS}/nieuw", coordinator),
    ]
    duty = concerns(clock.today())
    if duty is None:
        return shots
    steps = [step for step in open_steps() if step.person_id != coordinator.id]
    asks = select(Person).join(HourAsk, HourAsk.person_id == Person.id).order_by(HourAsk.id)
    free = select(Person).join(Exemption, Exemption.person_id == Person.id).order_by(Exemption.id)
    asking, at_rest = db().scalars(asks).first(), db().scalars(free).first()
    return [
        *shots,
        Shot("duty-stop", f"{SETTINGS}/{duty.id}/stoppen", coordinator),
        Shot("duty-contacts", CONTACTS, coordinator),
        *(Shot("duty-step", f"{CONTACTS}/{step.id}", coordinator) for step in steps[:1]),
        *_of_member(asking, "asks"),
        *_of_member(at_rest, "free"),
        *(
            [Shot("duty-member", f"/leden/{at_rest.id}/ieder-doet-iets", coordinator)]
            if at_rest
            else []
        ),
    ]


def _of_member(who: Person | None, name: str) -> list[Shot]:
    if who is None:
        return []
    return [
        Shot(f"duty-mine-{name}", MINE, who),
        Shot(f"duty-free-{name}", f"{MINE}/vrij", who),
        Shot(f"duty-give-{name}", f"{MINE}/geven", who),
    ]
