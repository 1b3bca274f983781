"""The mail server is trusted only with a certificate that holds."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from buurtcoop.messaging.mail import Mail
from buurtcoop.messaging.post import Answered, Post, ServerDown
from buurtcoop.settings import Settings, load_settings
from tests.sink import HANG_UP, free_port, sink

MAIL = Mail(
    sender="hallo@example.org", recipient="anna@example.org", content=b"Subject: x\r\n\r\nx"
)


def certificate(folder: Path, name: str) -> Path:
    """A certificate that only vouches for itself, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    # Certificates are checked against the real clock of the machine.
    today = datetime.fromtimestamp(folder.stat().st_mtime, tz=UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def shown(path: Path) -> ssl.SSLContext:
    """What a server with this certificate shows."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


def settings(folder: Path, port: int, **more: str) -> Settings:
    """An installation that mails through this port."""
    return load_settings(
        folder,
        {
            "BUURTCOOP_MAIL_HOST": "localhost",
            "BUURTCOOP_MAIL_PORT": str(port),
            **{f"BUURTCOOP_{name.upper()}": value for name, value in more.items()},
        },
    )


def test_a_certificate_nobody_vouches_for_means_no_mail(tmp_path: Path) -> None:
    with sink(tls=shown(certificate(tmp_path, "localhost"))) as server:
        with Post(settings(tmp_path, server.port)) as post, pytest.raises(ServerDown) as down:
            post.send(MAIL)

        assert "CERTIFICATE_VERIFY_FAILED" in str(down.value)
        assert server.taken == []


def test_a_certificate_of_our_own_authority_holds(tmp_path: Path) -> None:
    own = certificate(tmp_path, "localhost")
    with sink(tls=shown(own)) as server:
        with Post(settings(tmp_path, server.port, mail_ca_file=str(own))) as post:
            answer = post.send(MAIL)

        assert answer.kind is Answered.TAKEN
        assert len(server.taken) == 1


def test_a_certificate_for_another_name_means_no_mail(tmp_path: Path) -> None:
    other = certificate(tmp_path, "mail.example.com")
    with sink(tls=shown(other)) as server:
        wanted = settings(tmp_path, server.port, mail_ca_file=str(other))
        with Post(wanted) as post, pytest.raises(ServerDown):
            post.send(MAIL)

        assert server.taken == []


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_server_without_encryption_gets_no_mail(tmp_path: Path, tls: str) -> None:
    with sink() as server:
        wanted = settings(tmp_path, server.port, mail_tls=tls)
        with Post(wanted) as post, pytest.raises(ServerDown):
            post.send(MAIL)

        assert server.taken == []


def test_a_missing_file_with_our_authority_is_told(tmp_path: Path) -> None:
    with sink() as server:
        wanted = settings(tmp_path, server.port, mail_ca_file=str(tmp_path / "gone.pem"))
        with Post(wanted) as post, pytest.raises(ServerDown, match="FileNotFoundError"):
            post.send(MAIL)


def test_a_password_the_server_does_not_take_stops_the_round(tmp_path: Path) -> None:
    with sink() as server:
        wanted = settings(
            tmp_path, server.port, mail_tls="none", mail_user="coop", mail_password="wrong"
        )
        with Post(wanted) as post, pytest.raises(ServerDown):
            post.send(MAIL)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    wanted = settings(tmp_path, free_port(), mail_tls="none")
    with Post(wanted) as post, pytest.raises(ServerDown, match="ConnectionRefusedError"):
        post.open()


def test_silence_before_and_after_the_text_is_told_apart(tmp_path: Path) -> None:
    with sink() as server, Post(settings(tmp_path, server.port, mail_tls="none")) as post:
        server.at_rcpt[MAIL.recipient].append(HANG_UP)
        before = post.send(MAIL)
        server.at_data[MAIL.recipient].append(HANG_UP)
        after = post.send(MAIL)
        then = post.send(MAIL)

    assert [before.kind, after.kind, then.kind] == [
        Answered.LATER,
        Answered.UNSURE,
        Answered.TAKEN,
    ]
