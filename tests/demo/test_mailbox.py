"""The mailbox of the demo takes every mail, and keeps it whole."""

import smtplib
import socket
from email.message import EmailMessage
from pathlib import Path

import pytest

from buurtcoop.demo.mailbox import free_port, kept_mail, kept_mails, mailbox


@pytest.fixture
def port() -> int:
    return free_port(0)


def send(port: int, subject: str, recipient: str = "jo@example.org") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "noor@example.org", recipient, subject
    mail.set_content("Dag Jo, komt u op de koffie?")
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(mail)


def test_a_mail_that_was_taken_stands_in_the_folder(tmp_path: Path, port: int) -> None:
    with mailbox(tmp_path, port):
        send(port, "Koffie")

    (kept,) = kept_mails(tmp_path).mails
    assert (kept.subject, kept.recipient) == ("Koffie", "jo@example.org")
    assert kept.text.strip() == "Dag Jo, komt u op de koffie?"
    assert kept_mail(tmp_path, kept.name) == kept


def test_addresses_with_other_letters_are_taken(tmp_path: Path, port: int) -> None:
    with mailbox(tmp_path, port):
        send(port, "Thé", recipient="émine@example.org")

    assert [mail.subject for mail in kept_mails(tmp_path).mails] == ["Thé"]


def test_mails_stay_when_the_box_opens_again(tmp_path: Path, port: int) -> None:
    for subject in ("Eerste", "Tweede"):
        with mailbox(tmp_path, port):
            send(port, subject)

    assert [mail.subject for mail in kept_mails(tmp_path).mails] == ["Tweede", "Eerste"]


def test_the_box_closes_with_the_demo(tmp_path: Path, port: int) -> None:
    with mailbox(tmp_path, port):
        send(port, "Koffie")

    with pytest.raises(ConnectionRefusedError):
        send(port, "Te laat")


def test_a_port_that_is_taken_is_not_chosen() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken: int = other.getsockname()[1]

        assert free_port(taken) != taken


def test_half_a_mail_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "20270110T080000000001-1.eml.new").write_text("Subject: half")

    assert kept_mails(tmp_path).mails == []
