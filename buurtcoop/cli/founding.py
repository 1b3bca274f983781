"""`buurtcoop init`: a folder becomes a cooperative."""

import os
import secrets
import tomllib
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import click

from buurtcoop.access.operations import grant, login_link, open_account
from buurtcoop.access.rules import RoleName
from buurtcoop.cli.plainly import of_instance
from buurtcoop.coop.operations import add_activity, found
from buurtcoop.coop.queries import is_founded
from buurtcoop.core import clock
from buurtcoop.core.contact import ContactUnclear, read_email, read_phone
from buurtcoop.core.encryption import new_ring, save_ring
from buurtcoop.core.instance import Instance
from buurtcoop.core.migration import migrate, version_of
from buurtcoop.ledger.operations import open_year
from buurtcoop.people.operations import add_person
from buurtcoop.settings import PREFIX, Settings, SettingsError, load_settings

GENERAL = ("general", "Algemeen")
Check = Callable[[click.Context, click.Parameter, str], str]
Decorator = Callable[[Callable[..., None]], Callable[..., None]]
FIRST_ROLES = (RoleName.BOARD.value, RoleName.COORDINATOR.value)


class FoundedHere(SettingsError):
    """The folder has its cooperative; the text says where."""


def _email(_context: click.Context, _option: click.Parameter, written: str) -> str:
    try:
        return read_email(written)
    except ContactUnclear as error:
        raise click.BadParameter("That is no mail address, like name@example.org.") from error


def _phone(_context: click.Context, _option: click.Parameter, written: str) -> str:
    try:
        return read_phone(written)
    except ContactUnclear as error:
        raise click.BadParameter("That is no phone number, like 06 12 34 56 78.") from error


def _full_name(_context: click.Context, _option: click.Parameter, written: str) -> str:
    if len(written.split()) < 2:
        raise click.BadParameter("Write first name and last name, like Bo van den Berg.")
    return written


def _asked(name: str, prompt: str, help_text: str, check: Check | None = None) -> Decorator:
    """An option that is asked for when it is not given."""
    return click.option(name, prompt=prompt, help=help_text, callback=check)


@click.command(short_help="Found a coop in an empty folder; prints a link to sign in with.")
@_asked("--name", "Full name in the statutes", "Full name of the coop, as in its statutes.")
@_asked("--short-name", "Name people use", "The name people use, such as Wilgenkwartier.")
@_asked("--email", "Mail address a person reads", "Where people write to.", _email)
@_asked("--phone", "Phone number somebody answers", "Whom people call.", _phone)
@_asked("--person", "Your name", "The first person to sign in, as: Bo van den Berg.", _full_name)
@_asked("--person-email", "Your mail address", "The address of this person.", _email)
@click.option(
    "--role",
    type=click.Choice(FIRST_ROLES),
    default=FIRST_ROLES[0],
    show_default=True,
    help="The role of the first person; the board gives the other roles.",
)
@click.option(
    "--base-url",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="How people reach the coop; https when it is on the internet.",
)
@of_instance
def init(
    *,
    folder: Path,
    name: str,
    short_name: str,
    email: str,
    phone: str,
    person: str,
    person_email: str,
    role: str,
    base_url: str,
) -> None:
    """Found a cooperative: its folder, settings, keys, database and first person.

    Asks what it is not told. Refuses a folder whose database has a cooperative already; may be
    run again when it was broken off. For PostgreSQL put database_url and database_owner_url in
    DIR/secrets.toml (chmod 600) or in the environment first; for mail edit DIR/settings.toml.

    \b
    Example:
      buurtcoop init --instance /var/lib/buurtcoop --base-url https://buurtcoop.example.org
    """
    settings = make_folder(folder, base_url=base_url)
    migrate(settings, with_copy=False)
    with Instance(settings).writing():
        found(name=name, short_name=short_name, email=email, phone=phone)
        add_activity(*GENERAL)
        open_year(clock.today().year)
        _first_person(person, person_email, RoleName(role))
        path = login_link(person_email)
    click.echo(f"{short_name} is founded in {settings.instance}.")
    click.echo("Keep keys.json also somewhere else: without it locked texts stay locked.")
    click.echo(f"Start with: buurtcoop serve --instance {folder}")
    click.echo("Then sign in with this link. It works once, for half an hour:")
    click.echo(settings.base_url.rstrip("/") + path)


def make_folder(folder: Path, *, base_url: str, mode: str | None = None) -> Settings:
    """The folder of a new coop with settings, a secret of its own and keys; keeps what is there.

    Without `mode`, https means production. Raises SettingsError, and FoundedHere when the
    database of this folder has a cooperative already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _keep_or_make_secret(folder / "secrets.toml")
    mode = mode or ("production" if base_url.startswith("https://") else "local")
    _keep_or_write(
        folder / "settings.toml",
        "# What differs from config/default.toml, where every setting is explained.\n"
        f'mode = "{mode}"\nbase_url = "{base_url}"\n',
    )
    settings = load_settings(folder)
    _refuse_founded(settings)
    if not (folder / "keys.json").exists():
        save_ring(new_ring(), folder / "keys.json")
    return settings


def _keep_or_make_secret(path: Path) -> None:
    if f"{PREFIX}SECRET_KEY" in os.environ:
        return
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    if "secret_key" not in tomllib.loads(written):
        _write(path, f'{written}secret_key = "{secrets.token_urlsafe(48)}"\n')


def _keep_or_write(path: Path, text: str) -> None:
    if not path.exists():
        _write(path, text)


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner reads, in one move."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def _refuse_founded(settings: Settings) -> None:
    if version_of(settings.database) is None:
        return
    instance = Instance(settings)
    try:
        with instance.reading():
            founded = is_founded()
    finally:
        instance.close()
    if founded:
        raise FoundedHere(f"There is a cooperative in {settings.instance} already; it stays as is.")


def _first_person(full_name: str, email: str, role: RoleName) -> None:
    call_name, *rest = full_name.split()
    prefix = list(takewhile(str.islower, rest))
    person = add_person(
        call_name=call_name,
        prefix=" ".join(prefix),
        surname=" ".join(rest[len(prefix) :]),
        email=email,
    )
    open_account(person)
    grant(person.id, role, on=clock.today(), by=None)
