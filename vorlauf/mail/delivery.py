"""Delivery: send the due notices, one message after the other."""

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from notifications.delivery.mailer import Mailer
from notifications.errors import DeliveryError, NotificationError
from notifications.letters.mail_kinds import MAIL_KINDS
from states.messages import Message
from states.purpose import MailKind
from vorlauf.db import accounts
from vorlauf.db.call import Call
from vorlauf.db.engine import noting, reading, writing
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import AlteredVersionError, NotFoundError
from vorlauf.host import new_owner
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.subaddresses import Subaddresses
from vorlauf.mail.delivery_report import DeliveryReport, NoticeOutcome
from vorlauf.mail.drafts import Draft, Drafter
from vorlauf.mail.letters.bundle import Bundle, gather
from vorlauf.mail.letters.recipients import SuppressedError
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.outcomes import Settler, is_ours
from vorlauf.mail.queue import delivery_failures, leases, outbox, recovery
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.mail.queue.outbox import OvertakenError, Settlement
from vorlauf.mail.queue.recovery import HandedOver, LogFindings
from vorlauf.mail.transmission import Transmission
from vorlauf.scheduling import readers
from vorlauf.workflow.reminder_schedule import put_off_until

# A run ends well before its first lease does; the next one goes on.
PATIENCE: Final = leases.LEASE / 2
# A server that failed so often in a row is left alone until the next run.
MOST_FAILURES: Final = 3
# So long a mail about a version waits that was changed beside the audit log.
HELD: Final = timedelta(hours=1)


def deliver_due(  # noqa: PLR0913, the parts of a run
    engine: Engine,
    directory: Directory,
    mailer: Mailer,
    now: datetime,
    *,
    answers_to: str = "",
    handed_over: HandedOver | None = None,
    issuer: LinkIssuer | None = None,
    subaddresses: Subaddresses | None = None,
) -> DeliveryReport:
    """Send every notice that is due at `now` (aware UTC), within the time of a run.

    The due notices of one recipient are one mail. Each mail is leased, written, sent
    and settled by itself: one that fails is tried again later and stops no other. A
    second run at the same time sends none of them again. Nothing is sent while its
    house is closed. `answers_to` is the address of the mailbox that is read, if there
    is one; `handed_over` reads from the mail server's log what it has accepted. With
    `issuer` the people asked get links to pages; with `subaddresses` each mail is
    answered at an address of its own, and comes back to another.
    """
    with reading(engine) as connection:
        directory = replace(directory, disabled=accounts.disabled(connection))
    run = _DeliveryRun(
        engine,
        mailer,
        MailContext(
            directory=directory,
            sender=mailer.sender,
            answers_to=answers_to,
            now=now,
            issuer=issuer,
        ),
        reads_log=handed_over is not None,
        subaddresses=subaddresses,
    )
    run.recover(handed_over)
    run.put_off()
    while run.goes_on() and run.send_next():
        pass
    return run.report


class _DeliveryRun:
    """One run: its parts, its name as an owner of leases, and its report."""

    def __init__(
        self,
        engine: Engine,
        mailer: Mailer,
        office: MailContext,
        *,
        reads_log: bool,
        subaddresses: Subaddresses | None,
    ) -> None:
        self._engine, self._mailer = engine, mailer
        self._directory, self._now = office.directory, office.now
        self._owner = new_owner(reads_log=reads_log)
        self._settler = Settler(
            engine=engine,
            directory=office.directory,
            owner=self._owner,
            now=office.now,
        )
        self._ends = time.monotonic() + PATIENCE.total_seconds()
        self._failures_in_a_row = 0
        self._written_to: set[str] = set()
        self._transmission = Transmission(
            engine=engine, mailer=mailer, office=office, subaddresses=subaddresses
        )
        self._drafter = Drafter(
            engine=engine,
            office=office,
            owner=self._owner,
            subaddresses=subaddresses,
            written_to=self._written_to,
            bury=self._bury,
        )
        self.report = DeliveryReport()

    def goes_on(self) -> bool:
        """Wait for a turn to send; return False if time is up or the server fails."""
        if self._failures_in_a_row >= MOST_FAILURES:
            return False
        left = self._ends - time.monotonic()
        return left > 0 and self._mailer.wait_for_turn(left)

    def recover(self, handed_over: HandedOver | None) -> None:
        """Free the leases of dead workers; report mails that may be lost."""
        verdict = self._verdict(handed_over)
        with writing(self._engine) as connection:
            found = recovery.recover(connection, self._now, verdict)
            readers.withhold(Call(connection, self._directory, self._now))
            readers.let_wait(Call(connection, self._directory, self._now))
            doubtful = [
                one for one in found.apart if not MAIL_KINDS[one.purpose].is_expendable
            ]
            if doubtful:
                work = UnitOfWork(Call(connection, self._directory, self._now))
                delivery_failures.report(work, doubtful)
                work.write()
        self.report.recovered = found.freed

    def _verdict(self, handed_over: HandedOver | None) -> LogFindings:
        """Ask the mail server's log, outside of any transaction: it may be long.

        If it cannot be read, mails in doubt wait, and the others are sent.
        """
        if handed_over is None:
            return LogFindings()
        with reading(self._engine) as connection:
            asked = recovery.in_doubt(connection, self._now)
        try:
            return LogFindings(asked=asked, accepted=frozenset(handed_over(asked)))
        except NotificationError as error:
            self.report.faults.append(str(error))
            return LogFindings()

    def put_off(self) -> None:
        """Postpone due notices of houses that are closed or want them later."""
        with reading(self._engine) as connection:
            waiting = recovery.waiting_at(connection, self._now)
        when = {(house, what): self._when(house, what) for house, what in waiting}
        later = {key: at for key, at in when.items() if at is not None}
        if later:
            with writing(self._engine) as connection:
                recovery.postpone(connection, later, self._now)

    def send_next(self) -> bool:
        """Send the due notices of the next recipient; False if there are none."""
        with writing(self._engine, durable=False) as connection:
            notices = leases.lease(connection, self._owner, self._now)
        if not notices:
            return False
        while notices:
            notices = self._send(notices)
        return True

    def _when(self, house: str, purpose: MailKind) -> datetime | None:
        theirs = self._directory.houses.get(house, self._directory.agency)
        return put_off_until(theirs, purpose, self._now)

    def _send(self, notices: Sequence[ClaimedNotice]) -> list[ClaimedNotice]:
        """Send the leased notices; return those that must be written again."""
        try:
            draft = self._drafter.drafted(notices)
        except SuppressedError as error:
            # The coordinator was told when it began, and is told of every request.
            self._bury(self._read(notices), error.message, untold={MailKind.REMINDER})
            return []
        except (NotFoundError, NotificationError) as error:
            self._bury(self._read(notices), error.message)
            return []
        except AlteredVersionError as error:
            return self._hold(notices, error)
        if draft is None:
            return []
        if not self._begin(draft):
            return self._left(draft.bundle)
        self._hand_over(draft)
        return []

    def _hold(
        self, notices: Sequence[ClaimedNotice], error: AlteredVersionError
    ) -> list[ClaimedNotice]:
        """Hold the notices of a post that was changed beside the log; return the rest.

        They are tried again every hour, for a backup may have been restored.
        """
        held = [one for one in notices if one.post_id == error.post_id]
        settlement = Settlement(
            state=NoticeState.RETRY,
            at=self._now,
            error=str(error),
            again_at=self._now + HELD,
            was_tried=False,
        )
        with writing(self._engine) as connection:
            ids = [one.id for one in held]
            outbox.settle(connection, ids, settlement, self._owner)
        self._report(Bundle(notices=tuple(held)), "", str(error))
        self.report.faults.append(str(error))
        return [one for one in notices if one not in held]

    def _read(self, notices: Sequence[ClaimedNotice]) -> Bundle:
        with reading(self._engine) as connection:
            return gather(connection, notices)

    def _begin(self, draft: Draft) -> bool:
        """Record that sending begins; False if something was decided meanwhile."""
        notices = draft.bundle.notices
        before = {notice.message_id for notice in notices if notice.message_id}
        try:
            with writing(self._engine) as connection:
                outbox.begin_sending(
                    connection,
                    [notice.id for notice in notices],
                    draft.message,
                    self._owner,
                    self._now,
                    is_new=draft.is_new,
                    instead_of=before if draft.is_new else (),
                    dues=draft.bundle.dues() if draft.is_new else None,
                    joining=[notice.id for notice in draft.bundle.more],
                )
        except OvertakenError:
            return False
        return True

    def _left(self, bundle: Bundle) -> list[ClaimedNotice]:
        ids = [notice.id for notice in bundle.notices]
        with reading(self._engine) as connection:
            mine = outbox.still_leased(connection, ids, self._owner)
        return [notice for notice in bundle.notices if notice.id in mine]

    def _hand_over(self, draft: Draft) -> None:
        message = draft.message
        bundle = replace(draft.bundle, notices=draft.bundle.everything, more=())
        try:
            with noting(self._engine) as notes:
                self._transmission.transmit(bundle.notices[0], message)
                self._settler.sent(notes, bundle)
        except DeliveryError as error:
            self._count(bundle.notices[0], error)
            self._settler.failed(bundle, message, error)
            self._report(bundle, message.subject, str(error))
            return
        if draft.had_refused:
            self._settler.forgive(message.address)
        if bundle.notices[0].medium is Medium.MAIL:
            if not self._written_to:
                self._settler.pull_forward()
            self._written_to.add(message.recipient)
        self._failures_in_a_row = 0
        self._report(bundle, message.subject)

    def _count(self, notice: ClaimedNotice, error: DeliveryError) -> None:
        # An answer shows that the server works, if it does not refuse us as such; a
        # chat says nothing about it.
        is_down = error.code is None or is_ours(error)
        if is_down and notice.medium is Medium.MAIL:
            self._failures_in_a_row += 1

    def _bury(
        self, bundle: Bundle, reason: Message, untold: Collection[MailKind] = ()
    ) -> None:
        self._settler.bury(bundle, reason, was_tried=False, untold=untold)
        self._report(bundle, "", str(reason))

    def _report(self, bundle: Bundle, subject: str, error: str = "") -> None:
        for notice in bundle.notices:
            person = self._directory.people.get(notice.recipient)
            handed = NoticeOutcome(
                number=bundle.number_of(notice),
                house=notice.house,
                purpose=notice.purpose,
                recipient_name=person.name if person else notice.recipient,
                subject=subject,
                error=error,
            )
            (self.report.failed if error else self.report.sent).append(handed)
        self.report.mails += not error
