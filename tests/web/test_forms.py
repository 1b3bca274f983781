"""Every kind of field says what is wrong in a sentence, and keeps what was typed."""

from datetime import date, time
from typing import Any

import pytest
from flask import Flask, g

from buurtcoop.app import create_app
from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

# A field asks no database: one of the two will do.
pytestmark = pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)


class EveryForm(BaseForm):
    """A field of each kind; all may stay empty."""

    line = fields.line("Regel", why="Om te proberen.", optional=True, longest=20)
    text = fields.text("Tekst", why="Om te proberen.", optional=True)
    email = fields.email("Mailadres", why="Om te proberen.", optional=True)
    phone = fields.phone("Telefoonnummer", why="Om te proberen.", optional=True)
    postcode = fields.postcode("Postcode", why="Om te proberen.", optional=True)
    day = fields.day("Dag", why="Om te proberen.", optional=True)
    hour = fields.hour("Tijd", why="Om te proberen.", optional=True)
    euro = fields.euro("Bedrag", why="Om te proberen.", optional=True)
    count = fields.count("Aantal", why="Om te proberen.", optional=True)
    one = fields.one_of("Eén", [("a", "A"), ("b", "B")], why="Om te proberen.", optional=True)
    some = fields.several("Meer", [("a", "A"), ("b", "B")], why="Om te proberen.", optional=True)


class NeededForm(BaseForm):
    """Fields that may not stay empty."""

    name = fields.line("Naam", why="Om te proberen.")
    day = fields.day("Dag", why="Om te proberen.")
    email = fields.email("Mailadres", why="Om te proberen.")
    yes = fields.yes("Ja", why="Om te proberen.")


@pytest.fixture
def app(instance: Instance) -> Flask:
    app = create_app(instance.settings, instance)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def sent(app: Flask, kind: type[BaseForm], **values: Any) -> Any:
    """The form as it came in, checked."""
    with app.test_request_context("/", method="POST", data=values):
        form = kind()
        form.validate()
        for field in form:  # what a page would show, said inside the request
            field.shown = str(field()) if hasattr(field, "_value") else ""
            field.said = [str(error) for error in field.errors]
        return form


RIGHT: list[tuple[str, Any, object]] = [
    ("line", "  Anna  ", "Anna"),
    ("email", "Anna@Example.org", "anna@example.org"),
    ("phone", "06-12345678", "+31612345678"),
    ("postcode", "1234ab", "1234 AB"),
    ("day", "21-11-2026", date(2026, 11, 21)),
    ("day", "1/2/2027", date(2027, 2, 1)),
    ("hour", "19.30", time(19, 30)),
    ("hour", "9:05", time(9, 5)),
    ("euro", "1.234,50", Money(123450)),
    ("count", "4", 4),
    ("one", "a", "a"),
    ("some", ["a", "b"], ["a", "b"]),
]
WRONG = [
    ("line", "x" * 21, "Deze tekst is te lang: 21 tekens. Er passen er 20."),
    ("line", "re\x07gel", "Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw."),
    ("line", "An\u0085na", "Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw."),
    ("line", "An\u202ena", "Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw."),
    ("line", "Bcc\r\nBcc: x", "Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw."),
    ("email", "anna@", "Dit mailadres klopt niet. Het lijkt op naam@example.org."),
    ("phone", "0612", "Dit telefoonnummer klopt niet. Het zijn 10 cijfers, zoals 06 12 34 56 78."),
    ("phone", "+31", "Dit telefoonnummer klopt niet. Het zijn 10 cijfers, zoals 06 12 34 56 78."),
    (
        "postcode",
        "12 AB",
        "Deze postcode klopt niet. Het zijn 4 cijfers en 2 letters, zoals 1234 AB.",
    ),
    ("day", "morgen", "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026."),
    ("day", "30-02-2027", "Deze dag bestaat niet: 30-02-2027."),
    (
        "day",
        "21-99999999999999999999-2026",
        "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026.",
    ),
    ("hour", "25.00", "Schrijf de tijd zo: 19.30."),
    ("euro", "veel", "We begrijpen dit bedrag niet. Schrijf het zo: 12,50."),
    ("euro", "9" * 5_000, "We begrijpen dit bedrag niet. Schrijf het zo: 12,50."),
    ("count", "-1", "Vul hier een heel getal in, zoals 4."),
    ("count", "4,5", "Vul hier een heel getal in, zoals 4."),
]


def test_what_people_type_is_understood(app: Flask, subtests: pytest.Subtests) -> None:
    for name, typed, value in RIGHT:
        with subtests.test(name=name, typed=typed):
            form = sent(app, EveryForm, **{name: typed})
            assert form[name].said == []
            assert form[name].data == value


def test_what_is_wrong_is_said_and_kept(app: Flask, subtests: pytest.Subtests) -> None:
    for name, typed, sentence in WRONG:
        with subtests.test(name=name, typed=typed[:40]):
            form = sent(app, EveryForm, **{name: typed})
            assert form[name].said == [sentence]
            assert form.wrong == [form[name]]
            shown = form[name].shown.replace("&amp;", "&")
            assert typed.strip().split("\r")[0] in shown


def test_what_may_stay_empty_may_stay_empty(app: Flask) -> None:
    form = sent(app, EveryForm, **dict.fromkeys(("line", "email", "phone", "postcode", "day"), ""))

    assert form.wrong == []


def test_what_is_needed_is_asked_for_by_name(app: Flask) -> None:
    form = sent(app, NeededForm, name=" ", day="", email="")

    assert form["name"].said == ["Vul dit nog in: Naam."]
    assert form["day"].said == ["Vul dit nog in: Dag."]
    assert form["email"].said == ["Vul dit nog in: Mailadres."]
    assert len(form.wrong) == 4


def test_an_answer_outside_the_list_is_refused(app: Flask) -> None:
    form = sent(app, EveryForm, one="c", some=["a", "z"])

    assert [len(form[name].said) for name in ("one", "some")] == [1, 1]


def test_a_field_knows_whether_we_filled_it_in(app: Flask) -> None:
    with app.test_request_context("/"):
        form = EveryForm(line="Anna", day=date(2027, 1, 12))

        assert [field.name for field in form.asked_fields() if field.prefilled] == ["line", "day"]
        assert 'value="12-01-2027"' in str(form["day"]())


def test_a_sentence_of_later_is_said_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context("/"):
        assert str(Lazy("Dag %(name)s", name="<b>")) == "Dag <b>"
        assert Lazy("Dag %(name)s", name="<b>").__html__() == "Dag &lt;b&gt;"
        assert not Lazy("")


def test_how_an_answer_is_written_stands_before_its_hint(app: Flask) -> None:
    class HintedForm(BaseForm):
        day = fields.day("Dag", why="Om te proberen.", hint="Laat het vak leeg als het 1 dag is.")
        hour = fields.hour("Tijd", why="Om te proberen.")
        line = fields.line("Regel", why="Om te proberen.")

    with app.test_request_context("/"):
        g.language = "en"
        form = HintedForm()
        assert str(form.day.description) == (
            "Write it like this: 21-11-2026. Leave it empty when it is 1 day."
        )
        assert str(form.hour.description) == "Write the time like this: 19.30."
        assert not form.line.description
