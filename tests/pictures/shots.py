"""Which pages are photographed, as whom, and in which state."""

from dataclasses import dataclass

from sqlalchemy import select

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.funding.models import FundingSource
from buurtcoop.ledger.models import Entry
from buurtcoop.members.models import Application, ApplicationState, Membership
from buurtcoop.people.models import Person
from buurtcoop.shifts.models import Booking, Claim, CrewLine, PromiseState, Shift, ShiftState, Side
from tests.pictures.agreed import agreed_shots
from tests.pictures.aims import aims_shots
from tests.pictures.bank import bank_found, bank_shots, bank_shots_empty
from tests.pictures.books import books_shots
from tests.pictures.bought import bought_found, bought_shots
from tests.pictures.briefing import briefing_shots
from tests.pictures.dossier import dossier_shots
from tests.pictures.duty import duty_shots
from tests.pictures.financier import financier_shots, let_treasurer_read
from tests.pictures.needs import needs_shots
from tests.pictures.papers import papers_shots
from tests.pictures.planning import planning_shots, planning_shots_empty
from tests.pictures.rota import rota_found, rota_shots
from tests.pictures.seen import seen_shots
from tests.pictures.settling import settling_shots
from tests.pictures.shot import Shot, first
from tests.pictures.standing import standing_shots

NOT_THERE = (404,)


@dataclass(frozen=True)
class Found:
    """The rows of the demo cooperative that the pictures show."""

    resident: Person
    coordinator: Person
    treasurer: Person
    board: Person
    claimed: int
    booked: int
    open_shift: int
    full_shift: int
    called_off: int
    application: int
    source: str
    entry: int
    member: int


def full_shots(instance: Instance) -> list[Shot]:
    """The demo cooperative on its fixed morning."""
    let_treasurer_read(instance)
    with instance.reading():
        found, rota, bought = _found(), rota_found(), bought_found()
        bank = bank_found()
        return [
            *_public(found),
            *_of_resident(found),
            *_of_staff(found),
            *_of_money(found),
            *bank_shots(bank, found.treasurer),
            *rota_shots(rota, found.coordinator),
            *briefing_shots(found.coordinator),
            *dossier_shots(found.treasurer),
            *standing_shots(found.treasurer),
            *duty_shots(found.coordinator),
            *needs_shots(found.coordinator),
            *papers_shots(found.coordinator),
            *bought_shots(bought, found.coordinator),
            *books_shots(found.treasurer, found.board),
            *agreed_shots(found.coordinator),
            *aims_shots(found.coordinator),
            *seen_shots(found.treasurer),
            *settling_shots(found.treasurer),
            *planning_shots(found.treasurer),
            *financier_shots(found.treasurer),
        ]


def empty_shots(instance: Instance) -> list[Shot]:
    """A coop that was founded this morning."""
    with instance.reading():
        people = {person.call_name: person for person in db().scalars(select(Person))}
    anna, coor, truus, bo = (people[name] for name in ("Anna", "Coor", "Truus", "Bo"))
    return [
        Shot("empty-home", "/"),
        Shot("empty-figures", "/geld/cijfers/balans", truus),
        Shot("empty-services", "/aanbod"),
        Shot("empty-rounds", "/samen-kopen", coor),
        Shot("empty-wishes", "/wensen", anna),
        Shot("empty-rota", "/rooster"),
        Shot("empty-open-shifts", "/rooster/open"),
        Shot("empty-mine", "/mijn", anna),
        Shot("empty-agenda", "/mijn/agenda", anna),
        Shot("empty-fixed", "/mijn/vast", anna),
        Shot("empty-given", "/mijn/gegeven", anna),
        Shot("empty-charges", "/mijn/betalingen", anna),
        Shot("empty-my-skills", "/mijn/kunnen", anna),
        Shot("empty-my-stories", "/mijn/verhalen", anna),
        Shot("empty-stories", "/verhalen"),
        Shot("empty-skills", "/kunnen", coor),
        Shot("empty-days-off", "/rooster/vrije-dagen", coor),
        Shot("empty-coverage", "/rooster/bezetting", coor),
        Shot("empty-series", "/rooster/reeksen", coor),
        Shot("empty-to-fill-in", "/aanwezigheid", coor),
        Shot("empty-who-looked", "/mijn/wie-keek", anna),
        Shot("empty-today", "/vandaag", coor),
        Shot("empty-duty", "/ieder-doet-iets", coor),
        Shot("empty-applications", "/leden/aanmeldingen", bo),
        Shot("empty-money", "/geld", truus),
        Shot("empty-book", "/geld/boek", truus),
        Shot("empty-stream", "/geld/stroom", truus),
        Shot("empty-funders", "/geld/geldgevers", truus),
        Shot("empty-help", "/geld/beeld/hulp", truus),
        Shot("empty-goals", "/geld/beeld/doelen", truus),
        Shot("empty-funds", "/geld/potjes", truus),
        Shot("empty-lend", "/geld/potjes/lenen", truus),
        Shot("empty-accounts", "/geld/rekeningen", truus),
        Shot("empty-ready", "/geld/klaar", bo),
        Shot("empty-recurring", "/geld/terugkerend", truus),
        Shot("empty-receipts", "/geld/bonnen", truus),
        *bank_shots_empty(truus),
        *planning_shots_empty(truus),
    ]


def _public(found: Found) -> list[Shot]:
    return [
        Shot("home", "/"),
        Shot("services", "/aanbod"),
        Shot("service", "/aanbod/eettafel"),
        Shot("rota", "/rooster"),
        Shot("open-shifts", "/rooster/open"),
        Shot("shift-visitor", f"/rooster/{found.open_shift}"),
        Shot("join", "/lid-worden"),
        Shot("join-wrong", "/lid-worden", pressed="main button.btn >> nth=0", filled={}),
        Shot("leave-visitor", "/lidmaatschap-opzeggen"),
        Shot("sign-in", "/inloggen"),
        Shot(
            "sign-in-wrong",
            "/inloggen",
            filled={"email": "geen adres"},
            pressed="main button.btn >> nth=0",
        ),
        Shot("privacy", "/privacy"),
        Shot("health", "/gezondheid", expected=(200, 503)),
        Shot("not-found", "/bestaat-niet", expected=NOT_THERE),
        Shot("link-unknown", "/a/onbekend", expected=NOT_THERE),
    ]


def _of_resident(found: Found) -> list[Shot]:
    who = found.resident
    return [
        Shot("mine", "/mijn", who),
        Shot("details", "/mijn/gegevens", who),
        Shot("agenda", "/mijn/agenda", who),
        Shot("devices", "/mijn/inloggen", who),
        Shot("who-looked", "/mijn/wie-keek", who),
        Shot("children", "/mijn/kinderen", who),
        Shot("child-new", "/mijn/kinderen/nieuw", who),
        Shot("good-to-know", "/mijn/goed-om-te-weten", who),
        Shot("leave", "/lidmaatschap-opzeggen", who),
        Shot("shift-open", f"/rooster/{found.open_shift}", who),
        Shot("shift-full", f"/rooster/{found.full_shift}", who),
        Shot("shift-called-off", f"/rooster/{found.called_off}", who),
        Shot("shift-claimed", f"/rooster/{found.claimed}", who),
        Shot("shift-booked", f"/rooster/{found.booked}", who),
        Shot("no-rights", "/geld", who, expected=(403,)),
    ]


def _of_staff(found: Found) -> list[Shot]:
    who = found.coordinator
    return [
        Shot("today", "/vandaag", who),
        Shot("today-item", f"/vandaag/members.application/{found.application}", who),
        Shot("members", "/leden", who),
        Shot("members-nothing", "/leden?zoek=zzzzzz", who),
        Shot("member", f"/leden/{found.member}", who),
        Shot("member-children", f"/leden/{found.member}/kinderen", who),
        Shot("applications", "/leden/aanmeldingen", found.board),
        Shot("application", f"/leden/aanmeldingen/{found.application}", found.board),
        Shot("roles", "/beheer/rollen", found.board),
        Shot("shift-new", "/rooster/nieuw", who),
        Shot("shift-move", f"/rooster/{found.open_shift}/verplaatsen", who),
        Shot("shift-call-off", f"/rooster/{found.open_shift}/afzeggen", who),
        Shot("shift-staff", f"/rooster/{found.open_shift}", who),
        Shot("series", "/rooster/reeksen", who),
        Shot("service-new", "/aanbod/nieuw", who),
        Shot("service-start", "/aanbod/nieuw/samen-op-pad", who),
        Shot("service-rules", "/aanbod/eettafel/regels", who),
        Shot("service-change", "/aanbod/eettafel/veranderen", who),
    ]


def _of_money(found: Found) -> list[Shot]:
    who = found.treasurer
    return [
        Shot("money", "/geld", who),
        Shot("money-last-year", "/geld?jaar=2026", who),
        Shot("money-source", f"/geld/bronnen/{found.source}", who),
        Shot("money-source-new", "/geld/bronnen/nieuw", who),
        Shot("book", "/geld/boek", who),
        Shot("book-entry", f"/geld/boek/{found.entry}", who),
        Shot("book-new", "/geld/boek/nieuw", who),
        Shot("book-cost", "/geld/boek/nieuw/uit", who),
        Shot(
            "book-wrong",
            "/geld/boek/nieuw/uit",
            who,
            filled={"amount": "twaalf"},
            pressed="main button.btn >> nth=0",
        ),
        Shot("book-begin", "/geld/beginstand", who),
        Shot("figures", "/geld/cijfers", who),
        Shot("figures-trial", "/geld/cijfers/saldi?jaar=2026", who),
        Shot("figures-balance", "/geld/cijfers/balans?jaar=2026", who),
        Shot("figures-results", "/geld/cijfers/baten-en-lasten?jaar=2026", who),
        Shot("figures-files", "/geld/cijfers/uitvoer", who),
    ]


def _found() -> Found:
    now = clock.now()
    coming = (Shift.starts_at > now, Shift.state == ShiftState.PLANNED)
    giving = select(CrewLine.shift_id).join(Shift).where(CrewLine.side == Side.GIVE, *coming)
    ordered = giving.order_by(Shift.starts_at)
    claim = first(
        select(Claim).join(Claim.shift).where(Claim.state == PromiseState.PROMISED, *coming)
    )
    booking = first(
        select(Booking).join(Booking.shift).where(Booking.state == PromiseState.PROMISED, *coming)
    )
    return Found(
        resident=db().get_one(Person, claim.person_id),
        coordinator=_holder(RoleName.COORDINATOR),
        treasurer=_holder(RoleName.TREASURER),
        board=_holder(RoleName.BOARD),
        claimed=claim.shift_id,
        booked=booking.shift_id,
        open_shift=first(ordered.where(CrewLine.taken < CrewLine.places)),
        full_shift=first(ordered.where(CrewLine.taken == CrewLine.places)),
        called_off=first(select(Shift.id).where(Shift.state == ShiftState.CANCELLED)),
        application=first(select(Application.id).where(Application.state == ApplicationState.NEW)),
        source=first(select(FundingSource.slug)),
        entry=first(select(Entry.id).order_by(Entry.id.desc())),
        member=first(select(Membership.person_id)),
    )


def _holder(role: RoleName) -> Person:
    return people_in_roles([role])[0][1]
