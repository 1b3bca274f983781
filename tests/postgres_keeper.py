"""Keeps the throw-away PostgreSQL server of `tests/postgres.py`; runs as a process of its own.

It makes the server in the folder given, says so in `ready.json`, and waits for the exclusive lock
on `users.lock`: the kernel gives it when the last user has closed its share or has died. Then it
stops the server by its pid and removes the folder. Should the keeper itself be killed, the kernel
stops the server (parent death signal), where `setpriv` exists.
"""

import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

import psycopg
from psycopg import sql

LOGINS = ("buurtcoop_owner", "buurtcoop_app")
TRIES = 5
FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "jit": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


@dataclass(frozen=True)
class Runner:
    """As whom the server's programs run: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    def command(self, *words: str) -> list[str]:
        """The command, with the order to the kernel that it ends when the keeper does."""
        setpriv = shutil.which("setpriv")
        if os.getuid() != 0:
            return [setpriv, "--pdeathsig", "INT", *words] if setpriv else list(words)
        if setpriv is None:
            raise SystemExit("Running PostgreSQL as root's child needs setpriv (util-linux).")
        who = ["--reuid", str(self.uid), "--regid", str(self.gid), "--clear-groups"]
        return [setpriv, *who, "--pdeathsig", "INT", *words]


def runner() -> Runner:
    """This user, or under root the first unprivileged one that exists."""
    if os.getuid() != 0:
        return Runner(os.getuid(), os.getgid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return Runner(known[name].pw_uid, known[name].pw_gid)
    raise SystemExit("No user postgres or nobody to run PostgreSQL as.")


def make_data(data: Path, bin_folder: Path, by: Runner, password: str) -> None:
    """Make the server's files, in a folder of the user it runs as."""
    data.mkdir(mode=0o700)
    password_file = data.with_name("password")
    password_file.write_text(password, encoding="utf-8")
    for path in (data, password_file):
        os.chown(path, by.uid, by.gid)
        path.chmod(0o700 if path.is_dir() else 0o600)
    words = [str(bin_folder / "initdb"), "--pgdata", str(data), "--username", "postgres"]
    words += ["--pwfile", str(password_file), "--auth", "scram-sha-256", "--encoding", "UTF8"]
    words += ["--locale", "C.UTF-8", "--no-sync", "--no-instructions"]
    subprocess.run(by.command(*words), check=True, stdout=subprocess.DEVNULL, cwd="/")
    password_file.unlink()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, bin_folder: Path, by: Runner, password: str) -> tuple[int, int]:
    """Start the server on a free port; when another took it meanwhile, on the next.

    Returns pid and port.
    """
    for _ in range(TRIES):
        port = free_port()
        options = [f"--{name.replace('_', '-')}={value}" for name, value in settings(port).items()]
        words = [str(bin_folder / "postgres"), "-D", str(data), *options]
        process = subprocess.Popen(by.command(*words), stdin=subprocess.DEVNULL, cwd="/")
        if answers(process, port, password):
            return process.pid, port
    raise SystemExit(f"The server did not start in {TRIES} tries.")


def settings(port: int) -> dict[str, str]:
    """What the server is told."""
    return FAST_AND_FORGETFUL | {"port": str(port)}


def answers(process: subprocess.Popen[bytes], port: int, password: str) -> bool:
    """Wait until the server takes a connection; False when it ended instead."""
    while process.poll() is None:
        try:
            connect(port, password).close()
        except psycopg.OperationalError:
            time.sleep(0.03)
        else:
            return True
    return False


def connect(port: int, password: str) -> psycopg.Connection:
    """A connection as the server's own superuser."""
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user="postgres",
        password=password,
        dbname="postgres",
        autocommit=True,
    )


def make_logins(port: int, passwords: dict[str, str]) -> None:
    """The two logins of an installation; neither may do more than its own databases allow."""
    with connect(port, passwords["postgres"]) as connection:
        for login in LOGINS:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(login), sql.Literal(passwords[login])
                )
            )


def last_user_gone(folder: Path) -> IO[str]:
    """Returns when every user has closed its share or has died.

    What it returns is held until this process ends: who comes meanwhile waits, and starts anew.
    """
    users = (folder / "users.lock").open("a")
    fcntl.flock(users, fcntl.LOCK_EX)
    return users


def stop(pid: int) -> None:
    """Fast shutdown, and wait until the server is gone."""
    os.kill(pid, signal.SIGINT)
    os.waitpid(pid, 0)


def told_to_end(number: int, frame: FrameType | None) -> None:
    """SIGTERM leaves through the same door as the last user."""
    raise SystemExit(0)


def keep(folder: Path, bin_folder: Path) -> None:
    """Make the server, keep it while somebody uses it, stop it."""
    signal.signal(signal.SIGTERM, told_to_end)
    by = runner()
    passwords = {login: secrets.token_urlsafe(18) for login in ("postgres", *LOGINS)}
    make_data(folder / "data", bin_folder, by, passwords["postgres"])
    pid, port = start(folder / "data", bin_folder, by, passwords["postgres"])
    try:
        make_logins(port, passwords)
        draft = folder / "ready.draft"
        draft.touch(mode=0o600)
        facts = {"pid": pid, "port": port, "passwords": passwords}
        draft.write_text(json.dumps(facts), encoding="utf-8")
        draft.rename(folder / "ready.json")
        held = last_user_gone(folder)
    finally:
        (folder / "ready.json").unlink(missing_ok=True)
        stop(pid)
        shutil.rmtree(folder, ignore_errors=True)
    held.close()


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
