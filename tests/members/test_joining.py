"""Becoming a member: three sheets, a last look, a receipt."""

from typing import Any

import pytest
from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Application
from buurtcoop.messaging.models import Message
from buurtcoop.people.models import Channel, Household, Person
from tests.cast import Cast
from tests.members.cases import NAME, REACH, SHEETS, SIDES, fill_in, onward
from tests.visitor import Visitor


def applications(instance: Instance) -> list[Application]:
    with instance.reading():
        found = list(db().scalars(select(Application).order_by(Application.id)))
        for application in found:
            assert application.person.household is not None
    return found


def test_a_resident_applies_in_three_sheets(instance: Instance, visitor: Visitor) -> None:
    look = fill_in(visitor)
    receipt = onward(visitor, look)

    assert look.h1 == "Word lid van Buurtcoöp Proefwijk"
    assert "Klopt dit?" in look.words
    assert "Hanneke de Vos" in look.words
    assert "06 12 34 56 99" in look.words
    assert receipt.path == "/lid-worden/bedankt"
    assert "Dank u wel. Coor belt u vóór vrijdag 15 januari." in receipt.words
    (application,) = applications(instance)
    person = application.person
    assert (person.full_name, person.email) == ("Hanneke de Vos", "hanneke@example.org")
    assert (person.phone, person.channel) == ("+31612345699", Channel.MAIL)
    assert person.household is not None
    assert person.household.address == "Essenpad 24 A, 1234 AC Waterveen"
    assert (application.gives, application.receives) == (True, True)


def test_nothing_is_kept_before_it_is_sent(instance: Instance, visitor: Visitor) -> None:
    fill_in(visitor)

    assert applications(instance) == []
    with instance.reading() as session:
        homes = session.scalar(select(func.count()).where(Household.street == "Essenpad"))
    assert homes == 0


def test_going_back_loses_nothing(visitor: Visitor) -> None:
    look = fill_in(visitor)
    third = visitor.send(look, "/lid-worden", naar="terug")
    second = visitor.send(third, "/lid-worden", naar="terug", sides=["gives"])
    first = visitor.send(second, "/lid-worden", naar="terug", street="")
    again = onward(visitor, first)

    assert 'value="Hanneke"' in first.html
    assert 'value="21-11-1980"' in first.html
    assert again.form("/lid-worden").values["street"] == [""]
    assert again.form("/lid-worden").values["sides"] == ["gives"]
    assert again.form("/lid-worden").values["phone"] == ["06 12 34 56 99"]


def test_the_last_look_leads_back_to_the_sheet_to_change(visitor: Visitor) -> None:
    look = fill_in(visitor)

    sheet = visitor.send(look, "/lid-worden", naar="2")

    assert "Waar woont u?" in sheet.words
    assert sheet.form("/lid-worden").values["call_name"] == ["Hanneke"]


def test_both_sides_are_on_by_default(instance: Instance, visitor: Visitor) -> None:
    third = fill_in(visitor, upto=2)

    assert third.form("/lid-worden").values["sides"] == ["gives", "receives"]

    onward(visitor, onward(visitor, third, statutes="y", sides=["receives"]))
    (application,) = applications(instance)
    assert (application.gives, application.receives) == (False, True)


def test_who_wants_neither_side_yet_may_join(instance: Instance, visitor: Visitor) -> None:
    look = onward(visitor, fill_in(visitor, upto=2), statutes="y", sides=[])
    onward(visitor, look)

    (application,) = applications(instance)
    assert (application.gives, application.receives) == (False, False)


POSTCODE = "Deze postcode klopt niet. Het zijn 4 cijfers en 2 letters, zoals 1234 AB."
PHONE = "Dit telefoonnummer klopt niet. Het zijn 10 cijfers, zoals 06 12 34 56 78."
YEAR = "Kijk nog eens naar het jaar. Klopt deze geboortedatum?"
WRONG = (
    ("call_name", "", "Vul dit nog in: Hoe mogen we u noemen."),
    ("call_name", "x" * 61, "Deze tekst is te lang: 61 tekens. Er passen er 60."),
    ("surname", "  ", "Vul dit nog in: Achternaam."),
    ("prefix", "x" * 21, "Deze tekst is te lang: 21 tekens. Er passen er 20."),
    ("birth_date", "", "Vul dit nog in: Geboortedatum."),
    ("birth_date", "1980", "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026."),
    ("birth_date", "31-02-1980", "Deze dag bestaat niet: 31-02-1980."),
    ("birth_date", "01-01-2030", YEAR),
    ("birth_date", "01-01-1880", YEAR),
    ("birth_date", "13-01-2009", "Alleen lid worden kan vanaf 18 jaar."),
    ("street", "", "Vul dit nog in: Straat."),
    ("house_number", "vier", "Vul hier een heel getal in, zoals 4."),
    ("house_number", "0", "Kies een getal van 1 tot en met 99999."),
    ("addition", "x" * 11, "Deze tekst is te lang: 11 tekens. Er passen er 10."),
    ("postcode", "0123", POSTCODE),
    ("postcode", "", "Vul dit nog in: Postcode."),
    ("email", "hanneke", "Dit mailadres klopt niet. Het lijkt op naam@example.org."),
    ("phone", "06123", PHONE),
    ("channel", "duif", "Kies een antwoord uit de lijst."),
    ("language", "xx", "Kies een antwoord uit de lijst."),
    ("sides", "alles", "Kies een antwoord uit de lijst."),
    ("statutes", "", "Vul dit nog in: Ik word lid en houd mij aan de statuten."),
)
CHOSEN = ("channel", "language", "sides", "statutes")


@pytest.mark.parametrize("sheet", [0, 1, 2])
def test_each_wrong_answer_has_its_sentence_and_is_kept(visitor: Visitor, sheet: int) -> None:
    shown = fill_in(visitor, upto=sheet)

    for field, typed, sentence in WRONG:
        if field not in SHEETS[sheet]:
            continue
        page = onward(visitor, shown, **(SHEETS[sheet] | {field: typed}))
        assert page.title.startswith("Fout:"), field
        assert sentence in page.words, field
        if field not in CHOSEN:
            assert page.form("/lid-worden").values[field] == [typed.strip()]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"email": "", "phone": ""},
            "Vul een mailadres of een telefoonnummer in. 1 van de 2 is genoeg.",
        ),
        ({"email": "", "channel": "mail"}, "U koos voor mail. Vul dan ook uw mailadres in."),
        (
            {"phone": "", "channel": "text"},
            "U koos voor bellen of sms. Vul dan ook uw telefoonnummer in.",
        ),
    ],
)
def test_the_wished_way_needs_its_address(
    visitor: Visitor, changed: dict[str, Any], sentence: str
) -> None:
    page = fill_in(visitor, upto=2, **changed)

    assert "Fout:" in page.title
    assert sentence in page.words
    assert page.form("/lid-worden").values["street"] == ["Essenpad"]


@pytest.mark.parametrize(
    "reached",
    [
        {"email": "", "channel": "phone"},
        {"phone": "", "channel": "paper"},
        {"phone": "", "channel": "mail"},
    ],
)
def test_mail_or_phone_is_enough(
    instance: Instance, visitor: Visitor, reached: dict[str, Any]
) -> None:
    onward(visitor, fill_in(visitor, **reached))

    assert len(applications(instance)) == 1


def test_who_gave_no_phone_is_mailed(visitor: Visitor) -> None:
    receipt = onward(visitor, fill_in(visitor, phone=""))

    assert "Dank u wel. Coor mailt u vóór vrijdag 15 januari." in receipt.words


def test_a_double_press_is_one_application(instance: Instance, visitor: Visitor) -> None:
    look = fill_in(visitor)

    first, second = onward(visitor, look), onward(visitor, look)

    assert first.path == second.path == "/lid-worden/bedankt"
    assert len(applications(instance)) == 1


def test_a_sheet_that_was_skipped_is_asked_again(instance: Instance, visitor: Visitor) -> None:
    start = visitor.get("/lid-worden")

    page = onward(visitor, start, step="4", **NAME)

    assert "Waar woont u?" in page.words
    assert "Vul dit nog in: Straat." in page.words
    assert applications(instance) == []


def test_a_sheet_that_does_not_exist_is_the_first(visitor: Visitor) -> None:
    start = visitor.get("/lid-worden")

    page = onward(visitor, start, step="99", naar="99", **NAME)

    assert "Waar woont u?" in page.words


def test_a_sheet_with_an_endless_number_is_no_sheet(visitor: Visitor) -> None:
    start = visitor.get("/lid-worden")

    page = onward(visitor, start, naar="9" * 5_000, **NAME)

    assert "Waar woont u?" in page.words


def test_a_known_address_gets_the_same_answer(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    unknown = onward(visitor, fill_in(visitor))
    known = onward(visitor, fill_in(visitor, email=cast.anna.email))

    assert known.words == unknown.words
    assert known.path == unknown.path
    with instance.reading() as session:
        found = session.scalar(select(func.count()).where(Person.email == cast.anna.email))
    assert found == 2


def test_who_is_reached_by_mail_gets_a_confirmation(instance: Instance, visitor: Visitor) -> None:
    onward(visitor, fill_in(visitor))
    onward(visitor, fill_in(visitor, channel="paper", email="ander@example.org"))

    with instance.reading() as session:
        said = session.scalars(select(Message.rule)).all()
    assert said == ["members.application_received"]


def test_the_twenty_first_sign_up_of_an_hour_waits_and_keeps_what_was_typed(
    instance: Instance, visitor: Visitor
) -> None:
    for turn in range(20):
        page = onward(visitor, fill_in(visitor, call_name=f"Nummer {turn}"))
        assert page.path == "/lid-worden/bedankt"

    refused = onward(visitor, fill_in(visitor, call_name="Net te veel"))

    assert refused.status == 429
    assert "Dit is te vaak geprobeerd." in refused.words
    assert "Bellen kan nu al: 06 12 34 56 73." in refused.words
    assert refused.form("/lid-worden").values["call_name"] == ["Net te veel"]
    assert len(applications(instance)) == 20


def test_the_form_speaks_english(instance: Instance, visitor: Visitor) -> None:
    visitor.send(visitor.get("/lid-worden"), "/taal/en")

    page = visitor.get("/lid-worden")

    assert 'lang="en"' in page.html


def test_extra_fields_are_ignored(instance: Instance, visitor: Visitor) -> None:
    onward(visitor, fill_in(visitor), state="admitted", person_id="1", number="1", role="board")

    (application,) = applications(instance)
    assert application.state.value == "new"


def test_a_receipt_without_a_day_is_not_there(visitor: Visitor) -> None:
    assert visitor.get("/lid-worden/bedankt").status == 404
    assert visitor.get("/lid-worden/bedankt?dag=morgen").status == 404


def test_every_field_of_the_form_is_asked_somewhere() -> None:
    assert len({*NAME, *REACH, *SIDES}) == len(NAME) + len(REACH) + len(SIDES)
