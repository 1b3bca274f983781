"""What is sent without the right token changes nothing and loses nothing that was typed."""

import pytest
from flask import Blueprint, Flask, redirect
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from buurtcoop.app import create_app
from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import Instance, db
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import page, permission
from buurtcoop.web.token import without_token
from tests.visitor import Visitor

TRIAL = """
{% extends "base.html" %}
{% import "parts/forms.html" as forms %}
{% import "parts/buttons.html" as buttons %}
{% block title %}Proef{% endblock %}
{% block main %}
{% call forms.form(form) %}{{ forms.field(form.note) }}{{ buttons.submit("Opslaan") }}{% endcall %}
{% endblock %}
"""
OLD = "Deze pagina stond lang open"


class NoteForm(BaseForm):
    """A form of one line."""

    note = fields.line("Notitie", why="Om te proberen.")


@pytest.fixture
def app(instance: Instance) -> Flask:
    """Our app with three more views: a form, a button, and an address that is its own proof."""
    bp = Blueprint("trial", __name__)

    @bp.route("/trial/form", methods=["GET", "POST"])
    @permission("public")
    def form() -> ResponseReturnValue:
        note = NoteForm.sent()
        if note.accepted():
            add(str(note.note.data))
            return redirect("/trial/form", code=303)
        return page("trial.html", form=note)

    @bp.route("/trial/button", methods=["POST"])
    @permission("public")
    def button() -> ResponseReturnValue:
        add("pressed")
        return redirect("/trial/form", code=303)

    @bp.route("/trial/silent", methods=["POST"])
    @permission("public")
    def silent() -> ResponseReturnValue:
        return redirect("/trial/form", code=303)

    @bp.route("/trial/link/<code>", methods=["POST"])
    @permission("public")
    @without_token
    def link(code: str) -> ResponseReturnValue:
        add(code)
        return redirect("/trial/form", code=303)

    app = create_app(instance.settings, instance)
    app.register_blueprint(bp)
    trial = DictLoader({"trial.html": TRIAL})
    app.jinja_env.loader = ChoiceLoader([trial, app.jinja_env.loader or trial])
    return app


@pytest.fixture
def visitor(app: Flask, instance: Instance) -> Visitor:
    return Visitor(app, instance)


def test_a_form_with_a_wrong_token_comes_back_filled(visitor: Visitor, instance: Instance) -> None:
    first = visitor.get("/trial/form")

    again = visitor.send(first, csrf_token="of an older page", note="wat ik typte")

    assert again.status == 400
    assert "Uw tekst staat er nog. Druk nog een keer op de knop." in again.words
    assert again.form().values["note"] == ["wat ik typte"]
    assert notes(instance) == []


def test_pressing_once_more_does_it(visitor: Visitor, instance: Instance) -> None:
    again = visitor.send(visitor.get("/trial/form"), csrf_token="old", note="wat ik typte")

    visitor.send(again)

    assert notes(instance) == ["wat ik typte"]


def test_a_form_without_cookie_comes_back_filled(visitor: Visitor, instance: Instance) -> None:
    sent = visitor.another().send(visitor.get("/trial/form"), note="wat ik typte")

    assert (sent.status, sent.form().values["note"]) == (400, ["wat ik typte"])
    assert notes(instance) == []


def test_a_button_without_token_changes_nothing(visitor: Visitor, instance: Instance) -> None:
    """The view does not look; the database refuses."""
    answer = visitor.post("/trial/button", {}, follow=False)

    assert (answer.status, answer.h1) == (400, OLD)
    assert notes(instance) == []


def test_a_button_with_a_token_does_its_work(visitor: Visitor, instance: Instance) -> None:
    token = visitor.get("/trial/form").form().values["csrf_token"]

    answer = visitor.post("/trial/button", {"csrf_token": token}, follow=False)

    assert answer.status == 303
    assert notes(instance) == ["pressed"]


def test_an_answer_that_changed_no_row_is_refused_as_well(visitor: Visitor) -> None:
    answer = visitor.post("/trial/silent", {}, follow=False)

    assert (answer.status, answer.h1) == (400, OLD)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_an_address_that_is_its_own_proof_needs_no_token(
    visitor: Visitor, instance: Instance
) -> None:
    assert visitor.post("/trial/link/code", {}, follow=False).status == 303
    assert notes(instance) == ["code"]


def test_a_form_works_once(visitor: Visitor, instance: Instance) -> None:
    first = visitor.get("/trial/form")

    one = visitor.send(first, note="een", follow=False)
    two = visitor.send(first, note="een", follow=False)

    assert (one.status, two.status) == (303, 303)
    assert one.headers["Location"] == two.headers["Location"]
    assert notes(instance) == ["een"]


def test_too_much_to_send_is_said(visitor: Visitor) -> None:
    answer = visitor.post("/trial/form", {"note": "x" * 3_000_000})

    assert (answer.status, answer.h1) == (413, "Dit is te groot om te versturen")


def add(note: str) -> None:
    db().add(Activity(code=note, name=note))


def notes(instance: Instance) -> list[str]:
    with instance.reading():
        known = select(Activity.code).where(Activity.name != "Samen eten")
        return list(db().scalars(known))
