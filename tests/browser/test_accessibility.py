"""Every page for everybody: axe, and what axe does not see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from tests.browser.checks import (
    FOCUS_RING,
    SMALL_TARGETS,
    hidden_by_focus,
    sideways,
    unnamed_tab_stops,
)
from tests.pictures.coops import MORNING, empty_coop
from tests.pictures.shot import Shot
from tests.pictures.shots import empty_shots, full_shots
from tests.serving import DESKTOP, PHONE, browser, serving, sign_in, window
from tests.told import a_copy_of, shared_demo

pytestmark = pytest.mark.browser

NARROW = 320
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Opened = tuple[Instance, str, list[Shot]]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for all pages."""
    with sync_playwright() as playwright:
        running = browser(playwright)
        yield running
        running.close()


@pytest.fixture(scope="module", params=["full", "empty"])
def coop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """The demo cooperative and a coop founded today, served in turn."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    full = request.param == "full"
    instance = a_copy_of(shared_demo(tmp_path_factory), folder) if full else empty_coop(folder)
    with clock.stopped(MORNING):
        with serving(instance) as address:
            yield instance, address, (full_shots if full else empty_shots)(instance)
        instance.close()


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """All pages are seen on the same morning."""
    with clock.stopped(MORNING):
        yield


def pages(chrome: Browser, coop: Opened, width: int) -> Iterator[tuple[str, Page]]:
    """Every page of this coop, opened at this width."""
    _instance, address, shots = coop
    for shot in shots:
        context = _window(chrome, coop, shot, width)
        page = context.new_page()
        page.goto(address + shot.path)
        for name, value in shot.filled.items():
            page.fill(f"[name={name}]", value)
        if shot.pressed:
            page.click(shot.pressed)
            page.wait_for_load_state("load")
        yield shot.name, page
        context.close()


def _window(chrome: Browser, coop: Opened, shot: Shot, width: int) -> BrowserContext:
    instance, address, _shots = coop
    context = window(chrome, width=width)
    if shot.who is not None:
        sign_in(context, address, instance, shot.who)
    return context


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.long)])
def test_axe_finds_nothing(chrome: Browser, coop: Opened, width: int) -> None:
    found = []
    for name, page in pages(chrome, coop, width):
        for violation in Axe().run(page, options=LEVELS).response["violations"]:
            places = [node["target"] for node in violation["nodes"]]
            found.append(f"{name}: {violation['id']} at {places}")

    assert not found


@pytest.mark.long
def test_no_page_scrolls_sideways_on_the_narrowest_phone(chrome: Browser, coop: Opened) -> None:
    found = [name for name, page in pages(chrome, coop, NARROW) if sideways(page)]

    assert not found


def test_every_page_has_one_heading_that_is_its_title(chrome: Browser, coop: Opened) -> None:
    found = []
    for name, page in pages(chrome, coop, PHONE):
        headings = [" ".join(said.split()) for said in page.locator("h1").all_text_contents()]
        title = page.title().removeprefix("Fout: ")
        if len(headings) != 1 or not title.startswith(headings[0]):
            found.append(f"{name}: {headings} and “{title}”")

    assert not found


@pytest.mark.long
def test_every_control_is_large_enough_for_a_thumb(chrome: Browser, coop: Opened) -> None:
    found = [
        f"{name}: {small}"
        for name, page in pages(chrome, coop, PHONE)
        if (small := page.evaluate(SMALL_TARGETS))
    ]

    assert not found


@pytest.mark.long
def test_tab_reaches_every_control_in_sight_with_a_ring(chrome: Browser, coop: Opened) -> None:
    found = []
    for name, page in pages(chrome, coop, DESKTOP):
        found += [f"{name}: {stop}" for stop in unnamed_tab_stops(page)]
        found += [f"{name}: {stop} without a ring" for stop in page.evaluate(FOCUS_RING)]
        found += [f"{name}: {stop} is covered" for stop in hidden_by_focus(page)]

    assert not found


def _listen(page: Page, asked: list[str], said: list[str]) -> None:
    """Note what this page asks of the network, and what it complains about."""
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))


@pytest.mark.long
def test_no_page_asks_a_third_party_or_complains(chrome: Browser, coop: Opened) -> None:
    _instance, address, shots = coop
    found = []
    for shot in shots:
        context = _window(chrome, coop, shot, PHONE)
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        _listen(page, asked, said)
        page.goto(address + shot.path)
        found += [f"{shot.name}: {url}" for url in asked if not url.startswith(address)]
        status = str(shot.expected[-1])
        found += [f"{shot.name}: {text}" for text in said if status not in text]
        context.close()

    assert not found
