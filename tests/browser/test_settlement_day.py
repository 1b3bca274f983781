"""Settling an agreement on phones: the coordinator tells, the treasurer hands in."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from buurtcoop.checks import broken
from buurtcoop.core.instance import Instance, db
from buurtcoop.funding import queries
from buurtcoop.funding.models import Settlement, SourceKind
from tests.browser.phones import phone_of
from tests.cast import Cast
from tests.funding.settled import books, euro

pytestmark = pytest.mark.browser

STORY = "Elke donderdag aten 40 buren samen.\nVoor 12 van hen is het de warmste avond."


@pytest.fixture
def page_of_settling(instance: Instance, cast: Cast) -> str:
    """The municipality pays 60 percent; € 9.500 was spent and € 7.200 came in."""
    with instance.writing():
        made = books(cast)
        kind = SourceKind.MUNICIPAL_COFINANCING
        number = made.agreement("Gemeente Waterveen", "18000", advance="7200", kind=kind)
        made.cost(made.source_of(number), "9500", number)
    return f"/geld/afspraken/{number}/afrekening"


def test_the_coordinator_tells_and_the_treasurer_hands_in(
    chrome: Browser, address: str, instance: Instance, cast: Cast, page_of_settling: str
) -> None:
    _tell(phone_of(chrome, address, instance, cast.coor), address + page_of_settling)
    treasurer = phone_of(chrome, address, instance, cast.truus)
    _hand_in(treasurer, address + page_of_settling)
    _book(treasurer, address + page_of_settling)

    with instance.reading():
        settlement = db().scalars(select(Settlement)).one()
        assert queries.frozen(settlement).reckoning.to_repay == euro("1500")
        assert settlement.story.splitlines() == STORY.splitlines()
        assert list(broken()) == []


def _tell(phone: Page, settling: str) -> None:
    phone.goto(settling)
    expect(phone.get_by_text("60 procent ×")).to_be_visible()
    phone.get_by_role("button", name="Begin de afrekening").click()
    phone.get_by_label("Wat deed u met het geld?").fill(STORY)
    phone.get_by_role("button", name="Opslaan").click()
    expect(phone.get_by_text("Voor 12 van hen is het de warmste avond.")).to_be_visible()
    expect(phone.get_by_role("link", name="Bekijk en lever in")).to_have_count(0)


def _hand_in(phone: Page, settling: str) -> None:
    phone.goto(settling)
    phone.get_by_role("link", name="Bekijk en lever in").click()
    expect(phone.get_by_text("Inleveren zet alles vast.")).to_be_visible()
    phone.get_by_role("button", name="Lever in en zet vast").click()
    expect(phone.get_by_text("Ingeleverd. Deze afrekening verandert niet meer.")).to_be_visible()
    expect(phone.get_by_text("Elke donderdag aten 40 buren samen.")).to_be_visible()


def _book(phone: Page, settling: str) -> None:
    phone.goto(f"{settling}/boeken")
    expect(phone.get_by_role("rowheader", name="1450 Subsidie die terug moet")).to_be_visible()
    phone.get_by_role("button", name="Zet in het boek").click()
    phone.goto(f"{settling}/boeken")
    expect(phone.get_by_text("Het boek klopt al op deze dag.")).to_be_visible()
