"""The laws of every page: who may open it, what it may change, and what it always carries."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import Table, select

from buurtcoop.access.models import Session
from buurtcoop.access.rules import PERMISSIONS, PUBLIC, SIGNED_IN
from buurtcoop.app import create_app, rooms
from buurtcoop.audit.models import AuditEntry
from buurtcoop.core.database import Model
from buurtcoop.core.instance import Instance, db
from buurtcoop.web.pages import MARK
from buurtcoop.web.token import EXEMPT
from tests.cast import Cast
from tests.house.routes import Address, addresses, one_each, rules
from tests.house.world import World, fill
from tests.models import load_models
from tests.visitor import Page, Visitor

# reliability.md, More decisions: everything else needs the token of a page of ours.
WITHOUT_TOKEN = {"desks.use"}
# A GET may write the read log and when a session was last used (house law 6), nothing else.
WRITTEN_BY_READING = {"read_entry", "read_person"}
# Who reads with a link of a financier is nobody we know: that is written down beside the acts.
LOOKED = "insight.read"
# A calendar and a photo say themselves how they may be kept.
MAY_BE_KEPT = ("text/calendar", "image/jpeg")
# The form is shown again, it is not for this role, or there is no such thing.
NOTHING_HAPPENED = (200, 403, 404)
ROLES = ["anna", "coor", "truus", "bo", None]
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "no-store",
}


@pytest.fixture
def world(instance: Instance, cast: Cast) -> World:
    return fill(instance, cast)


@pytest.fixture(params=ROLES, ids=str)
def role(request: pytest.FixtureRequest) -> str | None:
    """Who walks: one of each role, and a stranger."""
    name: str | None = request.param
    return name


@pytest.fixture
def somebody(role: str | None, instance: Instance, cast: Cast, world: World) -> Visitor:
    """A browser of this role."""
    return browser(create_app(instance.settings, instance), instance, cast, role)


@pytest.fixture
def app(instance: Instance) -> Flask:
    return create_app(instance.settings, instance)


def test_every_route_declares_a_permission_that_exists(app: Flask) -> None:
    known = {PUBLIC, SIGNED_IN}.union(*PERMISSIONS.values())

    declared = {
        endpoint: getattr(view, MARK, None)
        for endpoint, view in app.view_functions.items()
        if endpoint != "static"
    }

    assert {endpoint: name for endpoint, name in declared.items() if name not in known} == {}


def test_an_app_with_an_undeclared_view_does_not_start(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        rooms, "hang", lambda app, instance: app.add_url_rule("/open", "open", lambda: "open")
    )

    with pytest.raises(LookupError, match="open declares no permission"):
        create_app(instance.settings, instance)


def test_every_page_keeps_the_laws(somebody: Visitor, world: World) -> None:
    """One walk along known, unknown and malformed addresses, as each role.

    Each is a page, the way to the door, or "not there", never an error; it carries the headers,
    has one h1 that its title begins with, and opening it changes nothing.
    """
    before = contents(somebody.instance)
    found = list(addresses(somebody.app, "GET", world))
    pages = [somebody.get(address.path, follow=False) for address in found]

    assert [page.path for page in pages if not in_order(page)] == []
    assert {page.path: lacking for page in pages if (lacking := lacking_headers(page))} == {}
    assert {page.path: (page.h1, page.title) for page in pages if title_is_wrong(page)} == {}
    if contents(somebody.instance) != before:
        assert changing(somebody, found) == {}
        pytest.fail("A page changes something the first time only.")


def test_what_is_sent_without_a_token_is_refused(somebody: Visitor, world: World) -> None:
    before = contents(somebody.instance)
    answers = {
        address.path: somebody.post(address.path, {}, follow=False).status
        for address in one_each(somebody.app, "POST", world)
        if address.endpoint not in WITHOUT_TOKEN
    }

    assert {path: status for path, status in answers.items() if status not in (400, 403, 404)} == {}
    assert contents(somebody.instance) == before


def test_an_empty_form_with_a_token_ends_in_no_error(
    role: str | None, cast: Cast, instance: Instance, world: World
) -> None:
    """Every address on one database; once per route on the other."""
    app = create_app(instance.settings, instance)
    walk = addresses if "sqlite" in instance.settings.database else one_each
    failed = {}
    somebody = None
    for address in walk(app, "POST", world):
        if somebody is None:
            somebody = browser(app, instance, cast, role)
            token = somebody.get("/privacy").forms[-1].values["csrf_token"]
        page = somebody.post(address.path, {"csrf_token": token}, follow=False)
        if page.status >= 500 or page.h1 == "Deze pagina stond lang open":
            failed[address.path] = page.status
        if page.status not in NOTHING_HAPPENED:
            somebody = None  # it may have signed somebody out

    assert failed == {}


def test_only_these_need_no_token(app: Flask) -> None:
    found = {name for name, view in app.view_functions.items() if hasattr(view, EXEMPT)}

    assert found == WITHOUT_TOKEN


def test_an_error_carries_the_headers(instance: Instance, world: World) -> None:
    visitor = Visitor(create_app(instance.settings, instance), instance)
    pages = [
        visitor.get("/bestaat-niet"),
        visitor.get("/static/bestaat-niet.css"),
        visitor.post("/lid-worden", {}, follow=False),
        visitor.post("/lid-worden", {"note": "x" * 3_000_000}, follow=False),
        visitor.post("/rooster", {}, follow=False),
    ]

    assert [page.status for page in pages] == [404, 404, 400, 413, 405]
    assert [lacking_headers(page) for page in pages if "/static/" not in page.path] == [[]] * 4


def test_no_address_holds_a_name_or_a_mail_address(app: Flask) -> None:
    places = {name for rule in rules(app, "GET") for name in rule.arguments}

    assert places & {"email", "surname", "person", "phone"} == set()


def browser(app: Flask, instance: Instance, cast: Cast, role: str | None) -> Visitor:
    visitor = Visitor(app, instance)
    return visitor.signed_in_as(getattr(cast, role)) if role else visitor


def in_order(page: Page) -> bool:
    """A page, the way to the door, or "not there"; and a coop without a clockwork is not well."""
    well = page.status in (200, 302, 303, 403, 404)
    return well or (page.path, page.status) == ("/gezondheid", 503)


def title_is_wrong(page: Page) -> bool:
    if page.status != 200 or "<html" not in page.html:
        return False
    title = page.title.removeprefix("Fout: ")
    return page.html.count("<h1") != 1 or not title.startswith(page.h1)


def lacking_headers(page: Page) -> list[str]:
    keeps = page.headers["Content-Type"].startswith(MAY_BE_KEPT)
    return [
        name
        for name, value in HEADERS.items()
        if value not in page.headers.get(name, "") and not (keeps and name == "Cache-Control")
    ]


def changing(visitor: Visitor, pages: list[Address]) -> dict[str, list[str]]:
    """Which page changes which tables."""
    found = {}
    before = contents(visitor.instance)
    for address in pages:
        visitor.get(address.path, follow=False)
        after = contents(visitor.instance)
        if after != before:
            found[address.path] = [name for name in after if after[name] != before[name]]
        before = after
    return found


def contents(instance: Instance) -> dict[str, str]:
    """A fingerprint of every table that a GET may not change."""
    load_models()
    with instance.reading():
        return {
            table.name: _fingerprint(table)
            for table in Model.metadata.sorted_tables
            if table.name not in WRITTEN_BY_READING
        }


def _fingerprint(table: Table) -> str:
    columns = [column for column in table.columns if column is not Session.__table__.c.seen_at]
    question = select(*columns)
    if table is AuditEntry.__table__:
        question = question.where(AuditEntry.verb != LOOKED)
    rows = sorted(str(tuple(row)) for row in db().execute(question))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
