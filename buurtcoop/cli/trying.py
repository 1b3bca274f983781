"""`buurtcoop demo`: the demo cooperative, made and served."""

from dataclasses import replace
from pathlib import Path

import click

from buurtcoop.cli.founding import make_folder
from buurtcoop.cli.plainly import of_instance
from buurtcoop.cli.serving import refuse_taken, serve_coop
from buurtcoop.demo.mailbox import LOCALHOST, free_port, mailbox
from buurtcoop.demo.making import STORIES, is_demo, make, prepare
from buurtcoop.settings import load_settings


@click.command(short_help="Make the demo coop, with a year behind it, and serve it.")
@click.option(
    "--size",
    type=click.Choice(list(STORIES), case_sensitive=False),
    default="S",
    show_default=True,
    help="S: 120 members and their year; M: 2,000 members and 20,000 shifts; L: ten times M.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of 8000.")
@click.option("--no-serve", is_flag=True, help="Only make it.")
@of_instance
def demo(folder: Path, size: str, port: int | None, no_serve: bool) -> None:
    """Make the demo cooperative Wilgenkwartier in DIR and serve it with its scheduler.

    Its year is replayed through the program's own operations, so its figures are real. When it
    is there already it is served as it is. Another cooperative in DIR is left alone. Its mail
    stays on this machine: see /proefpost; and /proef signs you in with one click.

    \b
    Examples:
      buurtcoop demo
      buurtcoop demo --size M --port 8010 --instance big
    """
    wished = load_settings(folder)
    mail_port = free_port(wished.mail_port if wished.mail_host == LOCALHOST else 8025)
    settings = prepare(folder, port=port, mail_port=mail_port)
    if not no_serve:
        refuse_taken(settings.host, settings.port)
    if is_demo(settings):
        click.echo(f"The demo in {folder} is there already and stays as it is.")
    else:
        settings = make_folder(folder, base_url=settings.base_url)
        make(settings, size)
        click.echo(f"The demo stands in {folder}.")
    if no_serve:
        click.echo(f"Serve it with: buurtcoop demo --instance {folder}")
        return
    click.echo(f"Choose who to be: {settings.base_url}/proef")
    with mailbox(settings.instance, settings.mail_port):
        serve_coop(replace(settings, host=LOCALHOST))
