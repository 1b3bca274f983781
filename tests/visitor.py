"""A browser without scripts: it keeps cookies, reads pages and fills in forms as they are sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from buurtcoop.access.guard import COOKIE
from buurtcoop.access.models import Account
from buurtcoop.access.operations import begin_session
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person

SPEAKING = {"script", "style", "svg"}


@dataclass
class SeenForm:
    """A form on a page: where it goes and what stands in it."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SeenForm] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.title = ""
        self.h1: list[str] = []
        self._inside: list[str] = []
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag not in {"input", "link", "meta", "br", "img", "hr"}:
            self._inside.append(tag)
        if tag == "a":
            self.links.append(got.get("href", ""))
        if tag == "form":
            self.forms.append(SeenForm(got.get("action", ""), got.get("method", "get").lower()))
        if self.forms:
            self._field(tag, got)

    def _field(self, tag: str, got: dict[str, str]) -> None:
        values, name = self.forms[-1].values, got.get("name", "")
        if tag == "select":
            self._select = name
        if tag == "option" and "selected" in got:
            values[self._select] = [got.get("value", "")]
        if tag == "option" and self._select not in values:
            values[self._select] = [got.get("value", "")]
        if tag == "button":
            self.forms[-1].buttons.append(got)
        if tag == "textarea" and name:
            self._textarea, values[name] = name, [""]
        if tag != "input" or not name:
            return
        if got.get("type") not in ("radio", "checkbox"):
            values.setdefault(name, []).append(got.get("value", ""))
        elif "checked" in got:
            values.setdefault(name, []).append(got.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                continue

    def handle_data(self, data: str) -> None:
        if "title" in self._inside and "svg" not in self._inside:
            self.title += data
            return
        if self._inside and self._inside[-1] == "textarea" and self._textarea:
            typed = self.forms[-1].values[self._textarea]
            typed[0] += data.removeprefix("\r\n") if not typed[0] else data
        if SPEAKING & set(self._inside):
            return
        if "h1" in self._inside:
            self.h1.append(data)
        self.words.append(data)


@dataclass
class Page:
    """What came back."""

    status: int
    html: str
    path: str
    headers: dict[str, str]

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.html)
        self.forms, self.links, self.title = reader.forms, reader.links, reader.title.strip()
        self.words = " ".join(" ".join(reader.words).split())
        self.h1 = " ".join("".join(reader.h1).split())

    def form(self, action: str | None = None) -> SeenForm:
        """The form that goes to this address; without address the page's own form."""
        posting = [form for form in self.forms if form.method == "post"]
        if action is None:
            posting = [form for form in posting if form.action in ("", self.path)] or posting
            return posting[0]
        return next(form for form in posting if form.action == action)


class Visitor:
    """Somebody with a browser."""

    def __init__(self, app: Flask, instance: Instance) -> None:
        self.app = app
        self.instance = instance
        self.client: FlaskClient = app.test_client()

    def signed_in_as(self, person: Person, *, proven: bool = True) -> "Visitor":
        """The same browser after this person signed in, with a second factor unless told not."""
        with self.instance.writing():
            account = db().scalars(select(Account).where(Account.person_id == person.id)).one()
            token = begin_session(account, device="test", proven=proven)
        with self.client.session_transaction() as cookie:
            cookie[COOKIE] = token
        return self

    def another(self) -> "Visitor":
        """Another browser at the same coop."""
        return Visitor(self.app, self.instance)

    def get(self, path: str, *, follow: bool = True) -> Page:
        """Open a page."""
        return self._page(self.client.get(path, follow_redirects=follow))

    def post(self, path: str, data: dict[str, Any], *, follow: bool = True) -> Page:
        """Send raw values, without looking at the page first."""
        return self._page(self.client.post(path, data=data, follow_redirects=follow))

    def send(
        self, page: Page, action: str | None = None, *, follow: bool = True, **values: Any
    ) -> Page:
        """Fill in a form of this page and send it."""
        form = page.form(action)
        data: dict[str, Any] = {**form.values, **values}
        return self.post(form.action or page.path, data, follow=follow)

    @staticmethod
    def _page(response: Any) -> Page:
        return Page(
            response.status_code,
            response.get_data().decode(errors="replace"),  # a picture is no text
            response.request.path,
            dict(response.headers),
        )
