"""Services made from their packs, with a day to come, for walks on a phone."""

from datetime import date, time, timedelta

from sqlalchemy import select

from buurtcoop.agreements.operations import first_texts, publish_first
from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.qualifications.operations import note_qualification
from buurtcoop.services.models import OpeningCheck, Service
from buurtcoop.services.operations import open_service, start_service
from buurtcoop.services.operations.opening import answer_check, decide_opening
from buurtcoop.services.packs import pack_named
from buurtcoop.shifts.models import Shift, Side
from buurtcoop.shifts.operations import LinePlan, plan
from tests.cast import Cast, seen_by

GGD = "Mevrouw Smit van de GGD"


def opened(instance: Instance, cast: Cast, code: str) -> Service:
    """This service, made from its pack, with every question before it answered."""
    with instance.writing():
        coor, pack = seen_by(cast.coor), pack_named(code)
        facts = {
            "price_decided_by": "het bestuur",
            "place": "De Knotwilg",
            "activity_id": activities()[0].id,
            "starts_on": date(2026, 1, 1),
        }
        service = start_service(pack, facts, coor)
        publish_first(service.id, first_texts(pack), coor)
        if not pack.checklist:
            return open_service(service.id, coor)
        answered(coor)
        return decide_opening(service.id, "Het bestuur", by=coor)


def answered(coor: Viewer) -> None:
    """Every question has its answer. Needs an open transaction."""
    for number in db().scalars(select(OpeningCheck.id)).all():
        answer_check(number, "In orde.", on=clock.today(), said_by=GGD, by=coor)


def planned(instance: Instance, cast: Cast, service: Service, *, days: int = 2) -> Shift:
    """A day of it, with the crew and the seats of its pack."""
    with instance.writing():
        service = db().get_one(Service, service.id)
        give = LinePlan(
            Side.GIVE,
            service.give_task,
            service.usual_helpers,
            service.usual_minimum,
            service.skill_id,
        )
        seats = [LinePlan(Side.RECEIVE, "", service.usual_seats)] if service.usual_seats else []
        return plan(
            service.id,
            day=clock.today() + timedelta(days=days),
            starts_at=time(14),
            minutes=120,
            place=service.place,
            lines=[give, *seats],
            by=seen_by(cast.coor),
        )


def qualified(instance: Instance, cast: Cast, service: Service, *people: Person) -> None:
    """These people have what each helper of it must have."""
    with instance.writing():
        skill_id = db().get_one(Service, service.id).skill_id
        assert skill_id is not None
        for person in people:
            note_qualification(person.id, skill_id, seen_on=clock.today(), by=seen_by(cast.coor))
