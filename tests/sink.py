"""A mail server for tests: it keeps what it takes, and says what it is told to say."""

import asyncio
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from random import Random
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_UP = "hang up"


@dataclass(frozen=True)
class Taken:
    """A mail the server took."""

    sender: str
    recipient: str
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail with its headers and parts."""
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def key(self) -> str:
        """Its Message-ID."""
        return str(self.mail["Message-ID"])

    def part(self, kind: str) -> str:
        """The text of one of its sides, `plain` or `html`."""
        body = self.mail.get_body((kind,))
        assert body is not None
        return str(body.get_content())


@dataclass
class Sink:
    """What is said at which stage, per address; `HANG_UP` ends the connection without a word.

    `slow`: at most so many seconds pass between keeping a mail and saying so.

    A mail is kept before the answer goes out, as real servers do: who is killed in between can't
    know that it arrived.
    """

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    at_mail: list[str] = field(default_factory=list)
    at_rcpt: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    at_data: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    connections: int = 0
    slow: float = 0.0
    chance: Random = field(default_factory=Random)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def to(self, address: str) -> list[Taken]:
        """What was taken for one address."""
        with self.lock:
            return [mail for mail in self.taken if mail.recipient == address]

    async def handle_EHLO(  # noqa: N802 - the names of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        """A new conversation."""
        session.host_name = name
        self.connections += 1
        return answers

    async def handle_MAIL(  # noqa: N802 - the names of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Who sends."""
        if self.at_mail:
            return self._say(server, self.at_mail.pop(0))
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the names of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """To whom."""
        if self.at_rcpt[address]:
            return self._say(server, self.at_rcpt[address].pop(0))
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the names of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """What. A refusal is said before anything is kept, a hang-up after it."""
        address = envelope.rcpt_tos[0]
        said = self.at_data[address].pop(0) if self.at_data[address] else "250 OK"
        if said.startswith("250") or said == HANG_UP:
            assert isinstance(envelope.content, bytes)
            with self.lock:
                self.taken.append(Taken(str(envelope.mail_from), address, envelope.content))
        if self.slow:
            await asyncio.sleep(self.chance.uniform(0, self.slow))
        return self._say(server, said)

    @staticmethod
    def _say(server: SMTP, said: str) -> str:
        if said == HANG_UP:
            assert server.transport is not None
            server.transport.close()
            return "421 gone"
        return said


@contextmanager
def sink(*, tls: ssl.SSLContext | None = None, port: int = 0, **how: Any) -> Iterator[Sink]:
    """A running mail server on this machine; with `tls` it wants STARTTLS first."""
    running = Sink(**how)
    running.port = port or free_port()
    controller = Controller(
        running,
        hostname="127.0.0.1",
        port=running.port,
        tls_context=tls,
        require_starttls=tls is not None,
    )
    controller.start()
    try:
        yield running
    finally:
        controller.stop()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
