"""A desk with a letter box for the tests, and the mails that come into it."""

import mailbox as library
from email.headerregistry import Address
from email.message import EmailMessage

from sqlalchemy import insert, update

from notifications.inbox.inbox_url import read as place_of
from notifications.inbox.maildir import Maildir
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import MESSAGE, NOTICE
from vorlauf.links.subaddresses import Subaddresses, SubaddressUse, handle_of
from vorlauf.mail.inbox.incoming_queries import INCOMING
from vorlauf.mail.inbox.receive import collect
from vorlauf.mail.inbox.senders import InboxTrust

OURS = "antwort@example.org"
SUBADDRESSES = Subaddresses(
    key=b"k" * 32, mailbox=Address("", "antwort", "example.org"), separator="+"
)


class Office:
    """A desk with a mailbox: mails come in, and one run after the other reads them."""

    def __init__(self, desk, place, **trust):
        self.desk, self.place = desk, place
        self.trust = InboxTrust(**trust)
        library.Maildir(place, create=True)
        self.url = f"maildir://{place}?address={OURS}"
        self.mailbox = Maildir(place_of(self.url))
        self._laid = 0

    def lay(self, raw):
        self._laid += 1
        name = f"{1_000_000 + self._laid}.lay.host"
        (self.place / "new" / name).write_bytes(bytes(raw))

    def collect(self, mailbox=None, **more):
        desk, box = self.desk, mailbox or self.mailbox
        more = {"trust": self.trust, **more}
        return collect(desk.engine, desk.directory, box, desk.now, **more)

    def left(self):
        return len([*(self.place / "new").iterdir(), *(self.place / "cur").iterdir()])

    def sent(self, *numbers, to="ines", purpose="review_request"):
        """Let what these posts owe somebody have gone out as one; return its id."""
        identity = f"<{self._laid}-{'-'.join(numbers)}-{to}@example.org>"
        ids = [self.desk.post(number).id for number in numbers]
        message = {"message_id": identity, "recipient": to, "subject": "Bitte"}
        message |= {"address": self.desk.directory.people[to].email}
        if self.trust.subaddresses:
            message |= {"handle": handle_of(identity)}
        with writing(self.desk.engine) as connection:
            connection.execute(
                insert(MESSAGE).values(content=b"-", dated_at=self.desk.now, **message)
            )
            connection.execute(
                update(NOTICE)
                .where(NOTICE.c.post_id.in_(ids), NOTICE.c.recipient == to)
                .where(NOTICE.c.purpose == purpose)
                .values(state="sent", message_id=identity, settled_at=self.desk.now)
            )
        return identity

    def address(self, identity, use=SubaddressUse.REPLY, to="ines"):
        """Return the subaddress that a message to somebody has."""
        email = self.desk.directory.people[to].email
        return SUBADDRESSES.made_for(use, identity, email)

    def owed(self, purpose):
        return self.desk.rows(NOTICE, purpose=purpose)

    def mails(self):
        return self.desk.rows(INCOMING)


def reply(
    to="", text="Bitte das Bild tauschen.", sender="ines@smi.example.org", **more
):
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Ines Iser <{sender}>", more.pop("at", OURS)
    mail["Subject"] = more.pop("subject", "AW: Bitte")
    if to:
        mail["In-Reply-To"] = to
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def bounce(identity, code="5.1.1", action="failed", of="ines@smi.example.org", at=OURS):
    return (
        f"From: MAILER-DAEMON@mail.example.org\nTo: {at}\nSubject: Undelivered Mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\n\nNope.\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mail.example.org\n\nAction: {action}\nStatus: {code}\n"
        f"Final-Recipient: rfc822; {of}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 unknown, see https://evil.example.org/x\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {identity}\n\n--b--\n"
    ).encode()


def out_of_office(to="", text="Ich bin bis 29.9.2023 im Urlaub.", **more):
    return reply(to, text, subject="Automatische Antwort: Bitte", **more) | Headers(
        Auto_Submitted="auto-replied"
    )


class Headers(dict):
    """Headers to add to a mail: `mail | Headers(X_Y="z")`."""

    def __ror__(self, mail):
        for name, value in self.items():
            mail[name.replace("_", "-")] = value
        return mail
