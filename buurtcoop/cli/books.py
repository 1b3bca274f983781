"""The books from the command line: import bank, export xaf, beancount and ledger."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click

from buurtcoop.bank.operations import Planned, import_file, look
from buurtcoop.bank.rules import LARGEST_FILE
from buurtcoop.cli.fitness import fit_instance
from buurtcoop.cli.plainly import of_instance
from buurtcoop.core.viewer import STRANGER
from buurtcoop.documents.rules import megabytes
from buurtcoop.ledger.exports import beancount, workbook, xaf
from buurtcoop.ledger.exports.years import Tell

FIRST_YEAR, LAST_YEAR = 1900, 9998
Write = Callable[[int, BinaryIO, Tell], None]


@click.group("import", short_help="Bring in the files of others.")
def bring_in() -> None:
    """Bring in the files of others: of the bank."""


@bring_in.command("bank", short_help="Read a bank file; with --apply also take it in.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "take_in", is_flag=True, help="Take it in; without it nothing changes.")
@of_instance
def import_bank(folder: Path, file: Path, take_in: bool) -> None:
    """Say what is in the bank FILE, and with --apply take it in.

    CAMT.053, MT940 and the CSV files of Dutch banks, also zipped. All or nothing; taking in the
    same file twice changes nothing. What is not booked by itself waits on /geld/bank.

    \b
    Examples:
      buurtcoop import bank januari.xml
      buurtcoop import bank januari.xml --apply
    """
    data = _read(file)
    instance = fit_instance(folder)
    with instance.reading():
        preview = look(data)
        for planned in preview.statements:
            click.echo(_told(planned))
    if not take_in:
        click.echo("Nothing was changed. Take it in with: --apply")
        return
    with instance.writing():
        done = import_file(data, file.name, STRANGER)
    click.echo(
        f"Taken in: {done.new} new movements, {done.at_once} of them booked; "
        f"{done.known} were there already."
    )


@click.group("export", short_help="Write the books of a year to a file.")
def write_out() -> None:
    """Write the books of a year to a file, for who works with another program."""


def _export(name: str, write: Write, *, short: str, text: str, example: str) -> None:
    """Give `export` a command that writes one kind of file."""

    @write_out.command(
        name,
        short_help=short,
        help=f"{text}\n\n\b\nExample:\n  buurtcoop export {name} --year 2027 --to {example}",
    )
    @click.option(
        "--year",
        type=click.IntRange(FIRST_YEAR, LAST_YEAR),
        required=True,
        help="The book year.",
    )
    @click.option("--to", type=click.Path(path_type=Path), required=True, help="The file to write.")
    @click.option("--force", is_flag=True, help="Write over a file that is there.")
    @of_instance
    def command(folder: Path, year: int, to: Path, force: bool) -> None:
        if to.exists() and not force:
            raise click.ClickException(f"{to} is there already. Write over it with: --force")
        instance = fit_instance(folder)
        with instance.reading():
            _write_whole(to, write, year)
        click.echo(f"The books of {year} are in {to}.")


_export(
    "xaf",
    xaf.write,
    short="Audit file (XAF 3.2) of a year, for an accountant or the tax office.",
    text="Write the audit file of a year: XML Auditfile Financieel 3.2.",
    example="2027.xaf",
)
_export(
    "beancount",
    beancount.write,
    short="The entries of a year as Beancount text.",
    text="Write the entries of a year as Beancount text: plain double entry.",
    example="2027.beancount",
)
_export(
    "ledger",
    workbook.write,
    short="The general ledger of a year as a workbook (XLSX).",
    text="Write every line, the balances, the chart of accounts and the funds of a year as XLSX.",
    example="2027.xlsx",
)


def _write_whole(to: Path, write: Write, year: int) -> None:
    """Write beside it and put it in place when it is whole; readable for its owner only."""
    fresh = to.with_name(f"{to.name}.new")
    shown = sys.stderr.isatty()

    def tell(done: int, of_all: int) -> None:
        if shown:
            click.echo(f"\r{done} of {of_all} entries", nl=False, err=True)

    try:
        # What lies there under this name, maybe a link of somebody else, is not written into.
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            write(year, file, tell)
        fresh.replace(to)
    finally:
        fresh.unlink(missing_ok=True)
        if shown:
            click.echo(err=True)


def _read(file: Path) -> bytes:
    """The bytes of a file, when it is no larger than a bank file can be."""
    if file.stat().st_size > LARGEST_FILE:
        raise click.ClickException(
            f"{file} is too large: a bank file is at most {megabytes(LARGEST_FILE)}."
        )
    return file.read_bytes()


def _told(planned: Planned) -> str:
    read = planned.read
    said = (
        f"{planned.account.name}, {read.first_day} to {read.last_day}: "
        f"{len(planned.fresh)} new, {planned.known} known, {len(planned.at_once)} would be booked."
    )
    if planned.gap:
        said += f" Between {planned.since} and this file {planned.gap} is missing."
    return said
