"""Signed mail: an opaque signature is opened, and what cannot be read is named."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from received_mails import OURS

from notifications.inbox.parse import ParsedKind, read

FRIDAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
_WORDS = "Bild 2 bitte tauschen, möglichst bald."
_INSIDE = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{_WORDS}\r\n"


def signed(said):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ines Iser")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(NOON)
        .not_valid_after(NOON + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(said.encode())
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.Binary]
    return builder.sign(serialization.Encoding.DER, options)


def in_pieces(octets):
    """Write a string as programs do that do not know its length before its end."""
    pieces = (octets[at : at + 7] for at in range(0, len(octets), 7))
    return b"".join(b"\x04" + bytes([len(one)]) + one for one in pieces)


def of_unknown_length(said):
    data, signed_data = (bytes.fromhex(f"06092a864886f70d01070{n}") for n in (1, 2))
    content = b"\xa0\x80\x24\x80" + in_pieces(said.encode()) + b"\0\0" * 2
    inside = b"\x02\x01\x01\x31\x00\x30\x80" + data + content + b"\0\0\x31\x00"
    return b"\x30\x80" + signed_data + b"\xa0\x80\x30\x80" + inside + b"\0\0" * 3


def mail_of(octets, kind="application/pkcs7-mime; smime-type=signed-data"):
    head = f"From: ines@smi.example.org\nSubject: AW: Bitte\nIn-Reply-To: {OURS}\n"
    head += f'Content-Type: {kind}; name="smime.p7m"\n'
    head += "Content-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(octets)


@pytest.mark.parametrize("wrapped", [signed, of_unknown_length])
def test_the_words_inside_a_signature_are_read(wrapped):
    received = read(mail_of(wrapped(_INSIDE)), FRIDAY)

    assert received.kind is ParsedKind.REPLY
    assert (received.words, received.files) == (
        "Bild 2 bitte tauschen, möglichst bald.",
        (),
    )


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_a_broken_signature_is_named_as_unreadable(cut):
    received = read(mail_of(of_unknown_length(_INSIDE)[:cut]), FRIDAY)

    assert "konnte nicht gelesen werden" in received.words


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data", "verschlüsselt"),
        ("application/x-pkcs7-mime", "verschlüsselt"),
        ("application/ms-tnef", "Outlook"),
    ],
)
def test_what_nobody_can_read_is_named_in_words_with_a_way_out(kind, word):
    received = read(mail_of(b"\x30\x03\x06\x01\x01", kind), FRIDAY)

    assert received.kind is ParsedKind.REPLY
    assert word in received.words
    assert "über den Link" in received.words


def test_a_mail_that_is_encrypted_otherwise_is_named_too():
    raw = (
        f"From: ines@smi.example.org\nIn-Reply-To: {OURS}\n"
        'Content-Type: multipart/encrypted; boundary="b"\n\n'
        "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        "--b\nContent-Type: application/octet-stream\n\nxyz\n--b--\n"
    )

    assert "verschlüsselt" in read(raw.encode(), FRIDAY).words
