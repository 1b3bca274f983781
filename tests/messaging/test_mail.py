"""What a mail looks like on the wire, and that nobody can smuggle anything into it."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from buurtcoop.core import clock
from buurtcoop.messaging.mail import (
    AddressUnfit,
    Correspondent,
    Envelope,
    Mail,
    correspondent,
    envelop,
)
from buurtcoop.messaging.rendering import Letter
from buurtcoop.messaging.rules import Attachment

LETTER = Letter(subject="Tot zaterdag", text="Beste Anna,\n\nTot ziens.", html="<p>Beste Anna,</p>")


def envelope(**changed: object) -> Envelope:
    """An envelope to Anna from Coor."""
    how: dict[str, object] = {
        "message_id": "k3y",
        "at": clock.now(),
        "sender": Correspondent(name="Coor van Buurtcoöp Proefwijk", email="hallo@example.org"),
        "reply_to": Correspondent(name="Coor Proef", email="coor@example.org"),
        "recipient": Correspondent(name="Anna Proef", email="anna@example.org"),
    }
    return Envelope(**{**how, **changed})  # type: ignore[arg-type]  # a test may try anything


def read(mail: Mail) -> EmailMessage:
    """As a mail program reads it."""
    return message_from_bytes(mail.content, policy=policy.default)


def side(mail: EmailMessage, kind: str) -> str:
    """One side of a mail, with the line ends of this machine."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").strip()


def test_a_mail_has_the_headers_mail_programs_want() -> None:
    got = read(envelop(LETTER, envelope(unsubscribe="https://coop.example.org/mijn/meldingen"), []))

    assert got["From"] == "Coor van Buurtcoöp Proefwijk <hallo@example.org>"
    assert got["To"] == "Anna Proef <anna@example.org>"
    assert got["Reply-To"] == "Coor Proef <coor@example.org>"
    assert got["Message-ID"] == "<k3y@example.org>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Unsubscribe"] == "<https://coop.example.org/mijn/meldingen>"
    assert got["Date"].datetime == clock.now()


def test_a_mail_has_a_plain_and_an_html_side_and_its_files() -> None:
    calendar = Attachment(
        name="agenda.ics",
        kind="text/calendar",
        content=b"BEGIN:VCALENDAR",
        parameters={"method": "PUBLISH"},
    )

    got = read(envelop(LETTER, envelope(), [calendar]))

    assert side(got, "plain") == LETTER.text
    assert side(got, "html") == LETTER.html
    (file,) = got.iter_attachments()
    assert file.get_filename() == "agenda.ics"
    assert file.get_content_type() == "text/calendar"
    assert file.get_param("method") == "PUBLISH"


@pytest.mark.parametrize("evil", ["\r\nBcc: all@example.org", "\nBcc: x@example.org", "\x00\x0b"])
def test_a_name_or_subject_adds_no_header(evil: str) -> None:
    letter = Letter(subject=f"Hallo{evil}", text="x", html="x")
    to = Correspondent(name=f"Anna{evil}", email="anna@example.org")

    got = read(envelop(letter, envelope(recipient=to), []))

    assert got["Bcc"] is None
    assert "\n" not in got["Subject"]
    assert len(got["To"].addresses) == 1


@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@", "@example.org", "anna@example.org\r\nRCPT TO:<x@example.org>"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(AddressUnfit):
        envelop(LETTER, envelope(recipient=Correspondent(name="Anna", email=address)), [])


def test_our_own_address_may_stand_with_a_name() -> None:
    assert correspondent("Buurtcoöp <hallo@example.org>").email == "hallo@example.org"
    with pytest.raises(AddressUnfit):
        correspondent("nobody")


def test_an_address_with_other_letters_is_told_apart() -> None:
    to = Correspondent(name="Şule", email="şule@example.org")

    mail = envelop(LETTER, envelope(recipient=to), [])

    assert mail.beyond_ascii
    assert "şule@example.org".encode() in mail.content
