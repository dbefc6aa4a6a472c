"""Bundles: the due notices of one recipient, with all that is needed to write them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Connection

from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS
from vorlauf.db.audit_head import LastLine
from vorlauf.db.call import Call
from vorlauf.links.placeholders import Placeholder
from vorlauf.mail.letters import log_head
from vorlauf.mail.letters.context import NoticeContext, contexts
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.posts import hold_queries, open_step_queries, step_queries
from vorlauf.posts.hold_queries import HeldSlot, HoldRow
from vorlauf.posts.open_step_queries import OpenDuty
from vorlauf.scheduling.gaps import gaps
from vorlauf.scheduling.unattended import caused_by

# So long news are worth sending, and what asks for something at least.
NEWS_LAST, A_DAY = timedelta(days=5), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The due notices of one recipient, and everything needed to write them.

    Of `more` notices the mail says only how many they are.
    """

    notices: tuple[ClaimedNotice, ...]
    occasions: tuple[NoticeContext, ...] = ()
    duties: tuple[OpenDuty, ...] = ()
    end_of_log: LastLine | None = None
    hold: HoldRow | None = None
    held: tuple[HeldSlot, ...] = ()
    thread: tuple[str, ...] = ()
    more: tuple[ClaimedNotice, ...] = ()

    @property
    def everything(self) -> tuple[ClaimedNotice, ...]:
        """Return all notices that go out with its message."""
        return (*self.notices, *self.more)

    def only(self, ids: Collection[int]) -> Self:
        """Return the part of the bundle with these notices."""
        return replace(
            self,
            notices=tuple(n for n in self.notices if n.id in ids),
            occasions=tuple(o for o in self.occasions if o.notice.id in ids),
        )

    def links(self) -> Mapping[Placeholder, int]:
        """Return the keys of its links, by placeholder."""
        ways = [one.way for one in self.occasions if one.way is not None]
        return {
            way.placeholder: way.link
            for way in ways
            if way.placeholder is not None and way.link is not None
        }

    def otherwise(self) -> Self:
        """Return the same bundle with the other form of each placeholder."""
        return replace(
            self,
            occasions=tuple(
                replace(one, way=one.way.otherwise()) if one.way else one
                for one in self.occasions
            ),
        )

    def number_of(self, notice: ClaimedNotice) -> str:
        """Return the number of the post that a notice is about, if any."""
        numbers = (o.post.number for o in self.occasions if o.notice.id == notice.id)
        return next(numbers, "")

    def needless(self) -> set[int]:
        """Return the keys of notices that tell of what is over, or is told anyway."""
        kinds = {
            one.notice.id: MAIL_KINDS[one.notice.purpose] for one in self.occasions
        }
        requested = {
            one.matter.id for one in self.occasions if kinds[one.notice.id].is_request
        }
        return {
            one.notice.id
            for one in self.occasions
            if one.is_needless
            or (kinds[one.notice.id].tells_due and one.matter.id in requested)
        }

    def dues(self) -> Mapping[int, datetime]:
        """Return the due instants (aware UTC) that its message names, by step."""
        return {
            one.matter.id: one.matter.due_at
            for one in self.occasions
            if MAIL_KINDS[one.notice.purpose].names_due
        }

    def deadlines(self) -> Iterator[tuple[ClaimedNotice, datetime]]:
        """Return until when (aware UTC) each notice is worth sending.

        A notice that asks for something: until that is due, and for a day at least.
        """
        due = {one.notice.id: one.matter.due_at for one in self.occasions}
        for notice in self.everything:
            if MAIL_KINDS[notice.purpose].names_due:
                at = notice.planned_at + A_DAY
                yield notice, max(due.get(notice.id, at), at)
            else:
                yield notice, notice.planned_at + NEWS_LAST


def gather(
    connection: Connection,
    notices: Sequence[ClaimedNotice],
    *,
    reader: str = "",
    more: Sequence[ClaimedNotice] = (),
    office: MailContext | None = None,
) -> Bundle:
    """Read everything that a mail to `reader` (a key) about these notices needs.

    Only with an `office` it says for which steps nobody is there during an absence.
    """
    found = contexts(connection, notices)
    if office is not None:
        found = [_with_unattended(connection, one, office) for one in found]
    posts = {one.post.id for one in found}
    about = {MAIL_KINDS[notice.purpose].about for notice in notices}
    is_overview = MailTopic.EVERYTHING in about
    tells_head = is_overview or MailTopic.AUDIT_LOG in about
    closed = [
        one.n
        for one in notices
        if MAIL_KINDS[one.purpose].about is MailTopic.CLOSED_DAYS
    ]
    hold_id = closed[0] if closed else 0
    readers = office.directory.keys_of(reader) if office else (reader,)
    return Bundle(
        notices=tuple(notices),
        occasions=tuple(found),
        duties=tuple(open_step_queries.open_duties(connection)) if is_overview else (),
        end_of_log=log_head.end_of_log(connection) if tells_head else None,
        hold=hold_queries.hold_of(connection, hold_id) if hold_id else None,
        held=tuple(hold_queries.held_slots(connection, [hold_id])[hold_id])
        if hold_id
        else (),
        # A mail about several posts answers none of those before.
        thread=tuple(step_queries.thread(connection, posts.pop(), readers))
        if reader and len(posts) == 1
        else (),
        more=tuple(more),
    )


def _with_unattended(
    connection: Connection, one: NoticeContext, office: MailContext
) -> NoticeContext:
    call = Call(connection, office.directory, office.now)
    if MAIL_KINDS[one.notice.purpose].about is MailTopic.GAPS:
        found = gaps(call)
        return replace(one, unattended=found.steps, missing=found.houses)
    if one.absence is None:
        return one
    return replace(one, unattended=caused_by(call, one.absence))
