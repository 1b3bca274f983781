"""Commands as an operator types them."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from buurtcoop.cli import main

FOUNDING = {
    "--name": "Coöperatieve buurtvereniging Wijk U.A.",
    "--short-name": "Wijk",
    "--email": "hallo@example.org",
    "--phone": "020 123 45 67",
    "--person": "Bo van den Berg",
    "--person-email": "Bo@Example.org",
}


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    text: str

    @property
    def link(self) -> str:
        """The path of the link it printed."""
        found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", self.text)
        assert found is not None, self.text
        return found[1]


def say(*words: str | Path, typed: str = "") -> Said:
    """Run `buurtcoop` with these words."""
    done = CliRunner().invoke(main, [str(word) for word in words], input=typed)
    return Said(done.exit_code, done.output)


def found(folder: Path, **other: str) -> Said:
    """Found a coop in this folder."""
    flags = FOUNDING | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
    return say("init", "--instance", folder, *(word for pair in flags.items() for word in pair))


@contextmanager
def without_environment() -> Iterator[None]:
    """No setting of whoever runs the tests."""
    bare = {name: value for name, value in os.environ.items() if "BUURTCOOP" not in name}
    with patch.dict(os.environ, bare, clear=True):
        yield
