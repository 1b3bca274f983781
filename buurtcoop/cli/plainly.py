"""What goes wrong, in one sentence for the operator."""

import errno
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from buurtcoop.coop.queries import NotFounded
from buurtcoop.core.copies import CopyFailed
from buurtcoop.core.database import DatabaseUnfit
from buurtcoop.core.encryption import KeyMissing, Tampered
from buurtcoop.core.migration import MigrationRefused
from buurtcoop.core.refusal import Refusal
from buurtcoop.settings import SettingsError

TRACE = "BUURTCOOP_TRACE"
FULL = "The disk is full. Nothing that was saved is lost; make room and try again."
SAYS_IT = (SettingsError, DatabaseUnfit, MigrationRefused, CopyFailed, Refusal)

Command = TypeVar("Command", bound=Callable[..., Any])


class Plainly(click.Group):
    """A group whose commands never end in a trace; BUURTCOOP_TRACE=1 shows it after all."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.Abort as stopped:
            raise click.ClickException(
                "Stopped before the end; run it again to go on."
            ) from stopped
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if os.environ.get(TRACE):
                traceback.print_exc()
            raise click.ClickException(sentence_of(error)) from error


def of_instance(command: Command) -> Command:
    """The option that every command takes."""
    return click.option(
        "--instance",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="BUURTCOOP_INSTANCE",
        default="instance",
        show_default=True,
        metavar="DIR",
        help="The folder of this coop; also BUURTCOOP_INSTANCE.",
    )(command)


def sentence_of(error: Exception) -> str:
    """What went wrong and what now, for who runs the command."""
    if isinstance(error, SAYS_IT):
        return str(error)
    if isinstance(error, NotFounded):
        return "There is no cooperative here yet. Found one with: buurtcoop init"
    if isinstance(error, KeyMissing):
        return (
            f"A key is missing ({error}). Put keys.json back in the folder of this coop, readable "
            "for its owner only. Nothing was erased."
        )
    if isinstance(error, Tampered):
        return f"The locked text in {error} was changed, or belongs to another row."
    if isinstance(error, DBAPIError):
        return _database(error)
    if isinstance(error, OSError):
        return _machine(error)
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    return f"This went wrong in a way nobody foresaw ({said}). To see where: {TRACE}=1"


def _database(error: DBAPIError) -> str:
    said = str(error.orig).strip().splitlines()[0].rstrip(".")
    if "full" in said.lower() or "no space" in said.lower():
        return FULL
    if "no such table" in said or (isinstance(error, ProgrammingError) and "exist" in said):
        return "The database is older than this program. Bring it up with: buurtcoop migrate"
    if isinstance(error, OperationalError):
        return f"The database does not answer: {said}."
    return f"The database refused: {said}."


def _machine(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return FULL
    about = f" {error.filename}" if error.filename else ""
    return f"This machine refused{about}: {error.strerror or error}."
