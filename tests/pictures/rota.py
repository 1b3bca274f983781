"""The pages of the rota: series, waiting lists, cover, who was there and what stays of it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover.models import Ask, Swap, Watch
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.shifts.models import (
    Claim,
    CrewLine,
    FixedPlace,
    PromiseState,
    Series,
    Shift,
    ShiftState,
    Side,
    Waiting,
)
from tests.pictures.shot import Shot, first


@dataclass(frozen=True)
class RotaFound:
    """The rows of the demo cooperative that these pictures show."""

    lead: Person
    fixed: Person
    offers: Person
    swaps: Person
    asked: Person
    waits: Person
    watches: Person
    helped: Person
    ask_shift: int
    swap_shift: int
    wait_shift: int
    watch_shift: int
    over_shift: int
    led_shift: int
    full_shift: int
    full_line: int
    meal_series: int
    meal_shift: int
    free_person: Person


def rota_found() -> RotaFound:
    """Found in an open transaction."""
    now = clock.now()
    swap, ask, wait = first(select(Swap)), first(select(Ask)), first(select(Waiting))
    watch, fixed = first(select(Watch)), first(select(FixedPlace))
    meal = select(Service.id).where(Service.slug == "eettafel").scalar_subquery()
    over = first(
        select(Claim)
        .join(Claim.shift)
        .where(Claim.state == PromiseState.KEPT, Shift.service_id == meal)
        .order_by(Shift.starts_at.desc())
    )
    coming = select(Shift.id).where(Shift.starts_at > now, Shift.state == ShiftState.PLANNED)
    full = first(
        select(CrewLine)
        .join(Shift)
        .where(
            CrewLine.side == Side.GIVE,
            CrewLine.taken == CrewLine.places,
            Shift.starts_at > now + timedelta(days=1),
            Shift.state == ShiftState.PLANNED,
        )
        .order_by(Shift.starts_at)
    )
    on_it = select(Claim.person_id).where(Claim.shift_id == full.shift_id)
    return RotaFound(
        lead=_person(first(select(ServiceLead.person_id).where(ServiceLead.service_id == meal))),
        fixed=_person(fixed.person_id),
        offers=_person(swap.claim.person_id),
        swaps=_person(swap.other_claim.person_id),
        asked=_person(ask.person_id),
        waits=_person(wait.person_id),
        watches=_person(watch.person_id),
        helped=_person(over.person_id),
        ask_shift=ask.shift_id,
        swap_shift=swap.claim.shift_id,
        wait_shift=wait.shift_id,
        watch_shift=watch.shift_id,
        over_shift=over.shift_id,
        led_shift=over.shift_id,
        full_shift=full.shift_id,
        full_line=full.id,
        meal_series=first(select(Series.id).where(Series.service_id == meal)),
        meal_shift=first(coming.where(Shift.service_id == meal).order_by(Shift.starts_at)),
        free_person=_person(
            first(
                select(Claim.person_id)
                .where(Claim.person_id.not_in(on_it))
                .order_by(Claim.person_id)
            )
        ),
    )


def rota_shots(found: RotaFound, coordinator: Person) -> list[Shot]:
    """Each page as the person who uses it."""
    return [*_between(found), *_afterwards(found), *_of_lead(found), *_of_staff(found, coordinator)]


def _between(found: RotaFound) -> list[Shot]:
    return [
        Shot("fixed", "/mijn/vast", found.fixed),
        Shot("away", "/mijn/vast/weg", found.fixed),
        Shot("every-time", f"/rooster/{found.meal_shift}/vast", found.swaps),
        Shot("mine-swap", "/mijn", found.swaps),
        Shot("mine-asked", "/mijn", found.asked),
        Shot("shift-asked", f"/rooster/{found.ask_shift}", found.asked),
        Shot("swap", f"/rooster/{found.swap_shift}/ruilen", found.offers),
        Shot("shift-waiting", f"/rooster/{found.wait_shift}", found.waits),
        Shot("agenda-waiting", "/mijn/agenda", found.waits),
        Shot(
            "wait",
            f"/rooster/{found.full_shift}/wachten?plek={found.full_line}",
            found.free_person,
        ),
        Shot("shift-watched", f"/rooster/{found.watch_shift}", found.watches),
        Shot("my-skills", "/mijn/kunnen", found.swaps),
    ]


def _afterwards(found: RotaFound) -> list[Shot]:
    return [
        Shot("agenda-past", "/mijn/agenda?toon=voorbij", found.helped),
        Shot("shift-over", f"/rooster/{found.over_shift}", found.helped),
        Shot("how-was-it", f"/rooster/{found.over_shift}/hoe-ging-het", found.helped),
        Shot("was-i-there", f"/rooster/{found.over_shift}/er", found.helped),
        Shot("given", "/mijn/gegeven", found.helped),
        Shot("charges", "/mijn/betalingen", found.waits),
        Shot("stories", "/verhalen"),
        Shot("story-new", "/verhalen/nieuw?bij=eettafel", found.helped),
        Shot("my-stories", "/mijn/verhalen", found.lead),
    ]


def _of_lead(found: RotaFound) -> list[Shot]:
    return [
        Shot("attendance", f"/rooster/{found.led_shift}/aanwezig", found.lead),
        Shot("to-fill-in", "/aanwezigheid", found.lead),
        Shot("lessons", "/aanbod/eettafel/lessen", found.lead),
        Shot("series-lead", f"/rooster/reeksen/{found.meal_series}", found.lead),
    ]


def _of_staff(found: RotaFound, who: Person) -> list[Shot]:
    return [
        Shot("skills", "/kunnen", who),
        Shot("skill-new", "/kunnen/nieuw", who),
        Shot("member-skills", f"/leden/{found.fixed.id}/kunnen", who),
        Shot("member-given", f"/leden/{found.fixed.id}/gegeven", who),
        Shot("days-off", "/rooster/vrije-dagen", who),
        Shot("coverage", "/rooster/bezetting", who),
        Shot("series-one", f"/rooster/reeksen/{found.meal_series}", who),
        Shot("series-fixed", f"/rooster/reeksen/{found.meal_series}/vaste-helpers", who),
        Shot("cover", f"/rooster/{found.ask_shift}/invaller", who),
        Shot("shift-waiting-staff", f"/rooster/{found.wait_shift}", who),
        Shot("attendance-staff", f"/rooster/{found.over_shift}/aanwezig", who),
        Shot("to-fill-in-staff", "/aanwezigheid", who),
    ]


def _person(number: int) -> Person:
    return db().get_one(Person, number)
