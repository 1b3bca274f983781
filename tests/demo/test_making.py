"""A folder becomes a demo, or is left alone."""

import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from buurtcoop.cli.founding import make_folder
from buurtcoop.core.instance import Instance
from buurtcoop.demo import making
from buurtcoop.demo.bulk import Crowd, Size
from buurtcoop.demo.making import DemoRefused, is_demo, make, prepare
from buurtcoop.members.queries import how_many
from buurtcoop.settings import Settings, load_settings
from tests.cli.shell import found, say
from tests.told import TENTH

TINY = Size(members=120, shifts=12, lines=40)


class BrokenOff(Exception):
    """Somebody pressed Ctrl-C."""


class HalfTold(Crowd):
    """A story that breaks off in the middle."""

    def tell(self, instance: Instance) -> Iterator[int]:
        for told in super().tell(instance):
            yield told
            raise BrokenOff


@pytest.fixture(autouse=True)
def small_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two more sizes: one that is made at once, and one that breaks off."""

    def tiny(now: datetime) -> Crowd:
        return Crowd(TINY, now)

    def half(now: datetime) -> Crowd:
        return HalfTold(TINY, now)

    monkeypatch.setitem(making.STORIES, "tiny", tiny)
    monkeypatch.setitem(making.STORIES, "half", half)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


def made(folder: Path, size: str = "tiny") -> Settings:
    settings = prepare(folder, port=None, mail_port=8025)
    settings = make_folder(folder, base_url=settings.base_url)
    make(settings, size)
    return settings


def test_an_empty_folder_becomes_a_whole_demo(folder: Path) -> None:
    settings = made(folder)

    assert is_demo(settings)
    instance = Instance(settings)
    with instance.reading():
        assert how_many(TENTH.date()).members == 120
    instance.close()
    assert {path.name for path in folder.iterdir()} >= {
        "settings.toml",
        "secrets.toml",
        "keys.json",
        "buurtcoop.db",
    }
    assert not (folder / "making").exists()


def test_only_its_owner_reads_what_is_secret(folder: Path) -> None:
    made(folder)

    for name in ("secrets.toml", "keys.json", "settings.toml"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name


def test_what_was_broken_off_leaves_no_half_demo(folder: Path) -> None:
    with pytest.raises(BrokenOff):
        made(folder, "half")

    settings = load_settings(folder)
    assert not (folder / "buurtcoop.db").exists()
    assert not is_demo(settings)
    assert is_demo(made(folder))


def test_a_demo_that_is_there_is_served_as_it_is(folder: Path) -> None:
    made(folder)
    before = (folder / "buurtcoop.db").stat().st_mtime_ns

    answer = say("demo", "--instance", folder, "--no-serve")

    assert answer.code == 0
    assert "is there already and stays as it is" in answer.text
    assert (folder / "buurtcoop.db").stat().st_mtime_ns == before


def test_another_cooperative_is_left_alone(folder: Path) -> None:
    assert found(folder).code == 0
    settings = (folder / "settings.toml").read_text(encoding="utf-8")

    answer = say("demo", "--instance", folder)

    assert answer.code == 1
    assert "was not made as a demo; it stays as it is" in answer.text
    assert "--instance DIR" in answer.text
    assert (folder / "settings.toml").read_text(encoding="utf-8") == settings


def test_another_port_is_where_its_links_lead(folder: Path) -> None:
    prepare(folder, port=None, mail_port=8025)

    settings = prepare(folder, port=8123, mail_port=8126)

    assert (settings.port, settings.base_url) == (8123, "http://127.0.0.1:8123")
    assert settings.mail_port == 8126
    assert prepare(folder, port=None, mail_port=8126).port == 8123


def test_what_the_operator_wrote_stays_but_mail_does_not_leave(folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.toml").write_text(
        'workers = 1\nmail_host = "smtp.example.org"\nmail_tls = "starttls"\n', encoding="utf-8"
    )

    settings = prepare(folder, port=None, mail_port=8025)

    assert settings.workers == 1
    assert (settings.mail_host, settings.mail_tls) == ("127.0.0.1", "none")


def test_a_demo_never_goes_on_the_internet(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTCOOP_MAIL_HOST", "smtp.example.org")
    monkeypatch.setenv("BUURTCOOP_MAIL_TLS", "starttls")

    with pytest.raises(DemoRefused, match="stays on this machine"):
        prepare(folder, port=None, mail_port=8025)


def test_half_a_demo_elsewhere_is_not_taken_for_a_whole(folder: Path) -> None:
    settings = made(folder)
    (folder / "making").mkdir()

    with pytest.raises(DemoRefused, match="broken off"):
        is_demo(settings)
