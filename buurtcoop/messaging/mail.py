"""A letter in its envelope: the bytes a mail server gets."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr

from buurtcoop.messaging.rendering import Letter
from buurtcoop.messaging.rules import Attachment


class AddressUnfit(Exception):
    """A mail can't be sent to or from this address."""


@dataclass(frozen=True, kw_only=True)
class Correspondent:
    """A name with an address."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail, ready to leave."""

    sender: str
    recipient: str
    content: bytes

    @property
    def beyond_ascii(self) -> bool:
        """Whether an address has letters that a mail server must say it understands."""
        return not (self.sender + self.recipient).isascii()


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who to whom, and what mail programs want to know."""

    message_id: str
    at: datetime
    sender: Correspondent
    reply_to: Correspondent
    recipient: Correspondent
    unsubscribe: str = ""


def envelop(letter: Letter, envelope: Envelope, attachments: list[Attachment]) -> Mail:
    """Put a letter in its envelope. Raises AddressUnfit.

    No name or subject can add a header: all white space in them becomes one space.
    """
    mail = EmailMessage()
    mail["From"] = _address(envelope.sender)
    mail["To"] = _address(envelope.recipient)
    mail["Reply-To"] = _address(envelope.reply_to)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(envelope.at)
    mail["Message-ID"] = f"<{envelope.message_id}@{domain_of(envelope.sender.email)}>"
    mail["Auto-Submitted"] = "auto-generated"
    if envelope.unsubscribe:
        mail["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for attachment in attachments:
        _attach(mail, attachment)
    sender, recipient = envelope.sender.email, envelope.recipient.email
    ascii_only = (sender + recipient).isascii()
    content = mail.as_bytes(policy=SMTP if ascii_only else SMTPUTF8)
    return Mail(sender=sender, recipient=recipient, content=content)


def correspondent(written: str) -> Correspondent:
    """`Buurtcoöp Proefwijk <hallo@example.org>` or a bare address. Raises AddressUnfit."""
    name, email = parseaddr(written)
    if "@" not in email:
        raise AddressUnfit(written)
    return Correspondent(name=name, email=email)


def domain_of(email: str) -> str:
    """What stands behind the @."""
    return email.rpartition("@")[2]


def _address(of: Correspondent) -> Address:
    local, _at, domain = of.email.rpartition("@")
    if not local or not domain or of.email != _one_line(of.email):
        raise AddressUnfit(of.email)
    try:
        return Address(display_name=_one_line(of.name), username=local, domain=domain)
    except (ValueError, IndexError) as error:
        raise AddressUnfit(of.email) from error


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    main, _slash, sub = attachment.kind.partition("/")
    mail.add_attachment(
        attachment.content,
        maintype=main,
        subtype=sub,
        filename=attachment.name,
        params=dict(attachment.parameters or {}),
    )


def _one_line(text: str) -> str:
    """Without line ends and other control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
