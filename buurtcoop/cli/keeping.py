"""Keeping a coop in order: migrate, tick, check, login-link, rotate-keys."""

from datetime import datetime
from pathlib import Path

import click

from buurtcoop.access.operations import login_link as make_login_link
from buurtcoop.audit.rotation import relock
from buurtcoop.checks import broken
from buurtcoop.cli.fitness import fit_instance
from buurtcoop.cli.plainly import of_instance
from buurtcoop.core import clock
from buurtcoop.core.encryption import save_ring
from buurtcoop.core.migration import migrate as bring_up
from buurtcoop.reminders.rounds import TickRefused
from buurtcoop.reminders.rounds import tick as go_round
from buurtcoop.settings import load_settings


@click.command(short_help="Bring the database to this program's version, after a copy.")
@click.option(
    "--without-copy", is_flag=True, help="Do not copy the database first; you made a copy."
)
@of_instance
def migrate(folder: Path, without_copy: bool) -> None:
    """Bring the database to the version of this program.

    Makes a copy first, in DIR/copies, readable for its owner only. All or nothing: when it
    fails, the database is as it was. Stop `buurtcoop serve` before, start it after.

    \b
    Example:
      buurtcoop migrate --instance /var/lib/buurtcoop
    """
    done = bring_up(load_settings(folder), with_copy=not without_copy)
    if done.copy:
        click.echo(f"A copy was made: {done.copy}")
    if done.before == done.after:
        click.echo(f"The database is of version {done.after} already.")
        return
    click.echo(f"The database went from version {done.before or 'nothing'} to {done.after}.")


@click.command(short_help="Count the whole house after; 1 and a sentence per broken rule.")
@of_instance
def check(folder: Path) -> None:
    """Count after whether everything still holds: places, books, messages, roles.

    Changes nothing. Ends with 1 and one sentence for each rule that is broken.

    \b
    Example:
      buurtcoop check --instance /var/lib/buurtcoop
    """
    instance = fit_instance(folder)
    with instance.reading():
        found = list(broken())
    for sentence in found:
        click.echo(sentence)
    if found:
        raise click.ClickException(f"{len(found)} things do not hold.")
    click.echo("Everything holds.")


@click.command(short_help="Do one round of the scheduler: what is due, and the mail.")
@click.option("--at", "moment", metavar="TIME", help="As if it were then: 2027-01-12T08:30.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@of_instance
def tick(folder: Path, moment: str | None, dry_run: bool) -> None:
    """Do one round: put what is due in the outbox, deliver what is ready, say what was done.

    A time without a zone is the wall clock of Amsterdam. A time later than now is for a demo
    coop, or for --dry-run: nobody hears today what is due tomorrow.

    \b
    Examples:
      buurtcoop tick
      buurtcoop tick --at 2027-01-13T09:00 --dry-run
    """
    instance = fit_instance(folder)
    try:
        report = go_round(instance, _moment(moment) if moment else None, dry_run=dry_run)
    except TickRefused as refused:
        raise click.ClickException(str(refused)) from refused
    for sentence in report.did or ["Nothing was due."]:
        click.echo(sentence)
    if report.trouble:
        raise click.ClickException("\n".join(report.trouble))


@click.command("login-link", short_help="Print a link with which somebody signs in, once.")
@click.argument("email")
@click.option(
    "--reset-second-factor",
    is_flag=True,
    help="Take the second factor off; it is logged and mailed to all staff.",
)
@of_instance
def login_link(folder: Path, email: str, reset_second_factor: bool) -> None:
    """Print a link with which the owner of EMAIL signs in. It works once, for half an hour.

    Hand it over only to somebody you know. --reset-second-factor is for who lost the phone and
    the recovery codes; everybody with a role hears of it.

    \b
    Example:
      buurtcoop login-link coor@example.org
    """
    instance = fit_instance(folder)
    with instance.writing():
        path = make_login_link(email, reset_second_factor=reset_second_factor)
    click.echo(instance.settings.base_url.rstrip("/") + path)


@click.command("rotate-keys", short_help="Lock sensitive texts with a new key.")
@of_instance
def rotate_keys(folder: Path) -> None:
    """Put a new key in front and lock every sensitive text with it.

    The old keys stay in keys.json, for copies made before and for links in mails; keep that
    file where the copies of the database are not. May be run while the coop is served, and
    again when it was broken off.

    \b
    Example:
      buurtcoop rotate-keys
    """
    instance = fit_instance(folder)
    save_ring(instance.keys.with_new_key(), instance.key_file)
    with instance.writing():
        count = relock()
    click.echo(f"There is a new key, and {count} texts were locked with it.")


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise click.ClickException("Write the time like this: 2027-01-12T08:30.") from error
    return moment if moment.tzinfo else clock.at(moment.date(), moment.time())
