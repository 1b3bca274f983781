"""What the tests need of this machine besides Python: a browser, a PostgreSQL server."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest

from tests.postgres import PostgresMissing, Server, binaries, server

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def leave_out(why: str) -> NoReturn:
    """Leave the test out and say why; with CI=true it fails, for there nothing is left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


def chromium() -> str:
    """The path of the installed Chromium; without one the test is left out."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    leave_out("No Chromium on this machine. On Debian: apt-get install chromium")


@contextmanager
def postgresql() -> Iterator[Server]:
    """The throw-away server of this run; without its programs the test is left out."""
    try:
        binaries()
    except PostgresMissing as missing:
        leave_out(str(missing))
    with server() as running:
        yield running
