"""Ways out that need more than a port: TLS from the first byte, STARTTLS, a password, a folder that cannot be written."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from samtykke.mail import transports
from samtykke.mail.transports import Sealed, ServerSilent
from tests.mail.servers import Ear, Receiver

if TYPE_CHECKING:
    from pathlib import Path

MAIL = Sealed(1, "a@fjordlys.example", "b@example.org", b"Subject: x\r\n\r\n.a line that begins with a dot\r\n")
SECRET = "p@ss/word"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's certificate of its own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime.now(UTC) - timedelta(days=1))
    signed = made.not_valid_after(datetime.now(UTC) + timedelta(days=1)).sign(key, hashes.SHA256())
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(serialization.Encoding.PEM, pem, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert", folder / "key")
    return context


def knows(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
    """Lets in one user with one password."""
    return AuthResult(success=(told.login, told.password) == (b"post", SECRET.encode()), handled=False)


def through(url: str) -> None:
    """Hands one mail over."""
    line = transports.Smtp(url)
    try:
        line.ready()
        line.send(MAIL)
    finally:
        line.close()


def serving(receiver: Receiver, **told: Any) -> Controller:
    """A controller with TLS or a password."""
    return Controller(Ear(receiver), hostname="127.0.0.1", port=receiver.port, **told)


def test_a_password_goes_over_starttls(certificate: ssl.SSLContext) -> None:
    """Breaks when STARTTLS is offered and not taken, or a password with signs in it does not arrive."""
    receiver = Receiver()
    controller = serving(receiver, tls_context=certificate, authenticator=knows, auth_required=True)
    controller.start()
    try:
        through(f"smtp://post:p%40ss%2Fword@127.0.0.1:{receiver.port}")
        with pytest.raises(ServerSilent) as silent:
            through(f"smtp://post:wrong@127.0.0.1:{receiver.port}")
    finally:
        controller.stop()
    assert len(receiver.got) == 1
    assert (silent.value.reason, silent.value.code) == ("sign_in", 535)


def test_tls_from_the_first_byte(certificate: ssl.SSLContext) -> None:
    """Breaks when smtp+tls:// speaks in clear."""
    receiver = Receiver()
    controller = serving(receiver, ssl_context=certificate)
    controller.start()
    try:
        through(f"smtp+tls://127.0.0.1:{receiver.port}")
    finally:
        controller.stop()
    assert receiver.got[0][2] == MAIL.data


def test_a_certificate_that_does_not_hold_is_refused(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Breaks when anybody between us and the server could read the mail."""
    monkeypatch.setattr(transports, "LOOPBACK", frozenset())
    receiver = Receiver()
    controller = serving(receiver, tls_context=certificate)
    controller.start()
    try:
        with pytest.raises(ServerSilent, match="tls"):
            through(receiver.url)
    finally:
        controller.stop()
    assert receiver.got == []


def test_a_password_never_goes_over_an_open_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when a server without encryption is told the password."""
    monkeypatch.setattr(transports, "LOOPBACK", frozenset())
    with Receiver().running() as receiver, pytest.raises(ServerSilent, match="no_tls"):
        through(f"smtp://post:{SECRET.replace('@', '%40').replace('/', '%2F')}@127.0.0.1:{receiver.port}")


def test_lines_that_begin_with_a_dot_arrive_whole() -> None:
    """Breaks when a dot is lost, or ends the message early."""
    with Receiver().running() as receiver:
        through(receiver.url)
        assert receiver.got[0][2] == MAIL.data


def test_a_folder_that_cannot_be_written_makes_everybody_wait(tmp_path: Path) -> None:
    """Breaks when a full or missing disk loses a mail, or leaves half a file."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerSilent, match="folder"):
        transports.Folder(tmp_path / "file" / "below").ready()
    good = transports.Folder(tmp_path / "out")
    good.ready()
    good.send(MAIL)
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".eml"]


def test_nothing_shows_a_password_or_an_address() -> None:
    """Breaks when a transport or a mail in a log tells its secrets (REQ-98)."""
    shown = repr(transports.Smtp("smtp://post:secret@mail.example.org")) + repr(MAIL)
    assert "secret" not in shown
    assert "example.org" not in shown
