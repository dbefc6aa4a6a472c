"""Bodies: what a reader sees in a mail, and what a program would read past."""

from datetime import date

import pytest
from received_mails import OURS

from notifications.inbox.html_text import plain
from notifications.inbox.parse import read

FRIDAY = date(2026, 11, 27)
_HEAD = f"From: ines@smi.example.org\nSubject: AW: Bitte\nIn-Reply-To: {OURS}\n"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Neu: <s>Komm</s> <b>Geh</b></p>", "Neu: [gestrichen: Komm] Geh"),
        ("<strike>a </strike>b", "[gestrichen: a] b"),
        (
            '<span style="color:red;text-decoration:line-through">a</span>b',
            "[gestrichen: a]b",
        ),
        ("<del>a <s>b</s> c</del> d", "[gestrichen: a b c] d"),
        ("<s></s>a", "a"),
        (
            "<s><p>Eins</p><p>Zwei</p></s><p>Drei</p>",
            "[gestrichen: Eins]\n\n[gestrichen: Zwei]\n\nDrei",
        ),
        ("<s>nie zu Ende", "[gestrichen: nie zu Ende]"),
        ("<p><s>a</p><p>b</p>", "[gestrichen: a]\n\nb"),
        ("</s>a", "a"),
        (
            "<table><tr><td>LinkedIn</td><td>ja</td></tr><tr><th>X</th><td>nein</td>",
            "LinkedIn ja\nX nein",
        ),
    ],
)
def test_what_is_struck_out_and_what_stands_in_cells_is_told_apart(html, words):
    assert plain(html) == words


def test_what_only_the_html_part_strikes_out_is_taken_from_there():
    raw = _HEAD + (
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nKomm ins Team\n"
        "--b\nContent-Type: text/html\n\n<p><s>Komm ins Team</s></p>\n--b--\n"
    )

    assert read(raw.encode(), FRIDAY).words == "[gestrichen: Komm ins Team]"


@pytest.mark.parametrize(
    ("part", "files"),
    [
        ("message/rfc822\n\nSubject: Zitat\n\nNein.", ("Zitat.eml",)),
        ("message/rfc822\n\nFrom: a@b.de\n\nNein.", ("E-Mail.eml",)),
        ('application/pkcs7-signature; name="smime.p7s"\n\nAAAA', ()),
        ('application/pgp-signature; name="signature.asc"\n\nAAAA', ()),
        ('application/pdf; name="Karte.pdf"\n\nAAAA', ("Karte.pdf",)),
    ],
)
def test_an_attached_mail_is_named_and_a_signature_is_not(part, files):
    raw = _HEAD + (
        'Content-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\ns. Anlage\n"
        f"--b\nContent-Type: {part}\n--b--\n"
    )

    received = read(raw.encode(), FRIDAY)

    assert (received.words, received.files) == ("s. Anlage", files)
