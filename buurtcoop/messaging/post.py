"""The mail server: one connection that is kept for as long as there is something to send.

Always holds: what the server says is told apart in five answers, and a certificate that does not
hold means no mail. TLS is left out only on this machine (settings refuse it elsewhere).
"""

import smtplib
import ssl
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from buurtcoop.messaging.mail import Mail
from buurtcoop.settings import Settings

TIMEOUT_SECONDS = 30.0
# The server is closing, or wants to know who we are: nothing is wrong with this mail.
SERVER_CODES = frozenset({421, 530, 534, 535, 538})


class ServerDown(Exception):
    """The mail server can't be used now; the text says why. No mail is to blame."""


class Answered(StrEnum):
    """What became of a mail."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Answer:
    """What became of a mail, in the server's own words."""

    kind: Answered
    words: str


class Post:
    """A connection to the mail server, opened at first use and kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self) -> None:
        """Be connected, encrypted and known. Raises ServerDown."""
        if self._smtp is None:
            self._smtp = self._connected()

    def close(self) -> None:
        """Say goodbye."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except OSError:
            smtp.close()

    def send(self, mail: Mail) -> Answer:
        """Hand over one mail. Raises ServerDown when it is not about this mail."""
        self.open()
        if mail.beyond_ascii and not self._understands_all_letters():
            return Answer(Answered.NEVER, "the server knows no addresses with such letters")
        code, words = self._begin(mail)
        if code != 250:
            self.close()
            raise ServerDown(f"{code} {words}")
        try:
            code, words = self._ask("rcpt", mail.recipient)
        except OSError as error:
            return self._broken(error)
        if code not in (250, 251):
            return self._refused(code, words)
        return self._hand_over(mail)

    def _begin(self, mail: Mail) -> tuple[int, str]:
        """Start the envelope; a connection that went stale is made anew, once."""
        options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.beyond_ascii else []
        try:
            return self._ask("mail", mail.sender, options)
        except OSError:
            self._drop()
        self.open()
        try:
            return self._ask("mail", mail.sender, options)
        except OSError as error:
            self._drop()
            raise ServerDown(_said(error)) from error

    def _hand_over(self, mail: Mail) -> Answer:
        """The text itself. Where the server falls silent the mail may have been taken."""
        try:
            code, words = self._ask("data", mail.content)
        except smtplib.SMTPDataError as error:
            return self._refused(error.smtp_code, _text(error.smtp_error))
        except OSError as error:
            self._drop()
            return Answer(Answered.UNSURE, _said(error))
        if 200 <= code < 300:
            return Answer(Answered.TAKEN, f"{code} {words}")
        if code in SERVER_CODES:  # said about this mail, so it may not stop the others
            self._drop()
            return Answer(Answered.LATER, f"{code} {words}")
        return self._refused(code, words)

    def _refused(self, code: int, words: str) -> Answer:
        """A clear no: this server does not take this mail, now or ever."""
        said = f"{code} {words}"
        if code in SERVER_CODES:
            self.close()
            raise ServerDown(said)
        try:
            self._ask("rset")
        except OSError:
            self._drop()
        return Answer(Answered.NEVER if code >= 500 else Answered.LATER, said)

    def _broken(self, error: OSError) -> Answer:
        """The line went dead before the text: it is this mail when the server still answers."""
        self._drop()
        self.open()
        return Answer(Answered.LATER, _said(error))

    def _ask(self, verb: str, *arguments: object) -> tuple[int, str]:
        code, words = getattr(self._smtp, verb)(*arguments)
        return code, _text(words)

    def _understands_all_letters(self) -> bool:
        return self._smtp is not None and self._smtp.has_extn("smtputf8")

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    def _connected(self) -> smtplib.SMTP:
        wanted = self._settings
        if not wanted.mail_host:
            raise ServerDown("mail_host is not set")
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._reached()
            if wanted.mail_tls == "starttls":
                smtp.starttls(context=_trust(wanted))
            if wanted.mail_user:
                smtp.login(wanted.mail_user, wanted.mail_password)
            smtp.ehlo_or_helo_if_needed()
        except (OSError, ValueError) as error:
            if smtp is not None:
                smtp.close()
            raise ServerDown(_said(error)) from error
        return smtp

    def _reached(self) -> smtplib.SMTP:
        wanted = self._settings
        name = _greeted_as(wanted)
        if wanted.mail_tls == "tls":
            return smtplib.SMTP_SSL(
                wanted.mail_host,
                wanted.mail_port,
                name,
                timeout=TIMEOUT_SECONDS,
                context=_trust(wanted),
            )
        return smtplib.SMTP(wanted.mail_host, wanted.mail_port, name, timeout=TIMEOUT_SECONDS)


def _greeted_as(settings: Settings) -> str:
    """How we introduce ourselves; a number for a name stands in brackets (RFC 5321, 4.1.3)."""
    name = urlsplit(settings.base_url).hostname or "localhost"
    if name.replace(".", "").isdigit():
        return f"[{name}]"
    return f"[IPv6:{name}]" if ":" in name else name


def _trust(settings: Settings) -> ssl.SSLContext:
    """Certificates must hold and name the host, by the usual authorities or the coop's own."""
    return ssl.create_default_context(cafile=settings.mail_ca_file or None)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
