"""What comes after a promise, as the people who live it: on a phone, in a real browser."""

import re
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.reminders.rounds import tick
from buurtcoop.services.operations import appoint_lead
from buurtcoop.shifts.models import Claim, CrewLine, PromiseState, Shift, Side
from buurtcoop.shifts.operations import LinePlan, book, claim, plan, release, start_series
from buurtcoop.shifts.queries import is_live
from tests.browser.phones import phone_of
from tests.cast import Cast, seen_by
from tests.sink import Sink

pytestmark = pytest.mark.browser

LINK = re.compile(r"https?://\S+")


@pytest.fixture
def next_meal(instance: Instance, cast: Cast, meal: Shift) -> Shift:
    """The same a week later."""
    with instance.writing():
        return plan(
            meal.service_id,
            day=clock.today() + timedelta(days=9),
            starts_at=time(16),
            minutes=240,
            place="Buurthuis De Knotwilg",
            lines=[LinePlan(Side.GIVE, "Koken", 2), LinePlan(Side.RECEIVE, "", 24)],
            by=seen_by(cast.coor),
        )


def line_of(shift: Shift, side: Side) -> CrewLine:
    """The one line of a side. Needs an open transaction."""
    lines = select(CrewLine).where(CrewLine.shift_id == shift.id, CrewLine.side == side)
    return db().scalars(lines).one()


def helps(instance: Instance, shift: Shift, *people: Person) -> list[int]:
    """These people take a place. Returns the numbers of their claims."""
    with instance.writing():
        line = line_of(shift, Side.GIVE)
        return [claim(line.id, person.id, seen_by(person)).id for person in people]


def helpers(instance: Instance, shift: Shift) -> set[int]:
    """Who helps, as the database has it."""
    with instance.reading():
        promised = select(Claim.person_id).where(Claim.shift_id == shift.id, is_live(Claim))
        return set(db().scalars(promised))


def test_bram_claims_a_place_and_swaps_it_with_anna(
    chrome: Browser,
    address: str,
    instance: Instance,
    cast: Cast,
    meal: Shift,
    next_meal: Shift,
) -> None:
    helps(instance, next_meal, cast.anna)
    bram = phone_of(chrome, address, instance, cast.bram)
    bram.goto(f"{address}/rooster/{meal.id}")
    bram.get_by_role("button", name="Ik help mee").click()
    bram.get_by_role("link", name="Ruil met iemand").click()
    bram.get_by_role("radio", name=re.compile("Anna")).check()
    bram.get_by_role("button", name="Vraag om te ruilen").click()
    expect(bram.locator("main")).to_contain_text("Ruilen kan pas als Anna ook ja zegt.")
    assert helpers(instance, meal) == {cast.bram.id}

    anna = phone_of(chrome, address, instance, cast.anna)
    anna.goto(f"{address}/mijn")
    anna.get_by_role("button", name="Ja, graag").click()

    expect(anna.locator("main")).to_contain_text("U hebt geruild met Bram.")
    assert helpers(instance, meal) == {cast.anna.id}
    assert helpers(instance, next_meal) == {cast.bram.id}


def test_bram_gives_his_place_back_and_gets_another_from_the_waiting_list(
    chrome: Browser,
    address: str,
    instance: Instance,
    post: Sink,
    cast: Cast,
    meal: Shift,
    next_meal: Shift,
) -> None:
    helps(instance, meal, cast.bram)
    (_truus, dees) = helps(instance, next_meal, cast.truus, cast.dees)
    bram = phone_of(chrome, address, instance, cast.bram)
    bram.goto(f"{address}/rooster/{meal.id}")
    bram.get_by_role("link", name="Ik kan niet").click()
    bram.get_by_role("button", name="Geef mijn plek vrij").click()
    expect(bram.locator("main")).to_contain_text("U bent afgemeld. Fijn dat u het zegt.")

    bram.goto(f"{address}/rooster/{next_meal.id}")
    bram.get_by_role("link", name="Zet mij op de wachtlijst").click()
    bram.get_by_role("button", name="Zet mij op de wachtlijst").click()
    expect(bram.locator("main")).to_contain_text("U staat op de wachtlijst als nummer 1.")
    with instance.writing():
        release(dees, seen_by(cast.dees))
    tick(instance)
    offered = post.to("bram@example.org")[-1].part("plain")
    assert "Er is een plek vrij en u bent aan de beurt." in " ".join(offered.split())
    mail = phone_of(chrome, address, instance, None)
    mail.goto(LINK.findall(offered)[0])
    mail.get_by_role("button", name="Ja, graag").click()

    expect(mail.locator("main")).to_contain_text("Uw antwoord is binnen")
    assert helpers(instance, next_meal) == {cast.truus.id, cast.bram.id}


def test_dees_who_leads_records_on_a_phone_who_was_there(
    chrome: Browser, address: str, instance: Instance, post: Sink, cast: Cast, meal: Shift
) -> None:
    (claimed,) = helps(instance, meal, cast.bram)
    with instance.writing():
        appoint_lead(meal.service_id, cast.dees.id, on=clock.today(), by=seen_by(cast.coor))
        seats = line_of(meal, Side.RECEIVE)
        book(seats.id, cast.anna.id, seen_by(cast.anna), people=2)

    with clock.stopped(meal.ends_at + timedelta(hours=1)):
        dees = phone_of(chrome, address, instance, cast.dees)
        dees.goto(f"{address}/rooster/{meal.id}/aanwezig")
        dees.get_by_role("group", name=re.compile("Anna")).get_by_label("Niet gezien").check()
        dees.get_by_role("button", name="Opslaan").click()
        dees.get_by_role("button", name="Iedereen was er").click()
        expect(dees.locator("main")).to_contain_text("Alles is ingevuld.")

        bram = phone_of(chrome, address, instance, cast.bram)
        bram.goto(f"{address}/mijn/gegeven")
        expect(bram.locator("main")).to_contain_text("4 uur")
    with instance.reading():
        assert db().get_one(Claim, claimed).state is PromiseState.KEPT


def test_coor_finds_cover_with_one_press_and_the_first_yes_gets_it(
    chrome: Browser, address: str, instance: Instance, post: Sink, cast: Cast, meal: Shift
) -> None:
    coor = phone_of(chrome, address, instance, cast.coor)
    coor.goto(f"{address}/rooster/{meal.id}/invaller")
    coor.get_by_role("button", name="Zoek een invaller").click()
    expect(coor.locator("main")).to_contain_text("Nog geen antwoord")
    tick(instance)
    asked = post.to("bram@example.org")[-1].part("plain")

    mail = phone_of(chrome, address, instance, None)
    mail.goto(LINK.findall(asked)[0])
    mail.get_by_role("button", name="Ik doe het").click()

    expect(mail.locator("main")).to_contain_text("Uw antwoord is binnen")
    assert helpers(instance, meal) == {cast.bram.id}


def test_coor_edits_a_series_and_reads_first_what_changes_for_whom(
    chrome: Browser, address: str, instance: Instance, cast: Cast, meal: Shift
) -> None:
    first = date(2027, 1, 21)
    with instance.writing():
        series = start_series(
            meal.service_id,
            rule="FREQ=WEEKLY;BYDAY=TH",
            starts_at=time(16),
            minutes=240,
            place="De Knotwilg",
            first_on=first,
            last_on=date(2027, 6, 24),
            lines=[LinePlan(Side.GIVE, "Koken", 2)],
            by=seen_by(cast.coor),
        )
        days = select(Shift).where(Shift.series_id == series.id, Shift.original_on == first)
        evening = db().scalars(days).one()
    helps(instance, evening, cast.bram)
    coor = phone_of(chrome, address, instance, cast.coor)
    coor.goto(f"{address}/rooster/reeksen/{series.id}")
    coor.fill("[name=starts]", "17.00")
    coor.fill("[name=ends]", "21.00")
    coor.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(coor.locator("main")).to_contain_text("1 mens krijgt bericht.")
    coor.get_by_role("button", name="Verander deze reeks").click()

    with instance.reading():
        moved = db().get_one(Shift, evening.id)
        assert clock.local(moved.starts_at).time() == time(17)
        assert moved.version > evening.version
