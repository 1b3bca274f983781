"""The mailbox of the demo: takes every mail on this machine, keeps it, and shows it again.

A mail is a file `<moment>-<number>.eml` in the folder `mails` of the instance; it stands there
whole before the answer "250" is given.
"""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from buurtcoop.core import clock

FOLDER = "mails"
LOCALHOST = "127.0.0.1"
NAME = re.compile(r"\d{8}T\d{12}-\d{8}\.eml")
TAKEN = "250 Kept in this demo; it goes nowhere"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A mail that went out. `attachments` are the names of its files."""

    name: str
    recipient: str
    subject: str
    at: datetime | None
    text: str
    html: str
    attachments: tuple[str, ...]


@dataclass(frozen=True)
class KeptPage:
    """Some mails, newest first; `older` is the name to go on from."""

    mails: list[Kept]
    older: str | None


class _Keeper:
    """Writes down what comes in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = sum(1 for _name in _names(folder))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        self.count += 1
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{self.count:08d}.eml"
        fresh = self.folder / f"{name}.new"
        fresh.write_bytes(content if isinstance(content, bytes) else str(content).encode())
        fresh.rename(self.folder / name)
        return TAKEN


@contextmanager
def mailbox(instance_folder: Path, port: int) -> Iterator[None]:
    """A mail server on this machine for as long as this lasts."""
    folder = instance_folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    controller = Controller(_Keeper(folder), hostname=LOCALHOST, port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def free_port(wish: int) -> int:
    """This port when it is free on loopback, else any that is."""
    for port in (wish, 0):
        with socket.socket() as trial:
            try:
                trial.bind((LOCALHOST, port))
            except OSError:
                continue
            number: int = trial.getsockname()[1]
            return number
    raise OSError("No port is free on 127.0.0.1.")


def kept_mails(instance_folder: Path, *, before: str | None = None, limit: int = 50) -> KeptPage:
    """The newest mails, or those before this one."""
    names = sorted(_names(instance_folder / FOLDER), reverse=True)
    if before is not None:
        names = [name for name in names if name < before]
    shown = [_read(instance_folder / FOLDER / name) for name in names[:limit]]
    return KeptPage(shown, names[limit - 1] if len(names) > limit else None)


def kept_mail(instance_folder: Path, name: str) -> Kept:
    """One mail. Raises LookupError."""
    path = instance_folder / FOLDER / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise LookupError(name)
    return _read(path)


def _names(folder: Path) -> Iterator[str]:
    if folder.is_dir():
        yield from (entry.name for entry in os.scandir(folder) if NAME.fullmatch(entry.name))


def _read(path: Path) -> Kept:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return Kept(
        name=path.name,
        recipient=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        at=parsedate_to_datetime(str(mail["Date"])) if mail["Date"] else None,
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
        attachments=tuple(part.get_filename() or "" for part in mail.iter_attachments()),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return "" if body is None else str(body.get_content())
