"""Two cooperatives in one process share no row, key, file, cookie or counter."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select

from buurtcoop.access.models import Throttle
from buurtcoop.app import create_app
from buurtcoop.coop.models import Coop
from buurtcoop.core.encryption import KeyMissing
from buurtcoop.core.instance import Instance, db, here
from buurtcoop.people.models import Person
from buurtcoop.settings import load_settings
from tests.cast import Cast
from tests.cli.shell import found
from tests.visitor import Visitor


@pytest.fixture
def other(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """A second cooperative, founded as in real life."""
    folder = tmp_path_factory.mktemp("other") / "coop"
    assert found(folder, short_name="Anderwijk").code == 0
    return Instance(load_settings(folder, {}))


def test_they_share_no_row(instance: Instance, other: Instance) -> None:
    with instance.reading():
        here_is, people = db().get_one(Coop, 1).short_name, people_of()
    with other.reading():
        there_is, others = db().get_one(Coop, 1).short_name, people_of()

    assert (here_is, there_is) == ("Proefwijk", "Anderwijk")
    assert "Anna" in people
    assert others == {"Bo"}


def test_one_may_be_opened_inside_the_other(instance: Instance, other: Instance) -> None:
    with ExitStack() as stack:
        stack.enter_context(instance.reading())
        with other.reading():
            assert here() is other
        assert here() is instance
        assert db().get_one(Coop, 1).short_name == "Proefwijk"


def test_they_share_no_key(instance: Instance, other: Instance, cast: Cast) -> None:
    locked = instance.keys.lock("geheim", "account.totp_secret:1")

    with pytest.raises(KeyMissing):
        other.keys.unlock(locked, "account.totp_secret:1")
    assert instance.keys.mac("x") != other.keys.mac("x")


def test_they_share_no_file(instance: Instance, other: Instance) -> None:
    for name in ("folder", "key_file", "outgoing"):
        mine, theirs = getattr(instance, name), getattr(other, name)
        assert isinstance(mine, Path)
        assert not theirs.is_relative_to(mine)
        assert not mine.is_relative_to(theirs)


def test_they_share_no_cookie(instance: Instance, other: Instance, cast: Cast) -> None:
    visitor = Visitor(create_app(instance.settings, instance), instance).signed_in_as(cast.anna)
    stranger = Visitor(create_app(other.settings, other), other)
    name = visitor.app.config["SESSION_COOKIE_NAME"]
    cookie = visitor.client.get_cookie(name)
    assert cookie is not None
    stranger.client.set_cookie(name, cookie.value)

    assert visitor.get("/mijn", follow=False).status == 200
    assert stranger.get("/mijn", follow=False).status == 303


def test_they_share_no_counter(instance: Instance, other: Instance) -> None:
    visitor = Visitor(create_app(instance.settings, instance), instance)
    for _time in range(3):
        visitor.send(visitor.get("/inloggen"), email="iemand@example.org")

    with other.reading():
        assert db().scalar(select(func.count()).select_from(Throttle)) == 0


def people_of() -> set[str]:
    return set(db().scalars(select(Person.call_name)))
