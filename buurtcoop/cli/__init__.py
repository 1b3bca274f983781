"""The `buurtcoop` command.

Always holds: every command works on one instance folder; what goes wrong is said in one plain
sentence with exit code 1, never in a trace.
"""

import click

from buurtcoop.cli import books, founding, keeping, serving, trying
from buurtcoop.cli.plainly import Plainly


@click.group(cls=Plainly, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The working day of a neighbourhood cooperative.

    Every command takes --instance DIR, or BUURTCOOP_INSTANCE: the folder with this coop's
    settings, keys, database file and outgoing files. It is instance/ unless told otherwise.

    \b
    Try it:            buurtcoop demo
    Found a coop:      buurtcoop init
    Serve it:          buurtcoop serve
    """


for command in (
    trying.demo,
    founding.init,
    keeping.migrate,
    serving.serve,
    serving.scheduler,
    keeping.tick,
    keeping.check,
    keeping.login_link,
    keeping.rotate_keys,
    books.bring_in,
    books.write_out,
):
    main.add_command(command)
