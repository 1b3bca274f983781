"""A letter comes: the coordinator writes the agreement down, on a phone without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding.models import FundingAgreement, SourceKind
from buurtcoop.funding.operations import add_source
from buurtcoop.funding.queries import states_of, terms_of, tranches_of
from buurtcoop.funding.settlement import Mode
from buurtcoop.ledger.operations import open_year
from tests.browser.phones import phone_of
from tests.cast import Cast, seen_by

pytestmark = pytest.mark.browser


@pytest.fixture
def city(instance: Instance, cast: Cast) -> None:
    """A municipality that may give money."""
    with instance.writing():
        open_year(2027)
        by = seen_by(cast.truus)
        add_source("Gemeente Waterveen", SourceKind.MUNICIPAL_COFINANCING, by=by)


def test_the_coordinator_writes_down_an_agreement_with_its_terms_and_parts(
    chrome: Browser, address: str, instance: Instance, cast: Cast, city: None
) -> None:
    page = phone_of(chrome, address, instance, cast.coor)
    page.goto(f"{address}/geld")
    page.get_by_role("link", name="Afspraken", exact=True).click()
    _the_agreement(page)
    _the_letter(page)
    _the_terms(page)
    _the_parts(page)

    page.get_by_role("link", name="Afspraak", exact=True).click()
    expect(page.get_by_text("Zij betalen 60 procent van de kosten")).to_be_visible()
    expect(page.get_by_text("Eten", exact=True)).to_be_visible()
    with instance.reading():
        asked = db().scalars(select(FundingAgreement.id)).one()
        state, terms = states_of([asked])[asked], terms_of(asked)
        assert (state.asked, state.awarded) == (Money(2_000_000), Money(1_800_001))
        assert terms is not None
        assert terms.mode is Mode.COST_SHARE
        amounts = [each.tranche.amount.cents for each in tranches_of(asked)]
        assert amounts == [900_001, 540_000, 360_000]


def _the_agreement(page: Page) -> None:
    """What was asked of a source that is there, for this year."""
    page.get_by_role("link", name="Nieuwe afspraak").click()
    page.get_by_label("Om hoeveel geld gaat het?").fill("20.000")
    page.get_by_role("button", name="Opslaan").click()


def _the_letter(page: Page) -> None:
    """They give less than was asked."""
    page.get_by_role("link", name="De brief is er").click()
    page.get_by_label("Hoeveel krijgen we volgens de brief?").fill("18.000,01")
    page.get_by_label("Welke dag staat er op de brief?").fill("8-1-2027")
    page.get_by_label("Kenmerk van de brief").fill("WV-2027-118")
    page.get_by_role("button", name="Opslaan").click()


def _the_terms(page: Page) -> None:
    """Two answers clash first; what was typed is still there."""
    page.get_by_role("link", name="Schrijf op wat in de brief staat").click()
    page.get_by_role("link", name="Zij betalen een deel van de kosten").click()
    page.get_by_label("Hoeveel procent van de kosten betalen zij?").fill("60")
    page.get_by_label("Hoeveel procent moeten we zelf bijleggen?").fill("50")
    page.get_by_role("button", name="Voeg een soort kosten toe").click()
    page.get_by_label("Soort 1: hoe noemt de brief deze kosten?").fill("Eten")
    page.get_by_text("Eten en drinken", exact=True).click()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("alert")).to_contain_text("Zij betalen 60 procent")
    page.get_by_label("Hoeveel procent moeten we zelf bijleggen?").fill("25")
    page.get_by_role("button", name="Opslaan").click()


def _the_parts(page: Page) -> None:
    """Half, thirty and twenty percent, to the cent together."""
    page.get_by_role("link", name="Verdeel het in delen").click()
    for number, percent in enumerate(("50 procent", "30 procent", "20 %"), start=1):
        page.get_by_label(f"Deel {number}: hoeveel?").fill(percent)
    page.get_by_label("Deel 1: wanneer moet het er zijn?").fill("1-2-2027")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_role("heading", name="Deel 3")).to_be_visible()
