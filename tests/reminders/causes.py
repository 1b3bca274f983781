"""A cause for every message of the timetable, room by room, but those that wait for another day."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from buurtcoop.access.operations import ask_link, reset_second_factor_by_operator
from buurtcoop.access.queries import account_at
from buurtcoop.afterwards.operations import thank
from buurtcoop.agreements.operations import end_agreement
from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.operations import record
from buurtcoop.care.operations import add_guardian
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover import operations as cover
from buurtcoop.cover.models import Ask
from buurtcoop.funding import operations as funding
from buurtcoop.funding.models import Certainty, SourceKind
from buurtcoop.members.operations import admit, ask_email, give_notice
from buurtcoop.obligations import operations as obligations
from buurtcoop.obligations.rules import month_of
from buurtcoop.qualifications.operations import add_skill, note_qualification, take_back
from buurtcoop.services.models import Service
from buurtcoop.services.operations import answer_wish, make_wish, start_wish, support_wish
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import CrewLine, Side
from buurtcoop.shifts.operations import LinePlan
from buurtcoop.shifts.operations.changing import change_series
from buurtcoop.shifts.operations.foreseeing import plan_of
from tests.access.helpers import in_a_session
from tests.agreements.texts import a_newer_text, a_text, says_yes
from tests.care.family import a_child, an_afternoon, brings
from tests.care.family import says_yes as guardian_says_yes
from tests.cast import Cast, seen_by
from tests.members.cases import an_applicant
from tests.obligations.cases import a_duty, helped
from tests.purchases.causes import neighbours_buy
from tests.shifts.rota import EVENING, Evening, a_service, an_evening


def everything_happens(instance: Instance, cast: Cast) -> None:
    """All causes together, but what follows from an answer to a mail."""
    with instance.writing():
        service = a_service()
        the_rota_changes(service, cast)
        somebody_is_missed(service, cast)
        somebody_waits(service, cast)
        something_is_required(service, cast)
        helpers_are_fixed(service, cast)
        cover_is_found(service, cast)
        two_swap(service, cast)
        somebody_watches(service, cast)
        time_is_asked(cast)
        somebody_would_go_alone(cast)
        wishes_end(cast)
        neighbours_buy(cast)
        texts_change(cast)
        a_consent_ends(cast)
        people_come_and_go(cast)
        a_report_comes_near(cast)


def a_report_comes_near(cast: Cast) -> None:
    """A fund wants to read something in thirty days."""
    by, this_year = seen_by(cast.truus), clock.today().year
    fund = funding.add_source("Fonds Buurtkeuken", SourceKind.GRANT, by=by)
    promised = funding.promise(
        fund.id,
        starts_on=date(this_year, 1, 1),
        ends_on=date(this_year, 12, 31),
        amount=Money(1_250_000),
        certainty=Certainty.AWARDED,
        reference="brief",
        by=by,
    )
    funding.add_report(promised.id, "Verslag", clock.today() + timedelta(days=30), by)


def a_consent_ends(cast: Cast) -> None:
    """Anna ends her yes for a child that Bram brings."""
    afternoon, mees = an_afternoon(cast, days=20), a_child(cast.anna)
    add_guardian(mees.id, cast.bram.id, seen_by(cast.coor))
    [said] = guardian_says_yes(cast.anna, mees)
    brings(afternoon, cast.bram, mees)
    shifts.stop_agreement(said.id, seen_by(cast.anna))


def texts_change(cast: Cast) -> None:
    """Bram's text changes, Dees stops, and where Bo agreed nothing goes on after the spring."""
    service, stopping = a_service("Klussen"), a_service("Voorlezen")
    text = a_text(service, cast)
    says_yes(text, cast.bram)
    end_agreement(says_yes(text, cast.dees).id, seen_by(cast.dees))
    a_newer_text(service, cast)
    says_yes(a_text(stopping, cast), cast.bo)
    stopping.stops_on = clock.today() + timedelta(days=90)


def the_rota_changes(service: Service, cast: Cast) -> None:
    """One evening stays, one moves, one is called off, and one misses everybody."""
    evening, moved, off, _empty = (an_evening(service, on(days)) for days in (0, 1, 2, -6))
    for kept in (evening, moved, off):
        shifts.claim(kept.give, cast.anna.id, seen_by(cast.anna))
        shifts.book(kept.receive, cast.bram.id, seen_by(cast.bram))
    put_an_hour_later(moved, 1, cast)
    shifts.call_off(off.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))


def somebody_is_missed(service: Service, cast: Cast) -> None:
    """Two days earlier Anna was not seen, Dees says thanks, and of Bram nobody said anything."""
    before = on(-2)
    evening = an_evening(service, before)
    shifts.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    missed, came = (
        shifts.book(evening.receive, person.id, seen_by(person))
        for person in (cast.anna, cast.dees)
    )
    with clock.stopped(before + timedelta(hours=4)):
        record(Side.RECEIVE, missed.id, Outcome.NO_SHOW, seen_by(cast.coor))
        record(Side.RECEIVE, came.id, Outcome.PRESENT, seen_by(cast.coor))
        thank(evening.shift_id, seen_by(cast.dees), "Het was heerlijk.")


def somebody_waits(service: Service, cast: Cast) -> None:
    """Dees waits for the one place, and does not answer when it is offered."""
    evening = an_evening(service, on(4), places=1)
    claim = shifts.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    shifts.wait(evening.give, cast.dees.id, seen_by(cast.dees))
    shifts.release(claim.id, seen_by(cast.bram))


def something_is_required(service: Service, cast: Cast) -> None:
    """Bram's VOG is taken back after he promised; that of Bo runs out next month."""
    by = seen_by(cast.coor)
    vog = add_skill("VOG", explanation="Laat hem zien.", proven=True, valid_months=36, by=by)
    evening = an_evening(service, on(5))
    db().get_one(CrewLine, evening.give).skill_id = vog.id
    today = clock.today()
    seen = note_qualification(cast.bram.id, vog.id, seen_on=today, by=by)
    shifts.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    take_back(seen.id, by)
    soon = today + timedelta(days=30)
    note_qualification(cast.bo.id, vog.id, seen_on=today, valid_until=soon, by=by)


def helpers_are_fixed(service: Service, cast: Cast) -> None:
    """Dees helps every week, is away for one, and then the hour of all of it changes."""
    by = seen_by(cast.coor)
    series = shifts.start_series(
        service.id,
        rule="FREQ=WEEKLY;BYDAY=SA",
        starts_at=time(10),
        minutes=120,
        place="De Knotwilg",
        first_on=date(2027, 1, 30),
        last_on=date(2027, 6, 26),
        lines=[LinePlan(Side.GIVE, "koffie zetten", 2)],
        by=by,
    )
    dees = seen_by(cast.dees)
    shifts.hold_fixed_place(series.lines[0].id, dees.id, dees, starts_on=series.first_on)
    away = date(2027, 2, 1), date(2027, 2, 7)
    shifts.go_away(dees.id, first_on=away[0], last_on=away[1], by=dees)
    later = replace(plan_of(series), starts_at=time(11))
    change_series(series.id, later, version=series.version, by=by)


def cover_is_found(service: Service, cast: Cast) -> None:
    """Bo can't come, and two others are asked."""
    evening = an_evening(service, on(6), places=1)
    claim = shifts.claim(evening.give, cast.bo.id, seen_by(cast.bo))
    shifts.release(claim.id, seen_by(cast.bo))
    cover.ask(evening.give, 2, seen_by(cast.coor))


def the_first_says_yes(instance: Instance) -> None:
    """Once the question reached both, one says yes, and the other hears that it is solved."""
    with instance.writing():
        first = db().scalars(select(Ask).order_by(Ask.id)).first()
        assert first is not None
        cover.answer(first.id, True, Viewer(person_id=first.person_id))


def two_swap(service: Service, cast: Cast) -> None:
    """Bo asks Dees to swap; first she says no, and then yes."""
    mine, theirs = an_evening(service, on(7)), an_evening(service, on(8))
    own = shifts.claim(mine.give, cast.bo.id, seen_by(cast.bo))
    other = shifts.claim(theirs.give, cast.dees.id, seen_by(cast.dees))
    no = cover.propose_swap(own.id, other.id, seen_by(cast.bo))
    cover.decline(no.id, seen_by(cast.dees))
    yes = cover.propose_swap(own.id, other.id, seen_by(cast.bo))
    cover.agree(yes.id, seen_by(cast.dees))


def somebody_watches(service: Service, cast: Cast) -> None:
    """Anna hears of a place that comes free, of another time, and of what does not go ahead."""
    full = an_evening(service, on(9), places=1, seats=1)
    moved, off = an_evening(service, on(10)), an_evening(service, on(11))
    claim = shifts.claim(full.give, cast.bram.id, seen_by(cast.bram))
    for watched in (full, moved, off):
        cover.watch(watched.shift_id, seen_by(cast.anna))
    with clock.stopped(clock.now() + timedelta(minutes=5)):
        shifts.release(claim.id, seen_by(cast.bram))
        put_an_hour_later(moved, 10, cast)
        shifts.call_off(off.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))


def time_is_asked(cast: Cast) -> None:
    """Every member is asked for two hours a month, and Anna gets one from Bram."""
    a_duty(cast)
    helped(cast.bram, clock.today())
    asked = obligations.ask_hours(month_of(clock.today()), named=False, by=seen_by(cast.anna))
    obligations.give_hours(asked.id, 60, named=True, by=seen_by(cast.bram))


def somebody_would_go_alone(cast: Cast) -> None:
    """Bo is the only one to walk a round that takes two."""
    service = a_service("Veilig")
    service.helpers_at_least = 2
    evening = an_evening(service, on(0))
    shifts.claim(evening.give, cast.bo.id, seen_by(cast.bo))


def wishes_end(cast: Cast) -> None:
    """Anna had two wishes, that Bram would help with: one begins, the other gets an answer."""
    anna, bram, coor = (seen_by(person) for person in (cast.anna, cast.bram, cast.coor))
    begins, not_now = (make_wish(anna.id, words, anna) for words in ("Wandelen.", "Een bad."))
    for wish in (begins, not_now):
        support_wish(wish.id, bram.id, gives=True, receives=False, by=bram)
    walks = a_service("Wandelen")
    walks.opened_on = clock.today()
    start_wish(begins.id, walks.id, coor)
    answer_wish(not_now.id, "Dat kan nu niet.", coor)


def people_come_and_go(cast: Cast) -> None:
    """Members come and leave, one wants another address, and two sign in again."""
    admit(an_applicant("Hanneke").id, seen_by(cast.bo))
    an_applicant("Joost", house_number=26)
    give_notice(cast.truus.id, seen_by(cast.truus))
    ask_email(cast.bo.id, "bo.nieuw@example.org", in_a_session(cast.bo))
    ask_link("dees@example.org", onward="", network="n")
    account = account_at("dees@example.org")
    assert account is not None
    reset_second_factor_by_operator(account)


def on(days: int) -> datetime:
    """The hour of an evening, so many days from the first."""
    return EVENING + timedelta(days=days)


def put_an_hour_later(evening: Evening, days: int, cast: Cast) -> None:
    """Move an evening by an hour."""
    wall = clock.local(on(days) + timedelta(hours=1))
    shifts.move(
        evening.shift_id,
        day=wall.date(),
        starts_at=wall.time(),
        minutes=120,
        reason="De keuken is bezet.",
        by=seen_by(cast.coor),
    )
