"""A cooperative with something in every room, so that every page has something to show."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from buurtcoop.access.operations import login_link
from buurtcoop.care.models import CareKind
from buurtcoop.care.operations import note
from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import Certainty, SourceKind
from buurtcoop.funding.operations import (
    add_source,
    add_tranches,
    begin_settlement,
    pay_tranche,
    promise,
    receive,
    set_terms,
    spend,
    tell_story,
)
from buurtcoop.funding.queries import came_in
from buurtcoop.funding.rules import CategoryDraft, TermsDraft
from buurtcoop.funding.settlement import Mode
from buurtcoop.ledger.operations import open_year
from buurtcoop.members.operations import apply, note_talk
from buurtcoop.messaging.operations import ask, finish, next_work
from buurtcoop.obligations.models import ExemptionKind
from buurtcoop.obligations.operations import ask_hours, begin_contacts, set_free
from buurtcoop.obligations.rules import month_of
from buurtcoop.people.models import Channel
from buurtcoop.purchases.operations import plan_turn, take_into_use
from buurtcoop.qualifications.operations import add_skill, note_qualification
from buurtcoop.services.models import OpeningCheck, Service
from buurtcoop.services.operations import (
    add_service,
    answer_wish,
    appoint_lead,
    make_wish,
    start_trial,
    support_wish,
)
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.operations import (
    LinePlan,
    book,
    claim,
    go_away,
    hold_fixed_place,
    new_feed,
    plan,
    release,
    start_series,
)
from buurtcoop.shifts.recurrence import weekly
from tests.afterwards.told import a_photo, a_story
from tests.agreements.texts import SERVICE, a_newer_text, a_text, says_yes
from tests.bank.filled import a_bank
from tests.care.family import a_child
from tests.cast import Cast, seen_by
from tests.funding.aiming import aimed_and_promised
from tests.funding.planned import a_plan
from tests.funding.standing import something_stands
from tests.insight.handed_in import a_pack
from tests.insight.read_along import somebody_reads
from tests.ledger.standing import stand_ready
from tests.obligations.cases import a_duty, helped, reminded
from tests.purchases.market import DELIVERY, a_round

CREW = [LinePlan(Side.GIVE, "Koken", 3), LinePlan(Side.RECEIVE, "Eten", 12)]


@dataclass(frozen=True)
class World:
    """Addresses that can't be guessed from a number."""

    slug: str
    source: str
    feed: str
    link: str
    rounds: tuple[str, str]
    child: int


def fill(instance: Instance, cast: Cast) -> World:
    """Something of everything."""
    with instance.writing():
        coor, truus = seen_by(cast.coor), seen_by(cast.truus)
        activity = activities()[0].id
        service = add_service(
            "Eettafel",
            summary="Samen eten op dinsdag.",
            description="We koken en eten met buren.",
            icon="users",
            place="Buurthuis",
            give_task="Koken",
            price=Money(400),
            release_hours=24,
            activity_id=activity,
            starts_on=date(2026, 1, 1),
            by=coor,
        )
        _around_the_day(service)
        _needs_round(service, cast)
        shift = _shifts(service.id, cast, coor)
        source = _money(activity, truus)
        a_pack(activity, truus)
        a_plan(activity, truus)
        _files(truus)
        _applicant(coor)
        vog = add_skill(
            "VOG", explanation="Wij helpen u eraan.", proven=True, valid_months=36, by=coor
        )
        note_qualification(cast.bram.id, vog.id, seen_on=clock.today(), by=coor)
        feed = new_feed(cast.anna.id, seen_by(cast.anna))
        claimed = claim(shift.give, cast.bram.id, seen_by(cast.bram))
        release(claimed.id, seen_by(cast.bram), reason="Ik ben ziek.")
        claim(shift.give, cast.dees.id, seen_by(cast.dees))
        book(shift.receive, cast.anna.id, seen_by(cast.anna))
        a_story(cast.anna, photo_id=a_photo(cast.anna), others_agreed=True)
        link = login_link("anna@example.org").rsplit("/", 1)[1]
        _duty(cast)
        _agreements(service, cast)
        return World(service.slug, source, feed, link, _rounds(cast), _family(cast))


def _agreements(service: Service, cast: Cast) -> None:
    """Who promised said yes to a text, of which that for helpers changed since."""
    helping = a_text(service, cast)
    for person in (cast.anna, cast.dees):
        says_yes(helping, person)
    a_newer_text(service, cast)
    says_yes(a_text(service, cast, SERVICE), cast.anna)


def _needs_round(service: Service, cast: Cast) -> None:
    """A wish that is open and one with an answer, questions before opening, a trial, a lead."""
    anna, bram, coor = (seen_by(person) for person in (cast.anna, cast.bram, cast.coor))
    make_wish(anna.id, "Samen wandelen in de buurt.", anna)
    support_wish(1, bram.id, gives=True, receives=True, by=bram)
    answer_wish(make_wish(bram.id, "Een zwembad.", bram).id, "Dat kan niet.", coor)
    today, service.opening_decided_by = clock.today(), "Het bestuur"
    answered = {"answer": "Nee.", "answered_on": today, "answered_by_id": coor.id}
    more = {"service_id": service.id, "question": "Mag het?", "explanation": "Misschien niet."}
    owned = {"said_by": "GGD", "owner_id": coor.id, "due_on": today, "outside": True}
    db().add(OpeningCheck(position=1, outside=False, **more, **answered))
    db().add(OpeningCheck(position=2, **owned, **more, **answered))
    start_trial(service.id, question="Past dinsdag?", ends_on=today, by=coor)
    appoint_lead(service.id, cast.dees.id, on=today, until=today + timedelta(days=20), by=coor)


def _family(cast: Cast) -> int:
    """Anna has a child of which there is something to know, as of herself. Returns its number."""
    child, anna = a_child(cast.anna), seen_by(cast.anna)
    note(child.id, CareKind.ALLERGY, "Noten.", anna)
    note(anna.id, CareKind.DIET, "Geen vlees.", anna)
    return child.id


def _duty(cast: Cast) -> None:
    """Something is asked of every member; Anna is free for a while, and somebody is called."""
    a_duty(cast, date(2026, 11, 1))
    helped(cast.bram, clock.today())
    bo, anna = seen_by(cast.bo), seen_by(cast.anna)
    ask_hours(month_of(clock.today()), named=True, by=bo)
    set_free(
        anna.id,
        ExemptionKind.PAUSE,
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=40),
        reason="Ik ben ziek.",
        by=anna,
    )
    reminded(date(2026, 12, 1))
    begin_contacts(clock.today())


def _around_the_day(service: Service) -> None:
    """Its helpers read a card and what to know, and write down what they saw and drove."""
    service.card, service.log_kinds, service.log_days = "Was uw handen.", "Afval", 28
    service.asks_diet, service.asks_kilometres = True, True
    db().flush()


@dataclass(frozen=True)
class _Lines:
    give: int
    receive: int


def _shifts(service_id: int, cast: Cast, coor: Viewer) -> _Lines:
    today = clock.today()
    shift = plan(
        service_id,
        day=today + timedelta(days=2),
        starts_at=time(17, 0),
        minutes=180,
        place="Buurthuis",
        lines=CREW,
        by=coor,
    )
    series = start_series(
        service_id,
        rule=weekly(today + timedelta(days=7)),
        starts_at=time(17, 0),
        minutes=180,
        place="Buurthuis",
        first_on=today + timedelta(days=7),
        last_on=today + timedelta(days=35),
        lines=CREW,
        by=coor,
    )
    anna = seen_by(cast.anna)
    fixed = next(line.id for line in series.lines if line.side is Side.GIVE)
    hold_fixed_place(fixed, cast.anna.id, anna, starts_on=today)
    go_away(cast.anna.id, first_on=today, last_on=today + timedelta(days=14), by=anna)
    by_side = {line.side: line.id for line in shift.lines}
    return _Lines(by_side[Side.GIVE], by_side[Side.RECEIVE])


def _rounds(cast: Cast) -> tuple[str, str]:
    """One that stands and is delivered, with a turn to come, and one in which members order."""
    stands = a_round(cast, name="Zon op ons dak 2026")
    orders = stands.fixed([(cast.anna, 8), (cast.truus, 6)])
    with clock.stopped(clock.at(DELIVERY, time(12))):
        stands.delivered(orders)
        take_into_use(stands.id, DELIVERY, stands.lead)
        plan_turn(stands.id, DELIVERY, stands.lead)
    runs = a_round(cast)
    runs.opened()
    runs.order(cast.anna, 4)
    return stands.purchase.slug, runs.purchase.slug


def _money(activity_id: int, truus: Viewer) -> str:
    today = clock.today()
    open_year(today.year)
    source = add_source("Gemeente Waterveen", SourceKind.MUNICIPAL_COFINANCING, by=truus)
    agreed = promise(
        source.id,
        starts_on=date(today.year, 1, 1),
        ends_on=date(today.year, 12, 31),
        amount=Money(2_500_000),
        certainty=Certainty.AWARDED,
        reference="W-1",
        by=truus,
    )
    for act, cents in ((receive, 1_000_000), (spend, 125_000)):
        more = {"account_code": "4000"} if act is spend else {}
        act(
            source.id,
            day=today,
            amount=Money(cents),
            memo="Eerste deel",
            activity_id=activity_id,
            key=f"{act.__name__}-1",
            by=truus,
            **more,
        )
    _agreed(agreed.id, source.fund_id, truus)
    something_stands(agreed.id, source.id, truus)
    aimed_and_promised(agreed.id, truus)
    somebody_reads(agreed.id, truus)
    tell_story(begin_settlement(agreed.id, by=truus).id, "We kookten elke week.", truus)
    stand_ready(source, activity_id, truus)
    a_bank(source.id, activity_id, today, truus)
    return source.slug


def _agreed(agreement_id: int, fund_id: int, truus: Viewer) -> None:
    """Terms that changed once, a part that came in for the half, and one still to come."""
    kinds = (CategoryDraft(name="Loon", accounts=("4000",)),)
    terms = TermsDraft(mode=Mode.COST_SHARE, share_points=6_000, categories=kinds)
    set_terms(agreement_id, terms, reason="", by=truus)
    set_terms(agreement_id, replace(terms, share_points=5_000), reason="Nieuwe brief", by=truus)
    first, _second = add_tranches(
        agreement_id, [(8_000, clock.today(), "Een verslag."), (1_000, None, "")], by=truus
    )
    pay_tranche(first.id, came_in(fund_id)[0].line_id, Money(1_000_000), by=truus)


def _files(truus: Viewer) -> None:
    """A file of the book that is there, and one that waits."""
    ask("ledger.xaf", {"year": clock.today().year}, by=truus)
    held = next_work()
    assert held is not None
    finish(held, "auditfile.xaf", "application/xml", b"<auditfile/>")
    ask("ledger.workbook", {"year": clock.today().year}, by=truus)


def _applicant(coor: Viewer) -> None:
    application = apply(
        call_name="Hanneke",
        surname="Vos",
        birth_date=date(1980, 11, 21),
        street="Essenpad",
        house_number=24,
        postcode="1234 AC",
        email="hanneke@example.org",
        phone="+31612345699",
        channel=Channel.MAIL,
    )
    note_talk(application.id, clock.today(), "We spraken elkaar over koken.", coor)
