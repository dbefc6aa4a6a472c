"""Senders: what proves who wrote a received mail, and which of our mails it answers.

What each sign proves, from the weakest on. The address after `From:` nothing: anybody
can write it. The Message-ID of a mail of ours, that the writer has seen that mail or an
answer to it. A subaddress, that they have seen just that mail, which went to one
person; that of its envelope, that a server returns it. The gateway's DMARC, that the
mail comes from the domain of the address; who wrote it there only that house knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from notifications.inbox import authentication
from notifications.inbox.authentication import GatewayVerdict, SenderCheck
from notifications.inbox.parse import ParsedMail
from vorlauf.directory.addresses import comparable
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.subaddresses import Subaddresses, SubaddressUse
from vorlauf.mail.inbox import incoming_queries
from vorlauf.mail.inbox.incoming_queries import Origin


@dataclass(frozen=True, kw_only=True)
class InboxTrust:
    """What a received mail is checked and cleaned with.

    `subaddresses` check the addresses that we gave out, None if we give out none;
    `gateway` is the server whose results on senders count, empty if there is none;
    `issuer` makes the codes of links, None while nobody could follow a link.
    """

    subaddresses: Subaddresses | None = None
    gateway: str = ""
    issuer: LinkIssuer | None = None


@dataclass(frozen=True, kw_only=True)
class SenderEvidence:
    """What a received mail proves of itself.

    `origin` is the mail of ours that it answers or returns, if any; `came_to` the use
    of the subaddress of that mail to which it came, `is_named` whether it names it by
    its Message-ID. `can_be_sure` says that subaddresses are checked at all. `results`
    are those of the gateway, in one line.
    """

    check: SenderCheck
    origin: Origin | None = None
    came_to: SubaddressUse | None = None
    is_named: bool = False
    can_be_sure: bool = False
    gateway: str = ""
    results: str = ""

    @property
    def details(self) -> dict[str, object]:
        """The details of an audit entry that say by which way it came in."""
        about = {"sender_check": self.check.value}
        about |= {"gateway": self.gateway, "authentication": self.results}
        return {"door": "mail", **{name: said for name, said in about.items() if said}}

    def is_from(self, address: str) -> bool:
        """Say whether the mail of ours went to just this address."""
        return self.origin is not None and comparable(
            self.origin.address
        ) == comparable(address)

    def is_sign_of_life(self, address: str) -> bool:
        """Say whether it shows that somebody reads what comes to an address of theirs.

        That is an answer to a mail that went there. One that has an address for replies
        of its own has to be answered to that, unless the gateway knows the sender: its
        Message-ID stands in every answer, and so others know it, too.
        """
        if not self.is_from(address) or self.check is SenderCheck.FAILED:
            return False
        has_handle = self.origin is not None and self.origin.handle is not None
        must_prove = self.can_be_sure and has_handle
        return not must_prove or self.check is not SenderCheck.UNVERIFIED


def evidence(
    connection: Connection, received: ParsedMail, trust: InboxTrust, now: datetime
) -> SenderEvidence:
    """Return what a mail proves of itself at `now` (aware UTC).

    Of several mails of ours the one counts to whose subaddress it came, except that
    programs remember addresses: what it answers by its Message-ID comes first if both
    went to the same person.
    """
    domain = received.sender.rpartition("@")[2]
    said = authentication.verdict(received.authentication, trust.gateway, domain)
    named = incoming_queries.origin(connection, received.answers)
    proven = next(_proven(connection, received, trust, now), None)
    found = _joined(_judged(said, trust), named, proven)
    is_answer = proven is not None and found.is_from(received.sender)
    if is_answer and found.check is SenderCheck.UNVERIFIED:
        return replace(found, check=SenderCheck.ANSWERED)
    return found


def _judged(said: GatewayVerdict, trust: InboxTrust) -> SenderEvidence:
    is_told = said.check is not SenderCheck.UNVERIFIED or bool(said.results)
    return SenderEvidence(
        check=said.check,
        can_be_sure=trust.subaddresses is not None,
        gateway=trust.gateway if is_told else "",
        results=said.results,
    )


def _joined(
    judged: SenderEvidence,
    named: Origin | None,
    proven: tuple[Origin, SubaddressUse] | None,
) -> SenderEvidence:
    if proven is None:
        return replace(judged, origin=named, is_named=named is not None)
    origin, use = proven
    is_same = named is not None and named.message_id == origin.message_id
    is_for_them = named is not None and named.recipient == origin.recipient
    if use is SubaddressUse.REPLY and is_for_them:
        origin = named or origin
    return replace(
        judged, origin=origin, came_to=use, is_named=is_same or origin is named
    )


def _proven(
    connection: Connection, received: ParsedMail, trust: InboxTrust, now: datetime
) -> Iterator[tuple[Origin, SubaddressUse]]:
    """Yield the mails of ours to whose subaddresses it came, for returns first."""
    ours = trust.subaddresses
    if ours is None:
        return
    tokens = filter(None, map(ours.read, received.addressed_to))
    for token in sorted(tokens, key=lambda one: one.use is SubaddressUse.REPLY):
        for origin in incoming_queries.by_handle(connection, token.handle):
            age = now - origin.dated_at
            if ours.is_proof(token, origin.message_id, origin.address, age):
                yield origin, token.use
