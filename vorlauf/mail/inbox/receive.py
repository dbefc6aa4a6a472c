"""Receiving mail: keep each one, then move it, then act on it."""

import time
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from notifications.errors import InboxError, InboxUrlError
from notifications.inbox.mailbox import Mailbox, MailboxItem
from notifications.inbox.open_mailbox import opened
from notifications.inbox.parse import (
    ParsedKind,
    ParsedMail,
    own_copy,
    read,
    words_beside,
)
from notifications.inbox.redacted_mail import redacted
from states.messages import Message, msg
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import IncomingKind
from vorlauf.directory.model import Directory
from vorlauf.errors import SettingsError, StoreError, VorlaufError
from vorlauf.links.redaction import Redaction
from vorlauf.mail.inbox import incoming_queries, matching
from vorlauf.mail.inbox.auto_replies import act_on_out_of_office, offer_too
from vorlauf.mail.inbox.bounces import act_on_return
from vorlauf.mail.inbox.incoming_queries import HandlingResult, NewMail
from vorlauf.mail.inbox.matching import MailInHand
from vorlauf.mail.inbox.program_mails import act_on_automatic, note_sign_of_life
from vorlauf.mail.inbox.replies import act_on_reply
from vorlauf.mail.inbox.senders import InboxTrust

MOST: Final = 500  # mails in one run
LIMIT: Final = 60.0  # seconds for one run
NO_TRUST: Final = InboxTrust()
# What may go wrong with one mail and says nothing about the others.
_FAULTS: Final = (VorlaufError, SQLAlchemyError, ValueError, LookupError)


@dataclass(frozen=True, kw_only=True)
class Handled:
    """A mail that was acted on: what it is, and a sentence on the result."""

    kind: IncomingKind
    subject: str
    result: Message


@dataclass
class CollectReport:
    """What one run has kept, the results, and what went wrong."""

    stored: int = 0
    handled: list[Handled] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def all_failed(self) -> bool:
        """Say whether the run had only faults."""
        return bool(self.faults) and not self.stored and not self.handled


def collect_from(
    url: str,
    engine: Engine,
    directory: Directory,
    now: datetime,
    trust: InboxTrust = NO_TRUST,
) -> CollectReport:
    """Read the mailbox of VORLAUF_INBOX_URL, as `collect` does.

    A mailbox that is not there is a fault in the report. Raises `SettingsError` for
    a URL that cannot be used.
    """
    try:
        with opened(url, limit=LIMIT) as mailbox:
            return collect(engine, directory, mailbox, now, trust=trust)
    except InboxUrlError as error:
        raise SettingsError(error.message) from error
    except InboxError as error:
        report = CollectReport(faults=[str(error)])
        _CollectRun(engine, directory, now, LIMIT, report, trust=trust).act()
        return report


def collect(  # noqa: PLR0913, the parts of a run
    engine: Engine,
    directory: Directory,
    mailbox: Mailbox,
    now: datetime,
    *,
    limit: float = LIMIT,
    trust: InboxTrust = NO_TRUST,
) -> CollectReport:
    """Take in the new mails at `now` (aware UTC), for at most `limit` seconds.

    A mail is committed to our database before it is moved: after a crash in between it
    is found kept, and only moved. Links and codes of ours are struck from it before.
    Then each is acted on in a transaction of its own; one that fails is tried again in
    the next runs, three times in all, and keeps its error. `trust` is what mails are
    checked and cleaned with. Raises `StoreError` if the database cannot be used.
    """
    run = _CollectRun(engine, directory, now, limit, CollectReport(), trust=trust)
    run.take_in(mailbox)
    run.act()
    return run.report


class _CollectRun:
    """One run: its parts, its end, and its report."""

    def __init__(  # noqa: PLR0913, the parts of a run
        self,
        engine: Engine,
        directory: Directory,
        now: datetime,
        limit: float,
        report: CollectReport,
        *,
        trust: InboxTrust,
    ) -> None:
        self._engine, self._directory, self._now = engine, directory, now
        self._limit, self._trust = limit, trust
        self._began = time.monotonic()
        self.report = report

    def take_in(self, mailbox: Mailbox) -> None:
        """Keep the new mails and move them, for half of the time of the run."""
        try:
            for arrived in mailbox.new(MOST):
                self._take(mailbox, arrived)
                if self._spent() > self._limit / 2:
                    break
        except InboxError as error:
            self.report.faults.append(str(error))

    def act(self) -> None:
        """Act on the kept mails, from this run or earlier ones, while there is time."""
        with reading(self._engine) as connection:
            waiting = incoming_queries.waiting(connection, MOST)
        for key in waiting:
            if self._spent() > self._limit:
                break
            self._act_on(key)

    def _spent(self) -> float:
        return time.monotonic() - self._began

    @property
    def _today(self) -> date:
        return self._directory.agency.office.day_of(self._now)

    def _take(self, mailbox: Mailbox, arrived: MailboxItem) -> None:
        try:
            self.report.stored += self._keep(arrived)
        except SQLAlchemyError as error:
            fault = f"A mail could not be kept and stays in the mailbox: {_said(error)}"
            self.report.faults.append(fault)
        else:
            mailbox.done(arrived.uid)

    def _keep(self, arrived: MailboxItem) -> bool:
        content = self._redacted(arrived.raw)
        received = read(content, self._today)
        mail = _new_mail(arrived, content, received, self._now)
        with writing(self._engine) as connection:
            audit_log.lock(connection)
            is_new = not incoming_queries.is_kept(connection, mail.digest)
            if is_new:
                incoming_queries.keep(connection, mail)
        return is_new

    def _redacted(self, raw: bytes) -> bytes:
        """Return a mail without the secrets that it quotes."""
        received = read(raw, self._today)
        with reading(self._engine) as connection:
            whose = matching.concerned(connection, received, self._directory)
        clean = Redaction(
            reading=partial(reading, self._engine),
            now=self._now,
            issuer=lambda: self._trust.issuer,
            concerned=whose,
        ).clean
        # A code may stand before the link that says whose it is.
        return redacted(redacted(raw, clean), clean)

    def _act_on(self, key: int) -> None:
        with writing(self._engine, durable=False) as connection:
            kept = incoming_queries.begin(connection, key)
        if kept is None:
            return
        received = read(kept.content, self._today)
        try:
            outcome = self._settle(key, received, kept.content)
        except StoreError:
            raise
        except _FAULTS as error:
            self._note(key, _said(error))
        else:
            self._report(received, outcome)

    def _settle(
        self, key: int, received: ParsedMail, raw: bytes
    ) -> HandlingResult | None:
        with writing(self._engine) as connection:
            audit_log.lock(connection)
            if not incoming_queries.is_open(connection, key):
                return None
            call = Call(connection, self._directory, self._now)
            mail = matching.opened(key, received, call, self._trust)
            mail = _beside_ours(mail, raw)
            outcome = _act(mail)
            mail.work.write()
            incoming_queries.finish(connection, key, outcome, self._now)
        return outcome

    def _report(self, received: ParsedMail, outcome: HandlingResult | None) -> None:
        if outcome is None:
            return
        handled = Handled(
            kind=outcome.kind, subject=received.subject, result=outcome.result
        )
        self.report.handled.append(handled)

    def _note(self, key: int, fault: Message) -> None:
        self.report.faults.append(f"Mail {key}: {fault}")
        with writing(self._engine) as connection:
            incoming_queries.note_fault(connection, key, fault)


def _beside_ours(mail: MailInHand, raw: bytes) -> MailInHand:
    """Return a mail with what it says between the lines of the one that it answers."""
    if mail.origin is None:
        return mail
    ours = incoming_queries.content_of(mail.work.connection, mail.origin.message_id)
    words = words_beside(raw, mail.received, own_copy(ours))
    return replace(mail, received=replace(mail.received, words=words))


def _act(mail: MailInHand) -> HandlingResult:
    match mail.received.kind:
        case ParsedKind.BOUNCE | ParsedKind.DELAY if mail.received.bounce:
            return act_on_return(mail, mail.received.bounce)
        case ParsedKind.REPLY | ParsedKind.UNRELATED:
            note_sign_of_life(mail)
            return offer_too(mail, act_on_reply(mail))
        case ParsedKind.OUT_OF_OFFICE if mail.has_failed:
            return act_on_reply(mail)
        case ParsedKind.OUT_OF_OFFICE:
            note_sign_of_life(mail)
            return act_on_out_of_office(mail)
        case ParsedKind.AUTOMATIC:
            return act_on_automatic(mail)
        case _:
            kind = IncomingKind(mail.received.kind)
            return HandlingResult(kind=kind, result=msg("Noted."))


def _new_mail(
    arrived: MailboxItem, content: bytes, received: ParsedMail, now: datetime
) -> NewMail:
    return NewMail(
        digest=sha256(arrived.raw).hexdigest(),
        stored_at=now,
        sent_at=received.sent_at,
        sender=received.sender,
        subject=received.subject,
        size=arrived.size,
        content=content,
        is_cut=arrived.is_cut,
        kind=IncomingKind(received.kind),
    )


def _said(error: Exception) -> Message:
    """Return one sentence, because the error of a database holds whole statements."""
    if isinstance(error, VorlaufError):
        return error.message
    return msg(
        "It could not be written ({error}); look at it by hand.",
        error=type(error).__name__,
    )
