"""Delivery: send the due notices, one message after the other."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine

from notifications.delivery.chat import post_hint
from notifications.delivery.mailer import Envelope, Mailer
from notifications.errors import DeliveryError, NotificationError
from notifications.letters.mail_kinds import MAIL_KINDS
from states.messages import Message
from states.office_hours import SWEEP
from states.purpose import MailKind
from vorlauf.db import accounts, versions
from vorlauf.db.call import Call
from vorlauf.db.engine import noting, reading, writing
from vorlauf.db.post_snapshots import posts_by_id
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import AlteredVersionError, NotFoundError
from vorlauf.host import new_owner
from vorlauf.links import placeholders
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.subaddresses import Subaddresses, SubaddressUse, handle_of
from vorlauf.mail.letters import answer_links, recipients
from vorlauf.mail.letters.recipients import SuppressedError
from vorlauf.mail.letters.render import Bundle, gather, write
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.outcomes import Settler, is_ours
from vorlauf.mail.queue import delivery_failures, outbox, recovery
from vorlauf.mail.queue.outbox import (
    ClaimedNotice,
    FinishedMessage,
    OvertakenError,
    Settlement,
)
from vorlauf.mail.queue.recovery import HandedOver, LogFindings
from vorlauf.scheduling import readers, replanning
from vorlauf.workflow.reminder_schedule import put_off_until


@dataclass(frozen=True, kw_only=True)
class NoticeOutcome:
    """A notice that was sent, or the reason why it was not."""

    number: str
    house: str
    purpose: MailKind
    recipient_name: str
    subject: str
    error: str = ""


@dataclass
class DeliveryReport:
    """What one run has sent and what has failed; `mails` counts the messages."""

    sent: list[NoticeOutcome] = field(default_factory=list)
    failed: list[NoticeOutcome] = field(default_factory=list)
    mails: int = 0
    recovered: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def all_failed(self) -> bool:
        """Say whether there was something to send and nothing was sent."""
        return bool(self.failed) and not self.sent


# A run ends well before its first lease does; the next one goes on.
PATIENCE: Final = outbox.LEASE / 2
# A server that failed so often in a row is left alone until the next run.
MOST_FAILURES: Final = 3
# So long a mail about a version waits that was changed beside the audit log.
HELD: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """A message that is ready to be sent, and the bundle that it is made of."""

    message: FinishedMessage
    bundle: Bundle
    is_new: bool
    had_refused: bool


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
        self._engine, self._subaddresses = engine, subaddresses
        self._mailer = mailer
        self._office = office
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
            notices = outbox.lease(connection, self._owner, self._now)
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
            draft = self._drafted(notices)
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

    def _drafted(self, notices: Sequence[ClaimedNotice]) -> _Draft | None:
        with reading(self._engine) as connection:
            to = recipients.addressee(connection, notices, self._office)
            trouble = recipients.trouble_with(connection, notices[0], to)
            more = self._more(connection, notices)
            bundle = gather(
                connection,
                notices,
                reader=to.person.key,
                more=more,
                office=self._office,
            )
            issuer = self._office.issuer
            before = answer_links.kept_with_links(
                connection, issuer, notices, to.person
            )
        if self._has_just_got_mail(to.person, notices[0]):
            self._wait(notices)
            return None
        bundle = self._with_time_left(self._without_needless(bundle), to.person)
        if not bundle.notices:
            return None
        for about in bundle.occasions:
            versions.require_unaltered(about.post.content)
        # What came back later says more than that a server has taken the next mail.
        had_refused = trouble is not None and (
            trouble.failures > 0 and trouble.suspect_since is None
        )
        if before is not None:
            return _Draft(
                message=before, bundle=bundle, is_new=False, had_refused=had_refused
            )
        bundle = self._with_links(bundle, to.person)
        written = write(bundle, to, self._office)
        for notice, reason in written.unwritten.items():
            self._bury(bundle.only({notice.id}), reason)
        if written.message is None:
            return None
        has_own = self._subaddresses is not None and bool(written.message.address)
        handle = handle_of(written.message.message_id) if has_own else None
        return _Draft(
            message=replace(written.message, handle=handle),
            bundle=bundle.only({notice.id for notice in written.notices}),
            is_new=True,
            had_refused=had_refused,
        )

    def _more(
        self, connection: Connection, notices: Sequence[ClaimedNotice]
    ) -> list[ClaimedNotice]:
        """Return what goes into this mail as a number, because it is full."""
        if len(notices) < outbox.MOST_IN_ONE or notices[0].message_id is not None:
            return []
        return outbox.others_due(connection, notices[0], self._now)

    def _has_just_got_mail(self, reader: Person, notice: ClaimedNotice) -> bool:
        """Say whether this is another mail in the same minute.

        What died on its way goes all the same, each alone.
        """
        is_mail = notice.medium is Medium.MAIL
        return is_mail and notice.claims == 1 and reader.key in self._written_to

    def _wait(self, notices: Sequence[ClaimedNotice]) -> None:
        """Let the notices wait for the next sweep."""
        settlement = Settlement(
            state=NoticeState.RETRY,
            at=self._now,
            again_at=self._now + SWEEP,
            was_tried=False,
        )
        with writing(self._engine, durable=False) as connection:
            ids = [one.id for one in notices]
            outbox.settle(connection, ids, settlement, self._owner)

    def _without_needless(self, bundle: Bundle) -> Bundle:
        """Cancel what tells of another date whose reader was told this one."""
        needless = bundle.needless()
        if not needless:
            return bundle
        settlement = Settlement(
            state=NoticeState.CANCELLED, at=self._now, was_tried=False
        )
        with writing(self._engine, durable=False) as connection:
            outbox.settle(connection, sorted(needless), settlement, self._owner)
        kept = {notice.id for notice in bundle.notices} - needless
        return bundle.only(kept)

    def _with_time_left(self, bundle: Bundle, reader: Person) -> Bundle:
        """Move dates that were to be told before they passed, and were not."""
        late = [one for one in bundle.occasions if one.is_too_late(self._now)]
        if not late:
            return bundle
        with writing(self._engine) as connection:
            work = UnitOfWork(Call(connection, self._directory, self._now))
            posts = posts_by_id(connection, list({one.post.id for one in late}))
            for one in late:
                post = posts[one.post.id]
                for step in post.steps:
                    if step.id == one.matter.id and not step.kind.waits_for_slot:
                        replanning.leave_time(work, post, step)
            work.write()
        with reading(self._engine) as connection:
            return gather(connection, bundle.notices, reader=reader.key)

    def _with_links(self, bundle: Bundle, reader: Person) -> Bundle:
        issuer = self._office.issuer
        if issuer is None:
            return bundle
        # The mail is written down in a later transaction, which makes this one last.
        with writing(self._engine, durable=False) as connection:
            about = answer_links.with_links(
                Call(connection, self._directory, self._now),
                issuer,
                bundle.occasions,
                reader,
            )
        return replace(bundle, occasions=about)

    def _begin(self, draft: _Draft) -> bool:
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

    def _hand_over(self, draft: _Draft) -> None:
        message = draft.message
        bundle = replace(draft.bundle, notices=draft.bundle.everything, more=())
        try:
            with noting(self._engine) as notes:
                self._to_the_socket(bundle.notices[0], message)
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

    def _to_the_socket(self, notice: ClaimedNotice, message: FinishedMessage) -> None:
        if notice.medium is Medium.CHAT:
            house = self._directory.houses.get(notice.recipient)
            urls = house.notify if house else ()
            post_hint(urls, self._directory.campaign.name, message.content.decode())
            return
        identity = message.message_id.strip("<>")
        content, bounces = self._sealed(message), ""
        ours = self._subaddresses
        if ours is not None and message.handle is not None:
            replies, bounces = (
                ours.made_for(use, message.message_id, message.address)
                for use in SubaddressUse
            )
            content = ours.with_reply_to(content, replies)
        self._mailer.send(Envelope(message.address, content, identity, bounces))

    def _sealed(self, message: FinishedMessage) -> bytes:
        """Return the mail with its links, as it is sent."""
        issuer = self._office.issuer
        if issuer is None or not message.places:
            return message.content
        with reading(self._engine) as connection:
            return placeholders.filled(
                connection, issuer, message.content, message.places, message.recipient
            )

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
