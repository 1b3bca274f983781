"""`buurtcoop serve` as it runs: web workers and a scheduler that end together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from buurtcoop.core.instance import Instance, db
from buurtcoop.settings import load_settings

PATIENCE = 40


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def serving(coop: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A coop that is served."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "buurtcoop.cli", "serve"),
            *("--instance", str(coop), "--port", str(port), "--workers", "2"),
        ],
        env={name: value for name, value in os.environ.items() if "BUURTCOOP" not in name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: answers(port))
        until(lambda: beats(coop))
        yield process
    finally:
        children = family(process.pid) if process.poll() is None else []
        process.terminate()
        process.wait(PATIENCE)
        until(lambda: not any(alive(child) for child in children))


def test_a_worker_that_dies_is_started_anew(serving: subprocess.Popen[bytes], port: int) -> None:
    time.sleep(6)  # what dies sooner after its start is a crash loop to granian
    before = family(serving.pid)

    for child in before:
        if "resource_tracker" not in command_of(child):
            os.kill(child, signal.SIGKILL)
            break

    until(
        lambda: len(family(serving.pid)) == len(before) and set(family(serving.pid)) != set(before)
    )
    until(lambda: answers(port))


def test_when_serve_is_killed_nothing_is_left_behind(
    serving: subprocess.Popen[bytes], port: int
) -> None:
    children = family(serving.pid)

    serving.kill()
    serving.wait()

    until(lambda: not any(alive(child) for child in children))
    assert not answers(port)


def test_one_command_serves_with_its_scheduler_and_stops_quickly_and_in_order(
    serving: subprocess.Popen[bytes], port: int
) -> None:
    assert answers(port)
    assert len(family(serving.pid)) >= 3
    began = time.monotonic()

    serving.send_signal(signal.SIGINT)

    assert serving.wait(PATIENCE) in (0, -signal.SIGINT, 1)
    assert time.monotonic() - began < 15


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    give_up = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < give_up, "It took too long."
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/favicon.svg", timeout=5):
            return True
    except OSError:
        return False


def beats(coop: Path) -> bool:
    instance = Instance(load_settings(coop, {}))
    try:
        with instance.reading():
            return bool(db().scalar(text("SELECT count(*) FROM heartbeat")))
    finally:
        instance.close()


def family(parent: int) -> list[int]:
    """The processes this one started."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    tasks = Path(f"/proc/{parent}/task").iterdir()
    of_threads = [(task / "children").read_text(encoding="ascii").split() for task in tasks]
    return sorted(
        {int(child) for child in [*listed, *(one for some in of_threads for one in some)]}
    )


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return False
    return state.rsplit(")", 1)[1].split()[0] != "Z"
