"""`buurtcoop demo` as it runs: one click to be somebody, a promise, and its mail in the box."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from buurtcoop.cli.founding import make_folder
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.migration import migrate
from buurtcoop.demo.bulk import Crowd, Size
from buurtcoop.demo.mailbox import free_port
from buurtcoop.demo.making import prepare
from tests.visitor import Page

pytestmark = pytest.mark.long

TINY = Size(members=120, shifts=600, lines=40)
PATIENCE = 90


class Browser:
    """A browser without scripts, over the wire."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> Page:
        return self._page(self.base + path, None)

    def send(self, page: Page, action: str) -> Page:
        """Press the button of this form."""
        form = page.form(action)
        data = urllib.parse.urlencode(form.values, doseq=True).encode()
        return self._page(self.base + action, data)

    def _page(self, address: str, data: bytes | None) -> Page:
        with self.opener.open(address, data, timeout=30) as answer:
            path = urllib.parse.urlsplit(answer.url).path
            return Page(answer.status, answer.read().decode(), path, dict(answer.headers))


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """Where a small demo is served."""
    port = free_port(0)
    settings = prepare(tmp_path, port=port, mail_port=free_port(0))
    settings = make_folder(tmp_path, base_url=settings.base_url)
    migrate(settings, with_copy=False)
    instance = Instance(settings)
    for _told in Crowd(TINY, clock.now()).tell(instance):
        continue
    instance.close()
    process = subprocess.Popen(
        [sys.executable, "-m", "buurtcoop.cli", "demo", "--instance", str(tmp_path)],
        env={name: value for name, value in os.environ.items() if "BUURTCOOP" not in name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield settings.base_url
    finally:
        process.terminate()
        process.wait(30)


def test_a_helper_promises_and_reads_the_mail(base: str) -> None:
    browser = Browser(base)
    until(lambda: answers(browser))

    own_page = browser.send(browser.get("/proef"), "/proef/helper")
    assert own_page.path == "/mijn"
    listed = browser.get("/rooster/open")
    shifts = [link for link in listed.links if link.rpartition("/")[2].isdigit()]
    page = next(page for page in map(browser.get, shifts) if "Ik help mee" in page.words)
    promised = browser.send(page, f"{page.path}/helpen")
    assert "Fijn, we rekenen op u." in promised.words

    until(lambda: "U helpt mee op" in browser.get("/proefpost").words)


def answers(browser: Browser) -> bool:
    try:
        return browser.get("/proef").status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def until(done: Callable[[], bool]) -> None:
    """Wait until it is so."""
    limit = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < limit, "It did not come about in time."
        time.sleep(0.5)
