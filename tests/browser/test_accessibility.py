"""Every page for everybody: axe, and what axe does not see."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

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
    _instance, address, _shots = coop
    for shot, page in _opened(chrome, coop, width):
        answer = page.goto(address + shot.path)
        assert answer is not None, shot.name
        assert answer.status in shot.expected, (shot.name, answer.status)
        for name, value in shot.filled.items():
            page.fill(f"[name={name}]", value)
        if shot.pressed:
            page.click(shot.pressed)
            page.wait_for_load_state("load")
        yield shot.name, page


def _opened(chrome: Browser, coop: Opened, width: int) -> Iterator[tuple[Shot, Page]]:
    """A page for every shot: that of who looks, who signs in once."""
    instance, address, shots = coop
    opened: dict[int | None, Page] = {}
    for shot in shots:
        who = shot.who.id if shot.who else None
        if who not in opened:
            context = window(chrome, width=width)
            if shot.who is not None:
                sign_in(context, address, instance, shot.who)
            opened[who] = context.new_page()
        yield shot, opened[who]
    for page in opened.values():
        page.context.close()


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


@contextmanager
def _heard(page: Page) -> Iterator[tuple[list[str], list[str]]]:
    """What this page asks of the network meanwhile, and what it complains about."""
    asked: list[str] = []
    said: list[str] = []

    def on_request(request: Request) -> None:
        asked.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("request", on_request)
    page.on("console", on_console)
    yield asked, said
    page.remove_listener("request", on_request)
    page.remove_listener("console", on_console)


@pytest.mark.long
def test_no_page_asks_a_third_party_or_complains(chrome: Browser, coop: Opened) -> None:
    _instance, address, _shots = coop
    found = []
    for shot, page in _opened(chrome, coop, PHONE):
        with _heard(page) as (asked, said):
            page.goto(address + shot.path)
        found += [f"{shot.name}: {url}" for url in asked if not url.startswith(address)]
        status = str(shot.expected[-1])
        found += [f"{shot.name}: {text}" for text in said if status not in text]

    assert not found
