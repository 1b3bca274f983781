"""A copy of the whole database, made while it is in use."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from buurtcoop.core import clock

DEBIAN = Path("/usr/lib/postgresql")


class CopyFailed(Exception):
    """There is no copy; the text says why."""


def make_copy(url: str, folder: Path, name: str) -> Path:
    """Copy the database of this address into the folder, as `<utc>-<name>`.

    SQLite copies itself (VACUUM INTO); PostgreSQL through pg_dump. Only the owner may read the
    copy. Raises CopyFailed, and then leaves no half copy behind.
    """
    address = make_url(url)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{clock.now():%Y%m%dT%H%M%SZ}-{name}"
    if address.get_backend_name() == "sqlite":
        return _copy_file(str(address.database), _free(target, ".db"))
    return _dump(address, _free(target, ".dump"))


def _free(target: Path, ending: str) -> Path:
    """A file that is not there yet: two copies in one second both stay."""
    path, number = target.with_name(target.name + ending), 2
    while path.exists():
        path, number = target.with_name(f"{target.name}-{number}{ending}"), number + 1
    return path


def _copy_file(database: str, path: Path) -> Path:
    with closing(sqlite3.connect(database)) as connection:
        try:
            connection.execute("VACUUM INTO ?", [str(path)])
        except sqlite3.Error as error:
            path.unlink(missing_ok=True)
            raise CopyFailed(f"{path.name} could not be written: {error}.") from error
    path.chmod(0o600)
    return path


def _dump(address: URL, path: Path) -> Path:
    program = _pg_dump()
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    done = subprocess.run(
        [
            program,
            *("--format", "custom", "--no-password", "--file", str(path)),
            *("--host", address.host or "", "--port", str(address.port or 5432)),
            *("--username", address.username or "", "--dbname", address.database or ""),
        ],
        env={**os.environ, "PGPASSWORD": str(address.password or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        path.unlink(missing_ok=True)
        said = done.stderr.strip().splitlines()
        raise CopyFailed(f"pg_dump made no copy: {said[-1] if said else 'it did not say why'}.")
    return path


def _pg_dump() -> str:
    """The newest pg_dump of this machine: it reads every older server."""
    versions = sorted(
        DEBIAN.glob("*/bin/pg_dump"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    found = str(versions[-1]) if versions else shutil.which("pg_dump")
    if found is None:
        raise CopyFailed(
            "There is no pg_dump on this machine, so no copy can be made first. Install "
            "postgresql-client, or make a copy yourself and add --without-copy."
        )
    return found
