"""Links in mails: who gets which, and what is kept of them."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from notifications.catcher import Catcher
from notifications.mail import Mailer
from vorlauf.delivery import deliver_due
from vorlauf.links.issuing import Mint
from vorlauf.links.opening import LinkState, open_link
from vorlauf.links.sealing import filled, placeholder
from vorlauf.overseeing import overseer
from vorlauf.prompting import remind
from vorlauf.store.changes import Changes
from vorlauf.store.database import reading, writing
from vorlauf.store.queries import MESSAGE
from vorlauf.store.step_links import LINK
from vorlauf.store.tables import LinkKind

MINT = Mint(key=bytes(range(32)), url="https://vorlauf.example.org")
ADDRESS = re.compile(r"https://vorlauf\.example\.org/answer/([A-Za-z0-9_-]+)")


@pytest.fixture
def inbox():
    return []


@pytest.fixture
def mailer(inbox):
    def keep(recipient, content):
        inbox.append((recipient, content))

    with Catcher(keep) as catcher, Mailer.from_url(catcher.url) as mailer:
        yield mailer


def send(desk, mailer, at=None):
    desk.now = at or desk.now
    return deliver_due(desk.engine, desk.directory, mailer, desk.now, mint=MINT)


def links_in(content):
    mail = message_from_bytes(content, policy=default)
    return {
        part.get_content_subtype(): ADDRESS.findall(part.get_content())
        for part in mail.walk()
        if part.get_content_maintype() == "text"
    }


def mornings(desk):
    """Return the instants until two weeks after the review is due, day by day."""
    (step,) = desk.case("2023-001").steps
    days = (step.due_at - desk.now).days + 14
    return [desk.now + timedelta(days=day) for day in range(1, days)]


def kept(desk):
    with reading(desk.engine) as connection:
        return connection.execute(select(MESSAGE)).one()


def opened(desk, words):
    with reading(desk.engine) as connection:
        return open_link(connection, MINT, desk.directory, words, desk.now)


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
    assert words.encode() not in message.content.replace(b"=\r\n", b"")
    assert placeholder(link.id).encode() in message.content.replace(b"=\r\n", b"")
    assert words not in "".join(str(value) for value in link)


def test_a_reminder_repeats_the_link_that_was_sent_before(desk, asked, mailer, inbox):
    asked("smi")
    send(desk, mailer)
    (link,) = desk.rows(LINK)

    desk.now += timedelta(days=1)
    with writing(desk.engine) as connection:
        changes = Changes(connection, desk.now)
        remind(changes, desk.directory, "2023-001", overseer(desk.directory, "ada"))
    send(desk, mailer)

    first, second = (set(links_in(content)["plain"]) for _, content in inbox)
    assert first == second == {MINT.token(link)}


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
        again = filled(connection, MINT, message.content, message.recipient)

    assert again == inbox[0][1]


def test_what_somebody_writes_into_a_post_opens_nothing_of_others(desk, asked, mailer):
    asked("smi")
    send(desk, mailer)
    (link,) = desk.rows(LINK)
    forged = f"see {placeholder(link.id)}".encode()

    with reading(desk.engine) as connection:
        assert filled(connection, MINT, forged, "somebody-else") == forged
        assert filled(connection, MINT, forged, link.recipient) != forged


@pytest.mark.parametrize("at", range(len("LINK-000000000001-") + 10))
def test_a_link_is_put_in_wherever_its_line_was_broken(desk, asked, mailer, at):
    asked("smi")
    send(desk, mailer)
    (link,) = desk.rows(LINK)
    whole = placeholder(link.id)
    broken = f"{whole[:at]}=\r\n{whole[at:]}".encode()

    with reading(desk.engine) as connection:
        done = filled(connection, MINT, broken, link.recipient)

    assert done.replace(b"=\r\n", b"").decode() == MINT.token(link)


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
