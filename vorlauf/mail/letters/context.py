"""Context: everything that the letter of a notice is about, from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self, TypedDict, assert_never

from sqlalchemy import Connection

from notifications.letters.mail_kind import ComparedWith, MailKindSpec, MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS
from states.due_changes import DueReason
from states.fingerprint import Content
from vorlauf.db.post_snapshots import PostSnapshot, posts_by_id
from vorlauf.db.tables import Absence, Brief
from vorlauf.links.placeholders import Placeholder
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.material import brief_queries, file_queries
from vorlauf.posts import (
    absence_queries,
    decision_queries,
    hold_queries,
    listing,
    past_queries,
    publication_queries,
    step_queries,
    told_queries,
)
from vorlauf.posts.hold_queries import HoldRow
from vorlauf.posts.past_queries import PastAction, PostHistory
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.posts.step_queries import AwayNote, EarlierComment, NoticeStep, Returned
from vorlauf.posts.told_queries import ToldDate
from vorlauf.scheduling.gaps import MissingHouse
from vorlauf.scheduling.unattended import StepInAbsence


@dataclass(frozen=True, kw_only=True)
class AnswerLink:
    """How the reader answers: the address of a page, and its code, if it asks for one.

    The link with the key `link` opens the page; the address holds a placeholder for its
    token.
    """

    address: str
    code: str = ""
    link: int | None = None
    placeholder: Placeholder | None = None

    def otherwise(self) -> Self:
        """Return the same link with the other form of its placeholder."""
        if self.placeholder is None:
            return self
        first, second = self.placeholder.first, self.placeholder.second
        return replace(self, address=self.address.replace(first, second))


@dataclass(frozen=True, kw_only=True)
class NoticeContext:
    """A notice, its post and its step, and what happened before.

    `before` is the content that the same house was shown last; `is_first` says that it
    is asked about this post for the first time. `history` says how often the post has
    changed, in whatever way. Of a changed date `told` is the one that was told before.
    `holds` says that a yes of the house to this step's question holds for the post.
    """

    notice: ClaimedNotice
    post: PostSnapshot
    matter: NoticeStep
    act: PastAction | None = None
    before: Content | None = None
    is_first: bool = False
    history: PostHistory
    remark: EarlierComment | None = None
    away: AwayNote | None = None
    absence: Absence | None = None
    unattended: tuple[StepInAbsence, ...] = ()
    missing: tuple[MissingHouse, ...] = ()
    returned: Returned | None = None
    hold: HoldRow | None = None
    permalinks: Mapping[str, str] = field(default_factory=dict)
    way: AnswerLink | None = None
    wanted: Brief | None = None
    remarks: tuple[str, ...] = ()
    told: ToldDate | None = None
    reasons: tuple[DueReason, ...] = ()
    holds: bool = False
    publication: PublicationRow | None = None
    publications: Sequence[PublicationRow] = ()

    @property
    def is_needless(self) -> bool:
        """Whether what it tells of is over, or its reader was told of it already."""
        if MAIL_KINDS[self.notice.purpose].about is MailTopic.GAPS:
            return not self.unattended and not self.missing
        if MAIL_KINDS[self.notice.purpose].about is MailTopic.NEEDLESS_REQUEST:
            # They were asked anew before they were told.
            return (self.matter.kind, self.matter.house) in {
                (step.kind, step.house) for step in self.post.steps
            }
        if MAIL_KINDS[self.notice.purpose].about is MailTopic.FAILED_PUBLICATION:
            return self.publication is None or not self.publication.needs_person
        tells_due = MAIL_KINDS[self.notice.purpose].tells_due
        return tells_due and (
            self.told is None or self.told.due_at == self.matter.due_at
        )

    def is_too_late(self, now: datetime) -> bool:
        """Say whether it tells of another date that has passed by `now` (aware)."""
        tells_due = MAIL_KINDS[self.notice.purpose].tells_due
        return tells_due and self.matter.due_at <= now


class _Change(TypedDict, total=False):
    told: ToldDate | None
    reasons: tuple[DueReason, ...]


def contexts(
    connection: Connection, notices: Sequence[ClaimedNotice]
) -> list[NoticeContext]:
    """Return the contexts of these notices; overviews, about no post, have none."""
    about = [n for n in notices if n.post_id is not None and n.step_id is not None]
    snapshots = posts_by_id(connection, list({n.post_id for n in about if n.post_id}))
    steps = step_queries.matters(connection, [n.step_id for n in about if n.step_id])
    histories = past_queries.histories(connection, list(snapshots))
    return [
        _occasion(
            connection,
            n,
            snapshots[n.post_id or 0],
            steps[n.step_id or 0],
            histories[n.post_id or 0],
        )
        for n in about
    ]


def _occasion(
    connection: Connection,
    notice: ClaimedNotice,
    post: PostSnapshot,
    matter: NoticeStep,
    history: PostHistory,
) -> NoticeContext:
    kind = MAIL_KINDS[notice.purpose]
    told, n = kind.about, notice.n
    is_material = matter.kind.is_material
    read = step_queries
    return NoticeContext(
        notice=notice,
        post=post,
        matter=matter,
        history=history,
        act=_act(connection, kind, matter),
        before=_before(connection, kind, matter),
        is_first=matter.kind.is_answered
        and not past_queries.was_asked_before(connection, matter),
        remark=read.remark_of(connection, n) if told is MailTopic.COMMENT else None,
        away=read.away_note(connection, n) if told is MailTopic.ABSENCE else None,
        absence=absence_queries.entered(connection, n)
        if told is MailTopic.ENTERED_ABSENCE
        else None,
        returned=read.returned(connection, n) if told is MailTopic.LOST_MAIL else None,
        hold=hold_queries.hold_of(connection, n) if told is MailTopic.HOLD else None,
        publication=publication_queries.of_key(connection, n)
        if told is MailTopic.FAILED_PUBLICATION
        else None,
        publications=publication_queries.of_post(connection, post.id)
        if matter.kind.waits_for_slot
        else (),
        permalinks=listing.permalinks(connection, post.id) if kind.shows_places else {},
        wanted=brief_queries.brief_of(connection, post.id) if is_material else None,
        remarks=_remarks(connection, matter) if is_material else (),
        **_change(connection, kind, matter),
        holds=told is MailTopic.NEEDLESS_REQUEST
        and matter.house
        in decision_queries.decided_houses(
            connection, post.id, post.version, matter.kind
        ),
    )


def _change(connection: Connection, kind: MailKindSpec, matter: NoticeStep) -> _Change:
    """Return which date was told before, and why it has changed."""
    if not kind.tells_due:
        return {}
    told = told_queries.told_dates(connection, [matter.id]).get(matter.id)
    since = told.at if told and told.at else matter.opened_at
    return {
        "told": told,
        "reasons": told_queries.reasons_since(
            connection, matter.post_id, matter.id, since
        ),
    }


def _act(
    connection: Connection, kind: MailKindSpec, matter: NoticeStep
) -> PastAction | None:
    if kind.about is MailTopic.NEEDLESS_REQUEST:
        return past_queries.ending_act(connection, matter)
    if not kind.reports:
        return None
    # A correction comes after the decision that it leaves in force.
    is_later = kind.since is ComparedWith.DECIDED_ON
    until = datetime.max.replace(tzinfo=UTC) if is_later else None
    return past_queries.last_act(connection, matter, kind.reports, until=until)


def _remarks(connection: Connection, matter: NoticeStep) -> tuple[str, ...]:
    """Return what the coordinator said about rejected pictures of the house."""
    pictures = file_queries.sent_back(connection, matter.post_id, matter.house)
    return tuple(f"{one.name}: {one.answer_comment}" for one in pictures)


def _before(
    connection: Connection, kind: MailKindSpec, matter: NoticeStep
) -> Content | None:
    match kind.since:
        case None:
            return None
        case ComparedWith.DECIDED_ON:
            return past_queries.shown_at(connection, matter)
        case ComparedWith.SHOWN_BEFORE:
            return past_queries.shown_before(connection, matter)
        case _:
            assert_never(kind.since)
