"""One working day, each part as the person who lives it: on a phone, in a real browser."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding.models import Certainty, SourceKind
from buurtcoop.funding.operations import add_source, promise
from buurtcoop.reminders.rounds import tick
from buurtcoop.shifts.models import Shift
from buurtcoop.shifts.operations import claim
from tests.browser.phones import phone_of
from tests.cast import Cast, seen_by
from tests.sink import Sink

pytestmark = pytest.mark.browser

LINK = re.compile(r"https?://\S+")


def test_hanneke_joins_and_books_a_meal(
    chrome: Browser, address: str, instance: Instance, post: Sink, cast: Cast, meal: Shift
) -> None:
    hanneke = phone_of(chrome, address, instance, None)
    hanneke.goto(f"{address}/lid-worden")
    for name, value in {
        "call_name": "Hanneke",
        "surname": "Vos",
        "birth_date": "21-11-1980",
    }.items():
        hanneke.fill(f"[name={name}]", value)
    hanneke.get_by_role("button", name="Verder").click()
    for name, value in {
        "street": "Lisdodde",
        "house_number": "8",
        "postcode": "1234 ab",
        "email": "hanneke@example.org",
    }.items():
        hanneke.fill(f"[name={name}]", value)
    hanneke.check("input[name=channel][value=mail]")
    hanneke.get_by_role("button", name="Verder").click()
    hanneke.check("input[name=statutes]")
    hanneke.get_by_role("button", name="Verder").click()
    hanneke.get_by_role("button", name="Verstuur").click()
    expect(hanneke.locator("main")).to_contain_text("Coor mailt u vóór")

    bo = phone_of(chrome, address, instance, cast.bo)
    bo.goto(f"{address}/leden/aanmeldingen")
    bo.get_by_role("link", name="Vos").click()
    bo.get_by_role("button", name="Laat toe als lid").click()
    tick(instance)
    assert "Welkom bij Proefwijk" in [
        mail.mail["Subject"] for mail in post.to("hanneke@example.org")
    ]

    hanneke.goto(f"{address}/rooster/{meal.id}")
    hanneke.get_by_role("link", name="Reserveer een plek").click()
    hanneke.fill("[name=email]", "hanneke@example.org")
    hanneke.get_by_role("button", name="Stuur mij een link").click()
    tick(instance)
    link = LINK.search(post.to("hanneke@example.org")[-1].part("plain"))
    assert link is not None
    hanneke.goto(link[0])
    hanneke.get_by_role("button", name="Log in").click()
    hanneke.get_by_role("button", name="Reserveer een plek").click()

    expect(hanneke.locator("main")).to_contain_text("Er is een plek voor u.")
    hanneke.goto(f"{address}/mijn")
    expect(hanneke.locator("main")).to_contain_text("Eettafel")


def test_bram_claims_a_shift_and_answers_from_the_mail_of_the_day_before(
    chrome: Browser, address: str, instance: Instance, post: Sink, cast: Cast, meal: Shift
) -> None:
    bram = phone_of(chrome, address, instance, cast.bram)
    bram.goto(f"{address}/rooster/{meal.id}")
    bram.get_by_role("button", name="Ik help mee").click()
    expect(bram.locator("main")).to_contain_text("Fijn, we rekenen op u.")
    tick(instance)
    confirmed = post.to("bram@example.org")[-1].mail
    assert [part.get_content_type() for part in confirmed.iter_attachments()] == ["text/calendar"]

    with clock.stopped(clock.now() + timedelta(days=1, hours=3)):
        tick(instance)
        asked = post.to("bram@example.org")[-1].part("plain")
        come = LINK.findall(asked)[0]
        stranger = phone_of(chrome, address, instance, None)
        stranger.goto(come)
        expect(stranger.locator("h1")).to_have_text("Uw antwoord")
        stranger.get_by_role("button", name="Ik kom").click()
        expect(stranger.locator("main")).to_contain_text("Uw antwoord is binnen: Ik kom.")
        stranger.goto(f"{address}/mijn", wait_until="load")
        expect(stranger.locator("h1")).to_have_text("Inloggen")


def test_coor_sees_at_half_past_eight_what_needs_her_and_what_each_source_allows(
    chrome: Browser, address: str, instance: Instance, post: Sink, cast: Cast, meal: Shift
) -> None:
    with instance.writing():
        source = add_source("Gemeente", SourceKind.MUNICIPAL_COFINANCING, by=seen_by(cast.truus))
        promise(
            source.id,
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 12, 31),
            amount=Money(3_200_000),
            certainty=Certainty.AWARDED,
            reference="brief 12",
            by=seen_by(cast.truus),
        )
        line = db().get_one(Shift, meal.id).lines[0]
        claim(line.id, cast.bram.id, seen_by(cast.bram))
    coor = phone_of(chrome, address, instance, cast.coor)

    coor.goto(f"{address}/vandaag")

    expect(coor.locator("main")).to_contain_text("Eettafel")
    expect(coor.locator("main")).to_contain_text("€\N{NO-BREAK SPACE}32.000,00")
    coor.get_by_role("link", name=re.compile("Eettafel")).first.click()
    coor.get_by_role("button", name="Geef het aan een ander").click()
    expect(coor.locator("main")).to_contain_text("Dit is overgegeven aan een collega.")
