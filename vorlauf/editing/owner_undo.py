"""Taking a hand-over back, while the new owner has not heard of it."""

from collections.abc import Sequence
from datetime import date

from states.messages import Message, msg
from vorlauf.db import audit_log, post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import owner_queries
from vorlauf.editing.owner_queries import HAND_OVER, HandOverLine
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.posts import undo_queries
from vorlauf.posts.state_before import StateBefore
from vorlauf.workflow import audit_entries
from vorlauf.workflow.manual_actions import Overseer
from vorlauf.workflow.undo import UNDO


def take_back(call: Call, numbers: Sequence[str], by: Overseer) -> list[str]:
    """Give these posts (numbers) back to who looked after them, all or none.

    Their mails are cancelled; the internal comment with the note stays. Raises
    `RefusedError` unless the same person handed each of them over, nothing has changed
    there since and no mail of it has left, `BadInputError` without a post.
    """
    if not numbers:
        raise BadInputError(msg("Name at least one post to take back."))
    audit_log.lock(call.connection)
    posts = post_snapshots.snapshots(call.connection, list(dict.fromkeys(numbers)))
    for post in posts:
        _take_back(call, post, by)
    return [post.number for post in posts]


def together(call: Call, number: str) -> list[str]:
    """Return the posts (numbers) that were handed over at once with this one.

    Without a hand-over of it there is none but this.
    """
    post = post_snapshots.post_of(call.connection, number)
    line = owner_queries.last_hand_over(call.connection, post.id)
    if line is None:
        return [post.number]
    return owner_queries.handed_over_with(call.connection, line)


def _take_back(call: Call, post: PostSnapshot, by: Overseer) -> None:
    line = owner_queries.last_hand_over(call.connection, post.id)
    why = _objection(post, line, by.person.key)
    if why is not None or line is None:
        raise RefusedError(msg("{number}: {why}", number=post.number, why=why or ""))
    _restore(call, post, line)
    details = {"event": HAND_OVER, "undone": line.id}
    entry = by.line(post, at=call.now, event=UNDO, details=details)
    audit_entries.log(call, entry)


def _objection(
    post: PostSnapshot, line: HandOverLine | None, actor: str
) -> Message | None:
    if line is None or line.event != HAND_OVER or "before" not in line.details:
        return msg("there is no hand-over that can be taken back.")
    if line.actor_key != actor:
        return msg("somebody else handed the post over; only they take that back.")
    if line.details["row_version_then"] != post.row_version:
        return msg("the post has changed since, so the hand-over stays.")
    return None


def _restore(call: Call, post: PostSnapshot, line: HandOverLine) -> None:
    connection, told = call.connection, line.details
    before = StateBefore.from_details(told)
    if not undo_queries.call_back(connection, post.id, before, call.now):
        raise RefusedError(
            msg(
                "{number}: a mail of the hand-over has left already, so it stays; "
                "hand the post over once more instead.",
                number=post.number,
            )
        )
    if not undo_queries.plan_again(connection, before):
        raise ConflictError(
            msg(
                "Somebody else has changed {number} meanwhile; look at it again.",
                number=post.number,
            )
        )
    undo_queries.queue_again(connection, before, line.at)
    owner_queries.set_owner(connection, post.id, told["owner_key_before"])
    if planned := told.get("next_day_before"):
        day, key = date.fromisoformat(planned), told["next_owner_before"]
        owner_queries.set_next_owner(connection, post.id, key, day)
