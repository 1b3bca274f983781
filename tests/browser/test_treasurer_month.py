"""A month of the treasurer: on a phone, in a real browser, without scripts."""

import re
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import select

from buurtcoop.bank.rules import Movement
from buurtcoop.checks import broken
from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.demo.statements import camt
from buurtcoop.funding.models import SourceKind
from buurtcoop.funding.operations import add_source, receive
from buurtcoop.ledger.models import Period, PeriodState
from buurtcoop.ledger.operations import chart_of_accounts, open_period
from tests.browser.phones import phone_of
from tests.cast import Cast, seen_by

pytestmark = pytest.mark.browser

IBAN = "NL13TEST0123456789"
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
ADVANCE = "Voorschot 2 voor de coördinator"


@pytest.fixture
def treasurer(chrome: Browser, address: str, instance: Instance, cast: Cast) -> Page:
    """The phone of Truus; December is open, and one advance stands in the book."""
    with instance.writing():
        chart_of_accounts()
        open_period(FIRST, LAST)
        by = seen_by(cast.truus)
        source = add_source("Woonstichting", SourceKind.HOUSING_CORPORATION_DONATION, by=by)
        receive(
            source.id,
            day=date(2026, 12, 4),
            amount=Money(300_000),
            memo=ADVANCE,
            activity_id=db().scalars(select(Activity.id).order_by(Activity.id)).first() or 0,
            key="advance",
            by=by,
        )
    page = phone_of(chrome, address, instance, cast.truus)
    page.goto(f"{address}/geld/bank")
    return page


def statement() -> FilePayload:
    """December as the bank tells it: the advance, vegetables, and what the bank itself costs."""
    movements = [
        _movement(1, date(2026, 12, 4), 300_000, "Woonstichting", ADVANCE),
        _movement(2, date(2026, 12, 18), -6_250, "Groenteboer Bos", "Kerstmaaltijd"),
        _movement(3, date(2026, 12, 30), -995, "", "Kosten betaalpakket"),
    ]
    data = camt(IBAN, Money(0), movements, days=(FIRST, LAST))
    return {"name": "december.xml", "mimeType": "text/xml", "buffer": data}


def _movement(number: int, day: date, cents: int, who: str, words: str) -> Movement:
    return Movement(
        day=day, amount=Money(cents), bank_reference=f"R{number}", counterparty=who, words=words
    )


def _paper() -> FilePayload:
    """A photo of a receipt."""
    data = BytesIO()
    Image.new("RGB", (300, 400), "white").save(data, "JPEG")
    return {"name": "bon.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def test_the_treasurer_reads_the_bank_books_a_receipt_and_closes_the_month(
    treasurer: Page, instance: Instance
) -> None:
    _add_account(treasurer)
    _read_in(treasurer)

    _book(treasurer, "Groenteboer Bos", "Eten en drinken")
    _add_receipt(treasurer)
    treasurer.goto(re.sub(r"/geld.*", "/geld/bank", treasurer.url))
    _book(treasurer, "Kosten betaalpakket", "Bank en betalen")
    _close(treasurer)

    treasurer.goto(re.sub(r"/geld.*", "/geld/cijfers/balans?jaar=2026", treasurer.url))
    expect(treasurer.get_by_text("De balans klopt.")).to_be_visible()
    expect(treasurer.get_by_role("link", name=re.compile(r"2\.927,55")).first).to_be_visible()
    with instance.reading():
        assert db().scalars(select(Period.state)).all() == [PeriodState.CLOSED]
        assert list(broken()) == []


def _add_account(page: Page) -> None:
    page.get_by_role("link", name="Voeg een bankrekening toe").click()
    page.get_by_label("Hoe noemt u deze rekening?").fill("Betaalrekening")
    page.get_by_label("Wat is het rekeningnummer (IBAN)?").fill("NL13 TEST 0123 4567 89")
    page.get_by_label("Wat voor rekening is het?").select_option(label="Bank")
    page.locator("main form button[type=submit]").last.click()


def _read_in(page: Page) -> None:
    """Twice: the second time nothing changes."""
    for _time in range(2):
        page.goto(re.sub(r"/geld.*", "/geld/bank/inlezen", page.url))
        page.get_by_label("Welk bestand van de bank is het?").set_input_files(statement())
        page.get_by_role("button", name="Bekijk eerst").click()
        expect(page.get_by_role("heading", level=1, name="Klopt dit?")).to_be_visible()
        button = page.get_by_role("button", name="Lees in")
        if button.count():
            button.click()
    expect(page.get_by_text("Alles in dit bestand is al ingelezen.")).to_be_visible()
    page.get_by_role("link", name="Terug naar de bank").click()
    expect(page.get_by_text("2 bedragen staan nog open.")).to_be_visible()


def _book(page: Page, title: str, kind: str) -> None:
    """Book a movement by hand, in words."""
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_label("Bij welke bron hoort het?").select_option(label="Woonstichting")
    page.get_by_label("Wat voor bedrag is het?").select_option(label=kind)
    activity = page.get_by_label("Voor welke activiteit is het?")
    activity.select_option(activity.locator("option").last.get_attribute("value"))
    page.get_by_label("Waar ging het om?").fill(f"{title} in december")
    page.get_by_role("button", name="Zet in het boek").click()


def _add_receipt(page: Page) -> None:
    page.goto(re.sub(r"/geld.*", "/geld/boek", page.url))
    page.get_by_role("link", name="Groenteboer Bos in december").click()
    page.get_by_role("link", name="Voeg een bon toe").click()
    page.get_by_label("Foto van de bon").set_input_files(_paper())
    page.get_by_label("Wat staat er op de bon?").fill("Groente, € 62,50")
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text(re.compile("2027-0001")).first).to_be_visible()


def _close(page: Page) -> None:
    page.goto(re.sub(r"/geld.*", "/geld/afsluiten", page.url))
    page.get_by_role("button", name=re.compile("^Sluit december")).click()
    expect(page.get_by_role("heading", name="Afgesloten")).to_be_visible()
