"""`buurtcoop init`: from an empty folder to somebody who signs in."""

import stat
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import select

from buurtcoop.access.models import Account
from buurtcoop.access.queries import roles_of
from buurtcoop.app import create_app
from buurtcoop.coop.queries import activities, this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.settings import load_settings
from tests.cli.shell import FOUNDING, found, say
from tests.visitor import Visitor

OWN_FILES = ("settings.toml", "secrets.toml", "keys.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "coop"


def test_a_fresh_coop_has_one_person_and_a_link_that_works(folder: Path) -> None:
    said = found(folder)

    assert said.code == 0
    instance = Instance(load_settings(folder, {}))
    with instance.reading():
        assert this_coop().phone == "+31201234567"
        assert not this_coop().demo
        bo = db().scalars(select(Person)).one()
        assert (bo.call_name, bo.prefix, bo.surname) == ("Bo", "van den", "Berg")
        assert roles_of(bo.id, clock.today()) == ("board",)
        assert [activity.code for activity in activities()] == ["general"]
    visitor = Visitor(create_app(instance.settings, instance), instance)
    assert visitor.get(said.link).status == 200


def test_what_it_makes_is_for_its_owner_only(folder: Path) -> None:
    found(folder)

    for name in (*OWN_FILES, "buurtcoop.db"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    secret = tomllib.loads((folder / "secrets.toml").read_text(encoding="utf-8"))["secret_key"]
    assert len(secret) >= 32


def test_a_founded_folder_is_left_as_it_is(folder: Path) -> None:
    found(folder)
    before = {name: (folder / name).read_bytes() for name in OWN_FILES}

    said = found(folder, short_name="Anders")

    assert (said.code, "already" in said.text) == (1, True)
    assert {name: (folder / name).read_bytes() for name in OWN_FILES} == before


def test_it_goes_on_where_it_was_broken_off(folder: Path) -> None:
    folder.mkdir()
    (folder / "secrets.toml").write_text("# mine\n", encoding="utf-8")
    (folder / "secrets.toml").chmod(0o600)

    assert found(folder).code == 0
    assert (folder / "secrets.toml").read_text(encoding="utf-8").startswith("# mine\n")


def test_a_fresh_coop_has_no_account_but_that_of_its_founder(folder: Path) -> None:
    found(folder)

    with Instance(load_settings(folder, {})).reading():
        accounts = db().scalars(select(Account)).all()
        assert [(account.email, account.password_hash) for account in accounts] == [
            ("bo@example.org", None)
        ]


def test_https_means_production(folder: Path) -> None:
    assert found(folder, base_url="https://wijk.example.org").code == 0
    assert load_settings(folder, {}).production


def test_it_asks_what_it_is_not_told(folder: Path) -> None:
    said = say("init", "--instance", folder, typed="\n".join(FOUNDING.values()) + "\n")

    assert said.code == 0
    assert "Your mail address" in said.text


@pytest.mark.parametrize(
    ("option", "wrong", "sentence"),
    [
        ("phone", "12", "no phone number"),
        ("email", "wijk", "no mail address"),
        ("person", "Bo", "first name and last name"),
        ("base_url", "wijk.example.org", "base_url must be an address"),
    ],
)
def test_a_wrong_answer_is_refused_in_a_sentence(
    folder: Path, option: str, wrong: str, sentence: str
) -> None:
    said = found(folder, **{option: wrong})

    assert said.code != 0
    assert sentence in said.text
