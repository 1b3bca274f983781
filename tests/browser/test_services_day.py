"""The eight services as the people live them: on a phone, in a real browser, without scripts."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from buurtcoop.agreements.models import Agreement, AgreementKind
from buurtcoop.briefing.models import Observation, Ride
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.services.operations import appoint_lead
from buurtcoop.shifts.models import BookedChild, Booking, Shift
from tests.browser.offer import answered, opened, planned, qualified
from tests.browser.phones import phone_of
from tests.cast import Cast, seen_by

pytestmark = pytest.mark.browser

HELP, COME = "helpen", "meedoen"


class Street:
    """Everybody with a phone, and the coop they reach with it."""

    def __init__(self, chrome: Browser, address: str, instance: Instance, cast: Cast) -> None:
        self.chrome = chrome
        self.address = address
        self.instance = instance
        self.cast = cast

    def phone(self, person: Person, path: str) -> Page:
        """The phone of this person, on this page."""
        page = phone_of(self.chrome, self.address, self.instance, person)
        page.goto(f"{self.address}{path}")
        return page

    def shift(self, code: str, *helpers: Person) -> Shift:
        """A day of this service; these people have what helping asks."""
        service = opened(self.instance, self.cast, code)
        if helpers:
            qualified(self.instance, self.cast, service, *helpers)
        return planned(self.instance, self.cast, service)

    def says_yes(self, person: Person, shift: Shift, way: str) -> Page:
        """This person agrees on the spot and promises, with one press."""
        page = self.phone(person, f"/rooster/{shift.id}")
        form = page.locator(f"form[action$='/{way}']")
        form.locator("[name=signed]").fill(person.full_name)
        form.get_by_role("button", name=re.compile("Ik ga akkoord")).click()
        return page


@pytest.fixture
def street(chrome: Browser, address: str, instance: Instance, cast: Cast) -> Street:
    """Everybody has a phone."""
    return Street(chrome, address, instance, cast)


def test_the_resident_agrees_says_what_she_does_not_eat_and_comes_to_eettafel(
    street: Street,
) -> None:
    shift, anna = street.shift("eettafel"), street.cast.anna
    page = street.phone(anna, "/mijn/goed-om-te-weten")
    page.fill("[name=diet]", "Geen noten")
    page.get_by_role("button", name="Opslaan").click()

    page = street.says_yes(anna, shift, COME)

    expect(page.locator("main")).to_contain_text("Er is een plek voor u.")
    page.goto(f"{street.address}/mijn/papieren")
    expect(page.locator("main")).to_contain_text("Eettafel")
    street.says_yes(street.cast.bram, shift, HELP)
    with clock.stopped(shift.starts_at - timedelta(hours=3)):
        cook = street.phone(street.cast.bram, f"/rooster/{shift.id}/goed-om-te-weten")
        expect(cook.locator("main")).to_contain_text("Geen noten")


def test_the_volunteer_does_a_job_without_agreeing_twice(street: Street) -> None:
    shift, bram = street.shift("klussen-en-tuin"), street.cast.bram
    with street.instance.reading():
        service = db().get_one(Service, shift.service_id)
    later = planned(street.instance, street.cast, service, days=9)

    page = street.says_yes(bram, shift, HELP)
    expect(page.locator("main")).to_contain_text("Fijn, we rekenen op u.")

    page.goto(f"{street.address}/rooster/{later.id}")
    form = page.locator("form[action$='/helpen']")
    expect(form.locator("[name=signed]")).to_have_count(0)
    form.get_by_role("button", name="Ik help mee").click()
    expect(page.locator("main")).to_contain_text("Fijn, we rekenen op u.")


def test_the_volunteer_drives_and_fills_in_the_kilometres(street: Street) -> None:
    bram = street.cast.bram
    shift = street.shift("samen-op-pad", bram)
    street.says_yes(bram, shift, HELP)

    with clock.stopped(shift.ends_at + timedelta(hours=1)):
        lead = street.phone(street.cast.coor, f"/rooster/{shift.id}/aanwezig")
        lead.get_by_role("button", name="Iedereen was er").click()
        page = street.phone(bram, f"/rooster/{shift.id}/kilometers")
        page.locator("main form input[type=text], main form input[inputmode]").first.fill("11")
        page.get_by_role("button", name="Opslaan").click()

    with street.instance.reading():
        assert db().scalars(select(Ride.kilometres)).one() == 11


def test_the_resident_asks_and_the_volunteer_reads_along_at_formulierenuur(
    street: Street,
) -> None:
    shift = street.shift("formulierenuur")

    coming = street.says_yes(street.cast.anna, shift, COME)
    helping = street.says_yes(street.cast.bram, shift, HELP)

    expect(coming.locator("main")).to_contain_text("Er is een plek voor u.")
    expect(helping.locator("main")).to_contain_text("Fijn, we rekenen op u.")
    with street.instance.reading():
        kinds = set(db().scalars(select(Agreement.kind)))
    assert kinds == {AgreementKind.SERVICE, AgreementKind.VOLUNTEER}


@pytest.mark.parametrize("code", ["speelmiddag", "oppaskring"])
def test_the_guardian_says_yes_for_a_child_that_comes_when_there_are_adults(
    street: Street, code: str
) -> None:
    cast = street.cast
    shift = street.shift(code, cast.bram, cast.dees)
    page = street.phone(cast.anna, f"/mijn/kinderen/nieuw?rooster={shift.id}")
    page.fill("[name=call_name]", "Mila")
    page.fill("[name=birth_date]", "01-06-2020")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("main")).to_contain_text("te weinig helpers")

    street.says_yes(cast.bram, shift, HELP)
    if code == "speelmiddag":
        street.says_yes(cast.dees, shift, HELP)
    page.goto(f"{street.address}/rooster/{shift.id}")
    page.get_by_label(re.compile("Mila")).check()
    page.get_by_role("button", name="Reserveer een plek").click()
    page.fill("[name=signed]", cast.anna.full_name)
    page.fill("[name=allergy]", "Noten: bel mij")
    page.fill("[name=pick_up]", "Opa Jan")
    for choice in page.get_by_label("Nee").all():
        choice.check()
    page.locator("main form").get_by_role("button").last.click()

    expect(page.locator("main")).to_contain_text("Er is een plek voor u.")
    with street.instance.reading():
        assert len(db().scalars(select(BookedChild)).all()) == 1


def test_the_lead_of_veilig_op_straat_reads_the_card_and_notes_what_was_seen(
    street: Street,
) -> None:
    cast = street.cast
    shift = street.shift("veilig-op-straat", cast.dees, cast.bram)
    with street.instance.writing():
        appoint_lead(shift.service_id, cast.dees.id, on=clock.today(), by=seen_by(cast.coor))
    street.says_yes(cast.dees, shift, HELP)
    street.says_yes(cast.bram, shift, HELP)

    card = street.phone(cast.dees, f"/rooster/{shift.id}/kaart")
    expect(card.locator("main")).to_contain_text("0900-8844")
    with clock.stopped(shift.ends_at + timedelta(minutes=10)):
        page = street.phone(cast.dees, f"/rooster/{shift.id}/logboek")
        page.fill("[name=place]", "Essenpad, bij de bank")
        page.fill("[name=at]", "15.00")
        page.get_by_label("Lamp kapot").check()
        page.get_by_label("Meldpunt van de gemeente").check()
        page.get_by_role("button", name="Schrijf op").click()
        expect(page.locator("main")).to_contain_text("Essenpad, bij de bank")

    with street.instance.reading():
        noted = db().scalars(select(Observation)).one()
        assert noted.erased_after == clock.local(shift.ends_at).date() + timedelta(days=28)


def test_the_resident_asks_advice_at_zon_op_ons_dak(street: Street) -> None:
    shift = street.shift("zon-op-ons-dak")

    page = street.says_yes(street.cast.anna, shift, COME)

    expect(page.locator("main")).to_contain_text("Er is een plek voor u.")
    with street.instance.reading():
        assert db().scalars(select(Booking.person_id)).one() == street.cast.anna.id


def test_the_coordinator_makes_a_service_and_opens_it_after_its_questions(
    street: Street,
) -> None:
    page = street.phone(street.cast.coor, "/aanbod/nieuw")
    page.locator("a[href$='/aanbod/nieuw/speelmiddag']").first.click()
    for name, value in (
        ("asked_by", "ouders van de Wilgenlaan"),
        ("place", "De Knotwilg"),
        ("price_decided_by", "het bestuur"),
        ("starts_on", "12-01-2027"),
    ):
        page.fill(f"[name={name}]", value)
    page.select_option("[name=activity_id]", index=1)
    page.locator("main form").get_by_role("button").last.click()
    page.get_by_role("button", name="Maak klaar").click()
    assert page.url.endswith("/aanbod/speelmiddag/voor-het-opent")
    expect(page.locator("main")).to_contain_text("van 5")
    with street.instance.writing():
        answered(seen_by(street.cast.coor))
    page.reload()
    page.fill("[name=decided_by]", "het bestuur")
    page.get_by_role("button", name="Open dit aanbod").click()

    stranger = phone_of(street.chrome, street.address, street.instance, None)
    stranger.goto(f"{street.address}/aanbod/speelmiddag")
    expect(stranger.locator("main")).to_contain_text("Dit is geen kinderopvang met een vergunning.")
