"""The settings of one installation: TOML and environment in, one frozen dataclass out.

Order, last wins: `config/default.toml`, `<instance>/settings.toml`, `<instance>/secrets.toml`,
`BUURTCOOP_<NAME>` in the environment. An unknown name is refused by name. Secrets are refused
in `settings.toml`, and `secrets.toml` is refused when anybody but its owner can read it.
"""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "BUURTCOOP_"
SECRETS = frozenset({"secret_key", "database_url", "database_owner_url", "mail_password"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting is unknown, missing, of the wrong kind or unsafe; the text says which and why."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one installation is told from outside; nothing here changes while it runs."""

    instance: Path
    mode: str
    base_url: str
    host: str
    port: int
    workers: int
    threads: int
    trusted_proxies: int
    log_level: str
    mail_host: str
    mail_port: int
    mail_tls: str
    mail_ca_file: str
    mail_user: str
    mail_from: str
    mail_rate: int
    secret_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    database_owner_url: str = field(default="", repr=False)
    mail_password: str = field(default="", repr=False)

    @property
    def production(self) -> bool:
        """Whether the coop is on the internet, where the strict rules hold."""
        return self.mode == "production"

    @property
    def secure(self) -> bool:
        """Whether people reach the coop over https: cookies are then bound to it."""
        return self.base_url.startswith("https://")

    @property
    def database(self) -> str:
        """Address of the database for the serving login; a file in the instance by default."""
        return self.database_url or f"sqlite:///{self.instance / 'buurtcoop.db'}"

    @property
    def owner_database(self) -> str:
        """Address of the database for the login that migrates."""
        return self.database_owner_url or self.database


def data_folder(name: str) -> Path:
    """`templates`, `migrations` or `config`, in a checkout as well as in an installed wheel."""
    package = Path(__file__).parent
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name


def load_settings(
    instance: Path | str | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings of the instance folder.

    Raises SettingsError with a sentence that names the setting.
    """
    environ = os.environ if environ is None else environ
    folder = Path(instance or environ.get(PREFIX + "INSTANCE") or "instance").absolute()
    values: dict[str, object] = {}
    values |= _read(data_folder("config") / "default.toml")
    values |= _without_secrets(_read(folder / "settings.toml"), folder / "settings.toml")
    values |= _read_private(folder / "secrets.toml")
    values |= _from(environ)
    settings = Settings(instance=folder, **_typed(values))
    _refuse_unsafe(settings)
    return settings


def _read(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error


def _without_secrets(values: dict[str, object], path: Path) -> dict[str, object]:
    for name in SECRETS & values.keys():
        raise SettingsError(
            f"{name} is a secret and may not stand in {path.name}: put it in secrets.toml, "
            f"which only its owner may read, or in the environment as {PREFIX}{name.upper()}."
        )
    return values


def _read_private(path: Path) -> dict[str, object]:
    if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"Others can read {path}. Make it private: chmod 600 {path.name}")
    return _read(path)


def _from(environ: Mapping[str, str]) -> dict[str, object]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name != PREFIX + "INSTANCE"
    }


def _typed(values: dict[str, object]) -> dict[str, Any]:
    kinds = {entry.name: entry.type for entry in fields(Settings) if entry.name != "instance"}
    typed: dict[str, Any] = {}
    for name, value in values.items():
        if name not in kinds:
            raise SettingsError(f"Unknown setting: {name}.")
        if kinds[name] is not int:
            if not isinstance(value, str):
                raise SettingsError(f"{name} must be a text, not {value!r}.")
            typed[name] = value
            continue
        try:
            typed[name] = int(str(value))
        except ValueError as error:
            raise SettingsError(f"{name} must be a whole number, not {value!r}.") from error
    return typed


def _refuse_unsafe(settings: Settings) -> None:
    url = urlsplit(settings.base_url)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise SettingsError("base_url must be an address such as https://buurtcoop.example.org.")
    if settings.mode not in ("local", "production"):
        raise SettingsError('mode must be "local" or "production".')
    if settings.log_level not in LOG_LEVELS:
        raise SettingsError(f"log_level must be one of {', '.join(LOG_LEVELS)}.")
    if settings.mail_tls not in ("starttls", "tls", "none"):
        raise SettingsError('mail_tls must be "starttls", "tls" or "none".')
    if settings.mail_tls == "none" and settings.mail_host not in LOOPBACK | {""}:
        raise SettingsError('mail_tls = "none" is only for a mail server on this machine.')
    if settings.production and url.scheme != "https" and url.hostname not in LOOPBACK:
        raise SettingsError("base_url must begin with https:// in production.")
    if settings.production and len(settings.secret_key) < SHORTEST_SECRET:
        raise SettingsError(
            f"secret_key is missing or shorter than {SHORTEST_SECRET} characters. "
            "`buurtcoop init` makes one in secrets.toml."
        )
