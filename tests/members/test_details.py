"""One's own details, another mail address, and who looked."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.access.models import Account, Session
from buurtcoop.access.rules import AddressTaken, FreshSignInNeeded
from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.messages import CONFIRM_EMAIL, CONFIRM_EMAIL_PURPOSE, EMAIL_ASKED
from buurtcoop.members.models import EmailChange, Membership
from buurtcoop.members.operations import ask_email, confirm_email, set_sides
from buurtcoop.members.rules import NotAMember, SameAddress
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.queries import find_link
from buurtcoop.messaging.rules import LinkUsed
from buurtcoop.people.models import Channel, Household, Person
from tests.cast import Cast, seen_by
from tests.visitor import Page, Visitor

HERE = "/mijn/gegevens"


def change(visitor: Visitor, **typed: Any) -> Page:
    return visitor.send(visitor.get(HERE), HERE, **typed)


def now(instance: Instance, person: Person) -> Person:
    with instance.reading():
        found = db().get_one(Person, person.id)
        assert found.household is not None
    return found


def wish(instance: Instance, person: Person, email: str = "nieuw@example.org") -> str:
    """This person asks for another address. Returns the path in the mail."""
    with instance.writing():
        by = seen_by(person)
        session = (
            db()
            .scalars(select(Session.id).join(Account).where(Account.person_id == person.id))
            .first()
        )
        asked = ask_email(person.id, email, type(by)(**{**vars(by), "session_id": session}))
        told = select(Message).where(Message.subject_id == asked.id)
        message = db().scalars(told.where(Message.rule == CONFIRM_EMAIL.name)).one()
        return str(CONFIRM_EMAIL.content(message)["url"])


def test_what_we_know_is_filled_in_already(visitor: Visitor, cast: Cast) -> None:
    page = visitor.signed_in_as(cast.anna).get(HERE)

    values = page.form(HERE).values
    assert page.h1 == "Mijn gegevens"
    assert values["call_name"] == ["Anna"]
    assert values["phone"] == ["06 12 34 56 71"]
    assert values["postcode"] == ["1234 AB"]
    assert values["channel"] == ["mail"]
    assert values["sides"] == ["gives", "receives"]
    assert "anna@example.org" in page.words


def test_a_member_changes_name_phone_channel_and_language(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = change(
        visitor.signed_in_as(cast.anna),
        prefix="van den",
        surname="Berg",
        phone="020 123 45 67",
        channel="text",
        language="uk",
    )

    anna = now(instance, cast.anna)
    assert "Opgeslagen." in page.words
    assert (anna.full_name, anna.phone) == ("Anna van den Berg", "+31201234567")
    assert (anna.channel, anna.language) == (Channel.TEXT, "uk")


def test_moving_moves_only_oneself(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    with instance.writing():
        db().get_one(Person, cast.bram.id).household_id = cast.anna.household_id

    change(visitor.signed_in_as(cast.anna), street="Essenpad", house_number="3", addition="b")

    anna, bram = now(instance, cast.anna), now(instance, cast.bram)
    assert isinstance(anna.household, Household)
    assert anna.household.at == "Essenpad 3 B"
    assert bram.household_id == cast.anna.household_id


def test_a_member_sets_both_sides(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    change(visitor.signed_in_as(cast.anna), sides=["receives"])

    with instance.reading():
        membership = (
            db().scalars(select(Membership).where(Membership.person_id == cast.anna.id)).one()
        )
    assert (membership.gives, membership.receives) == (False, True)


def test_who_is_no_member_has_no_sides_to_set(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    coor = visitor.signed_in_as(cast.coor)

    page = coor.get(HERE)
    saved = change(coor, surname="Nieuw")

    assert "Wat wilt u doen?" not in page.words
    assert "Opgeslagen." in saved.words
    with instance.writing(), pytest.raises(NotAMember):
        set_sides(cast.coor.id, True, True, seen_by(cast.coor))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"call_name": ""}, "Vul dit nog in: Hoe mogen we u noemen."),
        ({"postcode": "12 AB"}, "Deze postcode klopt niet."),
        ({"phone": "12"}, "Dit telefoonnummer klopt niet."),
        ({"phone": "", "channel": "phone"}, "U koos voor bellen of sms."),
        ({"house_number": "3b"}, "Vul hier een heel getal in, zoals 4."),
    ],
)
def test_a_wrong_answer_changes_nothing_and_keeps_the_rest(
    instance: Instance, visitor: Visitor, cast: Cast, typed: dict[str, str], sentence: str
) -> None:
    page = change(visitor.signed_in_as(cast.anna), surname="Anders", **typed)

    assert page.title.startswith("Fout:")
    assert sentence in page.words
    assert page.form(HERE).values["surname"] == ["Anders"]
    assert now(instance, cast.anna).surname == "Proef"


def test_a_change_is_written_down_once(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)
    page = anna.get(HERE)

    anna.send(page, HERE, surname="Nieuw")
    anna.send(page, HERE, surname="Nieuw")

    with instance.reading() as session:
        verbs = session.scalars(
            select(AuditEntry.verb).where(AuditEntry.actor_id == cast.anna.id)
        ).all()
    assert verbs == ["people.change"]


def test_a_stranger_has_no_details(visitor: Visitor) -> None:
    for path in (HERE, f"{HERE}/mailadres", "/mijn/wie-keek"):
        assert visitor.get(path, follow=False).headers["Location"].startswith("/inloggen")


def test_another_mail_address_counts_after_the_link_in_the_mail(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    anna = visitor.signed_in_as(cast.anna)
    asked = anna.send(anna.get(f"{HERE}/mailadres"), email="Nieuw@Example.org")
    before = now(instance, cast.anna).email
    with instance.writing():
        change = db().scalars(select(EmailChange)).one()
        told = select(Message).where(Message.rule == CONFIRM_EMAIL.name)
        message = db().scalars(told).one()
        address = CONFIRM_EMAIL.address
        assert address is not None
        sent_to, path = address(message), str(CONFIRM_EMAIL.content(message)["url"])

    elsewhere = visitor.another()
    shown = elsewhere.get(path)
    done = elsewhere.send(shown, "")

    assert "Er is een mail onderweg naar uw nieuwe adres." in asked.words
    assert (before, sent_to, change.email) == (
        "anna@example.org",
        "nieuw@example.org",
        "nieuw@example.org",
    )
    assert shown.h1 == "Is dit uw nieuwe mailadres?"
    assert done.h1 == "Uw nieuwe mailadres geldt vanaf nu"
    assert now(instance, cast.anna).email == "nieuw@example.org"
    with instance.reading() as session:
        account = session.scalars(
            select(Account.email).where(Account.person_id == cast.anna.id)
        ).one()
    assert account == "nieuw@example.org"
    assert anna.get(HERE, follow=False).status == 303


def test_the_old_address_hears_that_another_one_was_asked(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    visitor.signed_in_as(cast.anna)
    wish(instance, cast.anna)

    with instance.reading():
        told = db().scalars(select(Message).where(Message.rule == EMAIL_ASKED.name)).one()

    assert told.recipient_id == cast.anna.id
    assert EMAIL_ASKED.address is None


def test_opening_the_link_changes_nothing(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)
    path = wish(instance, cast.anna)

    visitor.another().get(path)

    assert now(instance, cast.anna).email == "anna@example.org"


def test_a_link_works_once_and_says_so(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)
    path = wish(instance, cast.anna)
    elsewhere = visitor.another()
    page = elsewhere.get(path)
    elsewhere.send(page, "")

    again = elsewhere.get(path)

    assert "Deze link is al gebruikt." in again.words
    with instance.writing():
        link = find_link(path.rsplit("/", 1)[1])
        assert link.purpose == CONFIRM_EMAIL_PURPOSE
        with pytest.raises(LinkUsed):
            confirm_email(link)


def test_only_the_newest_wish_for_an_address_can_be_confirmed(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    visitor.signed_in_as(cast.anna)
    elsewhere = visitor.another()
    old, new = wish(instance, cast.anna, "oud@example.org"), wish(instance, cast.anna)

    elsewhere.send(elsewhere.get(old), "")
    assert now(instance, cast.anna).email == "anna@example.org"

    elsewhere.send(elsewhere.get(new), "")
    assert now(instance, cast.anna).email == "nieuw@example.org"


def test_a_link_of_yesterday_no_longer_works(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    visitor.signed_in_as(cast.anna)
    path = wish(instance, cast.anna)
    page = visitor.another().get(path)

    with clock.stopped(clock.now() + timedelta(hours=25)):
        late = visitor.another()
        shown = late.get(path)
        late.send(page, "")

    assert "Deze link werkte tot woensdag 13 januari, 8.30 uur." in shown.words
    assert now(instance, cast.anna).email == "anna@example.org"


def test_only_the_newest_wish_is_mailed(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)
    wish(instance, cast.anna)
    wish(instance, cast.anna, "nieuwer@example.org")

    with instance.reading():
        proofs = select(Message).where(Message.rule == CONFIRM_EMAIL.name)
        messages = db().scalars(proofs.order_by(Message.id)).all()
        assert [CONFIRM_EMAIL.still_true(message) for message in messages] == [False, True]


def test_an_address_somebody_signs_in_with_is_told_to_its_owner_only(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    anna = visitor.signed_in_as(cast.anna)
    taken = cast.bram.email

    asked = anna.send(anna.get(f"{HERE}/mailadres"), email=taken)
    with instance.writing():
        proofs = select(Message).where(Message.rule == CONFIRM_EMAIL.name)
        message = db().scalars(proofs).one()
        path = str(CONFIRM_EMAIL.content(message)["url"])
    owner = visitor.another()
    answer = owner.send(owner.get(path), "")

    assert "Er is een mail onderweg" in asked.words
    assert AddressTaken.sentence in answer.words
    assert now(instance, cast.anna).email == "anna@example.org"


def test_the_same_address_is_no_change(visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)

    page = anna.send(anna.get(f"{HERE}/mailadres"), email="anna@example.org")

    assert SameAddress.sentence in page.words


def test_a_wrong_address_says_what_is_right(visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)

    page = anna.send(anna.get(f"{HERE}/mailadres"), email="anna@")

    assert "Dit mailadres klopt niet. Het lijkt op naam@example.org." in page.words
    assert page.form(f"{HERE}/mailadres").values["email"] == ["anna@"]


def test_another_address_needs_a_fresh_sign_in(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    anna = visitor.signed_in_as(cast.anna)
    page = anna.get(f"{HERE}/mailadres")

    with clock.stopped(clock.now() + timedelta(minutes=11)):
        asked = anna.get(f"{HERE}/mailadres", follow=False)
        anna.send(page, email="nieuw@example.org")
        with instance.writing(), pytest.raises(FreshSignInNeeded):
            ask_email(cast.anna.id, "nieuw@example.org", seen_by(cast.anna))

    assert asked.status == 303
    with instance.reading():
        assert db().scalars(select(EmailChange)).all() == []


def test_a_link_we_do_not_know_says_so(visitor: Visitor) -> None:
    page = visitor.get("/mijn/mailadres/dit-is-geen-link")

    assert page.status == 404
    assert "Deze link kennen we niet." in page.words


def test_who_looked_tells_when_who_in_which_role_and_why(visitor: Visitor, cast: Cast) -> None:
    visitor.another().signed_in_as(cast.coor).get(f"/leden/{cast.anna.id}")

    page = visitor.signed_in_as(cast.anna).get("/mijn/wie-keek")

    assert page.h1 == "Wie keek in uw gegevens?"
    assert "dinsdag 12 januari, 8.30 uur Coor Proef Coördinator" in page.words
    assert "om uw pagina als lid te bekijken" in page.words


def test_nobody_looked_is_said_as_well(visitor: Visitor, cast: Cast) -> None:
    page = visitor.signed_in_as(cast.anna).get("/mijn/wie-keek")

    assert "Niemand keek in uw gegevens." in page.words


def test_ones_own_looking_is_no_reading(visitor: Visitor, cast: Cast) -> None:
    dees = visitor.signed_in_as(cast.dees)
    dees.get(f"/leden/{cast.dees.id}")

    assert "Niemand keek in uw gegevens." in dees.get("/mijn/wie-keek").words


def test_older_looks_stand_on_the_next_page(visitor: Visitor, cast: Cast) -> None:
    coor = visitor.another().signed_in_as(cast.coor)
    for _look in range(51):
        coor.get(f"/leden/{cast.anna.id}")
    anna = visitor.signed_in_as(cast.anna)

    first = anna.get("/mijn/wie-keek")
    second = anna.get(next(link for link in first.links if "voor=" in link))

    assert first.words.count("Coor Proef Coördinator") == 50
    assert second.words.count("Coor Proef Coördinator") == 1
    assert "Naar het nieuwste" in second.words
