"""One mail template gives a plain text and an HTML mail that say the same."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parents[2] / "templates"
LINK = "https://coop.example/a/abc"
NO_LINK = "https://coop.example/a/def"
MAIL = """
{{ kit.subject("Komt u morgen? " ~ service) }}
{{ kit.small("U krijgt deze mail omdat u een plek hebt.") }}
{{ kit.greeting("Beste " ~ name ~ ",") }}
{{ kit.p("Morgen helpt u mee bij " ~ service ~ ".") }}
{{ kit.lines([service, "zaterdag 12 december, 19.30 uur", ""]) }}
{{ kit.facts([("Uw taak", "koken"), ("Prijs", "")]) }}
{{ kit.buttons([("Ik kom: " ~ link, link), ("Ik kan niet", no_link)]) }}
{{ kit.link("Hier meldt u zich af: " ~ no_link, no_link) }}
{{ kit.sign("Groet,", contact) }}
"""
CONTACT = SimpleNamespace(
    name="Noor Bakker", role="coördinator", phone="+31612345678", phone_display="06 12 34 56 78"
)


def render(kit: str, *, escape: bool, name: str = "Fatima") -> str:
    """The example mail through one side of the kit, as the sender does it."""
    loader = ChoiceLoader([DictLoader({"mail.jinja": MAIL}), FileSystemLoader(TEMPLATES)])
    environment = Environment(loader=loader, autoescape=escape, undefined=StrictUndefined)  # noqa: S701 - the text side is no HTML
    rendered = environment.get_template("mail.jinja").render(
        kit=environment.get_template(kit).module,
        name=name,
        service="Eettafel",
        link=LINK,
        no_link=NO_LINK,
        contact=CONTACT,
    )
    return re.sub(r"\n{3,}", "\n\n", rendered).strip()


@pytest.fixture
def text() -> str:
    return render("mails/_text.jinja", escape=False)


@pytest.fixture
def html() -> str:
    return render("mails/_html.jinja", escape=True)


def test_the_first_line_of_the_text_is_the_subject(text: str) -> None:
    assert text.splitlines()[0] == "Komt u morgen? Eettafel"


def test_the_last_line_of_the_text_is_the_phone_of_the_contact_person(text: str) -> None:
    assert text.splitlines()[-2:] == ["Noor Bakker, coördinator", "06 12 34 56 78"]


def test_the_small_print_stands_above_the_greeting(text: str, html: str) -> None:
    for mail in (text, html):
        assert mail.index("U krijgt deze mail omdat") < mail.index("Beste Fatima,")


def test_a_link_stands_on_a_line_of_its_own_in_text(text: str) -> None:
    assert f"Ik kom:\n{LINK}\n" in text
    assert f"Ik kan niet:\n{NO_LINK}\n" in text
    assert f"Hier meldt u zich af:\n{NO_LINK}\n" in text


def test_in_html_the_words_are_the_link_and_the_address_is_not_read_out(html: str) -> None:
    assert f'<a class="button" href="{LINK}">Ik kom</a>' in html
    assert f'<a class="button second" href="{NO_LINK}">Ik kan niet</a>' in html
    assert f'<a href="{NO_LINK}">Hier meldt u zich af</a>' in html
    assert f">{LINK}" not in html


def test_empty_lines_and_facts_are_left_out(text: str, html: str) -> None:
    assert "Prijs" not in text + html
    assert "Eettafel\nzaterdag 12 december, 19.30 uur\n\n" in text
    assert "Uw taak: koken" in text


def test_a_name_is_escaped_in_html_and_plain_in_text() -> None:
    name = "Jan & <b>Piet</b>"
    assert f"Beste {name}," in render("mails/_text.jinja", escape=False, name=name)
    assert "Beste Jan &amp; &lt;b&gt;Piet&lt;/b&gt;," in render(
        "mails/_html.jinja", escape=True, name=name
    )


def test_the_sheet_carries_the_body_and_fetches_nothing(html: str) -> None:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    sheet = environment.get_template("mails/_page.html.jinja").render(
        language="nl",
        direction="ltr",
        subject="Komt u morgen? Eettafel",
        coop_kind="Buurtcoöp",
        coop_name="Wilgenkwartier",
        legal_line="KvK 99999990",
        body=html,
    )
    assert "<title>Komt u morgen? Eettafel</title>" in sheet
    assert html in sheet
    assert not re.search(r"<img|<link|<script|@import|url\(", sheet)
    assert "style=" not in sheet


def test_every_side_of_the_kit_has_the_same_macros() -> None:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    sides = [
        {
            name: value.arguments
            for name, value in vars(environment.get_template(kit).module).items()
            if not name.startswith("_") and name != "words"
        }
        for kit in ("mails/_html.jinja", "mails/_text.jinja")
    ]
    assert sides[0] == sides[1]
