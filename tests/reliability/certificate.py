"""A certificate for loopback, signed by itself, and trusted for a while."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TRUSTED: Final = "SSL_CERT_FILE"  # the variable that names whom OpenSSL trusts
HOUR: Final = timedelta(hours=1)


@contextmanager
def trusted() -> Iterator[ssl.SSLContext]:
    """Yield what a server on 127.0.0.1 needs; this process trusts it meanwhile."""
    before = os.environ.get(TRUSTED)
    with TemporaryDirectory(prefix="vorlauf-tls-") as folder:
        file = Path(folder) / "mail.pem"
        file.write_bytes(_key_and_certificate())
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file)
        os.environ[TRUSTED] = str(file)
        try:
            yield context
        finally:
            if before is None:
                del os.environ[TRUSTED]
            else:
                os.environ[TRUSTED] = before


def _key_and_certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    address = x509.IPAddress(ip_address("127.0.0.1"))
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - HOUR)
        .not_valid_after(now + HOUR)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return secret + signed.public_bytes(serialization.Encoding.PEM)
