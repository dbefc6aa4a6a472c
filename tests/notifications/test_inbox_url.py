"""VORLAUF_INBOX_URL: what it says, and what is wrong with it."""

from pathlib import Path

import pytest

from notifications.errors import InboxUrlError
from notifications.i18n.translation import translate
from notifications.inbox.inbox_url import ImapPlace, MaildirPlace, Protection, read

WISH = "?address=antwort@example.org"


@pytest.mark.parametrize(
    ("url", "protection", "port"),
    [
        (f"imaps://ada:secret@mail.example.org/{WISH}", Protection.TLS, 993),
        (
            f"imap+starttls://ada:secret@mail.example.org/{WISH}",
            Protection.STARTTLS,
            143,
        ),
        (f"imap://ada:secret@127.0.0.1:1143/{WISH}", Protection.PLAIN, 1143),
        (f"imap://ada:secret@[::1]/{WISH}", Protection.PLAIN, 143),
        (f"imap://ada:secret@localhost/{WISH}", Protection.PLAIN, 143),
    ],
)
def test_the_beginning_says_how_to_connect(url, protection, port):
    place = read(url)

    assert isinstance(place, ImapPlace)
    assert (place.protection, place.port) == (protection, port)


def test_user_password_folder_and_address_are_read_as_they_are_meant():
    place = read(
        "imaps://ada%40example.org:p%2F%23%C3%BC+@mail.example.org/Vorlauf/Ein%20gang"
        "?address=ant+wort@example.org&done=Alt"
    )

    assert (place.user, place.password) == ("ada@example.org", "p/#ü+")
    assert (place.folder, place.done) == ("Vorlauf/Ein gang", "Alt")
    assert place.address.addr_spec == "ant+wort@example.org"


def test_without_a_word_it_is_the_inbox_and_a_folder_named_vorlauf():
    place = read(f"imaps://ada:secret@mail.example.org{WISH}")

    assert (place.folder, place.done) == ("INBOX", "Vorlauf")


def test_a_maildir_is_a_folder_of_this_machine():
    place = read(f"maildir:///var/mail/Vor%20lauf{WISH}&done=Erledigt")

    assert isinstance(place, MaildirPlace)
    assert (place.path, place.done) == (Path("/var/mail/Vor lauf"), "Erledigt")
    assert place.address.addr_spec == "antwort@example.org"


def test_subaddresses_and_a_gateway_are_there_only_if_they_are_named():
    plain = read(f"maildir:///var/mail{WISH}")
    careful = read(f"maildir:///var/mail{WISH}&subaddress=+&gateway=Mx1.example.org")
    imap = read(f"imaps://ada:secret@mail.example.org/{WISH}&subaddress=-&gateway=mx")

    assert (plain.separator, plain.gateway) == ("", "")
    assert (careful.separator, careful.gateway) == ("+", "Mx1.example.org")
    assert (imap.separator, imap.gateway) == ("-", "mx")


@pytest.mark.parametrize(
    "url",
    [
        f"maildir:///var/mail{WISH}&subaddress=",
        f"maildir:///var/mail{WISH}&subaddress=yes",
        f"maildir:///var/mail{WISH}&gateway=",
        f"maildir:///var/mail{WISH}&gateway=a%20b",
        f"maildir:///var/mail{WISH}&gateway=mx;dmarc=pass",
        f"maildir:///var/mail?address={'a' * 31}@example.org&subaddress=+",
        "",
        "secret",
        f"pop3://ada:secret@mail.example.org/{WISH}",
        f"imap://ada:secret@mail.example.org/{WISH}",
        f"imaps://mail.example.org/{WISH}",
        f"imaps://secret@mail.example.org/{WISH}",
        f"imaps://:secret@mail.example.org/{WISH}",
        f"imaps://ada:secret@/{WISH}",
        f"imaps://ada:secret@mail..example.org/{WISH}",
        f"imaps://ada:secret@mail.example.org:secret/{WISH}",
        f"imaps://ada:secret%0D%0Ax@mail.example.org/{WISH}",
        f"imaps://ada:secret@mail.example.org/a%0Asecret{WISH}",
        f"imaps://ada:secret@mail.example.org/vorlauf{WISH}",
        f"imaps://ada:secret@mail.example.org/{WISH}#secret",
        f"imaps://ada:secret@mail.example.org/{WISH}&done=",
        f"imaps://ada:secret@mail.example.org/{WISH}&done=..",
        f"imaps://ada:secret@mail.example.org/{WISH}&done=a%0Asecret",
        f"imaps://ada:secret@mail.example.org/{WISH}&pass=secret",
        f"imaps://ada:secret@mail.example.org/{WISH}&address=secret@x.de",
        "imaps://ada:secret@mail.example.org/?address=secret",
        "imaps://ada:secret@mail.example.org/",
        f"maildir://{WISH}",
        f"maildir:///{WISH}",
        f"maildir://secret/mail{WISH}",
        f"maildir:///mail/%00secret{WISH}&done=a/b",
        f"maildir:///mail{WISH}&done=../secret",
        "maildir:///secret",
    ],
)
def test_what_cannot_be_used_is_one_sentence_that_quotes_nothing(url):
    with pytest.raises(InboxUrlError, match=r"\AVORLAUF_INBOX_URL ") as error:
        read(url)

    assert "secret" not in str(error.value)


def test_every_fault_is_named_in_one_go():
    with pytest.raises(InboxUrlError) as error:
        read("imap://ada@mail.example.org/?done=")

    for fault in ("user and a password", "unprotected", "address=", "done="):
        assert fault in str(error.value)


def test_no_password_is_shown_by_accident():
    place = read(f"imaps://ada:secret@mail.example.org/{WISH}")

    assert "secret" not in repr(place) + str(place)


def test_what_is_wrong_is_said_in_german_too():
    with pytest.raises(InboxUrlError) as refused:
        read(f"imaps://mail.example.org/{WISH}&subaddress=x")

    said = translate(refused.value.message, "de")
    assert "braucht einen Benutzer und ein Passwort und braucht subaddress= " in said
