"""Bounces: mails by which a server returns what it could not deliver, or not yet.

A library for bounces (flufl.bounce) names addresses only; here status and reason are
read, too, and the address is compared with the one to which we wrote. Whether a mail is
a bounce and which mail of ours came back are two questions: this answers the first
without the second.
"""

import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

from notifications.inbox import bodies, delivery_status, failure_prose, headers
from notifications.inbox.delivery_status import StatusGroup
from notifications.inbox.returned_copies import (
    address_in,
    copied_to,
    copies_in,
    ids_inside,
    own_addresses,
)
from notifications.letters import formatting

LONGEST_REASON: Final = 300  # characters
_MOST_RECIPIENTS: Final = 20

_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# No person writes from this one; from that of a postmaster some do.
_DAEMON: Final = re.compile(r"mail(?:er)?[-_ ]?daemon@", re.IGNORECASE)
_SERVER: Final = re.compile(
    r"(?:mailer[-_ ]?daemon|mail[-_ ]?daemon|mdaemon|post[-_]?master|mailerdaemon"
    r"|microsoftexchange[0-9a-f]*)@"
    r"|mail delivery (?:sub)?(?:system|service)|mailer-daemon|mail administrator"
    r"|mail ?server|internet mail delivery|system administrator|\bpostmaster\b",
    re.IGNORECASE,
)
_NO_WAY_BACK: Final = re.compile(
    r"\s*(?:<\s*>|<?(?:mailer-daemon|postmaster)(?:@[^<>\s]{1,200})?>?)\s*",
    re.IGNORECASE,
)
_QMAIL: Final = re.compile(r"^Hi\. This is the .{0,80} program", re.MULTILINE)
# From where the mail came that is returned, as servers write it of the envelope.
_ENVELOPE_SENDER: Final = re.compile(
    r"^[ >]{0,4}(?:X-[A-Za-z-]{1,30}-Sender|Return-Path|X-Envelope-From|X-Env-Sender)"
    r"[ \t]?:(.{3,400})$",
    re.MULTILINE | re.IGNORECASE,
)
# Reports on what became of a mail that is no failure: it was read, or it annoyed.
_OTHER_REPORTS: Final = frozenset({"disposition-notification", "feedback-report"})
_FAILED: Final = ("failed", "failure", "error")
_DELAYED: Final = ("delayed", "delay")
_UNSPECIFIC: Final = re.compile(r"[245]\.0\.0")
# By RFC 3463: 5.1.7 and 5.1.8 are about the sender's address, so about ours.
_LASTING: Final = re.compile(r"5\.1\.(?![78]\Z)\d{1,3}|5\.2\.1")


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a server says of a mail it has returned, as plain lines without links.

    `has_failed` tells a failure from a delay; `status` is as in 5.1.1. `recipients`
    are all addresses that the mail did not reach, `recipient` the first; `returned`
    are the ids by which the mail may be known, the surest first.
    """

    has_failed: bool
    recipient: str
    status: str
    reason: str
    returned: tuple[str, ...]
    recipients: tuple[str, ...] = ()

    @property
    def is_passing(self) -> bool:
        """Say whether the mailbox is there and may take mail another day."""
        return failure_prose.is_passing(self.status)

    @property
    def is_lasting(self) -> bool:
        """Say whether there is no such mailbox; else it may take mail another day.

        What says nothing clear is not taken for lasting: RFC 3463 has 5.1.x and 5.2.1
        for it, and some servers say it in words beside 5.0.0 or no status at all.
        """
        if self.status and not _UNSPECIFIC.fullmatch(self.status):
            return bool(_LASTING.fullmatch(self.status))
        return not self.status.startswith("4") and failure_prose.says_unknown(
            self.reason
        )


def is_report(mail: Message) -> bool:
    """Say whether it is a report of a mail system on a mail, of whatever kind."""
    return mail.get_content_type() == "multipart/report" or bool(_status_part(mail))


def is_abuse_report(mail: Message) -> bool:
    """Say whether a provider passes on that a reader called a mail spam (RFC 5965)."""
    kinds = (part.get_content_type() for part in bodies.parts(mail))
    return _report_type(mail) == "feedback-report" or any(
        kind == "message/feedback-report" for kind in kinds
    )


def returned_ids(mail: Message) -> tuple[str, ...]:
    """Return the ids of the mail that came back, never those that it answers itself."""
    found = list(ids_inside(mail))
    part = _status_part(mail)
    if part is not None:
        found += delivery_status.envelope_ids(delivery_status.text_of(part))
    found += headers.ids(headers.raw(mail, "In-Reply-To"))
    return tuple(dict.fromkeys(found))


def envelope_senders(mail: Message) -> tuple[str, ...]:
    """Return from which addresses the mail came that is returned, by its envelope."""
    part = _status_part(mail)
    said = [delivery_status.text_of(part)] if part is not None else []
    values = (
        one
        for words in (*said, *copies_in(mail))
        for one in _ENVELOPE_SENDER.findall(words)
    )
    return headers.addresses(" ".join(values))


def bounce(mail: Message, text: str) -> Bounce | None:
    """Return what a server says of a mail it returns, None if this is no such mail.

    `text` is what the mail says. A mail to which a person has attached one is none.
    """
    if _report_type(mail) in _OTHER_REPORTS or is_abuse_report(mail):
        return None
    prose = failure_prose.before_the_copy(text)
    part = _status_part(mail)
    if part is not None:
        said = delivery_status.groups(delivery_status.text_of(part))
        if any(group.action or group.line("status") for group in said):
            return _by_status(mail, said, text)
    origin = _origin(mail, prose)
    said = [one for one in delivery_status.groups(prose) if one.action]
    if said and origin is not None:
        return _by_status(mail, said, text)
    return None if origin is None else _by_prose(mail, prose, text, sure=origin)


def _report_type(mail: Message) -> str:
    if mail.get_content_type() != "multipart/report":
        return ""
    return str(mail.get_param("report-type") or "").lower()


def _status_part(mail: Message) -> Message | None:
    if mail.get_content_maintype() != "multipart":
        return None
    return next((part for part in bodies.parts(mail) if _is_status(part)), None)


def _is_status(part: Message) -> bool:
    kinds = {"message/delivery-status", "message/global-delivery-status"}
    return part.get_content_type() in kinds


def _origin(mail: Message, prose: str) -> bool | None:
    """Say whether it surely comes from a server, or may (no); None for a person's."""
    subject = headers.line(mail, "Subject")
    if headers.raw(mail, "X-Failed-Recipients") or _QMAIL.search(prose):
        return True
    if is_report(mail) or _DAEMON.search(headers.raw(mail, "From")):
        return True
    has_way_back = not _has_no_way_back(mail)
    if failure_prose.is_by_hand(subject):
        return None if has_way_back else False
    if _SERVER.search(headers.line(mail, "From")):
        return True
    names_us = not has_way_back or failure_prose.subject_says_failed(subject)
    return False if names_us else None


def _has_no_way_back(mail: Message) -> bool:
    is_empty = headers.raw(mail, "From").strip() == "<>"
    return is_empty or bool(_NO_WAY_BACK.fullmatch(headers.raw(mail, "Return-Path")))


def _by_status(mail: Message, said: list[StatusGroup], text: str) -> Bounce | None:
    failed = [group for group in said if _has_failed(group)]
    delayed = [group for group in said if group.action.startswith(_DELAYED)]
    group = next(iter(failed or delayed), None)
    if group is None:
        return None
    prose = failure_prose.before_the_copy(text)
    diagnosis = group.value("diagnostic-code")
    recipients = _recipients(failed or delayed)
    status = _status(group.line("status"), diagnosis)
    return Bounce(
        has_failed=bool(failed),
        recipient=recipients[0] if recipients else "",
        status=status or failure_prose.status(prose),
        reason=_reason(diagnosis or failure_prose.reply(prose)),
        returned=returned_ids(mail),
        recipients=recipients,
    )


def _has_failed(group: StatusGroup) -> bool:
    if group.action:
        return group.action.startswith(_FAILED)
    return group.line("status").startswith(("4.", "5.")) and bool(group.recipients)


def _status(said: str, diagnosis: str) -> str:
    """Return the status of a report; 5.0.0 says less than what the diagnosis says."""
    status = failure_prose.status(said)
    if status and not _UNSPECIFIC.fullmatch(status):
        return status
    return failure_prose.status(diagnosis) or status


def _recipients(said: list[StatusGroup]) -> tuple[str, ...]:
    found = (address_in(one) for group in said for one in group.recipients)
    return tuple(dict.fromkeys(filter(None, found)))[:_MOST_RECIPIENTS]


def _by_prose(mail: Message, prose: str, text: str, *, sure: bool) -> Bounce | None:
    subject = headers.line(mail, "Subject")
    is_late = failure_prose.subject_says_delayed(
        subject
    ) and not failure_prose.says_given_up(prose)
    if not (is_late or _is_failure(mail, prose, sure=sure)):
        return None
    if is_late and not (sure or failure_prose.says_delayed(prose)):
        return None
    given = headers.line(mail, "X-Failed-Recipients").split(",")[:_MOST_RECIPIENTS]
    named = tuple(filter(None, map(address_in, given)))
    found = failure_prose.recipient(prose, own_addresses(mail, text)) or copied_to(
        mail, text
    )
    recipients = named or ((found,) if found else ())
    reply = failure_prose.reply(prose)
    first = recipients[0] if recipients else ""
    return Bounce(
        has_failed=not (is_late or failure_prose.says_delayed(prose)),
        recipient=first,
        status=_status(failure_prose.status(reply), prose),
        reason=_reason(reply or failure_prose.sentence(prose, first)),
        returned=returned_ids(mail),
        recipients=recipients,
    )


def _is_failure(mail: Message, prose: str, *, sure: bool) -> bool:
    """Say whether a mail tells of a failure; an automatic answer may sound alike."""
    subject = headers.line(mail, "Subject")
    is_named = failure_prose.subject_says_failed(subject)
    if is_named and not failure_prose.is_by_hand(subject):
        return sure or _has_no_way_back(mail) or failure_prose.has_code(prose)
    says_so = failure_prose.says_failed(prose)
    if sure:
        return says_so or failure_prose.has_code(prose)
    return (
        says_so and bool(failure_prose.reply(prose)) and failure_prose.has_code(prose)
    )


def _reason(said: str) -> str:
    return formatting.shortened(
        _LINK.sub("…", formatting.one_line(said)), LONGEST_REASON
    )
