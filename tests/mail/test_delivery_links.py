"""Links in mails: who gets which, and what is kept of them."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from moody_smtp import MoodySmtp
from sqlalchemy import null, select

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from reliability.secret_search import spilt_in
from vorlauf.channels.limits import ChannelSettings
from vorlauf.channels.link_parameters import LinkParameters
from vorlauf.db import triggers
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import MESSAGE, NOTICE
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.tables import LinkKind, NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.errors import LinkKeyError
from vorlauf.links import key_queries, placeholders
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.link_queries import LINK
from vorlauf.links.placeholders import LinkPlace, filled
from vorlauf.links.signing_key import fingerprint
from vorlauf.links.verify import LinkState, open_link
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.queue.manual_reminders import remind
from vorlauf.supervisor import free_port
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.permalinks import record_proof

MINT = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")
DAY = timedelta(days=1)
ADDRESS = re.compile(r"https://vorlauf\.example\.org/answer/([A-Za-z0-9_-]+)")


@pytest.fixture
def inbox():
    return []


@pytest.fixture
def mailer(inbox):
    def keep(recipient, content):
        inbox.append((recipient, content))

    with CaptureServer(keep) as catcher, Mailer.from_url(catcher.url) as mailer:
        yield mailer


def send(desk, mailer, at=None):
    desk.now = at or desk.now
    return deliver_due(desk.engine, desk.directory, mailer, desk.now, issuer=MINT)


def links_in(content):
    mail = message_from_bytes(content, policy=default)
    return {
        part.get_content_subtype(): ADDRESS.findall(part.get_content())
        for part in mail.walk()
        if part.get_content_maintype() == "text"
    }


def unfolded(content):
    return content.replace(b"=\r\n", b"").decode()


def mornings(desk):
    """Return the instants until two weeks after the review is due, day by day."""
    (step,) = desk.post("2023-001").steps
    days = (step.due_at - desk.now).days + 14
    return [desk.now + timedelta(days=day) for day in range(1, days)]


def kept(desk):
    with reading(desk.engine) as connection:
        return connection.execute(select(MESSAGE)).one()


def opened(desk, words):
    with reading(desk.engine) as connection:
        return open_link(desk.call(connection), MINT, words)


def test_a_request_carries_one_link_that_opens_its_step(desk, asked, mailer, inbox):
    asked("smi")

    send(desk, mailer)

    ((recipient, content),) = inbox
    found = links_in(content)
    (words,) = set(found["plain"])
    assert set(found["html"]) == {words}
    assert found["calendar"] == []
    seen = opened(desk, words)
    assert (seen.state, seen.kind) == (LinkState.GOOD, LinkKind.DECIDE)
    assert (seen.matter.house, seen.recipient.email) == ("smi", recipient)


def test_nobody_who_reads_the_database_has_a_link(desk, asked, mailer, inbox):
    asked("smi")
    send(desk, mailer)

    (words,) = set(links_in(inbox[0][1])["plain"])
    message = kept(desk)
    (link,) = desk.rows(LINK)
    assert words not in unfolded(message.content)
    assert message.places
    for start, end, key in message.places:
        assert unfolded(message.content[start:end]).startswith("LINK")
        assert key == link.id
    assert words not in "".join(str(value) for value in link)


def test_a_reminder_repeats_the_link_that_was_sent_before(desk, asked, mailer, inbox):
    asked("smi")
    send(desk, mailer)
    (link,) = desk.rows(LINK)

    desk.now += timedelta(days=1)
    with writing(desk.engine) as connection:
        work = UnitOfWork(desk.call(connection))
        remind(work, "2023-001", overseer(desk.directory, "ada"))
    send(desk, mailer)

    first, second = (set(links_in(content)["plain"]) for _, content in inbox)
    assert first == second == {MINT.token(link)}


@pytest.mark.slow
def test_who_is_told_but_not_asked_gets_no_link(desk, asked, mailer, inbox):
    asked("smi")
    for at in mornings(desk):
        desk.advance(at)
        send(desk, mailer, at)

    told = [content for who, content in inbox if who.startswith("ada@")]
    assert told
    assert not any(links_in(content)["plain"] for content in told)


def test_a_mail_that_is_sent_again_has_the_same_bytes(desk, asked, mailer, inbox):
    asked("smi")
    send(desk, mailer)
    message = kept(desk)

    with reading(desk.engine) as connection:
        where = [LinkPlace(*place) for place in message.places]
        again = filled(connection, MINT, message.content, where, message.recipient)

    assert again == inbox[0][1]


def test_a_comment_with_the_placeholder_of_its_own_mail_gets_no_link(
    desk, asked, mailer, inbox, monkeypatch
):
    """An attacker who could guess every random number still gets nothing."""
    monkeypatch.setattr(placeholders, "token_hex", lambda octets: "0a" * octets)
    (number,) = asked("smi")
    marks = [form for one in placeholders.fresh(2) for form in (one.first, one.second)]
    marks.append(f"LINK-000000000001-{'x' * 46}")
    words = " ".join(f"http://evil.example/?t={mark}" for mark in marks)
    with writing(desk.engine) as connection:
        say(desk.call(connection), Remark(number, "ivo", f"@Ines Iser {words}"))

    send(desk, mailer)

    (mail,) = (unfolded(mail) for who, mail in inbox if who.startswith("ines@"))
    (token,) = map(MINT.token, desk.rows(LINK))
    assert set(links_in(mail.encode())["plain"]) == {token}
    assert mail.count(token) == mail.count(f"/answer/{token}") > 0
    assert all(f"http://evil.example/?t=3D{mark}" in mail for mark in marks)


def put_off(desk):
    """Let what was sent be due again, as if the server had refused it for now."""
    desk.now += timedelta(minutes=10)
    sent = NOTICE.c.message_id.is_not(None)
    again = {"state": NoticeState.RETRY, "due_at": desk.now}
    with writing(desk.engine) as connection:
        connection.execute(NOTICE.update().where(sent).values(again))


def forget_places(desk):
    """Leave the messages as the upgrade of an older database finds them."""
    off = (
        "DROP TRIGGER message_no_update"
        if desk.engine.dialect.name == "sqlite"
        else "ALTER TABLE message DISABLE TRIGGER USER"
    )
    with writing(desk.engine) as connection:
        connection.exec_driver_sql(off)
        connection.execute(MESSAGE.update().values(places=null()))
        triggers.create(connection)


def test_a_mail_of_before_the_places_were_known_is_written_anew(
    desk, asked, mailer, inbox
):
    asked("smi")
    send(desk, mailer)
    put_off(desk)
    forget_places(desk)

    send(desk, mailer)

    first, second = (message_from_bytes(mail)["Message-ID"] for _, mail in inbox)
    assert first != second
    (token,) = map(MINT.token, desk.rows(LINK))
    assert [set(links_in(mail)["plain"]) for _, mail in inbox] == [{token}] * 2


def test_who_publishes_gets_the_pack_and_hears_until_every_channel_has_its_proof(
    desk, asked, mailer, inbox
):
    parameters = ChannelSettings(link_parameters=LinkParameters({"utm_source": "li"}))
    desk.directory = replace(desk.directory, channels={"linkedin": parameters})
    (number,) = asked("smi")
    desk.save(number, link="https://www.sachsen.de/karriere")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    slot = desk.post(number).slot_at

    def to_ada(at):
        desk.advance(at)
        inbox.clear()
        send(desk, mailer, at)
        mails = [
            message_from_bytes(m, policy=default) for to, m in inbox if "ada" in to
        ]
        return [one.get_body(("plain",)).get_content() for one in mails]

    asking = " ".join(to_ada(slot))
    with writing(desk.engine) as connection:
        proof = {"channel": "xing", "permalink": "https://www.xing.com/news/a-1"}
        record_proof(desk.call(connection), number=number, actor="ada", **proof)
    later = " ".join(text for days in range(1, 8) for text in to_ada(slot + DAY * days))

    page = f"https://vorlauf.example.org/posts/{number}/pack"
    assert page in asking
    assert "https://www.sachsen.de/karriere?utm_source=li" in asking
    assert "Ohne Permalink" not in asking
    assert page in later
    assert "Instagram und LinkedIn" in later
    assert "Ohne Permalink" in later


def test_without_pages_a_mail_that_had_links_is_written_anew(
    desk, asked, mailer, inbox
):
    asked("smi")
    send(desk, mailer)
    put_off(desk)

    deliver_due(desk.engine, desk.directory, mailer, desk.now)

    assert b"/answer/" not in inbox[1][1]
    assert b"mailto:ada@agentur.example.org" in inbox[1][1].replace(b"=\r\n", b"")


def test_without_an_address_of_the_pages_a_mail_asks_for_a_mail(
    desk, asked, mailer, inbox
):
    asked("smi")

    deliver_due(desk.engine, desk.directory, mailer, desk.now)

    assert links_in(inbox[0][1])["plain"] == []
    assert desk.rows(LINK) == []
    assert b"mailto:ada@agentur.example.org" in inbox[0][1].replace(b"=\r\n", b"")


def test_a_link_that_was_altered_is_unknown(desk, asked, mailer, inbox):
    asked("smi")
    send(desk, mailer)
    (words,) = set(links_in(inbox[0][1])["plain"])

    assert opened(desk, words[:-1] + ("A" if words[-1] != "A" else "B")) is None
    assert opened(desk, words + "=") is None


def test_a_link_of_another_step_in_the_database_is_none(desk, asked, mailer, inbox):
    """Whoever may write to the database cannot turn a link into another one."""
    asked("smi")
    send(desk, mailer)
    (words,) = set(links_in(inbox[0][1])["plain"])
    with writing(desk.engine) as connection:
        connection.execute(LINK.update().values(recipient="cora"))

    assert opened(desk, words) is None


def test_a_mail_that_was_written_before_the_key_changed_is_written_anew(
    desk, asked, mailer, inbox
):
    asked("smi")
    nobody = f"smtp://127.0.0.1:{free_port()}/?from=vorlauf@example.org"
    with Mailer.from_url(nobody) as in_vain:
        send(desk, in_vain)
    with writing(desk.engine) as connection:
        before = fingerprint(bytes(32))
        key_queries.remember(connection, before, "one", desk.now)
    change = desk.now + timedelta(minutes=1)
    with writing(desk.engine) as connection:
        ours = fingerprint(MINT.key)
        key_queries.remember(connection, ours, "two", change, replaced_at=change)
        key_queries.end_all(connection, change)

    send(desk, mailer, change + timedelta(hours=1))

    ((_, content),) = inbox
    ((words, *_), *_) = links_in(content).values()
    with reading(desk.engine) as connection:
        opened = open_link(desk.call(connection), MINT, words)
        first, second = connection.execute(MESSAGE.select()).all()
    assert opened.state is LinkState.GOOD
    assert first.message_id != second.message_id


def test_with_another_key_nothing_is_sent(desk, asked, mailer, inbox):
    asked("smi")
    with writing(desk.engine) as connection:
        key_queries.remember(connection, fingerprint(bytes(32)), "one", desk.now)

    with pytest.raises(LinkKeyError, match="another key"):
        send(desk, mailer)

    assert inbox == []


def test_a_link_that_a_server_names_in_its_answer_is_kept_nowhere(desk, hand_to_review):
    hand_to_review("smi")
    moody = MoodySmtp()
    moody.answers["."] = "451 later"
    try:
        with Mailer.from_url(moody.url) as mailer:
            send(desk, mailer)
            (link,) = desk.rows(LINK)
            token = MINT.token(link)
            moody.answers["."] = f"554 5.7.1 blocked for {token} in it"
            send(desk, mailer, desk.now + timedelta(hours=5))
    finally:
        moody.end()

    (notice,) = desk.rows(NOTICE, purpose="review_request")
    assert "[Link entfernt/removed] in it" in str(unpacked(notice.error))
    assert spilt_in(desk.engine, [token]) == []
