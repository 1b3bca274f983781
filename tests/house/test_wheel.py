"""The wheel: the program with everything it reads, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.files import ROOT, project_files

DATA = ("templates", "migrations", "config")

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_every_template_migration_and_setting_is_in_the_wheel(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())

    wanted = {f"buurtcoop/_data/{path}" for path in project_files() if path.parts[0] in DATA}

    assert wanted
    assert wanted - held == set()


def test_no_test_and_no_coops_own_data_is_in_the_wheel(wheel: Path) -> None:
    held = zipfile.ZipFile(wheel).namelist()

    tops = {name.split("/")[0] for name in held}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"buurtcoop"}
    assert [name for name in held if name.endswith((".pyc", ".db", ".key", ".sqlite3"))] == []


def test_the_installed_program_finds_its_data_without_the_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    script = f"from buurtcoop.settings import data_folder as f; print(*map(f, {DATA!r}))"

    answer = subprocess.run(
        [sys.executable, "-S", "-c", script],
        cwd=tmp_path / "site",
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()

    assert answer == [str(tmp_path / "site" / "buurtcoop" / "_data" / name) for name in DATA]
    assert all(Path(folder).is_dir() for folder in answer)
