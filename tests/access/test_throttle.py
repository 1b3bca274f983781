"""Trying too often: counted in the database, over all workers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.access.caller import network_of
from buurtcoop.access.models import Throttle
from buurtcoop.access.operations import allow, ask_link, forget
from buurtcoop.access.rules import TooManyAttempts
from buurtcoop.app import create_app
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from tests.access.helpers import PASSWORD, with_password
from tests.cast import Cast
from tests.visitor import Page, Visitor

QUARTER = timedelta(minutes=15)


def wrong_password(visitor: Visitor, address: str = "anna@example.org") -> Page:
    return visitor.send(
        visitor.get("/inloggen"),
        "/inloggen/wachtwoord",
        address=address,
        password="niet het goede",
    )


def test_the_sixth_wrong_password_in_a_quarter_of_an_hour_is_refused(
    visitor: Visitor, cast: Cast
) -> None:
    with_password(visitor.instance, cast.anna)
    for _try in range(5):
        assert wrong_password(visitor).status == 200

    refused = wrong_password(visitor)

    assert refused.status == 429
    assert (
        "Dit is te vaak geprobeerd. Over 15 minuten kan het weer. "
        "Bellen kan nu al: 06 12 34 56 73." in refused.words
    )
    right = visitor.send(
        refused, "/inloggen/wachtwoord", address="anna@example.org", password=PASSWORD
    )
    assert right.status == 429


def test_after_a_quarter_of_an_hour_it_can_be_tried_again(visitor: Visitor, cast: Cast) -> None:
    with_password(visitor.instance, cast.anna)
    for _try in range(6):
        wrong_password(visitor)

    with clock.stopped(clock.now() + QUARTER):
        page = visitor.send(
            visitor.get("/inloggen"),
            "/inloggen/wachtwoord",
            address="anna@example.org",
            password=PASSWORD,
            follow=False,
        )

    assert page.status == 303


def test_two_workers_count_together(visitor: Visitor, cast: Cast) -> None:
    """Two app objects, each with its own connections to the one database."""
    with_password(visitor.instance, cast.anna)
    second = Instance(visitor.instance.settings)
    other = Visitor(create_app(second.settings, second), second)

    statuses = [wrong_password(one).status for one in (visitor, other) * 3]

    second.close()
    assert statuses == [200] * 5 + [429]
    assert wrong_password(visitor).status == 429


def test_a_right_password_begins_the_count_anew(visitor: Visitor, cast: Cast) -> None:
    with_password(visitor.instance, cast.anna)
    for _try in range(4):
        wrong_password(visitor)

    visitor.send(
        visitor.get("/inloggen"),
        "/inloggen/wachtwoord",
        address="anna@example.org",
        password=PASSWORD,
        follow=False,
    )

    elsewhere = visitor.another()
    assert [wrong_password(elsewhere).status for _try in range(6)] == [200] * 5 + [429]


def test_another_account_and_another_network_are_counted_apart(
    visitor: Visitor, cast: Cast
) -> None:
    for _try in range(6):
        wrong_password(visitor)

    assert wrong_password(visitor, "bram@example.org").status == 200
    visitor.client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert wrong_password(visitor).status == 200


def test_one_network_can_ask_for_twenty_links_an_hour(visitor: Visitor) -> None:
    here = "127.0.0.1"
    with visitor.instance.writing():
        for number in range(19):
            ask_link(f"iemand{number}@example.org", onward="", network=here)
    page = visitor.get("/inloggen")

    assert visitor.send(page, email="iemand20@example.org").h1 == "Kijk in uw mail"
    refused = visitor.send(visitor.get("/inloggen"), email="iemand21@example.org")
    assert refused.status == 429
    assert refused.form("/inloggen").values["email"] == ["iemand21@example.org"]
    with clock.stopped(clock.now() + timedelta(hours=1)):
        assert visitor.send(refused, "/inloggen", email="iemand22@example.org").status == 200


def test_one_address_is_mailed_ten_links_an_hour_whoever_asks(opened: Instance) -> None:
    for number in range(10):
        ask_link("anna@example.org", onward="", network=f"192.0.2.{number}")

    with pytest.raises(TooManyAttempts):
        ask_link("Anna@example.org", onward="", network="192.0.2.99")


def test_the_count_is_one_statement_that_also_decides(opened: Instance) -> None:
    for _try in range(3):
        allow("sign-up:192.0.2.1", 3, timedelta(days=1))

    with pytest.raises(TooManyAttempts, match="Over 1440 minuten"):
        allow("sign-up:192.0.2.1", 3, timedelta(days=1))


def test_a_refusal_does_not_make_the_wait_longer(opened: Instance) -> None:
    for moment in range(4):
        with clock.stopped(clock.now() + timedelta(minutes=moment)):
            try:
                allow("a", 2, QUARTER)
            except TooManyAttempts:
                continue

    with clock.stopped(clock.now() + QUARTER):
        allow("a", 2, QUARTER)


def test_forgetting_begins_anew(opened: Instance) -> None:
    allow("a", 1, QUARTER)
    forget("a")

    allow("a", 1, QUARTER)


def test_what_is_counted_is_kept_as_a_keyed_hash(opened: Instance) -> None:
    allow("password:anna@example.org:192.0.2.1", 5, QUARTER)

    kept = db().scalars(select(Throttle.key)).one()
    assert "anna" not in kept
    assert "192" not in kept
    assert len(kept) == 43


def test_a_home_with_many_ipv6_addresses_is_one_network() -> None:
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("::ffff:192.0.2.7") == "192.0.2.7"
    assert network_of(None) == network_of("what is this") == ""
