"""Parsed mails: a received mail and its content; pure, and never raises."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum
from typing import Final

from notifications.inbox import (
    authentication,
    away_words,
    bodies,
    headers,
    signed_mail,
)
from notifications.inbox.absence_dates import absence
from notifications.inbox.affordable import Bounded, affordable
from notifications.inbox.authentication import AuthenticationResults
from notifications.inbox.bounces import (
    Bounce,
    bounce,
    envelope_senders,
    is_abuse_report,
    is_report,
    returned_ids,
)
from notifications.inbox.own_copy import OwnCopy
from notifications.inbox.reply_text import OwnMailbox, new_words

MOST: Final = 2 * 1024 * 1024  # octets of a mail that are looked at
# A mail that lay about so long is still read as on the day it was written.
_MOST_WRAPPINGS: Final = 3
_SHORTEST_NAME: Final = 3  # characters
_STALE: Final = timedelta(days=92)

# What a program sets of its own accord. A list, and a wish that programs shall not
# answer, come with the mails of persons, too.
_AUTO_HEADERS: Final = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
_AUTO_PRECEDENCE: Final = frozenset({"auto_reply", "bulk", "junk"})


class ParsedKind(StrEnum):
    """What a mail that came in is; `reply` names the mail it answers."""

    BOUNCE = "bounce"
    DELAY = "delay"
    REPLY = "reply"
    OUT_OF_OFFICE = "out_of_office"
    AUTOMATIC = "automatic"
    UNRELATED = "unrelated"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True)
class ParsedMail:
    """What was read; all texts can be kept and shown, lines are one line each.

    `sender` is one address or empty. `answers` are the Message-IDs it may be about,
    the surest first. `words` are new, `whole` is with quotation and signature. An
    automatic mail that says more than such mails do `is_news`. Of one that is
    `unreadable` the words are a sentence that says so. `addressed_to` is where the mail
    went, of a bounce also from where the mail came that it returns.
    """

    kind: ParsedKind
    sender: str = ""
    name: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    answers: tuple[str, ...] = ()
    words: str = ""
    whole: str = ""
    files: tuple[str, ...] = ()
    bounce: Bounce | None = None
    is_abuse_report: bool = False
    is_news: bool = False
    unreadable: bool = False
    absent_from: date | None = None
    absent_until: date | None = None
    addressed_to: tuple[str, ...] = ()
    authentication: tuple[AuthenticationResults, ...] = ()


def read(raw: bytes, today: date) -> ParsedMail:
    """Read one mail as it came; of a long one the first 2 MB.

    `today` is the day on which a day without a year is understood, unless the mail's
    own date is near. A mail that cannot be read is of the kind `unreadable`.
    """
    try:
        return _read(raw[:MOST], today)
    except Exception:  # noqa: BLE001, the standard library trips over some mails in any way
        return ParsedMail(kind=ParsedKind.UNREADABLE)


def words_beside(raw: bytes, received: ParsedMail, copy: OwnCopy) -> str:
    """Return the new words of a mail, read again beside the mail that it answers.

    So they have what is written between the lines of ours, too.
    """
    try:
        mail = message_from_bytes(affordable(raw[:MOST]), policy=Bounded())
        ours = _own_mailbox(mail, received.sender, received.answers)
        return new_words(received.whole, ours, copy)
    except Exception:  # noqa: BLE001, as above
        return received.words


def own_copy(raw: bytes) -> OwnCopy:
    """Return a mail of ours as its reader may have quoted it."""
    mail = message_from_bytes(raw, policy=Bounded())
    return OwnCopy(bodies.texts_of(mail))


def _read(raw: bytes, today: date) -> ParsedMail:
    mail = message_from_bytes(affordable(raw), policy=Bounded())
    if not mail.keys():
        return ParsedMail(kind=ParsedKind.UNREADABLE)
    body = _opened(mail)
    text = bodies.text_of(body)
    why = "" if text else bodies.why_unreadable(body)
    whole = text or why
    sender, name = headers.sender(mail)
    answers = _answers(mail)
    return _with_kind(
        mail,
        ParsedMail(
            kind=ParsedKind.UNRELATED,
            sender=sender,
            name=name,
            subject=headers.line(mail, "Subject"),
            sent_at=headers.sent_at(mail),
            answers=answers,
            words=new_words(whole, _own_mailbox(mail, sender, answers)),
            whole=whole,
            unreadable=bool(why),
            files=bodies.files_of(body),
            addressed_to=headers.addressed_to(mail),
            authentication=authentication.found_in(mail),
        ),
        today,
    )


def _opened(mail: Message) -> Message:
    """Return what is inside a signature, and inside that if it is signed twice."""
    for _ in range(_MOST_WRAPPINGS):
        if not signed_mail.is_wrapped(mail):
            break
        inside = signed_mail.unwrapped(mail)
        if inside is None:
            break
        mail = message_from_bytes(affordable(inside), policy=Bounded())
    return mail


def _with_kind(mail: Message, it: ParsedMail, today: date) -> ParsedMail:
    returned = bounce(mail, it.whole)
    if returned is not None:
        kind = ParsedKind.BOUNCE if returned.has_failed else ParsedKind.DELAY
        went_to = (*it.addressed_to, *envelope_senders(mail))
        return replace(
            it,
            kind=kind,
            bounce=returned,
            answers=returned.returned,
            addressed_to=went_to,
        )
    if is_abuse_report(mail):
        about = returned_ids(mail)
        return replace(
            it, kind=ParsedKind.AUTOMATIC, is_abuse_report=True, answers=about
        )
    if is_report(mail):
        return replace(it, kind=ParsedKind.AUTOMATIC)
    if _is_automatic(mail) or away_words.are_of_a_program(it.subject, it.words):
        return _automatic(it, today)
    if not it.answers:
        return it
    if away_words.says_i_am_away(it.words):
        it = _with_absence(it, today)
    return replace(it, kind=ParsedKind.REPLY)


def _answers(mail: Message) -> tuple[str, ...]:
    direct = headers.ids(headers.raw(mail, "In-Reply-To"))
    thread = headers.ids(headers.raw(mail, "References"))
    return tuple(dict.fromkeys([*direct, *reversed(thread)]))


def _own_mailbox(mail: Message, sender: str, answers: tuple[str, ...]) -> OwnMailbox:
    """Return what the mail says of us: it goes to us, and answers an id of ours."""
    given = [headers.raw(mail, name) for name in ("To", "Cc", "Delivered-To")]
    pairs = getaddresses([one for one in given if one])
    domain = answers[0].strip("<>").rpartition("@")[2].lower() if answers else ""
    theirs = sender.rpartition("@")[2].lower()
    names = (headers.decoded(name).lower() for name, _ in pairs)
    return OwnMailbox(
        addresses=frozenset(address.lower() for _, address in pairs if address)
        - {sender.lower()},
        names=frozenset(name for name in names if len(name) > _SHORTEST_NAME),
        domain=domain if domain != theirs else "",
    )


def _is_automatic(mail: Message) -> bool:
    said = headers.line(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = headers.line(mail, "Precedence").strip().lower()
    return (
        said not in {"", "no"}
        or precedence in _AUTO_PRECEDENCE
        or any(headers.raw(mail, name) for name in _AUTO_HEADERS)
        or headers.raw(mail, "Return-Path").strip() == "<>"
    )


def _automatic(it: ParsedMail, today: date) -> ParsedMail:
    if away_words.has_left(it.words):
        return replace(it, kind=ParsedKind.AUTOMATIC, is_news=True)
    if away_words.is_absence(it.subject, it.words):
        return replace(_with_absence(it, today), kind=ParsedKind.OUT_OF_OFFICE)
    is_news = not away_words.is_formula(it.words)
    return replace(it, kind=ParsedKind.AUTOMATIC, is_news=is_news)


def _with_absence(it: ParsedMail, today: date) -> ParsedMail:
    first, last = absence(f"{it.subject}\n{it.words}", _written_on(it, today))
    return replace(it, absent_from=first, absent_until=last)


def _written_on(it: ParsedMail, today: date) -> date:
    written = it.sent_at and it.sent_at.date()
    is_near = written and today - _STALE <= written <= today + timedelta(days=1)
    return written if written and is_near else today
