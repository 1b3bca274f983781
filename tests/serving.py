"""A coop served for a real browser, by a thread of this process so that its clock stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from playwright.sync_api import Browser, BrowserContext, Playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from buurtcoop.app import create_app
from buurtcoop.core.instance import Instance
from buurtcoop.people.models import Person
from tests.machine import chromium
from tests.visitor import Visitor

PHONE, DESKTOP = 390, 1280
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the program keeps its own journal."""


@contextmanager
def serving(instance: Instance) -> Iterator[str]:
    """Serve this coop on a free port of this machine. Yields its address."""
    app = create_app(instance.settings, instance)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def browser(playwright: Playwright) -> Browser:
    """Chromium as Debian has it."""
    return playwright.chromium.launch(executable_path=str(chromium()), args=ARGUMENTS)


def window(
    of: Browser, *, width: int, scripts: bool = True, language: str = "nl-NL"
) -> BrowserContext:
    """A fresh window of this width, with no cookies."""
    return of.new_context(
        viewport={"width": width, "height": 844 if width == PHONE else 900},
        java_script_enabled=scripts,
        locale=language,
        timezone_id="Europe/Amsterdam",
    )


def sign_in(context: BrowserContext, address: str, instance: Instance, person: Person) -> None:
    """Let this window be signed in as this person, who proved a second factor."""
    visitor = Visitor(create_app(instance.settings, instance), instance).signed_in_as(person)
    name = visitor.app.config["SESSION_COOKIE_NAME"]
    cookie = visitor.client.get_cookie(name)
    assert cookie is not None
    context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
