"""A copy goes before every migration, and is whole."""

import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from buurtcoop.core import copies
from buurtcoop.core.copies import CopyFailed, make_copy
from buurtcoop.core.instance import Instance
from buurtcoop.core.migration import downgrade, migrate, newest_version
from tests.postgres import binaries


def step_back(instance: Instance) -> None:
    """As if the program was renewed and its database was not."""
    instance.close()
    settings = instance.settings
    downgrade(settings.owner_database, settings.database, "-1")


def test_migrating_makes_a_copy_first_that_only_its_owner_reads(instance: Instance) -> None:
    step_back(instance)

    done = migrate(instance.settings)

    assert done.after == newest_version()
    assert done.copy is not None
    assert done.copy.parent == instance.folder / "copies"
    assert done.copy.name.startswith(f"20270112T073000Z-before-{newest_version()}.")
    assert stat.S_IMODE(done.copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(done.copy.parent.stat().st_mode) == 0o700


def test_the_copy_holds_what_stood_there(instance: Instance) -> None:
    step_back(instance)

    copy = migrate(instance.settings).copy

    assert copy is not None
    assert "Proefwijk" in restored(copy)


def test_without_copy_none_is_made(instance: Instance) -> None:
    step_back(instance)

    assert migrate(instance.settings, with_copy=False).copy is None
    assert not (instance.folder / "copies").exists()


def test_a_database_that_is_up_to_date_is_left_alone(instance: Instance) -> None:
    done = migrate(instance.settings)

    assert (done.before, done.copy) == (newest_version(), None)


def test_without_pg_dump_migrating_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(copies, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CopyFailed, match="add --without-copy"):
        make_copy("postgresql+psycopg://owner@127.0.0.1/coop", tmp_path, "before-0099")


def test_a_copy_that_fails_leaves_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "coop.db").write_bytes(b"this is no database" * 100)

    with pytest.raises(CopyFailed, match="could not be written"):
        make_copy(f"sqlite:///{tmp_path / 'coop.db'}", tmp_path / "copies", "before-0099")

    assert list((tmp_path / "copies").iterdir()) == []


def test_two_copies_in_one_second_both_stay(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "coop.db")) as connection:
        connection.execute("CREATE TABLE here (is_a INTEGER)")
    url = f"sqlite:///{tmp_path / 'coop.db'}"

    first, second = make_copy(url, tmp_path, "x"), make_copy(url, tmp_path, "x")

    assert first != second
    assert first.exists()
    assert second.exists()


def restored(copy: Path) -> str:
    """The names of the coops in the copy."""
    if copy.suffix == ".db":
        with closing(sqlite3.connect(copy)) as connection:
            return str(connection.execute("SELECT short_name FROM coop").fetchall())
    program = binaries() / "pg_restore"
    listed = subprocess.run(
        [program, "--data-only", "--table", "coop", "--file", "-", copy],
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout
