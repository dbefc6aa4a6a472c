import re
from dataclasses import replace

import pytest
from contract import violations
from every_letter import POST, calendar_file, composed, every_letter, every_mail, mailto
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.letters.blocks import MailContent
from notifications.letters.layout import alone
from notifications.letters.values import PictureValues
from states.post_fields import IN_CONTENT

GOOD = composed(
    every_mail("de", link=mailto("2023-014"))["review_request review"],
    calendar_file(),
    in_reply_to="<before@example.org>",
    references=("<first@example.org>", "<before@example.org>"),
)
ODD = {
    "usual": "Ausbildung im Forst",
    "o'neil": "O'Neil & Söhne <o'neil@example.org>",
    "right to left": "\u202eabc\u202c \u05d0\u05d1\u05d2\u200f",
    "markup": "<b>Forst</b><script>alert(1)</script> &amp; \"'",
    "long": "x" * 1000,
    "long words": "Forstwirtschaft " * 63,
    "lines": "Forst\r\nBcc: ben@example.org\r\n\r\n<p>\n.\n\x00\x0b\u2028Ende",
    "empty": "",
    "format": "{0} {post} %s %(a)s",
}


def swapped(old, new):
    """A rule's broken mail: the good one, with one thing changed."""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def with_html(inside, text="Wort"):
    page = f'<!DOCTYPE html><html lang="de"><body>{inside}</body></html>'
    return composed(MailContent("2023-014 Di 07.03.2023", text, page))


def with_subject(subject):
    return composed(MailContent(subject, "Wort", '<html lang="de"><p>Wort</p></html>'))


BROKEN = {
    "From is there 2": swapped(b"From: ", b"From: a@example.org\r\nFrom: "),
    "Message-ID is there 2": swapped(b"Date: ", b"Message-ID: <a@b.c>\r\nDate: "),
    "Reply-To is there 0": swapped(b"Reply-To: ", b"X-Reply-To: "),
    "In-Reply-To is there more": swapped(
        b"References: ", b"In-Reply-To: <a@b.c>\r\nReferences: "
    ),
    "Bcc has no place": swapped(b"Date: ", b"Bcc: ben@example.org\r\nDate: "),
    "Message-ID holds": re.sub(rb"Message-ID: <\w+@", b"Message-ID: <a b@", GOOD),
    "In-Reply-To names 2": swapped(b"To: <before", b"To: <a@b.c> <before"),
    "References holds": swapped(b"<first@", b"first@"),
    "Date cannot": re.sub(rb"Date: [^\r]+", b"Date: gestern", GOOD),
    "Date has no zone": re.sub(rb"(Date: [^\r]+) [+]0000", rb"\1 -0000", GOOD),
    "To names 2": swapped(b"<o'neil+forst@", b"<a@example.org>, <o'neil+forst@"),
    "not auto-generated": swapped(b"auto-generated", b"no"),
    "asks for no All": swapped(b"Suppress: DR, ", b"Suppress: All, "),
    "asks for no NDR": swapped(b"Suppress: DR, ", b"Suppress: NDR, DR, "),
    "asks for no OOF": swapped(b", AutoReply", b", OOF, AutoReply"),
    "Suppress lacks AutoReply": swapped(b", AutoReply", b""),
    "not end with CRLF": swapped(b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\n"),
    "longer than 998": swapped(b"Date: ", b"X-Long: " + b"x" * 1000 + b"\r\nDate: "),
    "header is not ASCII": swapped(b"Date: ", "X-Ort: Döbeln\r\nDate: ".encode()),
    "subject is 121": with_subject("x" * 121),
    "subject is not one line": with_subject(" "),
    "subject was not filled": with_subject("2023-014 {{ title }}"),
    "is not closed": GOOD.rstrip(b"\r\n").removesuffix(b"--") + b"\r\n",
    "begins like": re.sub(rb"=_with_(\w+)", rb"=_\1_", GOOD),
    "no plain ASCII name": GOOD.replace(b"frist-2023-014.ics", b"=?utf-8?q?f=C3?="),
    "attachment is encoded": swapped(b"; filename=", b"; filename*=utf-8''"),
    "0 text and 1 HTML": swapped(b"text/plain", b"text/other"),
    "1 text and 0 HTML": swapped(b"text/html", b"text/other"),
    "bytes long": with_html("<p>Wort</p>" * 10_000),
    "its language": composed(MailContent("2023-014", "Wort", "<p>Wort</p>")),
    "something: <img>": with_html("<img alt='Wort'>"),
    "something: <script>": with_html("<script>1</script>"),
    "something: <form>": with_html("<form></form>"),
    "something: <iframe>": with_html("<iframe></iframe>"),
    "something: <link>": with_html("<link rel=stylesheet>"),
    "something: srcset": with_html("<p srcset='a.png 2x'>"),
    "something: background": with_html("<p background='a.png'>"),
    "something: onclick": with_html("<p onclick='a()'>"),
    "something: color:red;background:url(": with_html(
        '<p style="color:red;background:url(a.png)">'
    ),
    "something: @import": with_html("<style>@import 'a.css'</style>"),
    "text part lacks https://": with_html('<a href="https://example.org/">Wort</a>'),
    "no reader can follow": with_html('<a href="javascript:a()">Wort</a>'),
    "text part lacks the words": with_html("<p>Ein anderes Wort</p>"),
    "HTML part was not filled": with_html('<p title="{{ a }}">Wort</p>'),
    "text was not filled in: None": with_html("<p>Wort</p>", "Wort None"),
    "text was not filled in: {%": with_html("<p>Wort</p>", "Wort {% if %}"),
    "text was not filled in: @facts": with_html("<p>Wort</p>", "Wort\n@facts\n"),
    "text part is empty": with_html("", " "),
    "text part is too long": with_html("<p>Wort</p>", "Wort " + "x" * 1000),
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_every_breach_is_named(sentence):
    found = violations(BROKEN[sentence])

    assert any(sentence in one for one in found), found


def test_a_good_mail_breaks_nothing():
    assert violations(GOOD) == []


def test_what_somebody_else_has_written_is_not_ours():
    mail = every_mail("en", words="{{ 7 * 7 }}\n@facts\nNone")["comment_received plain"]

    assert violations(composed(mail)) == []


# What `make test` tries of them; `make check` tries all.
WORST = {"markup"}


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(
    "odd",
    [odd if odd in WORST else pytest.param(odd, marks=pytest.mark.slow) for odd in ODD],
)
def test_every_mail_keeps_the_contract_whatever_it_is_about(lang, odd):
    value = ODD[odd]
    post = replace(
        POST,
        title=value,
        houses=(value,),
        texts={"linkedin": value, value: value},
        fields=dict.fromkeys(IN_CONTENT, value),
        pictures=(PictureValues(house=value, name=value, alt_text=value),),
    )

    mails = every_mail(lang, post, name=value, link=mailto(value), words=value)

    found = {key: violations(composed(mail)) for key, mail in mails.items()}
    assert {key: breaches for key, breaches in found.items() if breaches} == {}


@pytest.mark.slow
@settings(max_examples=50)
@given(value=st.text(max_size=300), lang=st.sampled_from(["de", "en"]))
def test_no_value_can_break_a_mail(value, lang):
    post = replace(
        POST,
        title=value,
        texts={"xing": value},
        fields=dict.fromkeys(IN_CONTENT, value),
    )
    letters = every_letter(lang, post, name=value, link=value, words=value)
    letter = letters["review_request review"]

    # A value may itself look like a place that was not filled in.
    found = violations(composed(alone(letter), calendar_file(value)))
    assert [one for one in found if "filled in" not in one] == []
