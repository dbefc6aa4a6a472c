"""Secrets that an answer quotes: nothing is kept of them, and no word is lost."""

from email import message_from_bytes
from email.policy import default

import pytest
from each import each
from letterbox import Office, reply

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from reliability.quoted_mails import NEW, OurMail, answers
from reliability.secret_search import holds, spilt_in
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.link_queries import LINK
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.inbox.senders import InboxTrust
from vorlauf.posts.comment_queries import COMMENT

MINT = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")
INES = "ines@smi.example.org"


@pytest.fixture
def office(desk, tmp_path):
    desk.amend("houses", "smi", code=True)
    return Office(desk, tmp_path / "mail")


@pytest.fixture
def arrived():
    return []


@pytest.fixture
def send(office, arrived):
    desk = office.desk

    def everything_due():
        def keep(recipient, content):
            arrived.append((recipient, content))

        with CaptureServer(keep) as catcher, Mailer.from_url(catcher.url) as mailer:
            deliver_due(desk.engine, desk.directory, mailer, desk.now, issuer=MINT)

    return everything_due


@pytest.fixture
def ours(office, hand_to_review, send, arrived):
    """Return the request that Ines got, with link and code, as it arrived."""
    hand_to_review("smi")
    send()
    ((_, content),) = [one for one in arrived if one[0] == INES]
    mail = message_from_bytes(content, policy=default)
    (link,) = office.desk.rows(LINK)
    return OurMail(
        identity=mail["Message-ID"],
        text=mail.get_body(("plain",)).get_content(),
        address=MINT.address(MINT.token(link)),
        code=MINT.code(link),
    )


def test_our_mail_holds_what_is_looked_for(ours):
    assert ours.address in ours.text
    assert ours.code in ours.text


@pytest.mark.slow
def test_nothing_is_kept_of_a_link_or_a_code_that_an_answer_quotes(
    office, ours, send, arrived
):
    secrets = [ours.address[-64:]], [ours.code]
    written = dict(answers(ours, INES))
    overlooked = [name for name, raw in written.items() if not holds(raw, *secrets)]
    for raw in written.values():
        office.lay(raw)
    del arrived[:]

    office.collect(trust=InboxTrust(issuer=MINT))
    send()

    assert overlooked == []
    assert len(office.mails()) == len(written)
    assert spilt_in(office.desk.engine, *secrets) == []
    told = [raw for to, raw in arrived if to != INES]
    assert told
    assert [raw for raw in told if holds(raw, *secrets)] == []


@pytest.mark.slow
def test_what_the_writer_said_stays_whatever_is_struck(office, ours):
    written = dict(answers(ours, INES))
    for raw in written.values():
        office.lay(raw)

    office.collect(trust=InboxTrust(issuer=MINT))

    said = [one.text for one in office.desk.rows(COMMENT)]
    lost = [name for name, text in zip(written, said, strict=True) if NEW not in text]
    # Nothing stands before the mail in it.
    assert lost == ["an encoded mail inside"]


@each(
    "text",
    ["Bitte bis 123456 Euro.", "Tel. 0351 564321", f"https://x.example/{'a1B' * 30}"],
)
def test_a_mail_without_a_secret_is_kept_octet_by_octet(office, ours, text):
    raw = bytes(reply(ours.identity, text))
    office.lay(raw)

    office.collect(trust=InboxTrust(issuer=MINT))

    assert office.mails()[-1].content == raw
