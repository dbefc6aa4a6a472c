"""Comments: what somebody says about a post, who hears of it, and who may read it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol, TypeVar

from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS
from states.post import Role
from states.purpose import MailKind
from vorlauf.db import accounts
from vorlauf.db.post_snapshots import PostSnapshot, fingerprint_of
from vorlauf.db.tables import Comment
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Directory, House, Person
from vorlauf.posts import comment_queries
from vorlauf.posts.comment_queries import NewComment, comments_of, was_cut
from vorlauf.posts.follow_up_queries import FOLLOW_UP_EVENTS
from vorlauf.posts.listing import HistoryLine
from vorlauf.posts.mentions import mentioned
from vorlauf.posts.visibility import Participation, sees, visibility_of
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.steps import coordinator_of

__all__ = [
    "COMMENT",
    "INTERNAL",
    "INTERNAL_EVENTS",
    "NewComment",
    "audience",
    "comment",
    "comments_of",
    "readable",
    "readable_lines",
    "readable_notices",
    "reads_internal",
    "reads_whole",
]

CommentNoticeT = TypeVar("CommentNoticeT", bound="CommentNotice")

# The events of the file: what everybody may read, and what only the agency may.
COMMENT: Final = "comment"
INTERNAL: Final = "comment_internal"
# The lines of the log that only the agency and auditors read.
INTERNAL_EVENTS: Final = frozenset({INTERNAL, *FOLLOW_UP_EVENTS})

# Characters of a comment that stand in the file, too; the rest is kept beside it.
_IN_THE_FILE = 2000
# Who writes and answers internal comments, and who sees that they were made.
_AGENCY: Final = frozenset({Role.COORDINATOR})
_READ_INTERNAL: Final = frozenset({Role.COORDINATOR, Role.AUDITOR})


def reads_internal(role: Role | None) -> bool:
    """Say whether people of this role read internal comments: agency and auditors."""
    return role in _READ_INTERNAL


def readable(said: Iterable[Comment], role: Role | None) -> tuple[Comment, ...]:
    """Return the comments that people of this role may read; None are strangers."""
    return tuple(one for one in said if not one.internal or reads_internal(role))


def reads_whole(said: Comment, role: Role | None, house: str) -> bool:
    """Say whether somebody may read all of an answer, with what it quotes.

    It may quote a mail about several posts, which not everybody sees who sees this one.
    So the agency reads it, auditors do, and the house that has written it.
    """
    return was_cut(said) and (reads_internal(role) or said.house == house)


def readable_lines(
    lines: Iterable[HistoryLine], role: Role | None
) -> tuple[HistoryLine, ...]:
    """Return the lines of a file that people of this role may read, as `readable`."""
    reads = reads_internal(role)
    return tuple(line for line in lines if line.event not in INTERNAL_EVENTS or reads)


class CommentNotice(Protocol):
    """A notice of some kind: `n` is the key of the comment if it tells of one."""

    @property
    def purpose(self) -> MailKind:
        """What kind of mail it is for."""

    @property
    def n(self) -> int:
        """Its number in its step, or the key of what it tells of."""


def readable_notices(
    notices: Iterable[CommentNoticeT], said: Iterable[Comment], role: Role | None
) -> tuple[CommentNoticeT, ...]:
    """Return the notices of a post without those that tell of what one may not read."""
    hidden = {one.id for one in said if one.internal and not reads_internal(role)}
    return tuple(
        n
        for n in notices
        if MAIL_KINDS[n.purpose].about is not MailTopic.COMMENT or n.n not in hidden
    )


def audience(
    directory: Directory,
    post: Participation,
    *,
    internal: bool,
    disabled: Collection[str] = (),
) -> tuple[Person, ...]:
    """Return who may be told of a comment on a post: whoever sees the post.

    Of what is internal only the coordinators are, and nobody who is `disabled`.
    """
    return tuple(
        person
        for person in directory.people.values()
        if (person.role in _AGENCY or not internal)
        and person.key not in disabled
        and sees(visibility_of(directory, person), post)
    )


def comment(
    work: UnitOfWork,
    post: PostSnapshot,
    said: NewComment,
    step_id: int | None,
    *,
    names_nobody: bool = False,
) -> int:
    """Keep what was said, with a line in the file; return the key of the comment.

    The post's coordinator hears of it, unless it was she who said it, and whoever is
    named with @ at their house's usual hour; `step_id` is the step by which they are
    told, None if the post has none. What came by mail `names_nobody` either: its writer
    is not as certain as one who signed in, so she alone hears of it.
    """
    directory = work.directory
    disabled = accounts.disabled(work.connection)
    everybody = audience(directory, post, internal=said.internal, disabled=disabled)
    is_by_mail = said.incoming_id is not None
    is_mute = names_nobody or is_by_mail
    named = () if is_mute else mentioned(said.text, directory, everybody)
    said = replace(said, mentions="".join(f"{one.key}," for one in named))
    key = comment_queries.add_comment(work.connection, said)
    told = {**work.call.entry_point, "comment": key, "address": said.address}
    if was_cut(said):
        # The log has the words that are shown, and proves what the rest was.
        told["whole_sha256"] = sha256(said.whole.encode()).hexdigest()
    _record(work, post, said, told)
    if step_id is not None:
        for house, notice in _notices(directory, post, said, key, work.now):
            work.owe(post, step_id, house.key, [notice])
    return key


def _notices(
    directory: Directory, post: PostSnapshot, said: NewComment, key: int, now: datetime
) -> Iterator[tuple[House, NewNotice]]:
    """Yield what is owed to whom; the coordinator hears of every comment, once."""
    coordinator = coordinator_of(post, directory).key
    named = said.mentions.split(",")[:-1]
    for who in dict.fromkeys([coordinator, *named]):
        if who == said.author_key:
            continue
        house = directory.home_of(directory.people[who])
        is_mention = who != coordinator
        yield (
            house,
            NewNotice(
                purpose=MailKind.MENTIONED if is_mention else MailKind.COMMENT_RECEIVED,
                recipient=who,
                due_at=_usual_hour(house, now) if is_mention else house.mail_from(now),
                n=key,
            ),
        )


def _usual_hour(house: House, now: datetime) -> datetime:
    """Return when a house gets its usual mail next, so that this travels with it."""
    office = house.office
    day = office.day_of(office.next_open(now))
    at = office.nearest_open(day, house.reminder_hour)
    if at >= now:
        return at
    return office.nearest_open(office.calendar.add(day, 1), house.reminder_hour)


def _record(
    work: UnitOfWork,
    post: PostSnapshot,
    said: NewComment,
    details: Mapping[str, object],
) -> None:
    person = work.directory.people.get(said.author_key)
    event = INTERNAL if said.internal else COMMENT
    if said.internal:
        # Many read the file, so it proves what was said, and does not say it.
        details = {**details, "sha256": sha256(said.text.encode()).hexdigest()}
    entry = remark(post, at=work.now, event=event, house=said.house, details=details)
    work.log(
        replace(
            entry,
            actor=said.author,
            actor_key=said.author_key,
            capacity=said.own_account or (person.role.value if person else ""),
            version=said.version,
            fingerprint=fingerprint_of(work.connection, post, said.version),
            comment="" if said.internal else said.text[:_IN_THE_FILE],
        )
    )
