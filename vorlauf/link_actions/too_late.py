"""Too late: an answer by link after somebody else was faster; its words are kept."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from states.messages import Message
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.tables import OUTCOME_OF, LinkKind
from vorlauf.editing import late_words
from vorlauf.editing.comment_by_account import tidy_words
from vorlauf.editing.late_words import Earlier
from vorlauf.link_actions.comment_by_link import comment_of
from vorlauf.links.signatures import Signature, signature_of
from vorlauf.links.verify import LinkState, VerifiedLink, look_again
from vorlauf.posts import comment_queries

# What files are sent for.
DELIVER: Final = "deliver"
# What a link that was overtaken still takes: it is no way to write for ever.
MOST: Final = 3
_OVERTAKEN: Final = frozenset(
    {LinkState.ANSWERED, LinkState.SUPERSEDED, LinkState.OVER}
)
_ANSWERING: Final = frozenset({LinkKind.DECIDE, LinkKind.DELIVER, LinkKind.OBJECT})
_EVENT_OF: Final = {outcome.value: trigger for trigger, outcome in OUTCOME_OF.items()}


def was_overtaken(opened: VerifiedLink, now: datetime) -> bool:
    """Say whether somebody may have been faster than an answer by this link.

    `now` is aware UTC; what comes after the time of the link is nobody's answer.
    """
    is_answer = opened.kind in _ANSWERING and opened.state in _OVERTAKEN
    return is_answer and now <= opened.link.ends_at


def keep_late(
    call: Call, opened: VerifiedLink, name: str, event: str, comment: str
) -> Message | None:
    """Keep the words of an answer (its event) by a link that was overtaken.

    Returns who was faster; None if nobody was, if the link is past its time, or if the
    same person has just given the same answer. Raises as `signature_of`, and
    `BadInputError` for words that cannot be kept.
    """
    audit_log.lock(call.connection)
    again = look_again(call, opened)
    if not was_overtaken(again, call.now):
        return None
    signed = signature_of(call.directory, again, name)
    earlier = _earlier(call, again)
    # Whether files have come before is seen by their bytes.
    if earlier.actor == signed.name and earlier.event == event != DELIVER:
        return None
    said = tidy_words(comment) if comment.strip() else ""
    is_kept = not _is_full(call, again) and _keep(call, again, signed, event, said)
    return late_words.who_was_faster(call, again.post, earlier, is_kept=is_kept)


def _keep(
    call: Call, opened: VerifiedLink, signed: Signature, event: str, comment: str
) -> bool:
    said = comment_of(opened, opened.post, signed, comment, call.now)
    by_link = replace(call, entry_point=signed.details)
    return late_words.keep_words(by_link, opened.post, said, event)


def _earlier(call: Call, opened: VerifiedLink) -> Earlier:
    """Return who answered or forwarded the step, or what else has overtaken it."""
    matter, ended = opened.matter, opened.matter.closed_at
    answered = _EVENT_OF.get(matter.outcome or "")
    # An objection comes after the answer of its step.
    if ended is None or opened.kind is LinkKind.OBJECT:
        return late_words.last_move(call.connection, opened.post)
    if answered is not None:
        return Earlier(actor=matter.decided_by or "", event=answered.value, at=ended)
    return late_words.forwarding(
        call.connection, opened.post, ended
    ) or late_words.last_move(call.connection, opened.post)


def _is_full(call: Call, opened: VerifiedLink) -> bool:
    """Say whether so much was written by links of this step since it ended."""
    ended = opened.matter.closed_at
    said = comment_queries.comments_of(call.connection, opened.post.id)
    since = [
        one
        for one in said
        if one.step_id == opened.matter.id and ended and one.said_at >= ended
    ]
    return len(since) >= MOST
