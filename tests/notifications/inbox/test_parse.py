"""Reading what comes in, over a corpus of mails; nothing that comes in ever raises."""

from datetime import UTC, date, datetime

import pytest
from answered_mails import KEPT_WHOLE, REPLIES, a_reply
from away_mails import AUTOMATIC, BY_PERSONS, LEFT, OUT_OF_OFFICE
from hypothesis import given
from hypothesis import strategies as st
from odd_mails import ODD, nested
from received_mails import OURS, plain
from returned_mails import BOUNCES
from work import work

from notifications.inbox.parse import MOST, ParsedKind, read

FRIDAY = date(2026, 11, 27)


def cases(table):
    return pytest.mark.parametrize("name", table, ids=str)


@cases(BOUNCES)
def test_a_returned_mail_says_whose_it_was_and_why(name):
    raw, kind, recipient, status, reason = BOUNCES[name]

    received = read(raw, FRIDAY)

    assert (received.kind, received.answers[0]) == (ParsedKind(kind), OURS)
    assert "<older@example.org>" not in received.answers
    bounce = received.bounce
    assert (bounce.recipient, bounce.status) == (recipient, status)
    assert reason in bounce.reason
    assert "http" not in bounce.reason
    assert bounce.reason.isprintable()


@cases(REPLIES)
def test_an_answer_is_read_without_quotation_and_signature(name):
    body, words = REPLIES[name]

    received = read(a_reply(body), FRIDAY)

    assert received.kind is ParsedKind.REPLY
    assert received.words == words
    assert received.whole.split() == body.split()


@pytest.mark.parametrize("body", KEPT_WHOLE)
def test_what_others_wrote_and_a_person_passes_on_stays(body):
    assert read(a_reply(body), FRIDAY).words == body


@cases(OUT_OF_OFFICE)
def test_an_absence_is_read_as_far_as_it_is_said(name):
    head, body, first, last = OUT_OF_OFFICE[name]

    received = read(plain(head, body), FRIDAY)

    assert received.kind is ParsedKind.OUT_OF_OFFICE
    days = (received.absent_from, received.absent_until)
    assert days == tuple(day and date.fromisoformat(day) for day in (first, last))


@cases(AUTOMATIC)
def test_what_no_person_wrote_is_automatic(name):
    assert read(plain(*AUTOMATIC[name]), FRIDAY).kind is ParsedKind.AUTOMATIC


@cases(BY_PERSONS)
def test_a_person_is_no_program(name):
    head = f"From: ines@smi.example.org\nIn-Reply-To: {OURS}\n{BY_PERSONS[name]}"

    received = read(plain(head, "Bitte nicht veröffentlichen!"), FRIDAY)

    assert received.kind is ParsedKind.REPLY


@cases(LEFT)
def test_who_has_left_is_news_and_no_absence(name):
    received = read(plain(*LEFT[name]), FRIDAY)

    assert (received.kind, received.is_news) == (ParsedKind.AUTOMATIC, True)
    assert (received.absent_from, received.absent_until) == (None, None)


def test_a_person_who_mentions_an_absence_is_heard_and_the_days_are_read():
    head = f"From: ines@smi.example.org\nSubject: AW: Bitte\nIn-Reply-To: {OURS}"

    received = read(plain(head, "Ich bin bis 04.12.2026 nicht im Buero."), FRIDAY)

    assert received.kind is ParsedKind.REPLY
    assert received.absent_until == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("words", "is_news"),
    [
        ("Ihre Nachricht ist eingegangen.", False),
        ("Guten Tag,\nvielen Dank für Ihre Nachricht. Ticket 17", False),
        ("Ihre Nachricht ist eingegangen. Bild 2 darf nicht erscheinen.", True),
    ],
)
def test_what_goes_beyond_a_program_s_formula_is_news(words, is_news):
    head = "From: ines@smi.example.org\nSubject: x\nAuto-Submitted: auto-replied"

    received = read(plain(head, words), FRIDAY)

    assert (received.kind, received.is_news) == (ParsedKind.AUTOMATIC, is_news)


@cases(ODD)
def test_an_odd_mail_is_something_all_the_same(name):
    raw, kind = ODD[name]

    assert read(raw, FRIDAY).kind is ParsedKind(kind)


def test_the_corpus_is_large_enough():
    tables = (
        BOUNCES,
        REPLIES,
        OUT_OF_OFFICE,
        AUTOMATIC,
        ODD,
    )

    assert sum(map(len, tables)) >= 60


@given(st.binary(max_size=2000))
def test_no_octets_raise(raw):
    assert read(raw, FRIDAY).kind in ParsedKind


_PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/report; boundary=b\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Type: text/html\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Content-Disposition: attachment; filename*=utf-8''%ff%00a\n",
        b"Auto-Submitted: auto-replied\n",
        b"Subject: =?utf-8?q?=ff?= =?x?b?A?=\n",
        b'From: "a@x.de" <b@y.de>\n',
        b"From: =?utf-8?q?=00?= <\xff@y.de>\n",
        b"In-Reply-To: <a@b> <\xff@\xff>\n",
        b"Date: Mon, 31 Feb 0000 25:00:00 +9999\n",
        b"Final-Recipient: rfc822\n",
        b"Action: failed\n",
        b"Original-Envelope-Id: +ZZ+41\n",
        b"Am 1.1.26 um 10:00 schrieb A:\n",
        b"Ich bin bis zum 32.13.9999 im Urlaub\n",
        b"<blockquote><p>&#xffffff;</p>\n",
        b"--b\n",
        b"--b--\n",
        b"\n",
        b"\r",
        b"\0",
    ]
)


@given(st.lists(_PIECES, max_size=40))
def test_no_mail_put_together_at_random_raises_or_shows_control_characters(pieces):
    received = read(b"".join(pieces), FRIDAY)

    shown = [received.sender, received.name, received.subject, *received.files]
    assert all(line.isprintable() for line in shown)
    assert "\0" not in received.whole + received.words


@pytest.mark.parametrize(
    ("sender", "address", "name"),
    [
        ("Ines Iser <ines@smi.example.org>", "ines@smi.example.org", "Ines Iser"),
        ("ines@smi.example.org", "ines@smi.example.org", ""),
        ('"Iser, Ines (SMI)" <i@x.de>', "i@x.de", "Iser, Ines (SMI)"),
        ("=?utf-8?q?J=C3=BCrgen?= <j@x.de>", "j@x.de", "Jürgen"),
        ("=?utf-8?q?boss=40x.de=2C?= <j@x.de>", "j@x.de", "boss@x.de,"),
        ("o'neil@x.de", "o'neil@x.de", ""),
        ("a@x.de, b@y.de", "", ""),
        ("a@x.de\nFrom: b@y.de", "", ""),
        ('"a@x.de" b@y.de', "", ""),
        ("Ines Iser", "", ""),
        ("<>", "", ""),
        ("ines@münchen.example", "", ""),
    ],
)
def test_the_sender_is_one_address_or_nobody(sender, address, name):
    received = read(f"From: {sender}\nSubject: x\n\nHallo".encode(), FRIDAY)

    assert (received.sender, received.name) == (address, name)


def test_an_automatic_answer_that_repeats_our_subject_returns_nothing():
    head = f"Return-Path: <>\nFrom: ines@smi.example.org\nIn-Reply-To: {OURS}\n"
    subject = "Automatische Antwort: Freigabe: „Ich konnte nicht anders“"

    received = read(plain(f"{head}Subject: {subject}", "Ich bin im Urlaub."), FRIDAY)

    assert received.kind is ParsedKind.OUT_OF_OFFICE


def test_the_mail_it_answers_comes_before_the_rest_of_the_thread():
    raw = b"In-Reply-To: <c@x.de>\nReferences: <a@x.de>\n <b@x.de> <c@x.de>\n\nHallo"

    assert read(raw, FRIDAY).answers == ("<c@x.de>", "<b@x.de>", "<a@x.de>")


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("Fri, 27 Nov 2026 10:00:00 +0100", datetime(2026, 11, 27, 9, tzinfo=UTC)),
        ("Fri, 27 Nov 2026 10:00:00", datetime(2026, 11, 27, 10, tzinfo=UTC)),
        ("Fri, 27 Nov 1026 10:00:00 +0100", None),
        ("morgen", None),
    ],
)
def test_the_date_of_a_mail_is_aware_or_missing(said, moment):
    assert read(f"Date: {said}\n\nx".encode(), FRIDAY).sent_at == moment


def test_a_day_without_a_year_is_one_after_the_mail_was_written():
    head = OUT_OF_OFFICE["exchange"][0] + "\nDate: Fri, 6 Nov 2026 10:00:00 +0100"

    received = read(plain(head, "Ich bin bis 13.11. im Urlaub."), FRIDAY)

    assert received.absent_until == date(2026, 11, 13)


def test_a_mail_in_html_alone_is_read_without_its_quotation():
    html = (
        "<html><head><style>p {}</style></head><body><p>Bitte&nbsp;ändern.</p>"
        "<p>Grüße<br>Ines</p><div><b>Von:</b> Vorlauf<br><b>Gesendet:</b> Montag<br>"
        "<b>An:</b> I<br><b>Betreff:</b> x</div><p>Guten Tag</p></body></html>"
    )
    head = f"Subject: AW\nIn-Reply-To: {OURS}\n"

    received = read(f"{head}Content-Type: text/html\n\n{html}".encode(), FRIDAY)

    assert received.words == "Bitte ändern."


def test_a_quotation_in_html_is_marked_as_one():
    html = (
        "<div>Ja.</div><div>Am 23.11.2026 um 09:00 schrieb Vorlauf:<br></div>"
        "<blockquote><p>Guten Tag</p></blockquote><div>Und noch etwas.</div>"
    )

    received = read(f"Content-Type: text/html\n\n{html}".encode(), FRIDAY)

    assert received.words == "Ja.\nUnd noch etwas."


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.de\n\n" + b"y\n" * 25_000_000,
        nested(300) + b"\nx" * 600_000,
        b"X: a\n" * 400_000,
        b"Content-Type: text/plain; " + b'a="b"; ' * 250_000,
        b"Content-Type: text/html\n\n" + b"<!--" * 400_000,
        b"Content-Type: text/html\n\n" + b"<a " * 400_000,
        b"Subject: x\n\n" + b"On " * 600_000,
        b"Subject: x\n\n" + b"\n" * 1_900_000,
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\n\nx\n" * 200_000,
        b"From: " + b"(" * 1_000_000,
        b"References: " + b"<a@b> " * 300_000,
    ],
    ids=[
        "50 MB",
        "maze",
        "headers",
        "parameters",
        "comments",
        "tags",
        "words",
        "blank",
        "parts",
        "brackets",
        "ids",
    ],
)
def test_no_mail_takes_long(raw):
    # Ten calls for each octet that is looked at; with the square it is millions.
    with work(most=10 * MOST):
        read(raw, FRIDAY)
