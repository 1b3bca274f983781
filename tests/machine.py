"""What the tests need of this machine besides Python: a browser, a PostgreSQL server."""

import os
import shutil
from typing import NoReturn

import pytest

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
