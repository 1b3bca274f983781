"""Signing in with a mailed link: the door, the link, and where it leads."""

from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from buurtcoop.access.caller import own_path
from buurtcoop.access.models import SignInRequest
from buurtcoop.access.operations import ask_link, login_link
from buurtcoop.access.reminders import due
from buurtcoop.access.rules import NoAccount
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import offer_link, put
from tests.access.helpers import HERE, link_to, sessions, token_of, without_tokens
from tests.cast import Cast
from tests.visitor import Visitor


def test_a_mailed_link_signs_in_with_one_press(visitor: Visitor, cast: Cast) -> None:
    page = visitor.get(link_to(visitor.instance, cast.anna))
    assert page.h1 == "Inloggen"
    assert "Dag Anna." in page.words
    assert sessions(visitor.instance, cast.anna) == []

    visitor.send(page)

    assert len(sessions(visitor.instance, cast.anna)) == 1
    assert visitor.get("/mijn/inloggen").h1 == "Inloggen en apparaten"


def test_a_link_works_once(visitor: Visitor, cast: Cast) -> None:
    path = link_to(visitor.instance, cast.anna)
    thief = visitor.another()
    stolen = thief.get(path)
    visitor.send(visitor.get(path))

    again = thief.send(stolen)

    assert again.status == 410
    assert again.h1 == "Deze link is al gebruikt"
    assert thief.get(path).status == 410
    assert len(sessions(visitor.instance, cast.anna)) == 1


def test_a_link_works_for_half_an_hour(visitor: Visitor, cast: Cast) -> None:
    page = visitor.get(link_to(visitor.instance, cast.anna))

    with clock.stopped(clock.now() + timedelta(minutes=30)):
        late = visitor.send(page)

    assert late.status == 410
    assert late.h1 == "Deze link is te oud"
    assert "Deze link werkte tot dinsdag 12 januari, 9.00 uur." in late.words
    assert sessions(visitor.instance, cast.anna) == []


@pytest.mark.parametrize("token", ["abc", "x" * 43, "é", "a" * 5000])
def test_an_unknown_link_says_so(visitor: Visitor, token: str) -> None:
    page = visitor.get(f"/inloggen/{token}")

    assert page.status == 404
    assert page.h1 == "Deze link kennen we niet"
    assert "Neem de link uit de nieuwste mail." in page.words


def test_a_link_for_something_else_signs_nobody_in(visitor: Visitor, cast: Cast) -> None:
    with visitor.instance.writing():
        path = offer_link(
            "claim.come",
            subject_kind="claim",
            subject_id=1,
            occurrence="once",
            person_id=cast.anna.id,
            expires_at=clock.now() + timedelta(days=1),
        )

    page = visitor.get("/inloggen/" + path.rsplit("/", 1)[1])

    assert page.status == 404


def test_a_known_and_an_unknown_address_get_the_same_answer(visitor: Visitor) -> None:
    answers = [
        visitor.send(visitor.get("/inloggen"), email=address)
        for address in ("anna@example.org", "niemand@example.org")
    ]

    assert [answer.h1 for answer in answers] == ["Kijk in uw mail"] * 2
    assert without_tokens(answers[0]) == without_tokens(answers[1])
    assert answers[0].headers.keys() == answers[1].headers.keys()


def test_a_known_and_an_unknown_address_cost_the_same_statements(
    opened: Instance, cast: Cast
) -> None:
    assert db().scalar(select(1)) == 1
    said: list[str] = []
    event.listen(opened.writers, "before_cursor_execute", lambda *call: said.append(call[2]))
    counts = []
    for address in ("anna@example.org", "niemand@example.org"):
        said.clear()
        ask_link(address, onward="", network=HERE)
        counts.append([statement.split()[0] for statement in said])

    assert counts[0] == counts[1]
    assert counts[0]


def test_only_a_known_address_gets_a_mail_and_gets_it_once(opened: Instance, cast: Cast) -> None:
    ask_link("ANNA@example.org", onward="/rooster", network=HERE)
    ask_link("niemand@example.org", onward="", network=HERE)

    for _round in range(2):
        for one in due(clock.now()):
            put(
                one.rule,
                subject_id=one.subject_id,
                occurrence=one.occurrence,
                recipient_id=one.recipient_id,
                expires_at=one.expires_at,
            )

    messages = db().scalars(select(Message)).all()
    assert [(message.rule, message.recipient_id) for message in messages] == [
        ("access.sign_in", cast.anna.id)
    ]


def test_a_request_of_long_ago_is_not_mailed_any_more(opened: Instance) -> None:
    ask_link("anna@example.org", onward="", network=HERE)

    with clock.stopped(clock.now() + timedelta(minutes=31)):
        assert list(due(clock.now())) == []


def test_the_link_leads_to_the_page_one_came_for(visitor: Visitor, cast: Cast) -> None:
    at_the_door = visitor.get("/mijn/inloggen")
    assert at_the_door.path == "/inloggen"
    visitor.send(at_the_door, email="anna@example.org")
    with visitor.instance.writing():
        asked = db().scalars(select(SignInRequest)).one()
        assert asked.onward == "/mijn/inloggen"
    path = link_to(visitor.instance, cast.anna, onward=asked.onward)

    page = visitor.send(visitor.get(path), follow=False)

    assert page.headers["Location"] == "/mijn/inloggen"


@pytest.mark.parametrize(
    "wish",
    [
        "//kwaad.example",
        "///kwaad.example",
        "/\\kwaad.example",
        "https://kwaad.example",
        "/\t/kwaad.example",
        "/\n/kwaad.example",
        "javascript:alert(1)",
        "kwaad.example",
        "/" + "a" * 600,
        "\\\\kwaad.example",
        " //kwaad.example",
    ],
)
def test_a_wish_to_go_elsewhere_is_left_out(wish: str) -> None:
    assert own_path(wish) == ""


def test_a_link_that_wishes_to_go_elsewhere_leads_home(visitor: Visitor, cast: Cast) -> None:
    path = link_to(visitor.instance, cast.anna, onward="//kwaad.example")

    page = visitor.send(visitor.get(path), follow=False)

    assert page.headers["Location"] == "/mijn"


@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="/\\:@?#.% \t\r\nhtpsevil\x00", max_size=12).map(lambda rest: "/" + rest))
def test_no_wish_leads_off_our_host(wish: str) -> None:
    """As a browser reads it: control characters left out, a backslash is a slash."""
    path = own_path(wish)
    read = "".join(letter for letter in path if letter not in "\t\r\n").replace("\\", "/")

    assert urlsplit(urljoin("https://coop.example/inloggen", read)).netloc == "coop.example"


def test_the_operators_link_signs_in(visitor: Visitor, cast: Cast) -> None:
    with visitor.instance.writing():
        path = login_link("Anna@Example.org ")

    visitor.send(visitor.get(path))

    assert visitor.get("/mijn/inloggen").h1 == "Inloggen en apparaten"


def test_the_operator_hears_when_nobody_has_this_address(opened: Instance) -> None:
    with pytest.raises(NoAccount, match=r"niemand@example\.org"):
        login_link("niemand@example.org")


def test_a_session_begins_with_a_new_token_and_an_empty_cookie(
    visitor: Visitor, cast: Cast
) -> None:
    """A cookie that somebody planted beforehand opens nothing."""
    planted = "planted-token"
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = planted
        cookie["planted"] = "yes"
        cookie["language"] = "en"

    visitor.send(visitor.get(link_to(visitor.instance, cast.anna)))

    assert token_of(visitor) not in (None, planted)
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["language"] == "en"


def test_signing_in_ends_the_session_this_browser_had(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bram)
    page = visitor.get(link_to(visitor.instance, cast.anna))
    assert "U bent nu ingelogd als Bram." in page.words

    visitor.send(page)

    assert [session.ended_at is not None for session in sessions(visitor.instance, cast.bram)] == [
        True
    ]
    assert visitor.get("/mijn/inloggen").words.count("Anna") > 0


def test_who_is_signed_in_does_not_see_the_door(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)

    answer = visitor.get("/inloggen?next=/mijn/inloggen", follow=False)

    assert answer.headers["Location"] == "/mijn/inloggen"
