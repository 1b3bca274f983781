"""Sessions are rows: they can be listed and ended, and they run out."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from buurtcoop.access.caller import device_of
from buurtcoop.access.models import Session
from buurtcoop.access.operations import change_email
from buurtcoop.access.queries import account_of
from buurtcoop.access.rules import AddressTaken, FreshSignInNeeded
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from tests.access.helpers import in_a_session, link_to, sessions, token_of
from tests.cast import Cast
from tests.visitor import Visitor

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_copied_cookie_opens_nothing_after_signing_out(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)
    thief = visitor.another()
    with thief.client.session_transaction() as cookie:
        cookie["_user_id"] = token_of(visitor)
    assert thief.get("/mijn/inloggen").path == "/mijn/inloggen"

    visitor.send(visitor.get("/mijn/inloggen"), "/uitloggen")

    assert thief.get("/mijn/inloggen").path == "/inloggen"
    assert visitor.get("/mijn/inloggen").path == "/inloggen"


def test_signing_out_lets_the_browser_forget(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)

    answer = visitor.send(visitor.get("/mijn/inloggen"), "/uitloggen", follow=False)

    assert answer.status == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert visitor.get(answer.headers["Location"]).h1 == "U bent uitgelogd"
    assert token_of(visitor) is None


def test_signing_out_is_a_post(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)

    assert visitor.get("/uitloggen").status in (404, 405)
    assert visitor.get("/mijn/inloggen").path == "/mijn/inloggen"


@pytest.mark.parametrize(
    ("who", "still", "over"),
    [
        ("anna", timedelta(days=14), timedelta(days=14, seconds=1)),
        ("bo", timedelta(minutes=30), timedelta(minutes=30, seconds=1)),
    ],
)
def test_a_session_that_is_not_used_runs_out(
    visitor: Visitor, cast: Cast, who: str, still: timedelta, over: timedelta
) -> None:
    visitor.signed_in_as(getattr(cast, who))
    begun = clock.now()

    with clock.stopped(begun + over):
        page = visitor.get("/mijn/inloggen")
        assert page.path == "/inloggen"
        assert "U was een tijd weg. Daarom bent u uitgelogd." in page.words
    with clock.stopped(begun + still):
        assert visitor.get("/mijn/inloggen").path == "/mijn/inloggen"


@pytest.mark.parametrize(
    ("who", "longest"), [("anna", timedelta(days=90)), ("bo", timedelta(hours=12))]
)
def test_a_session_that_is_used_all_the_time_ends_as_well(
    visitor: Visitor, cast: Cast, who: str, longest: timedelta
) -> None:
    visitor.signed_in_as(getattr(cast, who))
    begun = clock.now()
    with visitor.instance.writing():
        db().execute(update(Session).values(seen_at=begun + longest - timedelta(minutes=4)))

    with clock.stopped(begun + longest):
        assert visitor.get("/mijn/inloggen").path == "/mijn/inloggen"
    with clock.stopped(begun + longest + timedelta(seconds=1)):
        assert visitor.get("/mijn/inloggen").path == "/inloggen"


def test_last_use_is_written_at_most_every_five_minutes(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)
    begun = clock.now()

    seen = []
    for minutes in (5, 6, 10, 12):
        with clock.stopped(begun + timedelta(minutes=minutes)):
            visitor.get("/mijn/inloggen")
        seen.append(sessions(visitor.instance, cast.anna)[0].seen_at - begun)

    assert seen == [timedelta(minutes=minutes) for minutes in (0, 6, 6, 12)]


def test_the_page_lists_ones_devices_and_this_one_first(visitor: Visitor, cast: Cast) -> None:
    other = visitor.another()
    other.client.environ_base["HTTP_USER_AGENT"] = WINDOWS
    other.send(other.get(link_to(visitor.instance, cast.anna)))
    visitor.signed_in_as(cast.anna)

    page = visitor.get("/mijn/inloggen")

    assert page.words.index("Dit apparaat") < page.words.index("Firefox, Windows")
    assert "Laatst gebruikt: dinsdag 12 januari, 8.30 uur" in page.words


def test_one_device_can_be_signed_out(visitor: Visitor, cast: Cast) -> None:
    other = visitor.another().signed_in_as(cast.anna)
    visitor.signed_in_as(cast.anna)
    page = visitor.get("/mijn/inloggen")
    first = sessions(visitor.instance, cast.anna)[0]

    done = visitor.send(page, f"/mijn/inloggen/apparaten/{first.id}/uit")

    assert "Dat apparaat is uitgelogd." in done.words
    assert other.get("/mijn/inloggen").path == "/inloggen"
    assert visitor.get("/mijn/inloggen").path == "/mijn/inloggen"


def test_somebody_elses_device_is_not_there(visitor: Visitor, cast: Cast) -> None:
    bram = visitor.another().signed_in_as(cast.bram)
    visitor.signed_in_as(cast.anna)
    token = visitor.get("/mijn/inloggen").form("/uitloggen").values["csrf_token"][0]
    his = sessions(visitor.instance, cast.bram)[0]

    answer = visitor.post(f"/mijn/inloggen/apparaten/{his.id}/uit", {"csrf_token": token})

    assert answer.status == 404
    assert bram.get("/mijn/inloggen").path == "/mijn/inloggen"


def test_everywhere_at_once(visitor: Visitor, cast: Cast) -> None:
    other = visitor.another().signed_in_as(cast.anna)
    visitor.signed_in_as(cast.anna)

    page = visitor.send(visitor.get("/mijn/inloggen"), "/mijn/inloggen/overal-uit")

    assert page.h1 == "U bent uitgelogd"
    assert other.get("/mijn/inloggen").path == "/inloggen"
    assert visitor.get("/mijn/inloggen").path == "/inloggen"


def test_a_made_up_token_opens_nothing(visitor: Visitor) -> None:
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = "made up"

    assert visitor.get("/mijn/inloggen").path == "/inloggen"


def test_the_door_leads_back_to_the_page_one_wanted(visitor: Visitor) -> None:
    answer = visitor.get("/mijn/inloggen?x=1", follow=False)

    assert answer.headers["Location"] == "/inloggen?next=/mijn/inloggen?x%3D1"


def test_a_page_that_is_not_there_knows_who_looks(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)

    page = visitor.get("/bestaat-niet")

    assert page.status == 404
    assert "Anna" in page.words


def test_a_picture_of_the_house_carries_no_cookie(visitor: Visitor, cast: Cast) -> None:
    """It may be kept by caches on the way, so nobody's cookie may go with it."""
    visitor.send(visitor.get(link_to(visitor.instance, cast.anna)))

    with visitor.client.get("/static/tokens.css") as answer:
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_form_without_its_token_is_refused_to_anybody(visitor: Visitor, cast: Cast) -> None:
    assert visitor.post("/uitloggen", {}).status == 400
    visitor.signed_in_as(cast.anna)
    assert visitor.post("/mijn/inloggen/overal-uit", {}).status == 400
    assert visitor.get("/mijn/inloggen").path == "/mijn/inloggen"


def test_signing_in_with_another_address_ends_the_other_sessions(
    opened: Instance, cast: Cast
) -> None:
    in_a_session(cast.anna)
    by = in_a_session(cast.anna)

    change_email(cast.anna.id, "Anna.Nieuw@example.org", by)

    account = account_of(cast.anna.id)
    assert account is not None
    assert account.email == "anna.nieuw@example.org"
    ended = db().scalars(
        update(Session)
        .where(Session.account_id == account.id, Session.ended_at.is_not(None))
        .values(device="")
        .returning(Session.id)
    )
    assert len(ended.all()) == 1


def test_an_address_opens_one_account(opened: Instance, cast: Cast) -> None:
    with pytest.raises(AddressTaken):
        change_email(cast.anna.id, "bram@example.org", in_a_session(cast.anna))


def test_another_address_needs_a_fresh_sign_in(opened: Instance, cast: Cast) -> None:
    by = in_a_session(cast.anna)

    with clock.stopped(clock.now() + timedelta(minutes=11)), pytest.raises(FreshSignInNeeded):
        change_email(cast.anna.id, "nieuw@example.org", by)


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (WINDOWS, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/130.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (Macintosh) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Mac"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_told_by_browser_and_kind(user_agent: str, said: str) -> None:
    assert device_of(user_agent) == said
