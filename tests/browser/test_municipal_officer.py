"""A municipal officer reads what the money did, with a link and a code, without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from buurtcoop.afterwards.models import Scope
from buurtcoop.core.instance import Instance
from tests.afterwards.told import a_story
from tests.browser.phones import phone_of
from tests.cast import Cast
from tests.insight.conftest import END, Funded, funded, sources, told_on

__all__ = ["funded", "sources"]
pytestmark = pytest.mark.browser


@pytest.fixture
def treasurer(
    chrome: Browser, address: str, instance: Instance, cast: Cast, funded: Funded
) -> Page:
    """The phone of Truus, after January was told."""
    with instance.writing():
        told_on(END.replace(month=2, day=5))
        a_story(cast.anna, Scope.FUNDERS)
    page = phone_of(chrome, address, instance, cast.truus)
    page.goto(f"{address}/geld/geldgevers")
    return page


@pytest.fixture
def officer(chrome: Browser) -> Page:
    """A desk at the town hall."""
    return chrome.new_context(java_script_enabled=False, locale="nl-NL").new_page()


def test_a_municipal_officer_reads_with_a_link_and_a_code(treasurer: Page, officer: Page) -> None:
    link, code = _given(treasurer)

    officer.goto(link)
    _try(officer, "00000000")
    expect(officer.get_by_text("horen niet bij elkaar").first).to_be_visible()
    _try(officer, code)

    expect(officer.get_by_role("heading", level=1, name="Wat uw geld deed")).to_be_visible()
    expect(officer.get_by_text("De cijfers zijn van 31 januari 2027.")).to_be_visible()
    expect(officer.get_by_role("rowheader", name="Eettafel + Wandelen")).to_be_visible()
    expect(officer.get_by_text("Nu eet ik elke week mee.")).to_be_visible()
    expect(officer.get_by_text("Niet dat eenzaamheid weggaat.")).to_be_visible()
    officer.get_by_text("Bekijk als tabel").first.click()
    expect(officer.get_by_role("columnheader", name="In totaal").first).to_be_visible()

    _take_back(treasurer)
    officer.reload()
    expect(officer.get_by_role("heading", level=1, name="Voor financiers")).to_be_visible()


def _given(page: Page) -> tuple[str, str]:
    """The treasurer makes a link for the municipality, and reads both out."""
    page.get_by_role("link", name=re.compile("^Laat iemand meelezen.*Gemeente")).click()
    page.get_by_label("Voor wie is het?").fill("Samira Haddad")
    page.get_by_role("button", name="Laat meelezen").click()
    shown = page.locator("main").inner_text()
    link = re.search(r"\S+/financier/\S+", shown)
    code = re.search(r"\d{4} \d{4}", shown)
    assert link is not None
    assert code is not None
    path = link.group().split("/financier/")[1]
    return re.sub(r"/geld.*", f"/financier/{path}", page.url), code.group()


def _try(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Verder").click()


def _take_back(page: Page) -> None:
    page.get_by_role("link", name="Ik heb ze, verder").click()
    page.get_by_role("link", name=re.compile("^Trek in.*Samira")).click()
    page.get_by_role("button", name="Trek in").click()
    expect(page.get_by_text("Samira Haddad kan er nu niet meer in.")).to_be_visible()
