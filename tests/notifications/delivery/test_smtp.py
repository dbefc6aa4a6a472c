import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from notifications.delivery.mailer import Envelope, Mailer
from notifications.errors import TemporaryFailure

PASSWORD = "Geheim-ü/#"
QUOTED = "Geheim-%C3%BC%2F%23"
MAIL = Envelope("ada@example.org", b"Subject: Hallo\r\n\r\nHallo\r\n")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A file with a key and a certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    address = x509.IPAddress(ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime.now(UTC) - timedelta(hours=1))
        .not_valid_after(datetime.now(UTC) + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = tmp_path_factory.mktemp("tls") / "mail.pem"
    file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


class Postmaster:
    """Lets Ada in, and keeps what she sends."""

    def __init__(self):
        self.mails = []

    def __call__(self, _server, _session, _envelope, _mechanism, login):
        is_ada = login.login == b"ada" and login.password == PASSWORD.encode()
        return AuthResult(success=is_ada, handled=False)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  (aiosmtpd)
        self.mails.append(envelope.original_content)
        return "250 kept"


@pytest.fixture
def serve(certificate):
    """Return a function that starts a server and returns its port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    running = []

    def start(postmaster, *, scheme, **wishes):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        tls = (
            {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
        )
        controller = Controller(
            postmaster,
            hostname="127.0.0.1",
            port=port,
            authenticator=postmaster,
            **tls | wishes,
        )
        running.append(controller)
        controller.start()
        return f"{scheme}://ada:{QUOTED}@127.0.0.1:{port}/?from=v@example.org"

    yield start
    for controller in running:
        controller.stop(no_assert=True)


# aiosmtpd counts only STARTTLS as TLS.
USES_TLS = {"auth_require_tls": False}


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
def test_a_mail_goes_out_encrypted_and_with_a_login(serve, way):
    postmaster = Postmaster()
    other = {"PLAIN": "LOGIN", "LOGIN": "PLAIN"}[way]
    url = serve(
        postmaster,
        scheme="smtp+starttls",
        require_starttls=True,
        auth_required=True,
        auth_exclude_mechanism=[other],
    )

    with Mailer.from_url(url) as mailer:
        mailer.send(MAIL)

    assert postmaster.mails == [MAIL.content]


@pytest.mark.usefixtures("trusted")
def test_a_mail_goes_out_under_tls_from_the_first_octet(serve):
    postmaster = Postmaster()
    url = serve(postmaster, scheme="smtps", **USES_TLS)

    with Mailer.from_url(url) as mailer:
        assert mailer.check() is None
        mailer.send(MAIL)
        mailer.send(MAIL)

    assert len(postmaster.mails) == 2


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_our_fault_and_is_not_repeated_to_anyone(serve):
    url = serve(Postmaster(), scheme="smtps", **USES_TLS).replace("Geheim", "Falsch")

    with Mailer.from_url(url) as mailer:
        with pytest.raises(TemporaryFailure, match="refused the login with 535; see"):
            mailer.send(MAIL)
        told = mailer.check()

    assert "VORLAUF_MAIL_URL" in told
    assert "Falsch" not in told


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_certificate_that_nobody_signed_is_not_trusted(serve, scheme):
    postmaster = Postmaster()

    with (
        Mailer.from_url(serve(postmaster, scheme=scheme)) as mailer,
        pytest.raises(TemporaryFailure, match="no certificate that we trust"),
    ):
        mailer.send(MAIL)

    assert postmaster.mails == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("scheme", "missing"),
    [("smtp+starttls", r"encryption \(STARTTLS\)"), ("smtps", "login with user")],
)
def test_a_server_without_what_is_needed_gets_no_password(serve, scheme, missing):
    nothing = {"tls_context": None} if scheme != "smtps" else {}
    url = serve(
        Postmaster(),
        scheme=scheme,
        auth_exclude_mechanism=["LOGIN", "PLAIN"],
        **nothing,
    )

    with Mailer.from_url(url) as mailer:
        assert mailer.check() is not None
        with pytest.raises(TemporaryFailure, match=f"offers no {missing}"):
            mailer.send(MAIL)


def test_a_server_that_speaks_no_tls_is_told_apart(serve):
    url = serve(Postmaster(), scheme="smtp+starttls").replace("smtp+starttls", "smtps")

    with (
        Mailer.from_url(url) as mailer,
        pytest.raises(TemporaryFailure, match="does not agree with us on encryption"),
    ):
        mailer.send(MAIL)
