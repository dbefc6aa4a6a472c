"""Preview samples: the notices that a preview writes, as if they were due now.

Nothing in them is made up: if a post lacks what a mail tells of, it is refused.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from notifications.letters.mail_kind import MailKindSpec, MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS, request_for
from states.messages import msg, phrase
from states.post import Role
from states.purpose import MailKind
from vorlauf.db import post_snapshots
from vorlauf.db.tables import HoldScope, Medium, Outcome
from vorlauf.directory.model import Person
from vorlauf.errors import RefusedError
from vorlauf.mail.letters import preview_queries
from vorlauf.mail.letters.preview_queries import OpenMatter
from vorlauf.mail.queue.leases import MOST_IN_ONE, ClaimedNotice
from vorlauf.posts import hold_queries

_NO: Final = (Outcome.CHANGES_REQUESTED,)
_YES: Final = (Outcome.ENDORSED, Outcome.APPROVED)
_DECIDED: Final = (*_YES, *_NO)
# What was told of last: its step, and the number of the notice.
_TOLD: Final[
    Mapping[MailTopic, Callable[[Connection, int], tuple[int, int] | None]]
] = {
    MailTopic.REFUSAL: partial(preview_queries.last_closed, outcomes=_NO),
    MailTopic.DECISION: partial(preview_queries.last_closed, outcomes=_DECIDED),
    MailTopic.RECORDED_DECISION: preview_queries.last_recorded,
    MailTopic.CORRECTION: partial(preview_queries.last_closed, outcomes=_YES),
    MailTopic.PUBLICATION: preview_queries.publication,
    MailTopic.COMMENT: preview_queries.last_comment,
    MailTopic.ABSENCE: preview_queries.last_away_note,
    MailTopic.ENTERED_ABSENCE: preview_queries.last_absence,
    MailTopic.LOST_MAIL: preview_queries.last_lost,
    MailTopic.MISSED_SLOT: preview_queries.missed_slot,
    MailTopic.NEEDLESS_REQUEST: preview_queries.last_needless,
    MailTopic.GAPS: preview_queries.house_of_nobody,
    MailTopic.HOLD: preview_queries.last_hold,
    MailTopic.FAILED_PUBLICATION: preview_queries.failed_publication,
}


def of_post(
    connection: Connection, purpose: MailKind, number: str, to: Person, now: datetime
) -> ClaimedNotice:
    """Return the notice of this purpose about a post, as if it were due now.

    Of several steps it takes the reader's, otherwise the first due. Raises
    `NotFoundError` for an unknown post, `RefusedError` if the post lacks what the mail
    tells of.
    """
    post = post_snapshots.post_of(connection, number)
    kind = MAIL_KINDS[purpose]
    found = _matter(connection, kind, post.id, to)
    if found is None:
        raise RefusedError(
            msg(
                "{number} is in state {state} and {lacking}, so there is no {purpose} "
                "to show; choose another post or another kind.",
                number=post.number,
                state=post.state,
                lacking=phrase("lacks", kind.lacking),
                purpose=purpose,
            )
        )
    step_id, n = found
    return _due(purpose, to, now, step_id=step_id, post_id=post.id, n=n)


def of_everything(
    connection: Connection, to: Person, now: datetime, *, number: str | None
) -> list[ClaimedNotice]:
    """Return one notice for each step that asks the reader, as if all were due now.

    Raises `RefusedError` for fewer than two, because those are no digest.
    """
    post_id = post_snapshots.post_of(connection, number).id if number else None
    open_ = preview_queries.open_matters(connection, post_id=post_id, asked=to.key)
    ripe = [one for one in open_ if not one.kind.waits_for_slot or one.due_at <= now]
    if len(ripe) < 2:  # noqa: PLR2004, two make several
        raise RefusedError(
            msg(
                "{name} is asked for {count} now; a digest is one mail about two "
                "matters or more.",
                name=to.name,
                count=phrase("asked", f"{len(ripe)}" if ripe else "nothing"),
            )
        )
    return [
        _due(_usual(one, now), to, now, step_id=one.id, post_id=one.post_id, key=key)
        for key, one in enumerate(ripe[:MOST_IN_ONE])
    ]


def of_no_post(
    connection: Connection, purpose: MailKind, to: Person, now: datetime
) -> ClaimedNotice:
    """Return the notice of a mail by the calendar, as if it were due now.

    Raises `RefusedError` if nobody would get it, or not this reader.
    """
    if purpose is MailKind.OVERVIEW:
        _check_overview(connection, to)
    elif purpose is MailKind.HOLD_REPORT:
        return _due(purpose, to, now, n=_closed_days(connection, to))
    elif to.role is not Role.AUDITOR:
        raise RefusedError(
            msg("{name} gets no head of the audit log; auditors do.", name=to.name)
        )
    return _due(purpose, to, now)


def _check_overview(connection: Connection, to: Person) -> None:
    if to.role not in {Role.COORDINATOR, Role.APPROVER}:
        raise RefusedError(
            msg("{name} gets no overview; coordinators and approvers do.", name=to.name)
        )
    if not preview_queries.open_matters(connection):
        raise RefusedError(msg("No step is open, so there is nothing to list."))


def _closed_days(connection: Connection, to: Person) -> int:
    """Return the key of the hold of closed days that holds."""
    if to.role is not Role.COORDINATOR:
        raise RefusedError(
            msg("{name} gets no list of held posts; coordinators do.", name=to.name)
        )
    open_ = hold_queries.open_holds(connection)
    found = [one.id for one in open_ if one.scope is HoldScope.CLOSED_DAYS]
    if not found:
        raise RefusedError(msg("No post lies on a closed day, so there is no list."))
    return found[0]


def _usual(one: OpenMatter, now: datetime) -> MailKind:
    if one.due_at < now and not one.retrospective:
        return MailKind.REMINDER
    return request_for(one.kind, afterwards=one.retrospective) or MailKind.REMINDER


def _matter(
    connection: Connection, kind: MailKindSpec, post_id: int, to: Person
) -> tuple[int, int] | None:
    """Return the step and the number of such a notice, or None if there is none."""
    tell = _TOLD.get(kind.about)
    told = None if tell is None else tell(connection, post_id)
    if not kind.steps:
        return told
    step_id = _open_step(connection, kind, post_id, to)
    if step_id is None or (tell is not None and told is None):
        return None
    if kind.tells_due and not preview_queries.is_due_changed(connection, step_id):
        return None
    return step_id, told[1] if told else 0


def _open_step(
    connection: Connection, kind: MailKindSpec, post_id: int, to: Person
) -> int | None:
    fitting = [
        one
        for one in preview_queries.open_matters(connection, post_id=post_id)
        if one.kind in kind.steps and (one.retrospective or not kind.is_afterwards)
    ]
    fitting.sort(key=lambda one: (one.asked != to.key, one.house != to.house))
    return fitting[0].id if fitting else None


def _due(  # noqa: PLR0913, each is a fact of its own
    purpose: MailKind,
    to: Person,
    now: datetime,
    *,
    step_id: int | None = None,
    post_id: int | None = None,
    n: int = 0,
    key: int = 0,
) -> ClaimedNotice:
    """Return a notice that is in no table; `key` tells it from its neighbours."""
    return ClaimedNotice(
        id=-1 - key,
        step_id=step_id,
        post_id=post_id,
        version=0,
        purpose=purpose,
        medium=Medium.MAIL,
        recipient=to.key,
        house=to.house,
        n=n,
        planned_at=now,
        due_at=now,
        claims=0,
        attempts=0,
        doubts=0,
        message_id=None,
    )
