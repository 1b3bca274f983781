"""Passwords: what is refused, how they are kept, and what a wrong one says."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from buurtcoop.access import passwords
from buurtcoop.access.models import Account
from buurtcoop.access.operations import remove_password, set_password
from buurtcoop.access.queries import account_of, sessions_of
from buurtcoop.access.rules import FreshSignInNeeded, PasswordCommon, PasswordShort
from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from tests.access.helpers import PASSWORD, in_a_session, sessions, with_password, without_tokens
from tests.cast import Cast
from tests.visitor import Visitor

ABOUT = ["Buurtcoöp Wilgenkwartier", "Anna van den Berg", "anna@example.org"]


def test_a_password_is_kept_as_argon2id_with_our_costs() -> None:
    kept = passwords.hashed(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(kept, PASSWORD)
    assert not passwords.matches(kept, PASSWORD + "!")
    assert not passwords.outdated(kept)


def test_who_has_no_password_is_compared_with_one_of_the_same_costs() -> None:
    assert not passwords.outdated(passwords.NOBODYS)
    assert not passwords.matches(None, PASSWORD)


def test_the_same_letters_typed_on_another_keyboard_match() -> None:
    composed, decomposed = "caf\u00e9 om de hoek", "cafe\u0301 om de hoek"

    assert passwords.matches(passwords.hashed(composed), decomposed)


@pytest.mark.parametrize("password", ["", "kort", "elf tekens!"])
def test_a_short_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordShort, match="minstens 12 tekens"):
        passwords.refuse_weak(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "Welkom2027!!",
        "123456789012",
        "aaaaaaaaaaaa",
        "abababababab",
        "qwertyuiopas",
        "wachtwoord12",
        "Wilgenkwartier1",
        "AnnaBerg1980",
        "anna@example.org",
        "buurtcoop2027!",
        "P@ssw0rd2026",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(PasswordCommon, match="makkelijk te raden"):
        passwords.refuse_weak(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct paard batterij nietje",
        "k9#vL2!qTz7m",
        "839201847562",
        "ع" * 3 + "بيت الجيران",
        "het regent " * 11,
    ],
)
def test_a_long_or_odd_password_is_fine(password: str) -> None:
    passwords.refuse_weak(password, ABOUT)


def test_the_list_of_common_passwords_is_lower_case_and_long_enough_to_help() -> None:
    assert len(passwords.common()) > 300
    assert all(word == word.casefold() for word in passwords.common())


def test_choosing_a_password_on_the_page_and_signing_in_with_it(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.signed_in_as(cast.anna)
    page = visitor.get("/mijn/inloggen/wachtwoord")

    done = visitor.send(page, password=PASSWORD)

    assert done.path == "/mijn/inloggen"
    assert "Uw wachtwoord is opgeslagen." in done.words
    elsewhere = visitor.another()
    elsewhere.send(
        elsewhere.get("/inloggen"),
        "/inloggen/wachtwoord",
        address="Anna@Example.org",
        password=PASSWORD,
        follow=False,
    )
    assert elsewhere.get("/mijn/inloggen").h1 == "Inloggen en apparaten"


def test_a_weak_password_on_the_page_says_why(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)

    page = visitor.send(visitor.get("/mijn/inloggen/wachtwoord"), password="Proefwijk2027")

    assert page.title.startswith("Fout:")
    assert "Dit wachtwoord is makkelijk te raden. Kies een ander." in page.words


def test_a_password_is_at_most_128_characters(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)

    page = visitor.send(visitor.get("/mijn/inloggen/wachtwoord"), password="ab c" * 33)

    assert "Deze tekst is te lang: 132 tekens. Er passen er 128." in page.words


def test_a_new_password_ends_all_other_sessions(opened: Instance, cast: Cast) -> None:
    other = in_a_session(cast.anna)
    by = in_a_session(cast.anna)

    set_password(PASSWORD, by)

    assert [session.id for session in sessions_of(cast.anna.id)] == [by.session_id]
    assert other.session_id != by.session_id


def test_a_password_can_be_taken_away(opened: Instance, cast: Cast) -> None:
    by = in_a_session(cast.anna)
    set_password(PASSWORD, by)

    remove_password(by)

    account = account_of(cast.anna.id)
    assert account is not None
    assert account.password_hash is None
    verbs = set(db().scalars(select(AuditEntry.verb)))
    assert {"access.password_set", "access.password_removed"} <= verbs


def test_changing_a_password_needs_a_fresh_sign_in(opened: Instance, cast: Cast) -> None:
    by = in_a_session(cast.anna)

    with clock.stopped(clock.now() + timedelta(minutes=11)), pytest.raises(FreshSignInNeeded):
        set_password(PASSWORD, by)


def test_an_old_session_is_asked_again_and_comes_back(visitor: Visitor, cast: Cast) -> None:
    with_password(visitor.instance, cast.anna)
    visitor.signed_in_as(cast.anna)

    with clock.stopped(clock.now() + timedelta(minutes=11)):
        asked = visitor.get("/mijn/inloggen/wachtwoord")
        assert asked.h1 == "Bevestig dat u het bent"
        back = "/inloggen/opnieuw?next=/mijn/inloggen/wachtwoord"
        wrong = visitor.send(asked, back, password="iets heel anders")
        assert "Dit wachtwoord klopt niet. Probeer het nog eens." in wrong.words
        page = visitor.send(wrong, back, password=PASSWORD)

    assert page.path == "/mijn/inloggen/wachtwoord"
    assert page.h1 == "Verander uw wachtwoord"


def test_showing_again_who_one_is_gives_the_session_a_new_token(
    visitor: Visitor, cast: Cast
) -> None:
    with_password(visitor.instance, cast.anna)
    visitor.signed_in_as(cast.anna)
    with visitor.client.session_transaction() as cookie:
        old = cookie["_user_id"]

    visitor.send(visitor.get("/inloggen/opnieuw"), password=PASSWORD)

    thief = visitor.another()
    with thief.client.session_transaction() as cookie:
        cookie["_user_id"] = old
    assert thief.get("/mijn/inloggen").path == "/inloggen"
    assert visitor.get("/mijn/inloggen").path == "/mijn/inloggen"


def test_a_wrong_password_an_unknown_address_and_no_password_get_the_same_answer(
    visitor: Visitor, cast: Cast
) -> None:
    with_password(visitor.instance, cast.anna)
    answers = []
    for address in ("anna@example.org", "bram@example.org", "niemand@example.org"):
        page = visitor.send(
            visitor.get("/inloggen"),
            "/inloggen/wachtwoord",
            address=address,
            password="niet het goede",
        )
        answers.append(without_tokens(page).replace(address, "…"))

    assert answers[0] == answers[1] == answers[2]
    assert "Dit mailadres en wachtwoord horen niet bij elkaar." in answers[0]
    assert sessions(visitor.instance, cast.bram) == []


def test_what_was_typed_stays_but_the_password_never_comes_back(
    visitor: Visitor, cast: Cast
) -> None:
    page = visitor.send(
        visitor.get("/inloggen"),
        "/inloggen/wachtwoord",
        address="anna@example.org",
        password="een groot geheim",
    )

    assert page.form("/inloggen/wachtwoord").values["address"] == ["anna@example.org"]
    assert "een groot geheim" not in page.html


def test_a_password_kept_with_old_costs_is_kept_anew_at_sign_in(
    visitor: Visitor, cast: Cast
) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with visitor.instance.writing():
        account = db().scalars(select(Account).where(Account.person_id == cast.anna.id)).one()
        account.password_hash = cheap

    visitor.send(
        visitor.get("/inloggen"),
        "/inloggen/wachtwoord",
        address="anna@example.org",
        password=PASSWORD,
        follow=False,
    )

    with visitor.instance.reading():
        account = db().scalars(select(Account).where(Account.person_id == cast.anna.id)).one()
        assert account.password_hash is not None
        assert not passwords.outdated(account.password_hash)
