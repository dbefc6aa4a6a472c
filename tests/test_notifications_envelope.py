import email
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.utils import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications.envelope import address, compose, message_id
from notifications.errors import BadAddressError
from notifications.letters import Message
from notifications.wording import one_line

MARCH = datetime(2023, 3, 1, 8, tzinfo=UTC)
ADA = address("ada@example.org", "Ada Lorenz")


def octets(message=None, **given):
    usual = {
        "sender": address("vorlauf@example.org", "Vorlauf"),
        "recipient": address("ines@example.org"),
        "reply_to": ADA,
        "message_id": message_id("example.org", "notice 1"),
        "date": MARCH,
    }
    return compose(message or Message("Betreff", "Text", "<p>Text"), **usual | given)


def read(mail):
    return email.message_from_bytes(mail, policy=policy.default)


def header(mail, name):
    """The header in words; Python 3.11's newer parser puts blanks between them."""
    raw = email.message_from_bytes(mail, policy=policy.compat32)[name]
    return str(make_header(decode_header(raw.replace("\r\n", ""))))


@pytest.mark.parametrize(
    "plain",
    ["o'neil@example.org", "ada+forst@example.org", "a.b@sub.example.org"],
)
def test_an_address_stays_as_it_is(plain):
    assert address(plain).addr_spec == plain
    assert read(octets(recipient=address(plain)))["To"] == plain


@pytest.mark.parametrize(
    "several",
    [
        "",
        "ada",
        "ada@",
        "ada@localhost",
        "ada@example.org, ben@example.org",
        "ada@example.org;ben@example.org",
        "Ada <ada@example.org>",
        '"ada x"@example.org',
        "ada@example.org\r\nBcc: ben@example.org",
        "ada@example.org\n",
        "ädä@example.org",
        "ada@[127.0.0.1]",
        ".ada@example.org",
        "a" * 250 + "@example.org",
    ],
)
def test_what_is_not_exactly_one_address_is_refused(several):
    with pytest.raises(BadAddressError, match="not exactly one"):
        address(several)


@pytest.mark.parametrize(
    "name",
    [
        "Jörg Müller",
        "Müller, Jörg (Referat 3)",
        'Ada "die Erste" \\ Lorenz',
        "=?utf-8?q?Ben?=",
        "🌲 Sachsenforst",
        "Staatsministerium für Energie, Klimaschutz, Umwelt und Landwirtschaft",
    ],
)
def test_a_name_arrives_as_it_was_written(name):
    mail = octets(recipient=address("ada@example.org", name))

    quoted = header(mail, "To").removesuffix(" <ada@example.org>")
    assert unquote(quoted) == name
    assert [one.addr_spec for one in read(mail)["To"].addresses] == ["ada@example.org"]


def test_a_name_or_a_subject_cannot_add_a_header():
    wicked = "Ada\r\nBcc: ben@example.org\r\n\r\nHallo"
    mail = read(
        octets(
            Message(wicked, "Text", "<p>"), recipient=address("a@example.org", wicked)
        )
    )

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Ada Bcc: ben@example.org Hallo"
    assert len(mail["To"].addresses) == 1


def test_the_same_values_give_the_same_octets():
    assert octets() == octets()
    assert octets() != octets(message_id=message_id("example.org", "notice 2"))


def test_a_message_id_belongs_to_its_seed_and_its_domain():
    first = message_id("example.org", "notice 1")

    assert first == message_id("example.org", "notice 1")
    assert first != message_id("example.org", "notice 2")
    assert first.endswith("@example.org>")


def test_a_message_id_needs_a_domain():
    with pytest.raises(BadAddressError, match="domain"):
        message_id("example.org>\r\nBcc: ben@example.org", "notice 1")


def test_a_message_id_of_another_form_is_refused():
    with pytest.raises(ValueError, match="Message-ID"):
        octets(message_id="<a@example.org>\r\nBcc: ben@example.org")


def test_a_date_without_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        octets(date=datetime(2023, 3, 1, 8))  # noqa: DTZ001  (what is refused)


def test_lines_that_mean_something_to_smtp_stay_text():
    text = "Hallo\r\n.\r\nFrom here\r..\n" + "x" * 2000 + " \n"

    mail = octets(Message("Betreff", text, "<p>"))

    kept = read(mail).get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert kept == text.replace("\r\n", "\n").replace("\r", "\n")
    assert max(map(len, mail.split(b"\r\n"))) <= 998


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"))))
@example("x" * 300)
@example("=?utf-8?q?a?=")
def test_any_subject_arrives_as_it_was_written(subject):
    mail = octets(Message(f"2023-014 {subject} Ende", "Text", "<p>"))

    lines = mail.partition(b"Subject: ")[2].partition(b"\r\nDate: ")[0]
    assert max(map(len, lines.split(b"\r\n"))) <= 78
    assert header(mail, "Subject") == one_line(f"2023-014 {subject} Ende")
