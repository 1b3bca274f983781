"""The frame and the parts of a page: order, names for screen readers, and nothing typed is lost."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, flash, render_template, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField

from buurtcoop.web import fields, i18n

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGE = """
{% extends "base.html" %}
{% import "parts/forms.html" as forms %}
{% import "parts/buttons.html" as buttons %}
{% set wrong = form.errors %}
{% block title %}Lid worden & meer{% endblock %}
{% block lead %}Vier korte stappen.{% endblock %}
{% block summary %}{{ forms.error_summary(form) }}{% endblock %}
{% block main %}
{% call forms.form(form) %}
{% for field in form if field.name != "ticket" %}{{ forms.field(field) }}{% endfor %}
{{ buttons.submit("Verder") }}{% endcall %}
{% endblock %}
"""


class Joining(Form):  # type: ignore[misc]  # WTForms ships no types
    """One field of every kind."""

    name = fields.line("Hoe mogen we u noemen?", why="Zo spreken we u aan.", hint="Een voornaam.")
    email = fields.email("Mailadres", why="Voor berichten.", optional=True)
    people = fields.count("Met hoeveel mensen komt u?", why="Voor de koks.")
    channel = fields.one_of(
        "Hoe bereiken we u het liefst?", [("mail", "E-mail"), ("letter", "Brief")], why="Zo."
    )
    sides = fields.several(
        "Wat wilt u doen?", [("give", "Helpen"), ("receive", "Komen")], why="Allebei mag."
    )
    statutes = fields.yes("Ik word lid.", why="Dan weet u wat u mag vragen.")
    paper = fields.yes("Ik lees liever op papier.", why="Dan printen we.", optional=True)
    ticket = HiddenField(default="a-ticket")


class Seen(HTMLParser):
    """What a page holds, as far as these tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.forms: list[dict[str, str | None]] = []
        self.texts: dict[str, list[str]] = {"h1": [], "title": []}
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []
        self.forms += [given] if tag == "form" else []
        self.inside = tag
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.texts:
            self.texts[self.inside][-1] += data


@pytest.fixture(autouse=True)
def on_a_page() -> Iterator[None]:
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.secret_key = "only for this test"
    i18n.hang(app)
    app.jinja_env.globals["csrf_token"] = lambda: "a-token"
    with app.test_request_context():
        yield


def frame(**changes: Any) -> SimpleNamespace:
    """What app puts round a page, for a member."""
    noor = SimpleNamespace(
        name="Noor Bakker",
        phone="+31612345678",
        phone_display="06 12 34 56 78",
        role="coördinator",
        email="noor@coop.example",
        hours="",
        initials="NB",
        tint="",
    )
    entry = SimpleNamespace(
        label="Rooster", path="/rooster", icon="calendar-event", current=True, wide=False
    )
    reader = SimpleNamespace(
        signed_in=True, name="Fatima", role_label="als lid", initials="FY", tint="d"
    )
    values: dict[str, Any] = {
        "coop_name": "Wilgenkwartier",
        "coop_kind": "Buurtcoöp",
        "legal_line": "KvK 99999990",
        "contact": noor,
        "deputy": None,
        "nav": [entry],
        "menu": [
            ("Lidmaatschap opzeggen", "/lidmaatschap-opzeggen", None),
            ("English", "/taal/en", "en"),
        ],
        "viewer": reader,
        "staff": False,
        "banner": None,
        "language": "nl",
        "direction": "ltr",
    }
    return SimpleNamespace(**(values | changes))


def joining(**sent: Any) -> Joining:
    """The form as it came back; without anything sent it is fresh."""
    form = Joining(MultiDict(sent) if sent else None)
    if sent:
        form.validate()
    return form


def shown(form: Joining, **changes: Any) -> str:
    return render_template_string(PAGE, form=form, frame=frame(**changes))


def drawn(source: str, **values: Any) -> str:
    return render_template_string(source, **values)


def test_the_one_h1_is_the_title() -> None:
    page = Seen(shown(joining()))
    assert page.texts["h1"] == ["Lid worden & meer"]
    assert page.texts["title"] == ["Lid worden & meer – Buurtcoöp Wilgenkwartier"]


def test_the_title_says_first_that_something_is_wrong() -> None:
    page = Seen(shown(joining(name="")))
    assert page.texts["title"] == ["Fout: Lid worden & meer – Buurtcoöp Wilgenkwartier"]
    assert page.texts["h1"] == ["Lid worden & meer"]


def test_every_link_within_the_page_leads_somewhere() -> None:
    page = Seen(shown(joining(name="", people="veel")))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert {"inhoud", "meer", "name", "people", "channel-0"} <= set(inside)
    assert set(inside) <= set(page.ids)


def test_no_id_stands_twice() -> None:
    page = Seen(shown(joining(name="")))
    assert len(page.ids) == len(set(page.ids))


def test_what_was_typed_is_still_there() -> None:
    page = shown(joining(name="", people="een stuk of 5", channel="letter", sides="give"))
    assert 'value="een stuk of 5"' in page
    assert re.search(r'<input checked id="channel-1"[^>]*value="letter"', page)
    assert re.search(r'<input checked id="sides-0"[^>]*value="give"', page)


def test_a_field_reads_label_hint_error_field_why() -> None:
    page = shown(joining(name=""))
    field = page[page.index('<label for="name"') :]
    order = ["Hoe mogen we u noemen?", "Een voornaam.", "Vul dit nog in", "<input", "Zo spreken"]
    places = [field.index(part) for part in order]
    assert places == sorted(places)


def test_a_wrong_field_points_at_its_hint_and_its_error() -> None:
    page = shown(joining(name=""))
    assert re.search(
        r'<input aria-describedby="name-h name-e" aria-invalid="true"[^>]*id="name"', page
    )


def test_a_right_field_carries_no_sign_of_error() -> None:
    page = shown(joining())
    assert "aria-invalid" not in page
    assert 'class="summary"' not in page


def test_a_choice_is_a_group_with_a_name() -> None:
    page = shown(joining())
    assert page.count("<fieldset") == 2
    assert "<legend>Hoe bereiken we u het liefst?</legend>" in page


def test_only_what_may_stay_empty_says_so_and_a_tick_needs_no_words() -> None:
    assert shown(joining()).count("(mag leeg blijven)") == 1


def test_every_field_says_why_it_is_asked() -> None:
    assert shown(joining()).count('<details class="why">') == len(list(Joining())) - 1


def test_changing_happens_by_post_with_a_token() -> None:
    page = shown(joining())
    changing = [form for form in Seen(page).forms if form["action"] in ("/uitloggen", "/taal/en")]
    assert len(changing) == 3
    assert all(form["method"] == "post" for form in changing)
    assert page.count('name="csrf_token" value="a-token"') == 3
    assert '<button class="link" type="submit" lang="en">' in page


def test_two_forms_on_a_page_carry_their_ticket_without_an_id() -> None:
    source = """{% import "parts/forms.html" as forms %}
    {{ forms.press(form, "Ik kom", "/a") }}{{ forms.press(form, "Ik kan niet", "/b", "second") }}"""
    page = drawn(source, form=joining())
    assert page.count('<input name="ticket" type="hidden" value="a-ticket">') == 2
    assert Seen(page).ids == []


def test_a_visitor_is_offered_to_sign_in() -> None:
    visitor = SimpleNamespace(signed_in=False, name="", role_label="", initials="", tint="")
    page = shown(joining(), viewer=visitor)
    assert 'href="/inloggen"' in page
    assert "/uitloggen" not in page


def test_the_contact_person_stands_in_the_header_and_the_foot() -> None:
    page = shown(joining())
    assert page.count('href="tel:+31612345678"') == 2
    assert "Vraag? Noor helpt u: 06\u00a012\u00a034\u00a056\u00a078." in page


def test_a_page_stands_without_a_contact_person() -> None:
    page = shown(joining(), contact=None)
    assert "tel:" not in page
    assert 'href="/lidmaatschap-opzeggen"' in page


def test_what_was_said_before_is_announced() -> None:
    flash("Fijn, we rekenen op u.", "good")
    assert '<p class="notice good" role="status">' in shown(joining())


def test_the_page_for_trouble_needs_no_frame() -> None:
    page = render_template(
        "errors/trouble.html", incident="a1b2", lead="", language="nl", direction="ltr"
    )
    assert "nummer a1b2" in page
    assert Seen(page).texts["h1"] == Seen(page).texts["title"]


def test_an_error_page_says_what_now() -> None:
    page = render_template(
        "errors/page.html",
        frame=frame(),
        title="Deze pagina is er niet",
        lead="Via Start vindt u de weg terug.",
        actions=[("Start", "/", "")],
    )
    assert Seen(page).texts["h1"] == ["Deze pagina is er niet"]
    assert '<a class="btn full" href="/">Start</a>' in page


@pytest.mark.parametrize(
    ("side", "taken", "places", "sentence"),
    [
        ("give", 3, 5, "Nog 2 helpers nodig"),
        ("give", 4, 5, "Nog 1 helper nodig"),
        ("give", 2, 2, "Genoeg helpers"),
        ("receive", 17, 24, "7 plekken vrij"),
        ("receive", 23, 24, "1 plek vrij"),
        ("receive", 24, 24, "Alle plekken bezet"),
    ],
)
def test_a_meter_says_its_sentence(side: str, taken: int, places: int, sentence: str) -> None:
    source = '{% import "parts/shifts.html" as s %}{{ s.side_meter(side, taken, places) }}'
    meter = drawn(source, side=side, taken=taken, places=places)
    assert f"<span>{sentence}</span>" in meter
    assert 'aria-hidden="true"' in meter


def test_a_meter_draws_shapes_up_to_six_and_then_a_bar() -> None:
    source = '{% import "parts/shifts.html" as s %}{{ s.shapes(2, places) }}'
    assert drawn(source, places=6).count("<i") == 6
    assert '<progress value="2" max="7"' in drawn(source, places=7)


def test_a_table_keeps_its_roles_and_names_each_cell() -> None:
    source = """
    {% import "parts/tables.html" as t %}
    {% set columns = [("Bron", ""), ("Besteed", "n")] %}
    {% call t.table("Bronnen", columns, ["Samen", "€ 9"]) %}
    {% call t.row() %}{{ t.head("Gemeente") }}{{ t.cell("Besteed", "€ 9", "n") }}{% endcall %}
    {% endcall %}"""
    table = drawn(source)
    assert table.count('<td role="cell" data-l="Besteed" class="n">') == 2
    assert table.count('role="row"') == 3
    assert '<caption class="vh">Bronnen</caption>' in table


@pytest.mark.parametrize(
    ("promised", "received", "spent"), [(0, 0, 0), (100, 0, 250), (100, 50, 10)]
)
def test_a_bar_never_leaves_its_frame(promised: int, received: int, spent: int) -> None:
    source = '{% import "parts/money.html" as m %}{{ m.money_bar(promised, received, spent, 0.5) }}'
    bar = drawn(source, promised=promised, received=received, spent=spent)
    assert all(0 <= float(width) <= 100 for width in re.findall(r'="([\d.]+)%"', bar))


def test_a_name_with_signs_is_written_safely() -> None:
    source = '{% import "parts/people.html" as p %}{{ p.person(name, initials="J") }}'
    assert "<script" not in drawn(source, name="<script>alert(1)</script>")
