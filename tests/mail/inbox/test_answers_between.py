"""Answers between our lines: none is lost, whatever program quotes how."""

from email import message_from_bytes
from email.policy import default
from html import escape
from textwrap import wrap

import pytest
from each import each
from letterbox import OURS, Office, reply

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from vorlauf.links.issue import LinkIssuer
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.inbox.senders import InboxTrust
from vorlauf.posts.comment_queries import COMMENT

MINT = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")
INES = "ines@smi.example.org"
OUTLOOK = (
    f"Von: Vorlauf <{OURS}>\nGesendet: Montag, 18. September 2023 09:00\n"
    "An: Ines Iser\nBetreff: Bitte\n\n"
)
OUTLOOK_EN = (
    f"From: Vorlauf <{OURS}>\nSent: Monday, September 18, 2023 9:00 AM\n"
    "To: Ines Iser\nSubject: Bitte\n\n"
)
WROTE = f"Am 18.09.23 um 09:00 schrieb Vorlauf <{OURS}>:\n\n"
NO = "Nein."
YES = "So nicht, bitte Bild 2 tauschen."


@pytest.fixture
def office(desk, tmp_path):
    return Office(desk, tmp_path / "mail")


@pytest.fixture
def ours(office, hand_to_review):
    """Return the request that Ines got, as it arrived: its id, its words, its HTML."""
    hand_to_review("smi")
    desk, arrived = office.desk, []

    def keep(recipient, content):
        arrived.append((recipient, content))

    with CaptureServer(keep) as catcher, Mailer.from_url(catcher.url) as mailer:
        deliver_due(desk.engine, desk.directory, mailer, desk.now, issuer=MINT)
    ((_, content),) = [one for one in arrived if one[0] == INES]
    mail = message_from_bytes(content, policy=default)
    words = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    return mail["Message-ID"], words, mail.get_body(("html",)).get_content()


def with_answers(words, mark=""):
    """Write below two lines of a mail; `mark` is before each line of it."""
    lines = [line for line in words.split("\n") if line.strip()]
    quoted = [f"{mark}{line}" for line in lines]
    return "\n".join([*quoted[:3], NO, *quoted[3:8], YES, *quoted[8:]])


def rewrapped(words, mark):
    """Return a mail as a program writes it that breaks lines anew."""
    lines = [
        f"{mark}{piece}"
        for line in words.split("\n")
        for piece in (wrap(line, 58, break_long_words=False) or [""])
    ]
    return "\n".join(lines)


QUOTING = {
    "outlook": lambda words: f"s. u.\n\n{OUTLOOK}{with_answers(words)}",
    "outlook, english": lambda words: f"see below\n\n{OUTLOOK_EN}{with_answers(words)}",
    "outlook, nothing above": lambda words: f"{OUTLOOK}{with_answers(words)}",
    "outlook, below a bar": lambda words: (
        f"s. u.\n\n{'_' * 32}\n{OUTLOOK}{with_answers(words)}"
    ),
    "outlook, broken anew": lambda words: (
        f"s. u.\n\n{OUTLOOK}{with_answers(rewrapped(words, ''))}"
    ),
    "gmail": lambda words: f"{WROTE}{with_answers(words, '> ')}",
    "gmail, broken anew": lambda words: (
        f"{WROTE}{with_answers(rewrapped(words, ''), '> ')}"
    ),
    "thunderbird, inside the marks": lambda words: (
        f"{WROTE}" + "\n".join(f"> {one}" for one in with_answers(words).split("\n"))
    ),
    "apple, unmarked": lambda words: (
        f"Siehe unten\n\nAm 18.09.2023 um 09:00 schrieb V <{OURS}>:\n\n"
        f"{with_answers(words)}"
    ),
}


def comment(office, text, identity):
    office.lay(reply(identity, text))
    office.collect(trust=InboxTrust(issuer=MINT))
    return office.desk.rows(COMMENT)[-1].text


@pytest.mark.slow
@each("style", list(QUOTING))
def test_each_answer_is_shown_with_the_line_before_it(office, ours, style):
    identity, words, _ = ours

    said = comment(office, QUOTING[style](words), identity)

    lines = [line for line in said.split("\n") if line]
    assert NO in lines
    assert YES in lines
    assert lines[lines.index(NO) - 1].startswith(">")
    assert lines[lines.index(YES) - 1].startswith(">")
    # What is ours and was not answered is not said again.
    assert len(lines) <= 7


@each("head", [OUTLOOK, OUTLOOK_EN, WROTE])
def test_a_mere_copy_of_our_mail_is_cut(office, ours, head):
    identity, words, _ = ours

    said = comment(office, f"Passt so.\n\n{head}{rewrapped(words, '')}", identity)

    assert said == "Passt so."


def test_an_answer_in_a_colour_within_a_line_of_ours_is_kept(office, ours):
    identity, words, html = ours
    line = max((one for one in words.split("\n") if "http" not in one), key=len)[:60]
    marked = html.replace(
        escape(line), f'{escape(line)} <span style="color:#FF0000">{YES}</span>', 1
    )
    mail = reply(identity, "")
    mail.set_content(f"<p>s. u.</p><blockquote>{marked}</blockquote>", "html")
    outlook = reply(identity, "")
    head = OUTLOOK.replace("<", "&lt;").replace("\n", "<br>")
    outlook.set_content(f"<p>s. u.</p>{head}{marked}", "html")
    assert YES in marked

    for one in (mail, outlook):
        office.lay(one)
    office.collect(trust=InboxTrust(issuer=MINT))

    for said in office.desk.rows(COMMENT):
        assert YES in said.text or f"[rot: {YES}]" in said.text


def test_an_address_that_stands_as_an_answer_is_one(office, ours):
    identity, words, _ = ours
    answer = "https://bilder.example.org/neu.jpg"

    said = comment(
        office,
        f"s. u.\n\n{OUTLOOK}{words}".replace("\n\n", f"\n{answer}\n", 3),
        identity,
    )

    assert answer in said
