"""The laws of the house are noticed by the tools: each is broken once, in a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOT

pytestmark = pytest.mark.guard

# contract, file of the copy, what is added to it
BROKEN = [
    ("rooms", "members/__init__.py", "import buurtcoop.shifts.models"),
    ("rooms", "settings.py", "import buurtcoop.core.clock"),
    ("rooms", "newroom.py", '"""A room nobody gave a floor."""'),
    ("furniture", "shifts/models.py", "import buurtcoop.shifts.operations"),
    ("views", "desks/__init__.py", "import buurtcoop.shifts.views"),
    ("below-forms", "shifts/models.py", "import flask"),
    ("below-forms", "funding/models.py", "import buurtcoop.web.forms"),
    ("core", "core/clock.py", "import werkzeug"),
    ("rules", "shifts/rules.py", "import sqlalchemy"),
    ("questions", "funding/queries.py", "import buurtcoop.ledger.operations"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("static", "translations", "__pycache__")
    shutil.copytree(ROOT / "buurtcoop", tmp_path / "buurtcoop", ignore=ignored)
    return tmp_path


@pytest.mark.parametrize(("contract", "file", "line"), BROKEN)
def test_a_broken_contract_is_noticed(copy: Path, contract: str, file: str, line: str) -> None:
    assert kept(copy, contract) == ""

    target = copy / "buurtcoop" / file
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    target.write_text(f"{before}\n{line}\n", encoding="utf-8")

    assert kept(copy, contract) != ""


@pytest.mark.parametrize(
    "call",
    ["datetime.datetime.now(datetime.UTC)", "datetime.date.today()", "time.time()"],
)
def test_a_second_source_of_now_is_noticed(call: str) -> None:
    code = f'"""A rule."""\n\nimport {call.split(".")[0]}\n\nNOW = {call}\n'

    answer = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--stdin-filename", "buurtcoop/shifts/rules.py"],
        cwd=ROOT,
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "only source of" in answer.stdout


def kept(folder: Path, contract: str) -> str:
    """What import-linter says against the contract; empty when it holds."""
    answer = subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            *("--no-logo", "--no-cache", "--contract", contract),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr
