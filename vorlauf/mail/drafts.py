"""Drafts: the message of due notices, written and ready to be sent."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine

from states.messages import Message
from states.office_hours import SWEEP
from vorlauf.db import versions
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import posts_by_id
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.links.subaddresses import Subaddresses, handle_of
from vorlauf.mail.letters import answer_links, recipients
from vorlauf.mail.letters.bundle import Bundle, gather
from vorlauf.mail.letters.render import write
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.queue import leases, outbox
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.mail.queue.outbox import FinishedMessage, Settlement
from vorlauf.scheduling import replanning


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that is ready to be sent, and the bundle that it is made of."""

    message: FinishedMessage
    bundle: Bundle
    is_new: bool
    had_refused: bool


@dataclass(frozen=True, kw_only=True)
class Drafter:
    """Writes the messages of one run, under its name as an owner of leases.

    `written_to` has the people who got a mail in this run; `bury` gives up notices
    that cannot be written, with the reason.
    """

    engine: Engine
    office: MailContext
    owner: str
    subaddresses: Subaddresses | None
    written_to: Collection[str]
    bury: Callable[[Bundle, Message], None]

    def drafted(self, notices: Sequence[ClaimedNotice]) -> Draft | None:
        """Return the message of leased notices, or None if there is nothing to send.

        Raises `NotFoundError`, `NotificationError` and `AlteredVersionError` for what
        cannot be written.
        """
        with reading(self.engine) as connection:
            to = recipients.addressee(connection, notices, self.office)
            trouble = recipients.trouble_with(connection, notices[0], to)
            more = self._more(connection, notices)
            bundle = gather(
                connection,
                notices,
                reader=to.person.key,
                more=more,
                office=self.office,
            )
            issuer = self.office.issuer
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
            return Draft(
                message=before, bundle=bundle, is_new=False, had_refused=had_refused
            )
        bundle = self._with_links(bundle, to.person)
        written = write(bundle, to, self.office)
        for notice, reason in written.unwritten.items():
            self.bury(bundle.only({notice.id}), reason)
        if written.message is None:
            return None
        has_own = self.subaddresses is not None and bool(written.message.address)
        handle = handle_of(written.message.message_id) if has_own else None
        return Draft(
            message=replace(written.message, handle=handle),
            bundle=bundle.only({notice.id for notice in written.notices}),
            is_new=True,
            had_refused=had_refused,
        )

    def _more(
        self, connection: Connection, notices: Sequence[ClaimedNotice]
    ) -> list[ClaimedNotice]:
        """Return what goes into this mail as a number, because it is full."""
        if len(notices) < leases.MOST_IN_ONE or notices[0].message_id is not None:
            return []
        return leases.others_due(connection, notices[0], self.office.now)

    def _has_just_got_mail(self, reader: Person, notice: ClaimedNotice) -> bool:
        """Say whether this is another mail in the same minute.

        What died on its way goes all the same, each alone.
        """
        is_mail = notice.medium is Medium.MAIL
        return is_mail and notice.claims == 1 and reader.key in self.written_to

    def _wait(self, notices: Sequence[ClaimedNotice]) -> None:
        """Let the notices wait for the next sweep."""
        settlement = Settlement(
            state=NoticeState.RETRY,
            at=self.office.now,
            again_at=self.office.now + SWEEP,
            was_tried=False,
        )
        with writing(self.engine, durable=False) as connection:
            ids = [one.id for one in notices]
            outbox.settle(connection, ids, settlement, self.owner)

    def _without_needless(self, bundle: Bundle) -> Bundle:
        """Cancel what tells of another date whose reader was told this one."""
        needless = bundle.needless()
        if not needless:
            return bundle
        settlement = Settlement(
            state=NoticeState.CANCELLED, at=self.office.now, was_tried=False
        )
        with writing(self.engine, durable=False) as connection:
            outbox.settle(connection, sorted(needless), settlement, self.owner)
        kept = {notice.id for notice in bundle.notices} - needless
        return bundle.only(kept)

    def _with_time_left(self, bundle: Bundle, reader: Person) -> Bundle:
        """Move dates that were to be told before they passed, and were not."""
        late = [one for one in bundle.occasions if one.is_too_late(self.office.now)]
        if not late:
            return bundle
        with writing(self.engine) as connection:
            work = UnitOfWork(self._call(connection))
            posts = posts_by_id(connection, list({one.post.id for one in late}))
            for one in late:
                post = posts[one.post.id]
                for step in post.steps:
                    if step.id == one.matter.id and not step.kind.waits_for_slot:
                        replanning.leave_time(work, post, step)
            work.write()
        with reading(self.engine) as connection:
            return gather(
                connection,
                bundle.notices,
                reader=reader.key,
                more=bundle.more,
                office=self.office,
            )

    def _with_links(self, bundle: Bundle, reader: Person) -> Bundle:
        issuer = self.office.issuer
        if issuer is None:
            return bundle
        # The mail is written down in a later transaction, which makes this one last.
        with writing(self.engine, durable=False) as connection:
            about = answer_links.with_links(
                self._call(connection),
                issuer,
                bundle.occasions,
                reader,
            )
        return replace(bundle, occasions=about)

    def _call(self, connection: Connection) -> Call:
        return Call(connection, self.office.directory, self.office.now)
