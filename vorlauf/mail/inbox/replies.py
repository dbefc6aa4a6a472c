"""Replies: an answer by mail becomes a comment, never an approval."""

from dataclasses import replace
from functools import partial
from typing import Final

from states.messages import Message, msg
from states.purpose import MailKind
from vorlauf.db.post_snapshots import OpenStep
from vorlauf.db.tables import IncomingKind
from vorlauf.db.unit_of_work import NewNotice
from vorlauf.directory.model import Person
from vorlauf.editing.comments import NewComment, comment
from vorlauf.mail.inbox import incoming_queries
from vorlauf.mail.inbox.incoming_queries import HandlingResult
from vorlauf.mail.inbox.matching import (
    MailInHand,
    MatchedPost,
    author_of,
    day_around,
    matter_of,
)
from vorlauf.posts import presence
from vorlauf.posts.comment_queries import told_of_internal
from vorlauf.workflow.actors import Part, actor_of
from vorlauf.workflow.steps import coordinator_of

# Two programs that answer each other come to an end at this.
MOST_LINKS_A_DAY: Final = 3


def act_on_reply(mail: MailInHand) -> HandlingResult:
    """Keep a reply as a comment on its post; a mail about no post is only kept.

    What nobody who takes part has written is shown to the coordinator alone.
    """
    matter = matter_of(mail)
    if matter is None:
        return HandlingResult(
            kind=IncomingKind.UNRELATED,
            result=msg("It answers no mail of ours, or comes from nobody on file."),
            person=mail.sender.key if mail.sender else "",
        )
    author = author_of(mail, matter)
    said = said_in(mail, matter, author, _text(mail))
    if author is None:
        said = replace(said, internal=True)
    key = comment(mail.work, matter.post, said, matter.step_id)
    has_link = author is not None and _owe_link(mail, matter, author, key)
    return HandlingResult(
        kind=IncomingKind.REPLY,
        result=_result(mail, matter, author, has_link=has_link),
        answers=mail.origin.message_id if mail.origin else None,
        post_id=matter.post.id,
        person=said.author_key,
    )


def _result(
    mail: MailInHand, matter: MatchedPost, author: Person | None, *, has_link: bool
) -> Message:
    number = matter.post.number
    if author is None:
        return _shown(mail, number, coordinator_of(matter.post, mail.work.directory))
    if has_link:
        return msg(
            "A comment on {number} by {author}, who gets a new link.",
            number=number,
            author=author.name,
        )
    return msg("A comment on {number} by {author}.", number=number, author=author.name)


def _shown(mail: MailInHand, number: str, coordinator: Person) -> Message:
    if mail.has_failed:
        return msg(
            "{coordinator} is shown it on {number}: the mail gateway says that it does "
            "not come from its sender.",
            coordinator=coordinator.name,
            number=number,
        )
    return msg(
        "{coordinator} is shown it on {number}: its sender does not take part.",
        coordinator=coordinator.name,
        number=number,
    )


def said_in(
    mail: MailInHand, matter: MatchedPost, sender: Person | None, text: str
) -> NewComment:
    """Return a mail as a comment of its sender on a post; None is nobody on file."""
    received = mail.received
    answered = mail.origin.message_id if mail.origin else ""
    return NewComment(
        post_id=matter.post.id,
        version=matter.version,
        step_id=matter.step_id,
        house=sender.house if sender else matter.house,
        author=sender.name if sender else received.sender or "(?)",
        author_key=sender.key if sender else "",
        address=received.sender,
        text=text,
        whole=received.whole,
        said_at=mail.work.now,
        incoming_id=mail.id,
        sender_check=mail.evidence.check.value,
        gateway=mail.evidence.gateway,
        # What answers an internal comment is internal, too.
        internal=told_of_internal(mail.work.connection, answered),
    )


def _text(mail: MailInHand) -> str:
    """Return the new words and the names of the attached files."""
    files = "\n".join(f"[{name}]" for name in mail.received.files)
    parts = (mail.received.words, files)
    return "\n\n".join(part for part in parts if part) or mail.received.subject


def _owe_link(mail: MailInHand, matter: MatchedPost, sender: Person, key: int) -> bool:
    """Queue a fresh link for the sender, if something is still asked of them.

    Whose words could not be read is told so in any case.
    """
    step = _step_to_answer(mail, matter, sender)
    told_by = step.id if step else matter.step_id if mail.received.unreadable else None
    house = mail.work.directory.home_of(sender)
    due_at = house.mail_from(mail.work.now)
    sent = incoming_queries.planned_between(
        mail.work.connection,
        MailKind.REPLY_RECEIVED,
        sender.key,
        *day_around(house, due_at),
    )
    if not told_by or sent >= MOST_LINKS_A_DAY:
        return False
    notice = NewNotice(
        purpose=MailKind.REPLY_RECEIVED, recipient=sender.key, due_at=due_at, n=key
    )
    mail.work.owe(matter.post, told_by, house.key, [notice])
    return step is not None


def _step_to_answer(
    mail: MailInHand, matter: MatchedPost, sender: Person
) -> OpenStep | None:
    """Return the step that asks the sender; first of all the one of our mail."""
    theirs = [step for step in matter.post.steps if step.asked == sender.key]
    if not sender.functional:
        part = Part(gone=partial(presence.gone, mail.work.call))
        actor = actor_of(matter.post, mail.work.directory, sender.key, part)
        theirs += [one.step for one in actor.answerable]
    return min(theirs, key=lambda step: step.id != matter.step_id, default=None)
