import email
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.utils import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications.delivery.mime import (
    Attachment,
    MailHeaders,
    address,
    compose,
    message_id,
)
from notifications.errors import BadAddressError
from notifications.letters.blocks import MailContent
from notifications.letters.formatting import one_line

MARCH = datetime(2023, 3, 1, 8, tzinfo=UTC)
ADA = address("ada@example.org", "Ada Lorenz")


def octets(message=None, attachments=(), **given):
    usual = {
        "sender": address("vorlauf@example.org", "Vorlauf"),
        "recipient": address("ines@example.org"),
        "reply_to": ADA,
        "message_id": message_id("example.org", "notice 1"),
        "date": MARCH,
    }
    return compose(
        message or MailContent("Betreff", "Text", "<p>Text"),
        MailHeaders(**usual | given),
        attachments=attachments,
    )


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
            MailContent(wicked, "Text", "<p>"),
            recipient=address("a@example.org", wicked),
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

    mail = octets(MailContent("Betreff", text, "<p>"))

    kept = read(mail).get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert kept == text.replace("\r\n", "\n").replace("\r", "\n")
    assert max(map(len, mail.split(b"\r\n"))) <= 998


def test_an_answer_names_what_it_answers():
    thread = ("<one@example.org>", "<two.A+b=c$1@mail.example.org>")

    mail = octets(in_reply_to=thread[1], references=thread)

    assert read(mail)["In-Reply-To"] == thread[1]
    assert read(mail)["References"].split() == list(thread)


def test_a_mail_that_answers_nothing_has_no_such_header():
    assert read(octets())["In-Reply-To"] is None
    assert read(octets())["References"] is None


@pytest.mark.parametrize(
    "wicked",
    [
        "",
        "one@example.org",
        "<one@example.org>\r\nBcc: ben@example.org",
        "<one@example.org> <two@example.org>",
        "<ä@example.org>",
        f"<{'x' * 300}@example.org>",
    ],
)
def test_what_is_no_id_is_left_out(wicked):
    mail = octets(in_reply_to=wicked, references=(wicked, "<a@b>", wicked, "<a@b>"))

    assert read(mail)["In-Reply-To"] is None
    assert read(mail)["References"] == "<a@b>"
    assert read(mail)["Bcc"] is None


def test_a_long_thread_keeps_its_beginning_and_its_end():
    thread = [f"<{n}.{'x' * 200}@example.org>" for n in range(500)]

    mail = octets(references=thread)

    kept = read(mail)["References"].split()
    assert kept == [thread[0], *thread[-19:]]
    assert max(map(len, mail.split(b"\r\n"))) <= 998


def test_an_attachment_stands_beside_both_bodies():
    content = b"BEGIN:VCALENDAR\r\nSUMMARY:\xc3\xa4\r\n" + b"x" * 500
    given = Attachment(
        name="frist-1.ics",
        content=content,
        subtype="calendar",
        parameters=(("method", "PUBLISH"),),
    )

    mail = read(octets(attachments=[given]))

    both, attached = mail.iter_parts()
    assert mail.get_content_type() == "multipart/mixed"
    assert both.get_content_type() == "multipart/alternative"
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == "PUBLISH"
    assert attached.get_filename() == "frist-1.ics"
    assert attached.get_payload(decode=True) == content


@pytest.mark.parametrize("name", ["", "ä.ics", 'a".ics', "a\r\nb.ics", "../a.ics"])
def test_an_attachment_needs_a_plain_name(name):
    with pytest.raises(ValueError, match="plain ASCII"):
        octets(attachments=[Attachment(name=name, content=b"", subtype="calendar")])


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"))))
@example("x" * 300)
@example("=?utf-8?q?a?=")
def test_any_subject_arrives_as_it_was_written(subject):
    mail = octets(MailContent(f"2023-014 {subject} Ende", "Text", "<p>"))

    lines = mail.partition(b"Subject: ")[2].partition(b"\r\nDate: ")[0]
    assert max(map(len, lines.split(b"\r\n"))) <= 78
    assert header(mail, "Subject") == one_line(f"2023-014 {subject} Ende")
