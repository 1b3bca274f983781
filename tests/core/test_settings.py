"""Settings: known by name, documented, and refused in a sentence."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from buurtcoop.app import create_app
from buurtcoop.settings import SECRETS, Settings, SettingsError, data_folder, load_settings

LONG = "x" * 32
ADDRESS = "https://wijk.example.org"


def written(folder: Path, text: str, *, secrets: str = "", mode: int = 0o600) -> Path:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    if secrets:
        (folder / "secrets.toml").write_text(secrets, encoding="utf-8")
        (folder / "secrets.toml").chmod(mode)
    return folder


def test_every_setting_is_documented() -> None:
    config = data_folder("config")
    defaults = tomllib.loads((config / "default.toml").read_text(encoding="utf-8"))
    example = (config / "production.example.toml").read_text(encoding="utf-8")
    known = {field.name for field in fields(Settings)} - {"instance"}

    assert defaults.keys() == known - SECRETS
    assert {name for name in SECRETS if not re.search(rf"\b{name}\b", example)} == set()


def test_every_setting_in_default_toml_says_what_it_is_for() -> None:
    lines = (data_folder("config") / "default.toml").read_text(encoding="utf-8").splitlines()
    settings = [line for line in lines if line and not line.startswith("#")]

    assert [line for line in settings if "#" not in line and not obvious(line)] == []


def obvious(line: str) -> bool:
    return line.split(" =")[0] in {"host", "port", "workers", "log_level", "mail_port", "mail_user"}


def test_the_production_example_is_right(tmp_path: Path) -> None:
    example = data_folder("config") / "production.example.toml"
    folder = written(tmp_path, example.read_text(encoding="utf-8"))

    settings = load_settings(folder, {"BUURTCOOP_SECRET_KEY": LONG})

    assert settings.production
    assert settings.secure


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour = 'blue'", r"Unknown setting: colour\."),
        ("port = 'many'", "port must be a whole number"),
        ("base_url = 3", "base_url must be a text"),
        ("base_url = 'wijk'", "base_url must be an address"),
        ("mode = 'fast'", "mode must be"),
        ("log_level = 'LOUD'", "log_level must be one of"),
        ("mail_tls = 'maybe'", "mail_tls must be"),
        ("mail_tls = 'none'\nmail_host = 'smtp.example.org'", "only for a mail server on this"),
        ("secret_key = 'x'", "secret_key is a secret and may not stand in settings.toml"),
        ("port = ", "is not valid TOML"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        load_settings(written(tmp_path, text), {})


def test_an_unknown_name_in_the_environment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Unknown setting: colour"):
        load_settings(tmp_path, {"BUURTCOOP_COLOUR": "blue"})


def test_the_environment_goes_before_the_files(tmp_path: Path) -> None:
    folder = written(tmp_path, "port = 8001", secrets="secret_key = 'from the file'")

    settings = load_settings(folder, {"BUURTCOOP_PORT": "8002", "BUURTCOOP_SECRET_KEY": LONG})

    assert (settings.port, settings.secret_key) == (8002, LONG)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_secrets_that_others_can_read_are_refused(tmp_path: Path, mode: int) -> None:
    folder = written(tmp_path, "", secrets=f"secret_key = '{LONG}'", mode=mode)

    with pytest.raises(SettingsError, match=r"chmod 600 secrets\.toml"):
        load_settings(folder, {})


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_production_does_not_start_with_a_missing_or_short_secret(
    tmp_path: Path, secret: str
) -> None:
    folder = written(tmp_path, f"mode = 'production'\nbase_url = '{ADDRESS}'")

    with pytest.raises(SettingsError, match="secret_key is missing or shorter"):
        load_settings(folder, {"BUURTCOOP_SECRET_KEY": secret})


def test_production_does_not_start_over_plain_http(tmp_path: Path) -> None:
    folder = written(tmp_path, "mode = 'production'\nbase_url = 'http://wijk.example.org'")

    with pytest.raises(SettingsError, match="must begin with https"):
        load_settings(folder, {"BUURTCOOP_SECRET_KEY": LONG})


def test_no_app_is_made_without_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="secret_key is missing"):
        create_app(load_settings(tmp_path, {}))


def test_secrets_do_not_stand_in_what_is_printed(tmp_path: Path) -> None:
    environ = {f"BUURTCOOP_{name.upper()}": f"secret {name} {LONG}" for name in SECRETS}

    assert LONG not in repr(load_settings(tmp_path, environ))
