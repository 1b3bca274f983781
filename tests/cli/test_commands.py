"""What every command does, and what it says when it can't."""

import errno
import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from sqlalchemy import text, update

from buurtcoop.access.models import Account
from buurtcoop.audit.operations import seal
from buurtcoop.cli import main
from buurtcoop.cli.plainly import sentence_of
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.migration import downgrade, newest_version
from buurtcoop.settings import load_settings
from tests.cli.shell import say, without_environment

COMMANDS = sorted(
    f"{name} {below}" if below else name
    for name, command in main.commands.items()
    for below in (command.commands if isinstance(command, click.Group) else [""])
)


@pytest.fixture(autouse=True)
def bare() -> Iterator[None]:
    with without_environment():
        yield


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does_with_an_example(command: str) -> None:
    said = say(*command.split(), "--help")

    assert said.code == 0
    assert "Example" in said.text
    assert f"buurtcoop {command}" in said.text
    assert "--instance DIR" in said.text


@pytest.mark.parametrize("command", ["check", "serve", "scheduler", "tick", "rotate-keys"])
def test_a_folder_without_a_coop_says_how_to_found_one(tmp_path: Path, command: str) -> None:
    said = say(command, "--instance", tmp_path)

    assert (said.code, said.text.strip().count("\n")) == (1, 0)
    assert "buurtcoop init" in said.text


def test_an_older_database_says_how_to_bring_it_up(coop: Path) -> None:
    settings = load_settings(coop, {})
    downgrade(settings.owner_database, settings.database, "-1")

    assert "buurtcoop migrate" in say("serve", "--instance", coop).text
    said = say("migrate", "--instance", coop)

    assert said.code == 0
    assert f"to {newest_version()}" in said.text
    assert "A copy was made" in said.text
    assert "already" in say("migrate", "--instance", coop).text


def test_a_newer_database_is_not_touched(coop: Path) -> None:
    with closing(sqlite3.connect(coop / "buurtcoop.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    said = say("serve", "--instance", coop)

    assert (said.code, "newer" in said.text) == (1, True)


def test_a_taken_port_is_named(coop: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = say("serve", "--instance", coop, "--port", str(port))

    assert said.code == 1
    assert f"Port {port} on 127.0.0.1 is taken" in said.text


def test_everything_holds_in_a_fresh_coop(coop: Path) -> None:
    said = say("check", "--instance", coop)

    assert (said.code, said.text) == (0, "Everything holds.\n")


def test_a_broken_rule_is_told_and_ends_with_one(coop: Path) -> None:
    with Instance(load_settings(coop, {})).writing():
        db().execute(text("UPDATE person SET sort_name = 'somebody else'"))

    said = say("check", "--instance", coop)

    assert said.code == 1
    assert "Person 1 is sorted as" in said.text
    assert "1 things do not hold" in said.text


def test_a_missing_key_file_is_named_and_nothing_is_made(coop: Path) -> None:
    (coop / "keys.json").unlink()

    said = say("check", "--instance", coop)

    assert (said.code, "keys.json" in said.text) == (1, True)
    assert not (coop / "keys.json").exists()


def test_a_new_key_locks_what_the_old_one_locked(coop: Path) -> None:
    instance = Instance(load_settings(coop, {}))
    with instance.writing():
        account = db().get_one(Account, 1)
        seal(account, "totp_secret", "JBSWY3DPEHPK3PXP")

    said = say("rotate-keys", "--instance", coop)

    assert "1 texts" in said.text
    newest, oldest = json.loads((coop / "keys.json").read_text(encoding="utf-8"))
    with instance.reading():
        locked = db().get_one(Account, 1).totp_secret
    assert locked is not None
    assert instance.keys.locked_with(locked) == newest != oldest
    assert instance.keys.unlock(locked, "account.totp_secret:1") == "JBSWY3DPEHPK3PXP"


def test_a_text_that_was_moved_to_another_row_stops_the_rotation(coop: Path) -> None:
    instance = Instance(load_settings(coop, {}))
    strange = instance.keys.lock("secret", "account.totp_secret:2")
    with instance.writing():
        db().execute(update(Account).values(totp_secret=strange))

    said = say("rotate-keys", "--instance", coop)

    assert (said.code, "another row" in said.text) == (1, True)


def test_a_tick_to_come_is_only_tried(coop: Path) -> None:
    later = "2027-01-13T09:00"

    assert say("tick", "--instance", coop, "--at", later).code == 1
    assert say("tick", "--instance", coop, "--at", later, "--dry-run").code == 0
    assert "Write the time" in say("tick", "--instance", coop, "--at", "morgen").text


def test_a_missing_mail_server_is_said(coop: Path) -> None:
    said = say("tick", "--instance", coop)

    assert "mail_host is not set" in said.text


def test_somebody_without_account_gets_no_link(coop: Path) -> None:
    assert say("login-link", "--instance", coop, "dirk@example.org").code == 1
    assert say("login-link", "--instance", coop, "bo@example.org").link.startswith("/")


def test_an_unknown_setting_is_named(coop: Path) -> None:
    with (coop / "settings.toml").open("a", encoding="utf-8") as file:
        file.write("colour = 'blue'\n")

    assert say("check", "--instance", coop).text == "Error: Unknown setting: colour.\n"


def test_a_secret_that_others_can_read_is_refused(coop: Path) -> None:
    (coop / "secrets.toml").chmod(0o644)

    assert "chmod 600" in say("check", "--instance", coop).text


def test_a_file_that_is_no_database_is_said(coop: Path) -> None:
    (coop / "buurtcoop.db").write_bytes(b"no database " * 1000)

    said = say("check", "--instance", coop)

    assert (said.code, "Traceback" in said.text) == (1, False)
    assert "The database" in said.text


def test_a_database_server_that_is_gone_is_said(
    coop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUURTCOOP_DATABASE_URL", "postgresql+psycopg://app:x@127.0.0.1:1/coop")

    said = say("check", "--instance", coop)

    assert (said.code, "does not answer" in said.text) == (1, True)


def test_a_full_disk_is_said() -> None:
    assert sentence_of(OSError(errno.ENOSPC, "No space left on device")).startswith("The disk is")


def test_what_nobody_foresaw_is_one_sentence_and_no_trace() -> None:
    @click.command()
    def breaks() -> None:
        raise ZeroDivisionError("two\nlines")

    main.add_command(breaks)
    try:
        said = say("breaks")
    finally:
        del main.commands["breaks"]

    assert said.code == 1
    assert said.text.count("\n") == 1
    assert "ZeroDivisionError: two" in said.text
