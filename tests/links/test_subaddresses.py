"""Subaddresses: made for one message and one person, and good for nothing else."""

from datetime import timedelta
from email.headerregistry import Address

import pytest
from each import each

from vorlauf.links.subaddresses import LIFETIMES, Subaddresses, SubaddressUse

KEY = b"k" * 32
OURS = Subaddresses(
    key=KEY, mailbox=Address("", "Antwort", "example.org"), separator="+"
)
MESSAGE, INES = "<a1b2c3@example.org>", "Ines@smi.example.org"
FRESH = timedelta(0)


@pytest.fixture(params=SubaddressUse)
def use(request):
    return request.param


def is_good(address, message=MESSAGE, to=INES, age=FRESH, ours=OURS):
    token = ours.read(address)
    return token is not None and ours.is_proof(token, message, to, age)


def test_it_proves_the_message_and_the_person_whatever_its_spelling(use):
    made = OURS.made_for(use, MESSAGE, INES)

    assert made.startswith(f"Antwort+{use}")
    assert made.endswith("@example.org")
    assert is_good(made)
    assert is_good(made.upper())
    assert is_good(made, to="ines@SMI.example.org")


def test_it_proves_nothing_else(use):
    made = OURS.made_for(use, MESSAGE, INES)
    other = next(one for one in SubaddressUse if one is not use)
    key = Subaddresses(key=b"x" * 32, mailbox=OURS.mailbox, separator="+")

    assert not is_good(made, message="<a1b2c4@example.org>")
    assert not is_good(made, to="ivo@smi.example.org")
    assert not is_good(made.replace(f"+{use}", f"+{other}"))
    assert not is_good(key.made_for(use, MESSAGE, INES))
    assert not is_good(made, age=LIFETIMES[use] + timedelta(seconds=1))
    assert is_good(made, age=LIFETIMES[use])


def test_every_changed_sign_of_a_token_spoils_it(use):
    name, domain = OURS.made_for(use, MESSAGE, INES).split("@")
    changed = [
        f"{name[:at]}{'2' if sign != '2' else '3'}{name[at + 1 :]}@{domain}"
        for at, sign in enumerate(name)
    ]

    assert not any(map(is_good, changed))


@each(
    "address",
    [
        "",
        "antwort@example.org",
        "antwort+@example.org",
        "antwort+r@example.org",
        f"antwort+x{'a' * 32}@example.org",
        f"antwort+r{'a' * 31}@example.org",
        f"antwort+r{'a' * 33}@example.org",
        f"antwort+r{'1' * 32}@example.org",
        f"antwort-r{'a' * 32}@example.org",
        f"andere+r{'a' * 32}@example.org",
        f"antwort+r{'a' * 32}@example.com",
        f"antwort+r{'a' * 32}",
    ],
)
def test_what_is_no_subaddress_of_ours_says_nothing(address):
    assert OURS.read(address) is None


def test_it_fits_into_an_address_and_reveals_no_key(use):
    made = OURS.made_for(use, MESSAGE, INES)

    assert len(made.partition("@")[0]) == len("antwort") + 34
    assert KEY.hex() not in repr(OURS)


@each(
    "head",
    [
        b"Reply-To: antwort@example.org",
        b'Reply-To: "Antwort@example.org" <Antwort@example.org>',
        b"Reply-To: =?utf-8?q?Staatskanzlei?=\r\n <Antwort@example.org>",
    ],
)
def test_the_reply_to_of_a_mail_names_it(head):
    plain = b"Antwort@example.org"
    mail = b"From: a@b.de\r\n" + head.replace(b"antwort@", b"Antwort@")
    mail += b"\r\nSubject: Reply-To: x\r\n\r\nReply-To: " + plain + b"\r\n"

    changed = OURS.with_reply_to(mail, "new@example.org")

    at = mail.index(b"\r\nSubject")
    assert changed == (
        mail[:at].rpartition(plain)[0]
        + b"new@example.org"
        + mail[:at].rpartition(plain)[2]
        + mail[at:]
    )


def test_a_mail_that_the_coordinator_answers_stays_as_it_is():
    mail = b"From: a@b.de\r\nReply-To: ada@example.org\r\n\r\nantwort@example.org\r\n"

    assert OURS.with_reply_to(mail, "new@example.org") == mail
