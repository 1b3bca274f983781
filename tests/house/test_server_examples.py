"""The examples for a server are accepted as they stand."""

import shutil
import tomllib
from pathlib import Path

from buurtcoop.settings import load_settings
from tests.house.files import ROOT

EXAMPLE = ROOT / "config" / "production.example.toml"


def test_the_production_example_starts_with_a_secret_and_nothing_else(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "settings.toml")

    settings = load_settings(tmp_path, {"BUURTCOOP_SECRET_KEY": "k" * 40})

    assert settings.production
    assert settings.secure
    assert settings.trusted_proxies == 1


def test_the_production_example_sets_only_what_exists() -> None:
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    default = tomllib.loads((ROOT / "config" / "default.toml").read_text(encoding="utf-8"))

    assert example.keys() - default.keys() == set()
