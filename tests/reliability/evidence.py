"""Evidence: what has arrived, what the database says of it, and where they differ.

It is read from the octets that the server took. The recipient and the numbers of posts
in a mail say which notices it carries, so nothing here trusts what the sender believes
it has sent.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from hashlib import sha256
from typing import Final, TypeAlias

from sqlalchemy import Engine, select

from reliability.sink import Arrival
from states.post import Role
from states.purpose import MailKind
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE, POST
from vorlauf.directory.model import Directory
from vorlauf.mail.queue.recovery import POISON

# An address, and the number of a post that was written of to it.
Carried: TypeAlias = tuple[str, str]

_NUMBER: Final = re.compile(r"\b20\d\d-\d{3,}\b")


@dataclass(frozen=True)
class Mail:
    """A mail that has arrived: its identity, the posts it is about, its octets."""

    at: float
    recipient: str
    message_id: str
    numbers: frozenset[str]
    digest: str


@dataclass(frozen=True)
class Owed:
    """A notice as the database has it in the end; `recipient` is an address."""

    number: str
    recipient: str
    state: str
    error: str | None = None

    @property
    def is_poison(self) -> bool:
        """Say whether it was set apart because three processes died holding it."""
        return self.error == POISON

    @property
    def is_apart(self) -> bool:
        """Say whether it was set apart, so that a person looks at it."""
        return self.state == "unknown" or self.is_poison

    @property
    def carried_as(self) -> Carried:
        """What a mail says of it."""
        return self.recipient, self.number


@dataclass(frozen=True)
class Evidence:
    """Everything that is known after a run."""

    owed: Sequence[Owed]
    mails: Sequence[Mail]
    _carried: dict[Carried, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        carried: dict[Carried, set[str]] = defaultdict(set)
        for mail in self.mails:
            for number in mail.numbers:
                carried[mail.recipient, number].add(mail.message_id)
        object.__setattr__(self, "_carried", carried)

    def with_state(self, *states: str) -> list[Owed]:
        """Return the notices that are in one of these states."""
        return [one for one in self.owed if one.state in states]

    def arrived(self, one: Owed) -> bool:
        """Say whether any mail carried this notice."""
        return bool(self._carried.get(one.carried_as))

    @property
    def lost(self) -> list[Owed]:
        """The notices that arrived nowhere, and of which nobody hears."""
        return [one for one in self.owed if not self.arrived(one) and not one.is_apart]

    @property
    def apart(self) -> list[Owed]:
        """The notices that were set apart for a person, whether they arrived or not."""
        return [one for one in self.owed if one.is_apart]

    @property
    def bundle(self) -> int:
        """How many posts the mail was about that was about most."""
        return max((len(mail.numbers) for mail in self.mails), default=0)

    @property
    def in_two_mails(self) -> list[Carried]:
        """What came in mails of different Message-IDs: a double in disguise."""
        return [carried for carried, ids in self._carried.items() if len(ids) > 1]

    @property
    def copies(self) -> Counter[str]:
        """How often a mail of each Message-ID has arrived."""
        return Counter(mail.message_id for mail in self.mails)

    @property
    def duplicates(self) -> int:
        """How many mails arrived once more."""
        return self.copies.total() - len(self.copies)

    @property
    def most_copies(self) -> int:
        """How often the mail arrived that arrived most often."""
        return max(self.copies.values(), default=0)

    @property
    def unlike(self) -> list[str]:
        """The Message-IDs whose copies are not the same octets, Date included."""
        octets: dict[str, set[str]] = defaultdict(set)
        for mail in self.mails:
            octets[mail.message_id].add(mail.digest)
        return [identity for identity, seen in octets.items() if len(seen) > 1]


def gather(
    engine: Engine, directory: Directory, arrivals: Iterable[Arrival], purpose: MailKind
) -> Evidence:
    """Read the notices of this purpose to the contacts, and the mails to them."""
    wanted = (
        select(POST.c.number, NOTICE.c.recipient, NOTICE.c.state, NOTICE.c.error)
        .join(POST, POST.c.id == NOTICE.c.post_id)
        .where(NOTICE.c.purpose == purpose)
    )
    with reading(engine) as connection:
        rows = connection.execute(wanted).all()
    owed = [
        Owed(row.number, person.email, row.state, row.error)
        for row in rows
        # A decision brings mails to others, which are nobody's question here.
        if (person := directory.person(row.recipient)).role is Role.CONTACT
    ]
    recipients = {one.recipient for one in owed}
    mails = map(mail_of, arrivals)
    return Evidence(owed, [mail for mail in mails if mail.recipient in recipients])


def mail_of(arrival: Arrival) -> Mail:
    """Read one mail as it arrived."""
    message = message_from_bytes(arrival.content)
    plain = next(
        part for part in message.walk() if part.get_content_type() == "text/plain"
    )
    text = bytes(plain.get_payload(decode=True) or b"").decode()
    return Mail(
        at=arrival.at,
        recipient=arrival.recipient,
        message_id=str(message["Message-ID"]),
        numbers=frozenset(_NUMBER.findall(text)),
        digest=sha256(arrival.content).hexdigest(),
    )
