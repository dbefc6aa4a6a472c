"""Consequences: what an act makes of one post, for those who are about to do it.

Within a transaction that is rolled back it is a preview, else the report of the act: so
nothing else is shown before than what is done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from notifications.letters.mail_kinds import MAIL_KINDS
from states.deadlines import Feasibility
from states.messages import Message
from states.post import PostState
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.editing import corrections
from vorlauf.editing.edits import changed_parts
from vorlauf.editing.feasibility import outlook
from vorlauf.posts import decision_queries, presence
from vorlauf.posts.decision_queries import Endorsement
from vorlauf.scheduling import caused_mails
from vorlauf.scheduling.caused_mails import CausedMail


@dataclass(frozen=True, kw_only=True)
class DateMove:
    """An open step that gets another due instant (aware UTC).

    `is_told` says that its house gets a mail about it.
    """

    step: OpenStep
    after: datetime
    is_told: bool


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What comes of an act on a post, which is as `after` then.

    `changed` names what differs. `falls` are decisions that count no more, `holds`
    those that do, `returns` those that count again; `opens` are the steps that begin,
    `ends` those that end, `moves` those with another date. `readers` are the keys of
    those who are really asked, by step. `mails` are those that go because of the act,
    but for reminders. `feasibility` is None for a post that is out or
    withdrawn; else its `earliest` is the first slot that can be met.
    `why_no_correction` says why the texts cannot be saved as an editorial correction,
    None if they can.
    """

    before: PostSnapshot
    after: PostSnapshot
    changed: tuple[str, ...]
    falls: tuple[Endorsement, ...]
    holds: tuple[Endorsement, ...]
    returns: tuple[Endorsement, ...]
    opens: tuple[OpenStep, ...]
    ends: tuple[OpenStep, ...]
    moves: tuple[DateMove, ...]
    readers: Mapping[int, str]
    mails: tuple[CausedMail, ...]
    feasibility: Feasibility | None
    why_no_correction: Message | None

    @property
    def state(self) -> PostState:
        """The state in which the post is then."""
        return self.after.state

    @property
    def request_by_moves(self) -> bool:
        """Whether the timetable requests its material at another instant."""
        return self.before.request_by != self.after.request_by


def consequences(
    call: Call, number: str, actor: str, act: Callable[[], object]
) -> Consequences:
    """Do an act on a post as the person of this key, and say what has come of it.

    Raises what the act raises, `NotFoundError` for an unknown post.
    """
    connection, directory = call.connection, call.directory
    before = post_snapshots.post_of(connection, number)
    held = _held(connection, before)
    waited = caused_mails.waiting(connection, before.id)
    act()
    after = post_snapshots.post_of(connection, number)
    holds = _held(connection, after)
    kept, had = ({yes.step_id for yes in some} for some in (holds, held))
    was = {step.id: step for step in before.steps}
    remain = {step.id for step in after.steps}
    mails = caused_mails.ahead(call, before.id)
    told = {mail.step_id for mail in mails if MAIL_KINDS[mail.purpose].asks}
    opens = tuple(step for step in after.steps if step.id not in was)
    return Consequences(
        before=before,
        after=after,
        changed=(*changed_parts(before, after), *_wants(before, after)),
        falls=tuple(yes for yes in held if yes.step_id not in kept),
        holds=tuple(yes for yes in holds if yes.step_id in had),
        returns=tuple(yes for yes in holds if yes.step_id not in had),
        opens=opens,
        ends=tuple(step for step in before.steps if step.id not in remain),
        moves=tuple(
            DateMove(step=was[step.id], after=step.due_at, is_told=step.id in told)
            for step in after.steps
            if step.id in was and step.due_at != was[step.id].due_at
        ),
        readers=_readers(call, opens),
        mails=caused_mails.ahead(call, before.id, waited),
        feasibility=_feasibility(after, directory, call.now),
        why_no_correction=corrections.objection(call, before, after, actor),
    )


def _wants(before: PostSnapshot, after: PostSnapshot) -> tuple[str, ...]:
    """Name the material that is wanted now, or is not any more."""
    pairs = {"wants_assets": "assets", "wants_graphics": "graphics"}
    return tuple(
        part
        for name, part in pairs.items()
        if getattr(before, name) != getattr(after, name)
    )


def _held(connection: Connection, post: PostSnapshot) -> tuple[Endorsement, ...]:
    """Return the decisions that hold; a draft has none, whatever was said before."""
    if not post.state.is_binding:
        return ()
    return tuple(decision_queries.standing(connection, post.id, post.version))


def _readers(call: Call, opens: Sequence[OpenStep]) -> dict[int, str]:
    directory = call.directory
    day = directory.agency.office.day_of(call.now)
    today = presence.on_day(call.connection, day)
    found = {}
    for step in opens:
        person = directory.people.get(step.asked)
        reader = today.reader(directory, person) if person else None
        found[step.id] = reader.key if reader else step.asked
    return found


def _feasibility(
    post: PostSnapshot, directory: Directory, now: datetime
) -> Feasibility | None:
    found = outlook(post, directory, now)
    return None if found is None else found.feasibility
