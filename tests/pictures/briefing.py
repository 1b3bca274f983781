"""The pages around the day: the card, what to know, what was seen, and kilometres."""

from sqlalchemy import or_, select

from buurtcoop.access.models import Account
from buurtcoop.briefing.models import Observation, Ride
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim, PromiseState, Shift, ShiftState
from tests.pictures.shot import Shot, first


def briefing_shots(coordinator: Person) -> list[Shot]:
    """Each page as the person who uses it. Needs an open transaction."""
    signs_in = select(Account.person_id)
    coming = (
        select(Claim)
        .join(Claim.shift)
        .join(Shift.service)
        .where(
            Claim.state == PromiseState.PROMISED,
            Claim.person_id.in_(signs_in),
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > clock.now(),
        )
        .order_by(Shift.starts_at, Claim.id)
    )
    walks = first(coming.where(Service.log_kinds != ""))
    cares = first(coming.where(or_(Service.asks_diet, Service.asks_consent)))
    noted = first(select(Observation).order_by(Observation.id.desc()))
    drove = first(
        select(Ride).join(Ride.claim).where(Claim.person_id.in_(signs_in)).order_by(Ride.id.desc())
    )
    walker, carer = (db().get_one(Person, each.person_id) for each in (walks, cares))
    driver = db().get_one(Person, drove.claim.person_id)
    return [
        Shot("shift-helper", f"/rooster/{walks.shift_id}", walker),
        Shot("card", f"/rooster/{walks.shift_id}/kaart", walker),
        Shot("to-know", f"/rooster/{cares.shift_id}/goed-om-te-weten", carer),
        Shot("log-soon", f"/rooster/{walks.shift_id}/logboek", walker),
        Shot("log-staff", f"/rooster/{noted.shift_id}/logboek", coordinator),
        Shot("log-figures", "/rooster/logboek", coordinator),
        Shot("rides", f"/rooster/{drove.claim.shift_id}/kilometers", driver),
        Shot("rides-staff", f"/rooster/{drove.claim.shift_id}/kilometers", coordinator),
        Shot("kilometres", "/rooster/kilometers", coordinator),
    ]
